import {
	ask,
	learn,
	look,
	makeFile,
	makeFolder,
	membersOf,
	only,
	operate,
	quietly,
	type Section,
	type Step,
	type Table,
	NOBODY,
	tabulate,
	type Verb,
} from './asking';
import { GROUP_SECTIONS } from './groups';
import { COPYING_FILES, COPYING_FOLDERS, COPYING_FROM_THE_ARCHIVE } from './copying';
import { LINKS } from './links';
import { CHECKING, CREATING_FILES, UPLOADING } from './uploads';
import { download, DOWNLOADS } from './downloads';
import { ROOMS } from './rooms';
import { mail, PASSWORD, PEOPLE } from './people';

const UNKNOWN = 99999999;
const makeRoom = (name: string, roomType: number, more: Record<string, unknown> = {}): Step =>
	quietly('POST', 'files/rooms', { body: { title: `P2 ${name}`, roomType, ...more }, label: name });
const invites = (room: string, roles: Record<string, number>): Step =>
	quietly('PUT', `files/rooms/${room}/share`, {
		body: {
			invitations: Object.entries(roles).map(([who, access]) => ({ id: `<${who}>`, access })),
			notify: false,
		},
	});
const setLock = (name: string, file: string, lockFile: boolean, as?: string): Step =>
	ask(name, 'PUT', `files/file/${file}/lock`, { body: { lockFile }, as, recorded: 'brief' });
const anotherVersion = (parent: string, title: string, content: string, as?: string): Step =>
	quietly('POST', `files/${parent}/insert`, { query: { title }, content, as });

/** Makes a key that is open to these scopes, which its label tells. */
const makeKey = (permissions: string[]): Step =>
	quietly('POST', 'keys', {
		body: { name: 'probe', permissions },
		credential: `key of ${permissions.join()}`,
	});

/** Deletes or moves, and notes what came of it as the recording did: in brief. */
const operateInBrief = (
	name: string,
	kind: 'delete' | 'move',
	body: Record<string, unknown>,
	looks: Array<[what: string, folder: string]> = [],
	as?: string,
): Step =>
	operate(name, 'PUT', `files/fileops/${kind}`, { fileIds: [], folderIds: [], ...body }, looks, {
		as,
		recorded: 'brief',
	});
const getFile = (name: string, file: string, as?: string, version?: number): Step =>
	ask(name, 'GET', `files/file/${file}`, {
		as,
		query: version === undefined ? {} : { version },
		recorded: 'brief',
	});

/** A body of one part with a file, and of fields. */
const form = (name: string, fields: Record<string, string> = {}) => {
	const head = 'Content-Disposition: form-data; name=';
	const file = `${head}"file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\np`;
	const others = Object.entries(fields).map(
		([field, value]) => `${head}"${field}"\r\n\r\n${value}`,
	);
	return {
		content: `${[file, ...others].map((part) => `--probe\r\n${part}\r\n`).join('')}--probe--\r\n`,
		contentType: 'multipart/form-data; boundary=probe',
	};
};

const TWINS: Step[] = [
	makeFolder('<upload>', 'Clash', 'clashFolder'),
	makeFile('<clashFolder>', 'held.txt', 'held', 'held'),
	setLock('upload conflict: lock it', '<held>', true),
	makeFolder('<upload>', 'Twins', 'twinsFolder'),
	makeFolder('<upload>', 'TwinSource', 'twinSource'),
	makeFile('<twinsFolder>', 'twin.txt', 'old', 'twinOld'),
	makeFile('<twinSource>', 'twin.txt', 'young', 'twinYoung'),
	operateInBrief(
		'upload twins: make them',
		'move',
		{ fileIds: ['<twinYoung>'], destFolderId: '<twinsFolder>', conflictResolveType: 'Duplicate' },
		[['folder', '<twinsFolder>']],
	),
	...CHECKING,
	makeRoom('uploadForm', 1),
	look('upload: form room afterwards', '<uploadForm>'),
];

const insert = (what: string, title: string | undefined, content: string, isNew = false): Step =>
	ask(`insert: ${what}`, 'POST', 'files/<uploadFolder>/insert', {
		query: {
			...(title === undefined ? {} : { title }),
			...(isNew ? { createNewIfExist: true } : {}),
		},
		content,
		recorded: 'brief',
	});

