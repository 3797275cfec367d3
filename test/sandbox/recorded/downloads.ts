import {
	ask,
	fetchFile,
	makeFile,
	makeFolder,
	operate,
	quietly,
	type Section,
	type Step,
} from './asking';

const UNKNOWN = 99999999;

const HANDLER = '/filehandler.ashx?action=';

type Options = Parameters<typeof fetchFile>[2];

/** Fetches the current version of a file, or what the query says. */
export const download = (name: string, file: string, options: Options = {}, query = ''): Step =>
	fetchFile(name, `${HANDLER}download&fileid=${file}${query}`, options);

/** Fetches a file that an answer told of, and that has no label. */
export const downloadNew = (name: string, from: string): Step =>
	fetchFile(name, `${HANDLER}download&fileid=<number>`, { from });

const alpha = (what: string, options: Options = {}, query = ''): Step =>
	download(`download: ${what}`, '<alpha>', options, query);

const RANGES = ['3-', '2-4', '0-0', '-3', '100-', '5-2', '0-1,3-4'];

const FETCHING: Step[] = [
	quietly('POST', 'files/rooms', {
		body: { title: 'P2 download', roomType: 5 },
		label: 'download',
	}),
	makeFolder('<download>', 'Down', 'downFolder'),
	makeFile('<downFolder>', 'alpha.txt', 'abcdefghijklmnopqrstuvwxyz', 'alpha'),
	makeFile('<downFolder>', 'Übersicht "q" 100%.txt', 'um', 'umlaut'),
	makeFile('<downFolder>', 'zero.txt', '', 'zeroDown'),
	quietly('POST', 'files/<downFolder>/insert', {
		query: { title: 'alpha.txt' },
		content: 'version two',
	}),
	alpha('viewUrl with key'),
	alpha('anonymous', { as: 'nobody' }),
	alpha('wrong key', { as: 'wrong key' }),
	alpha('token', { as: 'token of dora' }),
	alpha('no right', { as: 'ulla' }),
	alpha('owner who is no member', { as: 'owner' }),
	...[1, 99, 0].map((version) => alpha(`version ${version}`, {}, `&version=${version}`)),
	download('download: unknown file', String(UNKNOWN)),
	download('download: text id', 'abc'),
	fetchFile('download: no id', `${HANDLER}download`),
	fetchFile('download: no action', '/filehandler.ashx?fileid=<alpha>'),
	fetchFile('download: unknown action', `${HANDLER}nothing&fileid=<alpha>`),
	download('download: umlauts', '<umlaut>'),
	download('download: zero bytes', '<zeroDown>'),
	...RANGES.map((range) => alpha(`range bytes=${range}`, { range: `bytes=${range}` })),
	alpha('range nonsense', { range: 'nonsense' }),
	alpha('HEAD', { method: 'HEAD' }),
	alpha('POST', { method: 'POST' }),
	alpha('outputtype .pdf', {}, '&outputtype=.pdf'),
	alpha('outputtype .zzz', {}, '&outputtype=.zzz'),
];

const presign = (name: string, file: string, as?: string): Step =>
	ask(name, 'GET', `files/file/${file}/presigneduri`, { as });

const stream = (what: string, options: Options = {}): Step =>
	fetchFile(`presigneduri${what}`, `${HANDLER}stream&fileid=<alpha>&version=2&stream_auth=*`, {
		from: 'presigneduri',
		...options,
	});

const intoTrash = (what: string, file: string, immediately?: boolean): Step =>
	operate(
		`download: ${what}`,
		'PUT',
		'files/fileops/delete',
		{ fileIds: [file], folderIds: [], ...(immediately === undefined ? {} : { immediately }) },
		[],
		{ recorded: 'brief' },
	);

const PRESIGNING: Step[] = [
	presign('presigneduri', '<alpha>'),
	stream(': with key'),
	stream(' fetched: anonymous', { as: 'nobody' }),
	stream(' fetched: no right', { as: 'ulla' }),
	stream(': range', { range: 'bytes=2-4' }),
	stream(': HEAD', { method: 'HEAD' }),
	stream(': bad stream_auth with key', { changed: [/stream_auth=[^&]+/, 'stream_auth=1.x'] }),
	presign('presigneduri: unknown', String(UNKNOWN)),
	presign('presigneduri: no right', '<alpha>', 'ulla'),
	presign('presigneduri: anonymous', '<alpha>', 'nobody'),
];

