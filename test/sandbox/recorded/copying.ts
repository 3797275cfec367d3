import { ask, learn, look, makeFile, makeFolder, operate, quietly, type Step } from './asking';

const UNKNOWN = 99999999;

type Looks = Array<[what: string, folder: string]>;
type Policy = 'Skip' | 'Overwrite' | 'Duplicate';

interface Copied {
	as?: string;
	label?: string;
}

const setLock = (file: string, lockFile: boolean): Step =>
	quietly('PUT', `files/file/${file}/lock`, { body: { lockFile }, as: 'rob' });

const copy = (what: string, body: object, looks: Looks = [], more: Copied = {}): Step => {
	const order = { fileIds: [], folderIds: [], conflictResolveType: 'Skip', ...body };
	const options = { ...more, recorded: 'brief' as const };
	return operate(`copy: ${what}`, 'PUT', 'files/fileops/copy', order, looks, options);
};
const copyFile = (what: string, to: string, policy: Policy, looks: Looks = [], label?: string) =>
	copy(what, { fileIds: ['<f>'], destFolderId: to, conflictResolveType: policy }, looks, { label });
const copyFolder = (what: string, to: string, policy: Policy, looks: Looks = [], label?: string) =>
	copy(what, { folderIds: ['<copyC>'], destFolderId: to, conflictResolveType: policy }, looks, {
		label,
	});

const into: Looks = [['destination', '<copyB>']];
const beside: Looks = [['folder', '<copyA>']];

/** Copies of files, and what stands in their way. */
export const COPYING_FILES: Step[] = [
	quietly('POST', 'files/rooms', { body: { title: 'P2 copy', roomType: 5 }, label: 'copy' }),
	makeFolder('<copy>', 'A', 'copyA'),
	makeFolder('<copy>', 'B', 'copyB'),
	makeFile('<copyA>', 'f.txt', 'one', 'f'),
	quietly('POST', 'files/<copyA>/insert', { query: { title: 'f.txt' }, content: 'two!' }),
	copyFile('a file', '<copyB>', 'Skip', [...into, ['source', '<copyA>']], 'copied'),
	ask('copy: copied file', 'GET', 'files/file/<copied>', { recorded: 'brief' }),
	copyFile('again, Skip', '<copyB>', 'Skip', into),
	copyFile('again, Duplicate', '<copyB>', 'Duplicate', into),
	copyFile('again, Duplicate twice', '<copyB>', 'Duplicate', into),
	copyFile('again, Overwrite', '<copyB>', 'Overwrite', into),
	copyFile('where it is, Skip', '<copyA>', 'Skip', beside),
	copyFile('where it is, Duplicate', '<copyA>', 'Duplicate', beside),
	copyFile('where it is, Overwrite', '<copyA>', 'Overwrite', beside),
	copy('unknown', { fileIds: [UNKNOWN], destFolderId: '<copyB>' }),
	copy('known and unknown', { fileIds: ['<f>', UNKNOWN], destFolderId: '<copyB>' }),
	copy('unknown destination', { fileIds: ['<f>'], destFolderId: UNKNOWN }),
	ask('copy: nothing: accepted', 'PUT', 'files/fileops/copy', {
		body: { returnSingleOperation: true, deleteAfter: false, destFolderId: '<copyB>' },
		recorded: 'brief',
	}),
	makeFile('<copyA>', 'noext', 'x', 'noext'),
	copy(
		'without extension, Duplicate',
		{ fileIds: ['<noext>'], destFolderId: '<copyA>', conflictResolveType: 'Duplicate' },
		beside,
	),
	quietly('PUT', 'files/rooms/<copy>/share', {
		body: {
			invitations: [
				{ id: '<rob>', access: 9 },
				{ id: '<ulla>', access: 2 },
			],
			notify: false,
		},
	}),
	makeFile('<copyA>', 'held.txt', 'held', 'heldCopy'),
	setLock('<heldCopy>', true),
	copy('a file locked by another', { fileIds: ['<heldCopy>'], destFolderId: '<copyB>' }, into),
	setLock('<copied>', true),
	copyFile('Overwrite onto a locked target', '<copyB>', 'Overwrite', into),
	copyFile('Skip onto a locked target', '<copyB>', 'Skip'),
	setLock('<copied>', false),
	learn("ulla's own", 'files/@my', {}, 'ulla'),
	copy('by a reader into own documents', { fileIds: ['<f>'], destFolderId: "<ulla's own>" }, [], {
		as: 'ulla',
	}),
	copy('by a reader into the room', { fileIds: ['<f>'], destFolderId: '<copyB>' }, [], {
		as: 'ulla',
	}),
];