const INSERTING: Step[] = [
	makeFolder('<upload>', 'Up', 'uploadFolder'),
	quietly('POST', 'files/<uploadFolder>/insert', {
		query: { title: 'UPPER.TXT' },
		content: 'x',
	}),
	insert('raw body', 'raw.txt', 'raw'),
	insert('raw body text/plain', 'plain.txt', 'raw'),
	insert('raw body JSON type', 'js.txt', '{"a":1}'),
	insert('no body', 'nobody.txt', ''),
	insert('zero bytes', 'zero ins.txt', ''),
	ask('insert: part with title', 'POST', 'files/<uploadFolder>/insert', {
		query: { title: 'given.txt' },
		...form('own name.txt'),
	}),
	ask('insert: part without title', 'POST', 'files/<uploadFolder>/insert', form('own name.txt')),
	ask('insert: title as form field', 'POST', 'files/<uploadFolder>/insert', {
		...form('own name.txt', { title: 'from field.txt' }),
		recorded: 'brief',
	}),
	insert('without title', undefined, 'x'),
	insert('upper extension', 'UPPER.TXT', 'x'),
	insert('no extension', 'README', 'x'),
	insert('again', 'raw.txt', 'raw 2'),
	insert('again true', 'raw.txt', 'raw 3', true),
	insert('plus and quotes', 'p + "q" \'r\'.txt', 'x'),
	insert('slash', 'a/b.txt', 'x'),
	insert('166', `${'n'.repeat(162)}.txt`, 'x'),
	insert('200', `${'k'.repeat(196)}.txt`, 'x'),
	ask('insert: unknown folder', 'POST', `files/${UNKNOWN}/insert`, {
		query: { title: 'x.txt' },
		content: 'x',
		recorded: 'brief',
	}),
];

const renameFolder = (what: string, folder: string, title?: string, as?: string): Step =>
	ask(`rename folder: ${what}`, 'PUT', `files/folder/${folder}`, {
		body: title === undefined ? {} : { title },
		as,
		recorded: 'brief',
	});
const RENAMING_FOLDERS: Step[] = [
	learn('roomsRoot', 'files/rooms'),
	makeFolder('<delete>', 'F', 'delF'),
	makeFolder('<delF>', 'Name', 'nameFolder'),
	makeFolder('<delF>', 'Taken', 'takenFolder'),
	renameFolder('plain', '<nameFolder>', 'Other'),
	renameFolder('same', '<nameFolder>', 'Other'),
	renameFolder('taken', '<nameFolder>', 'Taken'),
	renameFolder('illegal', '<nameFolder>', 'a/b:c🚀'),
	renameFolder('spaces', '<nameFolder>', '  around  '),
	renameFolder('empty', '<nameFolder>', ''),
	renameFolder('blank', '<nameFolder>', '   '),
	renameFolder('165', '<nameFolder>', 'n'.repeat(165)),
	renameFolder('166', '<nameFolder>', 'n'.repeat(166)),
	renameFolder('unknown', String(UNKNOWN), 'x'),
	renameFolder('text id', 'abc', 'x'),
	renameFolder('no title', '<nameFolder>'),
	renameFolder('a room', '<delete>', 'P2 delete renamed'),
	renameFolder('without right', '<nameFolder>', 'x', 'ulla'),
	learn('documents', 'files/@my'),
	renameFolder('a section', '<documents>', 'x'),
	invites('<delete>', { rob: 9, ulla: 11, gita: 2 }),
	renameFolder('creator, foreign folder', '<nameFolder>', 'x', 'ulla'),
	renameFolder('guest', '<nameFolder>', 'x', 'gita'),
];

type Looks = Array<[what: string, folder: string]>;
const FOLDER: Looks = [['folder', '<delF>']];

const del = (what: string, body: Record<string, unknown>, looks: Looks = [], as?: string): Step =>
	operateInBrief(`delete: ${what}`, 'delete', { immediately: false, ...body }, looks, as);
const moveBack = (what: string, ids: Record<string, string[]>, conflictResolveType: string): Step =>
	operateInBrief(what, 'move', { ...ids, destFolderId: '<delF>', conflictResolveType }, FOLDER);
const where = (what: string, file: string, as?: string): Step =>
	getFile(`delete: ${what}: file afterwards`, file, as);
const file = (name: string, label: string, as?: string): Step =>
	makeFile('<delF>', name, name.replace('.txt', ''), label, as);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function entryTitled(title: string): (response: unknown) => unknown {
	return (response) => {
		const { files } = membersOf(response);
		return listOf(files).find((entry) => membersOf(entry)['title'] === title);
	};
}