const REFUSING: Step[] = [
	quietly('POST', 'files/rooms', {
		body: { title: 'P2 downloadDeny', roomType: 8, denyDownload: true },
		label: 'downloadDeny',
	}),
	makeFile('<downloadDeny>', 'secret.txt', 'deny', 'denied'),
	quietly('PUT', 'files/rooms/<downloadDeny>/share', {
		body: { invitations: [{ id: '<ulla>', access: 2 }], notify: false },
	}),
	download('download: deny download, reader', '<denied>', { as: 'ulla' }),
	download('download: deny download, owner', '<denied>'),
	presign('presigneduri: deny download, reader', '<denied>', 'ulla'),
	fetchFile(
		'presigneduri: deny download, reader, fetched',
		`${HANDLER}stream&fileid=<denied>&version=1&stream_auth=*`,
		{ from: 'presigneduri: deny download, reader', as: 'ulla' },
	),
	makeFile('<downFolder>', 'trashed.txt', 'trash', 'trashed'),
	intoTrash('to trash', '<trashed>'),
	download('download: from trash', '<trashed>'),
	presign('presigneduri: from trash', '<trashed>'),
	makeFile('<downFolder>', 'gone.txt', 'gone', 'gone'),
	intoTrash('destroy', '<gone>', true),
	download('download: destroyed', '<gone>'),
	quietly('POST', 'keys', {
		body: { name: 'probe', permissions: ['rooms:read'] },
		credential: 'key of rooms:read',
	}),
	alpha('key with rooms:read only', { as: 'key of rooms:read' }),
	ask('file: key with rooms:read only', 'GET', 'files/file/<alpha>', {
		as: 'key of rooms:read',
		recorded: 'brief',
	}),
];

const archive = (name: string, options: Options = {}): Step =>
	fetchFile(name, `${HANDLER}bulk&filename=*`, {
		from: name.replace(/: archive$/, ''),
		...options,
	});

const pack = (what: string, body: object, as?: string): Step =>
	operate(
		`bulk: ${what}`,
		'PUT',
		'files/fileops/bulkdownload',
		{ fileIds: [], folderIds: [], fileConvertIds: [], ...body },
		[],
		{ as, recorded: 'brief' },
	);

const packOne = (what: string, body: object): Step[] => [
	pack(what, body),
	archive(`bulk: ${what}: archive`),
];

const packMany = (what: string, body: object): Step[] => [
	pack(what, body),
	archive(`bulk: ${what}: archive`, { lists: true }),
];

const AS_PDF = { fileConvertIds: [{ key: '<alpha>', value: '.pdf' }] };
const ONE = { from: 'bulk: one file' };

const PACKING: Step[] = [
	makeFolder('<downFolder>', 'Sub', 'subDown'),
	makeFile('<subDown>', 'inner.txt', 'inner', 'inner'),
	makeFile('<subDown>', 'alpha.txt', 'inner alpha', 'innerAlpha'),
	makeFolder('<downFolder>', 'Hollow', 'hollow'),
	...packOne('one file', { fileIds: ['<alpha>'] }),
	archive('bulk: archive anonymous', { ...ONE, as: 'nobody' }),
	archive('bulk: archive by another', { ...ONE, as: 'ulla' }),
	archive('bulk: archive range', { ...ONE, range: 'bytes=0-1' }),
	...packMany('two files', { fileIds: ['<alpha>', '<umlaut>'] }),
	...packMany('one folder', { folderIds: ['<subDown>'] }),
	...packMany('folder and file', { folderIds: ['<subDown>'], fileIds: ['<alpha>'] }),
	...packMany('two namesakes', { fileIds: ['<alpha>', '<innerAlpha>'] }),
	...packMany('empty folder', { folderIds: ['<hollow>'] }),
	...packMany('whole room', { folderIds: ['<download>'] }),
	pack('same file twice', { fileIds: ['<alpha>', '<alpha>'] }),
	...packMany('file and its folder', { fileIds: ['<alpha>'], folderIds: ['<downFolder>'] }),
	...packOne('ids as text', { fileIds: ['<alpha> as text'] }),
	...packOne('zero byte file', { fileIds: ['<zeroDown>'] }),
	archive('bulk: earlier archive of two files after others', { from: 'bulk: two files' }),
	ask('bulk: nothing', 'PUT', 'files/fileops/bulkdownload', {
		body: { fileIds: [], folderIds: [], fileConvertIds: [], returnSingleOperation: true },
		recorded: (response) => ({ response }),
	}),
];

const FAILING: Step[] = [
	pack('unknown file', { fileIds: [UNKNOWN] }),
	...packMany('known and unknown', { fileIds: ['<alpha>', UNKNOWN] }),
	pack('no right at all', { fileIds: ['<alpha>'] }, 'ulla'),
	...packOne('converted', AS_PDF),
	...packMany('converted and plain', { fileIds: ['<umlaut>'], ...AS_PDF }),
	pack('same in both lists', { fileIds: ['<alpha>'], ...AS_PDF }),
	quietly('POST', 'keys', {
		body: { name: 'probe', permissions: ['files:read'] },
		credential: 'key to read',
	}),
	ask('bulk: key with files:read', 'PUT', 'files/fileops/bulkdownload', {
		body: { fileIds: ['<alpha>'], folderIds: [] },
		as: 'key to read',
	}),
];

/** Questions about downloads, one file by itself and several packed. */
export const DOWNLOADS: Section[] = [
	{ title: 'downloading a file (14.5)', steps: FETCHING },
	{ title: 'addresses of files (14.5)', steps: PRESIGNING },
	{ title: 'who may download what (14.5)', steps: REFUSING },
	{ title: 'packing files and folders (14.6)', steps: PACKING },
	{ title: 'packing that fails (14.6)', steps: FAILING },
];
