import {
	ask,
	learn,
	look,
	makeFile,
	makeFolder,
	operate,
	quietly,
	type Section,
	type Step,
} from './asking';
import { downloadNew } from './downloads';

const UNKNOWN = 99999999;

const makeRoom = (name: string, roomType: number, as?: string): Step =>
	quietly('POST', 'files/rooms', {
		body: { title: `P2 ${name}`, roomType },
		label: name,
		as,
	});

interface NewDocument {
	where?: string;
	as?: string;
	recorded?: 'all' | 'brief';
	label?: string;
}

const create = (
	name: string,
	body: Record<string, unknown>,
	{ where = '<createFolder>', as, recorded = 'brief', label }: NewDocument = {},
): Step => ask(name, 'POST', `files/${where}/file`, { body, as, recorded, label });

const TITLES = [
	...['docx', 'xlsx', 'pptx', 'pdf', 'docxf', 'oform', 'doc', 'odt', 'rtf', 'txt', 'html', 'csv'],
	...['ods', 'xls', 'ppt', 'odp', 'json', 'md', 'png', 'zip', 'vsdx'],
].map((extension) => `a.${extension}`);
const ODD_TITLES = [
	...['noext', 'trailing.', '.docx', '.env', 'UPPER.DOCX', 'Mixed.Xlsx', 'two.dots.docx'],
	...['v1.2 plan', 'Invoice 3/2026.docx', 'x/y.json', 'x/y', 'a\\b.docx', 'q?u*o"te.docx'],
	...['Rocket 🚀.docx', '  spaced  .docx  ', 'a+b.docx', 'tab\tin.docx'],
];

const LENGTHS: Array<[what: string, title: string | null]> = [
	['empty', ''],
	['blank', '   '],
	['165', `${'n'.repeat(160)}.docx`],
	['166', `${'n'.repeat(161)}.docx`],
	['164 without extension', 'n'.repeat(164)],
	['null', null],
];

const CREATING: Step[] = [
	makeRoom('create', 5),
	makeFolder('<create>', 'Files', 'createFolder'),
	...[...TITLES, ...ODD_TITLES].map((title) =>
		create(`create file ${JSON.stringify(title)}`, { title }),
	),
	create('create file: whole answer', { title: 'whole.docx' }, { recorded: 'all' }),
	...LENGTHS.map(([what, title]) => create(`create file: title ${what}`, { title })),
	create('create file: no title', {}),
	create('create file: first of a name', { title: 'Twin.docx' }),
	create('create file: second of that name', { title: 'Twin.docx' }),
	...['e.md', 'e.json', 'e.docx', 'e.csv', 'e'].flatMap((title) => [
		create(`create file: external extension ${title}`, { title, enableExternalExt: true }),
		downloadNew(`download of external ${title}`, `create file: external extension ${title}`),
	]),
	makeFile('<createFolder>', 'template.pptx', 'these are no slides', 'pptxTemplate'),
	makeFile('<createFolder>', 'template.txt', 'plain words', 'txtTemplate'),
	create('create file: pptx as Plan', { title: 'Plan', templateId: '<pptxTemplate>' }),
	downloadNew('download: pptx as Plan', 'create file: pptx as Plan'),
	create('create file: pptx as Plan.pptx', { title: 'Plan.pptx', templateId: '<pptxTemplate>' }),
	downloadNew('download: pptx as Plan.pptx', 'create file: pptx as Plan.pptx'),
	create('create file: txt as note.txt', { title: 'note.txt', templateId: '<txtTemplate>' }),
	downloadNew('download: txt as note.txt', 'create file: txt as note.txt'),
	create('create file: txt as note.docx', { title: 'note.docx', templateId: '<txtTemplate>' }),
	downloadNew('download: txt as note.docx', 'create file: txt as note.docx'),
	create('create file: template as text id', {
		title: 'Text id.pptx',
		templateId: '<pptxTemplate> as text',
	}),
	create('create file: unknown template', { title: 'x.docx', templateId: UNKNOWN }),
	create('create file: unknown text template', { title: 'x.docx', templateId: 'drive-1-x' }),
	create('create file: template 0', { title: 'zero.docx', templateId: 0 }),
	downloadNew('download: template 0', 'create file: template 0'),
	makeRoom('createForeign', 5, 'rob'),
	makeFile('<createForeign>', 'secret.docx', 'secret', 'secretTemplate', 'rob'),
	create(
		'create file: template without Read',
		{ title: 's.docx', templateId: '<secretTemplate>' },
		{ where: '@my', as: 'ulla' },
	),
	create('create file: template without Read, as admin', {
		title: 's.docx',
		templateId: '<secretTemplate>',
	}),
	create('create file: external extension with template', {
		title: 'ext.md',
		enableExternalExt: true,
		templateId: '<txtTemplate>',
	}),
	create('create file: @my', { title: 'Mine.docx' }, { where: '@my' }),
	create('create file: @my as guest', { title: 'Mine.docx' }, { where: '@my', as: 'gita' }),
	learn('roomsRoot', 'files/rooms'),
	learn('archiveRoot', 'files/rooms', { searchArea: 'Archive' }),
	learn('trash', 'files/@trash'),
	...Object.entries({
		'unknown folder': String(UNKNOWN),
		'text folder': 'abc',
		'in rooms root': '<roomsRoot>',
		'in archive root': '<archiveRoot>',
		'in templates root': '<templatesRoot>',
		'in trash': '<trash>',
	}).map(([what, where]) => create(`create file: ${what}`, { title: 'x.docx' }, { where })),
	create('create file: without right', { title: 'x.docx' }, { as: 'ulla' }),
	create('create file: admin who is no member', { title: 'x.docx' }, { where: '<createForeign>' }),
	makeRoom('createPublic', 6),
	create(
		'create file: in a public room',
		{ title: 'open.docx' },
		{ where: '<createPublic>', recorded: 'all', label: 'openFile' },
	),
	ask('create file: its links in a public room', 'GET', 'files/file/<openFile>/links'),
];