const DELETING: Step[] = [
	learn('trash', 'files/@trash'),
	learn('archiveRoot', 'files/rooms', { searchArea: 'Archive' }),
	file('a.txt', 'a'),
	del('to trash', { fileIds: ['<a>'] }, FOLDER),
	where('to trash', '<a>'),
	ask('trash: the entry', 'GET', 'files/@trash', {
		query: { count: 100 },
		recorded: entryTitled('a.txt'),
	}),
	where('to trash, another user', '<a>', 'rob'),
	where('to trash, owner', '<a>', 'owner'),
	moveBack('restore', { fileIds: ['<a>'] }, 'Skip'),
	where('restored', '<a>'),
	del('to trash again', { fileIds: ['<a>'] }),
	del('in trash, immediately false', { fileIds: ['<a>'] }),
	where('twice', '<a>'),
	del('a third time', { fileIds: ['<a>'] }),
	file('b.txt', 'b'),
	del('immediately', { fileIds: ['<b>'] }),
	operateInBrief(
		'restore by another account',
		'move',
		{ fileIds: ['<b>'], destFolderId: '<delF>', conflictResolveType: 'Skip' },
		[],
		'rob',
	),
	makeFile('<delF>', 'b.txt', 'other b', 'b2'),
	moveBack('restore onto a namesake: Skip', { fileIds: ['<b>'] }, 'Skip'),
	moveBack('restore onto a namesake: Duplicate', { fileIds: ['<b>'] }, 'Duplicate'),
	file('c.txt', 'c'),
	del('immediately true', { fileIds: ['<c>'], immediately: true }, FOLDER),
	where('immediately true', '<c>'),
	del('already destroyed', { fileIds: ['<c>'], immediately: true }),
	del('unknown', { fileIds: [UNKNOWN] }),
	file('d.txt', 'd'),
	del('known and unknown', { fileIds: ['<d>', UNKNOWN] }, FOLDER),
	del('unknown folder', { folderIds: [UNKNOWN] }),
	del('nothing', {}),
	del('ids as text', { fileIds: ['<d> as text'] }),
	where('ids as text', '<d>'),
];

const DELETING_WHAT_IS_HELD: Step[] = [
	file('held.txt', 'heldDel'),
	quietly('PUT', 'files/file/<heldDel>/lock', { body: { lockFile: true }, as: 'rob' }),
	del('locked by another', { fileIds: ['<heldDel>'] }),
	file('free.txt', 'free'),
	del('locked and free', { fileIds: ['<free>', '<heldDel>'] }, FOLDER),
	makeFolder('<delF>', 'Box', 'box'),
	makeFile('<box>', 'one.txt', '1', 'boxOne'),
	makeFile('<box>', 'two.txt', '2', 'boxHeld'),
	quietly('PUT', 'files/file/<boxHeld>/lock', { body: { lockFile: true }, as: 'rob' }),
	del('a folder with a locked file, to trash', { folderIds: ['<box>'] }, [
		...FOLDER,
		['box', '<box>'],
	]),
	del('a folder with a locked file, immediately', { folderIds: ['<box>'], immediately: true }, [
		...FOLDER,
		['box', '<box>'],
	]),
	quietly('PUT', 'files/file/<heldDel>/lock', { body: { lockFile: false } }),
	file('mine.txt', 'mineDel'),
	quietly('PUT', 'files/file/<mineDel>/lock', { body: { lockFile: true } }),
	del('locked by myself', { fileIds: ['<mineDel>'] }, FOLDER),
	del('a creator, foreign file', { fileIds: ['<free>'] }, [], 'ulla'),
	file('own.txt', 'ownDel', 'ulla'),
	del('a creator, own file', { fileIds: ['<ownDel>'] }, [], 'ulla'),
	del('a reader', { fileIds: ['<free>'] }, [], 'gita'),
	del('a room, immediately false', { folderIds: ['<delete>'] }),
	quietly('PUT', 'files/fileops/delete', {
		body: { fileIds: ['<free>'], folderIds: [], deleteAfter: true },
	}),
];

const DELETING_FOLDERS: Step[] = [
	makeFolder('<delF>', 'Tree', 'tree'),
	makeFile('<tree>', 'leaf.txt', 'leaf', 'leaf'),
	operate('DELETE folder', 'DELETE', 'files/folder/<tree>', { immediately: false }, [], {
		recorded: 'brief',
	}),
	ask('DELETE folder: folder afterwards', 'GET', 'files/folder/<tree>', { recorded: 'brief' }),
	ask('DELETE folder: listing in the trash', 'GET', 'files/<tree>'),
	moveBack('restore a folder', { folderIds: ['<tree>'] }, 'Skip'),
];

/** A file whose name has no extension, or is nothing but one, and what renaming does to it. */
const bareName = (name: string, title: string): Step[] => [
	makeFile('<delF>', name, 'content', `bare ${name}`),
	ask(`bare name ${name}: rename to ${title}`, 'PUT', `files/file/<bare ${name}>`, {
		body: { title, lastVersion: 0 },
		recorded: 'brief',
	}),
	ask(`bare name ${name}: afterwards`, 'GET', `files/file/<bare ${name}>`, { recorded: 'brief' }),
	download(`bare name ${name}: content`, `<bare ${name}>`),
];
const insertKeep = (what: string, title: string, content: string): Step =>
	ask(`bare name KEEP: ${what}`, 'POST', 'files/<delF>/insert', {
		query: { title },
		content,
		recorded: 'brief',
	});

