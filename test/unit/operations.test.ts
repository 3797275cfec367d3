import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { resources } from '../../nodes/DocSpace/actions/resources';

/** About what two lines of n8n's lists hold; what is longer is cut off. */
const LONGEST_DESCRIPTION = 105;

/** All choices below some fields, at any depth. */
function choicesIn(properties: INodeProperties[]): INodePropertyOptions[] {
	return properties.flatMap((property) =>
		(property.options ?? []).flatMap((option) => {
			if ('values' in option) return choicesIn(option.values);
			return 'type' in option ? choicesIn([option]) : 'value' in option ? [option] : [];
		}),
	);
}

describe.each(resources)('The editor, for $option.name', ({ operations }) => {
	it('offers each operation once, under a name of its own', () => {
		for (const key of ['value', 'name', 'action'] as const) {
			const given = operations.map(({ option }) => option[key]);
			expect(new Set(given).size).toBe(given.length);
		}
	});

	it('describes no choice in more words than a list shows', () => {
		const choices = operations.flatMap(({ option, fields }) => [option, ...choicesIn(fields)]);
		const tooLong = choices.filter(
			({ description = '' }) => description.length > LONGEST_DESCRIPTION,
		);
		expect(tooLong.map(({ name }) => name)).toEqual([]);
	});
});