/** Which of some titles a folder has. */
export const CHECKING: Step[] = [
	makeFile('<clashFolder>', 'c.txt', 'one', 'c'),
	makeFile('<clashFolder>', 'a_b.txt', 'x', 'illegal'),
	ask('upload check', 'POST', 'files/<clashFolder>/upload/check', {
		body: { filesTitle: ['c.txt', 'nothing.txt', 'C.TXT', 'a?b.txt'] },
		recorded: (response) => ({ response }),
	}),
];

const part = (content: string) => ({
	content: `--probe\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\n\r\n${content}\r\n--probe--\r\n`,
	contentType: 'multipart/form-data; boundary=probe',
});

interface Piece {
	where?: string;
	as?: string;
	recorded?: 'all' | 'brief';
}

const open = (what: string, body: Record<string, unknown>, { where, as, recorded }: Piece = {}) =>
	ask(`session open: ${what}`, 'POST', `files/${where ?? '<session>'}/session`, {
		body,
		as,
		label: `sid ${what}`,
		recorded: recorded ?? 'brief',
	});

/** The session of this name, and the route of its pieces. */
const at = (sid: string, where = '<session>') => `files/${where}/session/<${sid}>`;

const post = (what: string, sid: string, content: string, { where, as }: Piece = {}): Step =>
	ask(`session post: ${what}`, 'POST', at(sid, where), { ...part(content), as, recorded: 'brief' });
const chunk = (
	what: string,
	sid: string,
	chunkNumber: number | string | undefined,
	content: string,
	recorded: 'all' | 'brief' = 'brief',
): Step =>
	ask(`session chunk: ${what}`, 'POST', `${at(sid)}/upload`, {
		...part(content),
		query: chunkNumber === undefined ? {} : { chunkNumber },
		recorded,
	});
const finalize = (what: string, sid: string, recorded: 'all' | 'brief' = 'brief'): Step =>
	ask(`session finalize: ${what}`, 'PUT', `${at(sid)}/finalize`, { recorded });
const abort = (what: string, sid: string): Step =>
	ask(`session abort: ${what}`, 'DELETE', at(sid), { recorded: 'brief' });
const seek = (what: string, filterValue: string): Step =>
	look(`session: ${what}`, '<session>', { filterValue });

/** A file that is uploaded in one piece. */
const small = (what: string, body: Record<string, unknown>, content: string): Step[] => [
	open(what, body),
	post(what, `sid ${what}`, content),
];