const BARE_NAMES: Step[] = [
	...bareName('README', 'LICENSE'),
	...bareName('NOTES', 'NOTES2.'),
	...bareName('PLAIN', 'PLAIN.txt'),
	...bareName('.env', '.env2'),
	makeFile('<delF>', 'KEEP', 'one', 'keep1'),
	insertKeep('insert again', 'KEEP', 'two'),
	insertKeep('insert with the dot', 'KEEP.', 'three'),
];

const IN_AN_ARCHIVED_ROOM: Step[] = [
	makeFile('<deleteArchived>', 'x.txt', 'x', 'archivedFile'),
	operate('archive', 'PUT', 'files/rooms/<deleteArchived>/archive', {}, [], {
		recorded: 'brief',
	}),
	del('a file of an archived room', { fileIds: ['<archivedFile>'] }),
	download('download of a file in an archived room', '<archivedFile>'),
	ask('rename in an archived room', 'PUT', 'files/file/<archivedFile>', {
		body: { title: 'y.txt', lastVersion: 0 },
		recorded: 'brief',
	}),
	COPYING_FROM_THE_ARCHIVE,
];

const lock = (what: string, of: string, lockFile: boolean, as?: string): Step =>
	setLock(`lock: ${what}`, of, lockFile, as);

const restore = (what: string, body: Record<string, unknown>, as?: string, of = '<v>'): Step =>
	ask(`restore version: ${what}`, 'PUT', `files/file/${of}`, { body, as, recorded: 'brief' });

const VERSIONS: Step[] = [
	makeFile('<version>', 'v.txt', 'v1', 'v'),
	anotherVersion('<version>', 'v.txt', 'v2'),
	anotherVersion('<version>', 'v.txt', 'v3'),
	invites('<version>', { rob: 9, ulla: 2, gita: 11 }),
	...[1, 3, 99, 0, -1].map((n) => getFile(`file version ${n}`, '<v>', undefined, n)),
	restore('1', { lastVersion: 1 }),
	restore('current', { lastVersion: 4 }),
	restore('beyond', { lastVersion: 99 }),
	restore('0', { lastVersion: 0 }),
	restore('-1', { lastVersion: -1 }),
	restore('1 again', { lastVersion: 1 }),
	restore('with title', { lastVersion: 2, title: 'renamed.txt' }),
	restore('reader', { lastVersion: 1 }, 'ulla'),
	restore('empty body', {}),
	download('restore version: content', '<v>'),
	// What a route that the sandbox does not serve did: it restored two versions.
	quietly('PUT', 'files/file/<v>', { body: { lastVersion: 1 } }),
	quietly('PUT', 'files/file/<v>', { body: { lastVersion: 99 } }),
];

const LOCKING: Step[] = [
	lock('lock', '<v>', true),
	lock('lock again', '<v>', true),
	lock('by another manager', '<v>', true, 'rob'),
	ask('lock: seen by the other', 'GET', 'files/file/<v>', { as: 'rob', recorded: 'brief' }),
	restore('locked by myself', { lastVersion: 1 }),
	restore('locked by another', { lastVersion: 1 }, 'rob'),
	ask('lock: rename by another', 'PUT', 'files/file/<v>', {
		body: { title: 'by rob.txt', lastVersion: 0 },
		as: 'rob',
		recorded: 'brief',
	}),
	lock('unlock by another manager', '<v>', false, 'rob'),
	ask('lock: comment after unlocking', 'GET', 'files/file/<v>', { recorded: 'brief' }),
	lock('unlock again', '<v>', false),
	lock('reader', '<v>', true, 'ulla'),
	lock('guest creator, foreign file', '<v>', true, 'gita'),
	lock('unknown', String(UNKNOWN), true),
	makeFile('<version>', 'guest.txt', 'g', 'guestFile', 'gita'),
	lock('guest creator, own file', '<guestFile>', true, 'gita'),
	makeFile('<version>', 't.txt', 't', 'trashedV'),
	anotherVersion('<version>', 't.txt', 't2'),
	operateInBrief('version: to trash', 'delete', { fileIds: ['<trashedV>'] }),
	restore('in trash', { lastVersion: 1 }, undefined, '<trashedV>'),
	ask('rename: in trash', 'PUT', 'files/file/<trashedV>', {
		body: { title: 'n.txt', lastVersion: 0 },
		recorded: 'brief',
	}),
];

const ROOM = [
	'title',
	'roomType',
	'tags',
	'indexing',
	'denyDownload',
	'private',
	'lifetime',
	'watermark',
];
const create = (what: string, body: Record<string, unknown>, as?: string): Step =>
	ask(`room create: ${what}`, 'POST', 'files/rooms', { body, as, recorded: only(...ROOM) });
