import { gapsIn, merged, schemaOf } from './schema';

const ofAll = (...values: unknown[]) => merged(values.map(schemaOf));

test('A member that one item lacks, or has as null or as an empty list, is what another holds', () => {
	const empty = { guest: null, files: [] };
	const filled = { guest: { id: 'x' }, files: [{ id: 1 }, { id: 2, title: 'a.pdf' }], size: 3 };
	expect(ofAll(empty, filled)).toEqual({
		type: 'object',
		properties: {
			guest: { type: 'object', properties: { id: { type: 'string' } } },
			files: {
				type: 'array',
				items: {
					type: 'object',
					properties: { id: { type: 'integer' }, title: { type: 'string' } },
				},
			},
			size: { type: 'integer' },
		},
	});
	expect(ofAll(filled, empty)).toEqual(ofAll(empty, filled));
});

test('Members stand in the order in which they come', () => {
	const schema = ofAll({ b: 1, a: true }, { a: false, c: 0.5 });
	expect(JSON.stringify(schema)).toBe(
		'{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"boolean"},"c":{"type":"number"}}}',
	);
});

test('Whole numbers and others are numbers; what is text here and a number there is an error', () => {
	expect(ofAll([1, 0.5])).toEqual({ type: 'array', items: { type: 'number' } });
	expect(() => ofAll({ id: 1 }, { id: 'drive-1' })).toThrow('id holds both integer and string');
});

test('What never held anything is named with its place', () => {
	const schema = schemaOf({ id: 1, failed: [], guest: { rooms: [{ title: null }] } });
	expect(gapsIn(schema)).toEqual(['failed', 'guest.rooms.title']);
});