const SMALL: Step[] = [
	makeRoom('session', 5),
	open('small', { fileName: 'small.txt', fileSize: 5 }, { recorded: 'all' }),
	ask('session post: small whole answer', 'POST', at('sid small'), part('hello')),
	downloadNew('session content: small', 'session post: small whole answer'),
	post('small: second post', 'sid small', 'HELLO'),
	finalize('small: after', 'sid small'),
	abort('small: after', 'sid small'),
	open('small numbered', { fileName: 'smalln.txt', fileSize: 5 }),
	chunk('small numbered', 'sid small numbered', 1, 'hello'),
	look('session: after the numbered post', '<session>'),
	finalize('small numbered', 'sid small numbered'),
	finalize('small numbered again', 'sid small numbered'),
	look('session: after finalize', '<session>'),
	downloadNew('session content: small numbered', 'session finalize: small numbered'),
	...small('small upper, illegal', { fileName: 'A:B 🚀.TXT', fileSize: 1 }, 'x'),
	...small('small no extension', { fileName: 'README', fileSize: 1 }, 'x'),
	...small('declared more than sent', { fileName: 'more.txt', fileSize: 10 }, 'hello'),
	downloadNew('session content: declared more than sent', 'session post: declared more than sent'),
	finalize('declared more than sent', 'sid declared more than sent'),
	...small('declared less than sent', { fileName: 'less.txt', fileSize: 3 }, 'hello'),
	finalize('declared less than sent', 'sid declared less than sent'),
	seek('after less', 'less'),
	open('less numbered', { fileName: 'lessn.txt', fileSize: 3 }),
	chunk('less numbered', 'sid less numbered', 1, 'hello'),
	finalize('less numbered', 'sid less numbered'),
	...small('zero byte', { fileName: 'zero.txt', fileSize: 0 }, ''),
	downloadNew('session content: zero byte', 'session post: zero byte'),
	open('zero byte numbered', { fileName: 'zeron.txt', fileSize: 0 }),
	chunk('zero byte numbered', 'sid zero byte numbered', 1, ''),
	finalize('zero byte numbered', 'sid zero byte numbered'),
	open('zero byte no post', { fileName: 'zerof.txt', fileSize: 0 }),
	finalize('zero byte no post', 'sid zero byte no post'),
	open('no fileName', { fileSize: 5 }),
	open('empty fileName', { fileName: '', fileSize: 5 }),
	open('no size', { fileName: 'nosize.txt' }),
	open('negative size', { fileName: 'neg.txt', fileSize: -1 }),
	open('size as text', { fileName: 'text.txt', fileSize: '5' }),
	open('long name', { fileName: `${'n'.repeat(200)}.txt`, fileSize: 1 }),
	open('huge', { fileName: 'huge.bin', fileSize: 5e15 }),
	open('unknown folder', { fileName: 'x.txt', fileSize: 1 }, { where: String(UNKNOWN) }),
	open('without right', { fileName: 'x.txt', fileSize: 1 }, { as: 'ulla' }),
	makeFile('<session>', 'clash.txt', 'first', 'sessionClash'),
	...small('clash default', { fileName: 'clash.txt', fileSize: 3 }, 'two'),
	...small('clash new', { fileName: 'clash.txt', fileSize: 3, createNewIfExist: true }, 'new'),
	open('race a', { fileName: 'race.txt', fileSize: 1 }),
	open('race b', { fileName: 'race.txt', fileSize: 1 }),
	post('race a', 'sid race a', 'a'),
	post('race b', 'sid race b', 'b'),
	seek('race', 'race'),
];

const PATHS = [
	...['2026/Contracts', '2026/Contracts/', '/lead/x', 'a//b'],
	...['Bad:Name/🚀', '2026/contracts', '..', 'q.txt'],
];

const SMALL_BELOW: Step[] = [
	...PATHS.flatMap((relativePath) =>
		small(
			`relativePath ${relativePath}`,
			{ fileName: 'in path.txt', fileSize: 1, relativePath },
			'x',
		),
	),
	look('session: folders made', '<session>', { filterType: 2 }),
];

const CHUNK = 10 * 1024 * 1024;
const chunkOf = (start: string) => start.padEnd(CHUNK, 'z');
const FIRST = chunkOf('FIRST');
const SECOND = chunkOf('SECOND');
const THIRD = 'THIRD!!';
const BIG = CHUNK * 2 + THIRD.length;