const createOf = (what: string, title: string, roomType: unknown, more = {}, as?: string): Step =>
	create(what, { title: title === '' ? title : `P2 ${title}`, roomType, ...more }, as);
const createWhole = (name: string, roomType: unknown): Step =>
	ask(`room create: ${name}`, 'POST', 'files/rooms', {
		body: { title: `P2 ${name}`, roomType },
	});

const NEW_ROOMS: Step[] = [
	createWhole('typeForm', 1),
	createWhole('typeCollab', 'EditingRoom'),
	createWhole('typeCustom', 5),
	createWhole('typePublic', 'PublicRoom'),
	createWhole('typeVdr', 8),
	createOf('type 3', 'three', 3),
	createOf('type 99', 'nn', 99),
	createOf('type 0', 'zero', 0),
	createOf('type as number text', 'text', '5'),
	createOf('type unknown name', 'x', 'Nothing'),
	create('no type', { title: 'P2 x' }),
	createOf('AI room', 'ai', 9),
	create('no title', { roomType: 5 }),
	createOf('empty title', '', 5),
	create('blank title', { title: '  ', roomType: 5 }),
	create('170', { title: 't'.repeat(170), roomType: 5 }),
	create('171', { title: 't'.repeat(171), roomType: 5 }),
	createOf('illegal title', 'a/b:c🚀+d', 5),
	createOf('twin one', 'twin', 5),
	createOf('twin two', 'twin', 5),
	createOf('everything', 'every', 5, {
		tags: ['x', 'y'],
		color: 'FF6680',
		denyDownload: true,
		indexing: true,
		lifetime: { value: 3, period: 1, deletePermanently: false, enabled: true },
		quota: 1000000,
	}),
	createOf('VDR with everything', 'vdr', 8, {
		indexing: true,
		denyDownload: true,
		lifetime: { value: 3, period: 0, enabled: true },
		watermark: { enabled: true, additions: 3, text: 'w', rotate: 45 },
	}),
	ask('room create: share without private', 'POST', 'files/rooms', {
		body: { title: 'P2 share', roomType: 5, share: [{ id: '<ulla>', access: 2 }] },
		label: 'sharedAtOnce',
		recorded: only(...ROOM),
	}),
	ask('room create: share without private: members', 'GET', 'files/rooms/<sharedAtOnce>/share', {
		query: { filterType: 0 },
	}),
	createOf('private without share', 'private', 5, { private: true }),
	createOf('unknown logo', 'logo', 5, {
		logo: { tmpFile: 'nothing.png', x: 0, y: 0, width: 10, height: 10 },
	}),
	ask('room create: unknown logo: a room is left', 'GET', 'files/rooms', {
		query: { filterValue: 'P2 logo' },
		recorded: (response) => listOf(membersOf(response)['folders']).length,
	}),
	createOf('by a room admin', 'byrob', 5, {}, 'rob'),
	createOf('by a user', 'byulla', 5, {}, 'ulla'),
	createOf('by a guest', 'bygita', 5, {}, 'gita'),
	createOf('bad colour', 'colour', 5, { color: '#FF6680' }),
	createOf('bad quota', 'quota', 5, { quota: 1e18 }),
];

/** Which role each of them may have in a room; links are not made here. */
const rolesIn = (kind: string, roomType: number): Step[] => {
	const room = `members${kind}`;
	const share = (who: string, access: number) => ({
		invitations: [{ id: `<${who}>`, access }],
		notify: false,
	});
	const table: Table = {};
	for (const who of ['rob', 'dan', 'ulla', 'gita', 'group']) {
		table[who] = Array.from({ length: 11 }, (_, at) => ({
			method: 'PUT',
			path: `files/rooms/<${room}>/share`,
			body: share(who, at + 1),
			undo: share(who, 0),
		}));
	}
	return [makeRoom(room, roomType), tabulate(`members: matrix of ${kind}`, table)];
};

const ROLES_BY_KIND: Step[] = [
	...rolesIn('Custom', 5),
	...rolesIn('Collaboration', 2),
	...rolesIn('Public', 6),
	...rolesIn('Form', 1),
	...rolesIn('Vdr', 8),
];

const invite = (
	what: string,
	body: Record<string, unknown>,
	as?: string,
	room = '<members>',
): Step =>
	ask(`members: ${what}`, 'PUT', `files/rooms/${room}/share`, {
		body: { notify: false, ...body },
		as,
	});
const giveRole = (what: string, id: string, access: unknown, as?: string): Step =>
	invite(what, { invitations: [{ id, access }] }, as);
