import { resources } from '../../nodes/DocSpace/actions/resources';

describe.each(resources)('The editor, for $option.name', ({ operations }) => {
	it('offers each operation once, under a name of its own', () => {
		for (const key of ['value', 'name', 'action'] as const) {
			const given = operations.map(({ option }) => option[key]);
			expect(new Set(given).size).toBe(given.length);
		}
	});
});