/** Copies of folders, which flow together with one of their title, and of rooms, which nobody may copy so. */
export const COPYING_FOLDERS: Step[] = [
	makeFolder('<copyA>', 'C', 'copyC'),
	makeFile('<copyC>', 'in.txt', 'in', 'in'),
	makeFolder('<copyC>', 'Deep', 'deepCopy'),
	makeFile('<deepCopy>', 'deep.txt', 'deep', 'deepFile'),
	copyFolder('a folder', '<copyB>', 'Skip', into, 'copiedFolder'),
	look('copy: the copied folder', '<copiedFolder>'),
	makeFile('<copyC>', 'later.txt', 'later', 'later'),
	copyFolder('a folder again, Skip', '<copyB>', 'Skip', [...into, ['merged', '<copiedFolder>']]),
	copyFolder('a folder again, Overwrite', '<copyB>', 'Overwrite', [['merged', '<copiedFolder>']]),
	copyFolder('a folder again, Duplicate', '<copyB>', 'Duplicate', into),
	copyFolder('a folder where it is, Skip', '<copyA>', 'Skip', beside),
	copyFolder('a folder where it is, Duplicate', '<copyA>', 'Duplicate', beside),
	copyFolder('a folder into itself', '<copyC>', 'Skip'),
	copyFolder('a folder into its child', '<deepCopy>', 'Skip'),
	makeFolder('<copy>', 'Content', 'contentDest'),
	copy(
		'content of a folder',
		{ folderIds: ['<copyC>'], destFolderId: '<contentDest>', content: true },
		[['destination', '<contentDest>']],
	),
	quietly('POST', 'files/rooms', {
		body: { title: 'P2 copyRich', roomType: 5 },
		label: 'copyRich',
	}),
	learn('roomsRoot', 'files/rooms'),
	...(['Skip', 'Overwrite', 'Duplicate'] as const).map((policy) =>
		copy(`a room to the rooms root, ${policy}`, {
			folderIds: ['<copyRich>'],
			destFolderId: '<roomsRoot>',
			conflictResolveType: policy,
		}),
	),
	copy('a room into a folder', { folderIds: ['<copyRich>'], destFolderId: '<copyB>' }),
	makeFolder('<copyA>', 'Count', 'countFolder'),
	...[0, 1, 2].map((n) => makeFile('<countFolder>', `n${n}.txt`, 'n', `n${n}`)),
	copy('a folder of three files', { folderIds: ['<countFolder>'], destFolderId: '<copyB>' }),
	operate(
		'move a folder of three files',
		'PUT',
		'files/fileops/move',
		{
			fileIds: [],
			folderIds: ['<countFolder>'],
			destFolderId: '<copyC>',
			conflictResolveType: 'Skip',
		},
		[],
		{ recorded: 'brief' },
	),
	makeFolder('<copyA>', 'Empty', 'emptyFolder'),
	copy('an empty folder', { folderIds: ['<emptyFolder>'], destFolderId: '<copyB>' }),
];

/** Copies a file of an archived room. */
export const COPYING_FROM_THE_ARCHIVE: Step = operate(
	'copy out of an archived room',
	'PUT',
	'files/fileops/copy',
	{
		fileIds: ['<archivedFile>'],
		folderIds: [],
		destFolderId: '<delF>',
		conflictResolveType: 'Skip',
	},
	[],
	{ recorded: 'brief' },
);
