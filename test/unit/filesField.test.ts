import { entriesFrom, filesFrom } from '../../nodes/DocSpace/actions/file/filesField';

const file = {
	id: 12,
	title: 'Contract.pdf',
	path: '2026',
	folderId: 5,
	roomId: 4,
	size: 7,
	extension: '.pdf',
	modified: '',
	movable: true,
	blockedBy: '',
};

describe('the field Files', () => {
	it('takes what Collect Room Files puts out, as objects or as JSON', () => {
		const { id, title, folderId, roomId, size } = file;
		const expected = [{ id, title, folderId, roomId, size, blockedBy: '' }];
		expect(filesFrom([file])).toEqual(expected);
		expect(filesFrom(file)).toEqual(expected);
		expect(filesFrom(JSON.stringify([file]))).toEqual(expected);
	});

	it('tells folders by the parent they lie in, and refuses them where only files may be', () => {
		const folder = { id: 12, title: 'Drafts', parentId: 4 };
		expect(entriesFrom([folder, file, 13])).toMatchObject({
			files: [{ id: 12, title: 'Contract.pdf' }, { id: 13 }],
			folders: [{ id: 12, title: 'Drafts', field: 'Files' }],
		});
		expect(() => filesFrom([folder])).toThrow(/holds the folder “Drafts” \(12\)/);
	});

	it('keeps in mind why a file could not be moved', () => {
		const blocked = { ...file, movable: false, blockedBy: 'locked by Ann' };
		expect(filesFrom([blocked])).toMatchObject([{ blockedBy: 'locked by Ann' }]);
		expect(filesFrom([{ ...blocked, blockedBy: '' }])).toMatchObject([
			{ blockedBy: expect.stringMatching(/./) },
		]);
	});

	it.each<[unknown]>([
		[[12, 13]],
		[['12', '13']],
		['12, 13'],
		['12,13'],
		['[12, "13"]'],
		[[{ id: 12 }, { id: 13 }]],
		[[12, 13, '12', { id: 13 }]],
	])('takes ids however they are written, each once: %j', (value) => {
		expect(filesFrom(value).map(({ id }) => String(id))).toEqual(['12', '13']);
	});

	it('takes a single id, and ids of third-party storage', () => {
		expect(filesFrom(12)).toEqual([{ id: 12, field: 'Files' }]);
		expect(filesFrom('drive-12-1AbCd, drive-12-2')).toEqual([
			{ id: 'drive-12-1AbCd', field: 'Files' },
			{ id: 'drive-12-2', field: 'Files' },
		]);
	});

	it('takes only an empty list for “nothing to move”', () => {
		expect(filesFrom([])).toEqual([]);
		expect(filesFrom('[]')).toEqual([]);
	});

	it.each<[unknown, RegExp]>([
		[undefined, /is undefined/],
		[null, /is null/],
		['', /is empty/],
		['   ', /is empty/],
		[{}, /an object without an id/],
		['{}', /an object without an id/],
		[[{}], /an object without an id/],
		[[null], /no file’s id/],
		[[undefined], /no file’s id/],
		[[12, ''], /no file’s id/],
		['12,', /no file’s id/],
		['undefined', /no file’s id/],
		['null', /no file’s id/],
		[true, /no file’s id/],
		[0, /no file’s id/],
		[[[]], /no file’s id/],
		[{ json: { files: [] } }, /an object without an id/],
		['[object Object]', /mixes an expression with text/],
		['[object Object],[object Object]', /mixes an expression with text/],
		['[12, 13', /not valid JSON/],
	])('never takes %j for “nothing to move”', (value, message) => {
		expect(() => filesFrom(value)).toThrow(message);
		expect(() => filesFrom(value)).toThrow(/^'Files' /);
	});
});