const listMembers = (when: string): Step =>
	ask(`members: list ${when}`, 'GET', 'files/rooms/<members>/share', { query: { filterType: 0 } });

const ROLES: Step[] = [
	giveRole('by name', '<ulla>', 'Read'),
	giveRole('same again', '<ulla>', 'Read'),
	giveRole('other role', '<ulla>', 'Editing'),
	giveRole('name in lower case', '<ulla>', 'read'),
	listMembers('after lower case'),
	giveRole('number as text', '<ulla>', '2'),
	giveRole('back', '<ulla>', 2),
	giveRole('typo', '<ulla>', 'Reed'),
	listMembers('after typo'),
	giveRole('unknown person', NOBODY, 2),
	listMembers('after an unknown person'),
	giveRole('owner of the room', '<dora>', 2),
	listMembers('after giving the owner a role'),
	giveRole('owner of the room to None', '<dora>', 0),
	giveRole('text id', 'x', 2),
	giveRole('access missing', '<ulla>', undefined),
	invite('nothing', { invitations: [] }),
	invite('missing', {}),
	invite('entries', { entries: [{ id: '<ulla>', access: 2 }] }),
	invite(
		'unknown room',
		{ invitations: [{ id: '<ulla>', access: 2 }] },
		undefined,
		String(UNKNOWN),
	),
	invite('good then bad', {
		invitations: [
			{ id: '<ulla>', access: 2 },
			{ id: '<gita>', access: 9 },
			{ id: '<rob>', access: 2 },
		],
	}),
	listMembers('after good then bad'),
	giveRole('None of nobody', '<rita>', 0),
	giveRole('None', '<ulla>', 0),
	giveRole('group', '<group>', 2),
	listMembers('with group'),
	ask('members: member by group reads', 'GET', 'files/<members>', {
		as: 'ulla',
		query: { count: 1, fields: 'total' },
	}),
	giveRole('group None', '<group>', 0),
];

const inviteAddress = (what: string, email: string, access: number, as?: string): Step =>
	invite(what, { invitations: [{ email, access }] }, as);

const ADDRESSES: Step[] = [
	inviteAddress('e-mail of nobody', mail('new1'), 2),
	listMembers('after e-mail'),
	inviteAddress('e-mail again', mail('new1'), 2),
	inviteAddress('e-mail, other role', mail('new1'), 11),
	inviteAddress('e-mail of a member of the portal', mail('ulla'), 2),
	inviteAddress('e-mail as RoomManager, unknown', mail('new2'), 9),
	inviteAddress('e-mail as RoomManager, room admin', mail('rita'), 9),
	inviteAddress('e-mail bad', 'no address', 2),
	inviteAddress('e-mail upper case', mail('rob').toUpperCase(), 2),
	invite('id and e-mail', { invitations: [{ id: '<rita>', email: mail('new3'), access: 2 }] }),
	listMembers('after e-mails'),
	ask('members: the e-mail invitee', 'GET', 'people/email', {
		query: { email: mail('new1') },
		recorded: (response) => response,
	}),
	quietly('GET', 'people/email', { query: { email: mail('new1') }, label: 'new1' }),
	ask('members: share filterValue', 'GET', 'files/rooms/<members>/share', {
		query: { filterType: 0, filterValue: mail('new1') },
	}),
];

const WHO_MAY_INVITE: Step[] = [
	giveRole('back to reader', '<ulla>', 2),
	giveRole('by a reader', '<rita>', 2, 'ulla'),
	giveRole('by a room admin who only reads', '<ulla>', 10, 'rob'),
	giveRole('by a stranger', '<rita>', 2, 'erna'),
	giveRole('by the portal owner, no member', '<rita>', 2, 'owner'),
	giveRole('leave', '<ulla>', 0, 'ulla'),
	giveRole('leave again', '<ulla>', 0, 'ulla'),
	giveRole('a manager', '<rob>', 9),
	giveRole('a manager adds a manager', '<rita>', 9, 'rob'),
	giveRole('a manager removes the owner', '<dora>', 0, 'rob'),
	giveRole('a manager adds an unrelated guest', '<gita>', 2, 'rob'),
	listMembers('after the unrelated guest'),
	inviteAddress('a manager adds that guest by e-mail', mail('gita'), 2, 'rob'),
	listMembers('at the end'),
	invite('six by e-mail', {
		invitations: Array.from({ length: 6 }, () => ({ email: mail('ulla'), access: 2 })),
	}),
	ask('members: share count 1', 'GET', 'files/rooms/<members>/share', {
		query: { filterType: 0, count: 1 },
	}),
];

const person = (what: string, path: string, as: string, query: Record<string, string> = {}): Step =>
	ask(`people: ${what}`, 'GET', path, { as, query });