const LARGE: Step[] = [
	open('numbered', { fileName: 'big.bin', fileSize: BIG }),
	finalize('nothing sent yet', 'sid numbered'),
	chunk('2 first, whole answer', 'sid numbered', 2, SECOND, 'all'),
	finalize('first and last missing', 'sid numbered'),
	chunk('3', 'sid numbered', 3, THIRD),
	chunk('1 with other bytes', 'sid numbered', 1, chunkOf('q')),
	chunk('1 again', 'sid numbered', 1, FIRST),
	chunk('2 again', 'sid numbered', 2, SECOND),
	finalize('numbered, whole answer', 'sid numbered', 'all'),
	finalize('numbered again', 'sid numbered'),
	chunk('after finalize', 'sid numbered', 1, FIRST),
	seek('after numbered', 'big'),
	open('in order', { fileName: 'order.bin', fileSize: BIG }),
	post('in order 1', 'sid in order', FIRST),
	post('in order 2', 'sid in order', SECOND),
	post('in order 3', 'sid in order', THIRD),
	post('in order 4', 'sid in order', THIRD),
	open('in order, first twice', { fileName: 'twice.bin', fileSize: CHUNK * 2 }),
	post('first', 'sid in order, first twice', FIRST),
	post('first again', 'sid in order, first twice', FIRST),
	open('small chunks', { fileName: 'smallchunks.bin', fileSize: BIG }),
	chunk('half a chunk 1', 'sid small chunks', 1, FIRST.slice(0, CHUNK / 2)),
	chunk('half a chunk 2', 'sid small chunks', 2, FIRST.slice(CHUNK / 2)),
	chunk('chunk 3', 'sid small chunks', 3, THIRD),
	finalize('small chunks', 'sid small chunks'),
	abort('small chunks', 'sid small chunks'),
	open('one byte too big', { fileName: 'toobig.bin', fileSize: BIG }),
	chunk('chunk size + 1', 'sid one byte too big', 1, `${FIRST}z`),
	post('chunk size + 1 in order', 'sid one byte too big', `${FIRST}z`),
	...[0, -1, 99, 'x', undefined].map((number) =>
		chunk(`number ${number}`, 'sid one byte too big', number, THIRD),
	),
	abort('with parts', 'sid one byte too big'),
	finalize('aborted', 'sid one byte too big'),
	abort('aborted again', 'sid one byte too big'),
	open('abort without parts', { fileName: 'abort.bin', fileSize: BIG }),
	abort('without parts', 'sid abort without parts'),
	chunk('after abort', 'sid abort without parts', 1, FIRST),
	open('exactly one chunk', { fileName: 'exact.bin', fileSize: CHUNK }),
	chunk('exactly one chunk', 'sid exactly one chunk', 1, FIRST),
	finalize('exactly one chunk', 'sid exactly one chunk'),
	seek('exact', 'exact'),
	open('last too long', { fileName: 'lastlong.bin', fileSize: CHUNK + 3 }),
	chunk('last too long 1', 'sid last too long', 1, FIRST),
	chunk('last too long 2', 'sid last too long', 2, 'hello'),
	finalize('last too long', 'sid last too long'),
	seek('last too long', 'lastlong'),
	open('last too short', { fileName: 'lastshort.bin', fileSize: CHUNK + 9 }),
	chunk('last too short 1', 'sid last too short', 1, FIRST),
	chunk('last too short 2', 'sid last too short', 2, 'hello'),
	finalize('last too short', 'sid last too short'),
	seek('last too short', 'lastshort'),
];

const lock = (name: string, lockFile: boolean): Step =>
	ask(`session: ${name}`, 'PUT', 'files/file/<sessionClash>/lock', {
		body: { lockFile },
		as: 'rob',
		recorded: 'brief',
	});

const ODD_SESSIONS: Step[] = [
	post('unknown sid', 'no sid', 'x'),
	chunk('unknown sid', 'no sid', 1, 'x'),
	finalize('unknown sid', 'no sid'),
	abort('unknown sid', 'no sid'),
	post('guid sid', 'guid', 'x'),
	open('foreign user', { fileName: 'foreign.txt', fileSize: 1 }),
	post('foreign user', 'sid foreign user', 'x', { as: 'ulla' }),
	open('other folder in the path', { fileName: 'elsewhere.txt', fileSize: 1 }),
	post('other folder in the path', 'sid other folder in the path', 'x', {
		where: String(UNKNOWN),
	}),
	open('no part', { fileName: 'nopart.txt', fileSize: 1 }),
	ask('session post: raw body', 'POST', at('sid no part'), { content: 'x' }),
	ask('session post: no body', 'POST', at('sid no part')),
	open('locked meanwhile', { fileName: 'clash.txt', fileSize: 3 }),
	quietly('PUT', 'files/rooms/<session>/share', {
		body: { invitations: [{ id: '<rob>', access: 9 }], notify: false },
	}),
	lock('lock by another', true),
	post('locked meanwhile', 'sid locked meanwhile', 'lck'),
	lock('unlock', false),
	open('target deleted meanwhile', { fileName: 'clash.txt', fileSize: 3 }),
	operate(
		'session: delete the target',
		'PUT',
		'files/fileops/delete',
		{ fileIds: ['<sessionClash>'], folderIds: [], immediately: true },
		[],
		{ recorded: 'brief' },
	),
	post('target deleted meanwhile', 'sid target deleted meanwhile', 'del'),
];

export const CREATING_FILES: Section = {
	title: 'new documents (14.1)',
	steps: CREATING,
};

export const UPLOADING: Section[] = [
	{ title: 'uploads in one piece (14.4)', steps: SMALL },
	{ title: 'uploads into folders that they make (14.4)', steps: SMALL_BELOW },
	{ title: 'uploads in numbered pieces, or one after the other (14.4)', steps: LARGE },
	{ title: 'uploads that somebody disturbs (14.4)', steps: ODD_SESSIONS },
];