const LOOKING_UP: Step[] = [
	person('by user name', 'people/rob', 'owner'),
	person('by email as user', 'people/email', 'ulla', { email: mail('rob') }),
	person('self by email as user', 'people/email', 'ulla', { email: mail('ulla') }),
	person('by id as user', 'people/<rob>', 'ulla'),
	person('filter as user', 'people/filter', 'ulla'),
	person('filter as guest', 'people/filter', 'gita'),
	person('guest as unrelated room admin', 'people/<gita>', 'rita'),
];

/** Of which types people are whom a filter finds. */
const typesFound = (query: Record<string, string | number>): Step =>
	ask(`people: filter ${JSON.stringify(query)}`, 'GET', 'people/filter', {
		as: 'owner',
		query: { ...query, filterValue: 'probe.example', count: 100 },
		recorded: (response) => ({ kinds: [...new Set(listOf(response).map(typeOf))].sort() }),
	});

function typeOf(one: unknown): string {
	const { isVisitor, isCollaborator, isAdmin, isOwner } = membersOf(one);
	if (isVisitor === true) return 'guest';
	if (isCollaborator === true) return 'user';
	return isAdmin === true || isOwner === true ? 'admin' : 'roomAdmin';
}

const FILTERING_PEOPLE: Step[] = [
	...[2, 'Guest', 1, 3, 4].map((employeeType) => typesFound({ employeeType })),
	typesFound({ employeeStatus: 4 }),
	typesFound({ area: 'guests' }),
	typesFound({ area: 1 }),
	ask('people: fields', 'GET', 'people/filter', {
		as: 'owner',
		query: { fields: 'id,email', count: 1, filterValue: mail('w4') },
	}),
];

const self = (name: string, as: string): Step =>
	ask(name, 'GET', 'people/@self', { as, recorded: 'brief' });
const signIn = (what: string, body: Record<string, unknown>, times?: number): Step =>
	ask(`login: ${what}`, 'POST', 'authentication', { body, as: 'nobody', times });
const BO = mail('bo');
const WRONG = { userName: BO, password: 'Wrong-Passw0rd!' };

const SIGNING_IN: Step[] = [
	signIn('password', { userName: BO, password: PASSWORD }),
	signIn('upper case address', { userName: BO.toUpperCase(), password: PASSWORD }),
	signIn('session', { userName: BO, password: PASSWORD, session: true }),
	signIn('hash', { userName: BO, passwordHash: '<hash>' }),
	signIn('hash in upper case', { userName: BO, passwordHash: '<hash in upper case>' }),
	signIn('wrong password', WRONG),
	signIn('unknown address', { userName: mail('nobody'), password: PASSWORD }),
	signIn('empty', {}),
	signIn('no password', { userName: BO }),
	ask('login: no body', 'POST', 'authentication', { as: 'nobody' }),
	signIn('wrong nine times', WRONG, 8),
	signIn('when locked', WRONG),
	signIn('right password while locked', { userName: BO, password: PASSWORD }),
	self('login: key while locked', 'bo'),
	self('login: basic while locked', 'basic of bo'),
];

const outcome = (method: Verb, path: string, body?: Record<string, unknown>): Table => ({
	[`${method} ${path}`]: [{ method, path, body }],
});

/** All that were asked and that the sandbox serves. */
const OPEN_TO: Table = {
	...outcome('GET', 'files/rooms?count=1'),
	...outcome('POST', 'files/rooms', {}),
	...outcome('PUT', 'files/rooms/<scopes>', {}),
	...outcome('GET', 'files/rooms/<scopes>'),
	...outcome('GET', 'files/rooms/<scopes>/share?count=1'),
	...outcome('PUT', 'files/rooms/<scopes>/share', { invitations: [] }),
	...outcome('GET', 'files/<scopes>?count=1'),
	...outcome('GET', 'files/file/<scopeFile>'),
	...outcome('GET', 'files/file/<scopeFile>/link'),
	...outcome('GET', 'files/settings'),
	...outcome('POST', 'files/<scopes>/file', { title: '' }),
	...outcome('POST', 'files/<scopes>/session', {}),
	...outcome('PUT', 'files/file/<scopeFile>', { title: 'f.txt', lastVersion: 0 }),
	...outcome('PUT', 'files/fileops/copy', { fileIds: [UNKNOWN], destFolderId: '<scopes>' }),
	...outcome('GET', 'files/file/<scopeFile>/presigneduri'),
	...outcome('PUT', 'files/fileops/bulkdownload', { fileIds: [UNKNOWN] }),
	...outcome('GET', 'files/fileops?id=x'),
	...outcome('PUT', 'files/rooms/<scopes>/tags', { names: [] }),
	...outcome('GET', 'files/roomtemplate/status'),
	...outcome('GET', 'files/rooms/fromTemplate/status'),
	...outcome('GET', 'people/@self'),
	...outcome('GET', 'people/filter?count=1'),
	...outcome('GET', 'people/<rob>'),
	...outcome('GET', 'people/email?email=rob%40probe.example'),
	...outcome('POST', 'people/invite', { invitations: [] }),
	...outcome('PUT', 'people/status/1', { userIds: [] }),
	...outcome('GET', 'group?count=1'),
	...outcome('POST', 'group', {}),
	...outcome('GET', 'keys/@self'),
	...outcome('GET', 'settings/version/build'),
	...outcome('GET', 'authentication'),
	...outcome('GET', 'settings/webhook'),
};
const SCOPES = [
	'files:read',
	'files:write',
	'rooms:read',
	'rooms:write',
	'accounts:read',
	'accounts:write',
	'accounts.self:read',
	'*:read',
	'*',
];

const KEYS: Step[] = [
	makeRoom('scopes', 5),
	makeFile('<scopes>', 'f.txt', 'f', 'scopeFile'),
	makeKey(['files:read']),
	ask('scopes: files:read asks for a link', 'GET', 'files/file/<scopeFile>/link', {
		as: 'key of files:read',
	}),
	...SCOPES.flatMap((scope) => [
		makeKey([scope]),
		tabulate(`scopes: ${scope}`, OPEN_TO, `key of ${scope}`),
	]),
	ask('keys: unknown scope', 'POST', 'keys', {
		body: { name: 'x', permissions: ['nothing:read'] },
	}),
	ask('keys: guest', 'POST', 'keys', {
		body: { name: 'x', permissions: ['*'] },
		as: 'gita',
		recorded: 'brief',
	}),
	ask('keys: create', 'POST', 'keys', {
		body: { name: 'p2 made', permissions: ['files:read'], expiresInDays: 3 },
		label: 'guid',
		credential: 'key made',
	}),
	ask('keys: delete', 'DELETE', 'keys/<guid>', { recorded: 'brief' }),
	ask('keys: deleted key', 'GET', 'keys/@self', { as: 'key made' }),
];

const version = (as: string): Step =>
	ask(`portal: settings/version/build as ${as}`, 'GET', 'settings/version/build', {
		as,
		recorded: 'outcome',
	});

const CREDENTIALS: Step[] = [
	self('token: bare', 'bare token'),
	self('token: Bearer', 'Bearer token'),
	self('basic', 'basic of rob'),
	self('basic: wrong', 'basic, wrong'),
	version('owner'),
	version('rob'),
	version('ulla'),
	version('gita'),
];

/** The questions of part 2 that the sandbox serves, in the order of the recording. */
export const PART_2: Section[] = [
	CREATING_FILES,
	{ title: 'equal titles beside each other, and a new form room (3.4, 14.3)', steps: TWINS },
	{ title: 'files with the body as their content (14.5)', steps: INSERTING },
	...UPLOADING,
	...DOWNLOADS,
	{ title: 'copying files (14.7)', steps: COPYING_FILES },
	{ title: 'copying folders (14.7)', steps: COPYING_FOLDERS },
	{ title: 'renaming folders (15.1)', steps: RENAMING_FOLDERS },
	{ title: 'deleting files and getting them back (14.8)', steps: DELETING },
	{ title: "deleting what is held, or not one's own (14.8)", steps: DELETING_WHAT_IS_HELD },
	{ title: 'deleting a folder and getting it back (5.5)', steps: DELETING_FOLDERS },
	{ title: 'names without an extension (6.8)', steps: BARE_NAMES },
	{ title: 'a file in an archived room (8.4)', steps: IN_AN_ARCHIVED_ROOM },
	{ title: 'versions of a file (14.9)', steps: VERSIONS },
	{ title: 'locks, and renaming in the Trash (6.8, 14.9)', steps: LOCKING },
	...LINKS,
	{ title: 'new rooms (16.1)', steps: NEW_ROOMS },
	...ROOMS,
	{ title: 'who may have which role in which room (16.6)', steps: ROLES_BY_KIND },
	{ title: 'roles in a room (7.2, 16.6)', steps: ROLES },
	{ title: 'members by address (7.2, 16.6)', steps: ADDRESSES },
	{ title: 'who may invite, and leave (7.2, 16.6)', steps: WHO_MAY_INVITE },
	...PEOPLE,
	{ title: 'looking people up (7.5)', steps: LOOKING_UP },
	{ title: 'people by type (7.5)', steps: FILTERING_PEOPLE },
	...GROUP_SECTIONS,
	{ title: 'signing in (19)', steps: SIGNING_IN },
	{ title: 'credentials (2)', steps: CREDENTIALS },
	{ title: 'keys, and what they open (2.2, 2.3)', steps: KEYS },
];
