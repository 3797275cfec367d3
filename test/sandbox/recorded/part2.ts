import {
	ask,
	learn,
	lookAtPerson,
	makeFile,
	makeFolder,
	operate,
	quietly,
	type Section,
	type Step,
} from './asking';

const UNKNOWN = 99999999;
const NOBODY = '00000000-1111-2222-3333-444444444444';

const mail = (who: string) => `${who}@probe.example`;

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
const invites = (room: string, roles: Record<string, number>): Step =>
	quietly('PUT', `files/rooms/${room}/share`, {
		body: {
			invitations: Object.entries(roles).map(([who, access]) => ({ id: `<${who}>`, access })),
			notify: false,
		},
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

const DELETING_FOLDERS: Step[] = [
	learn('trash', 'files/@trash'),
	learn('archiveRoot', 'files/rooms', { searchArea: 'Archive' }),
	makeFolder('<delF>', 'Tree', 'tree'),
	makeFile('<tree>', 'leaf.txt', 'leaf', 'leaf'),
	operate('DELETE folder', 'DELETE', 'files/folder/<tree>', { immediately: false }, [], {
		recorded: 'brief',
	}),
	ask('DELETE folder: folder afterwards', 'GET', 'files/folder/<tree>', { recorded: 'brief' }),
	ask('DELETE folder: listing in the trash', 'GET', 'files/<tree>'),
	operate(
		'restore a folder',
		'PUT',
		'files/fileops/move',
		{ fileIds: [], folderIds: ['<tree>'], destFolderId: '<delF>', conflictResolveType: 'Skip' },
		[],
		{ recorded: 'brief' },
	),
];

/** A file whose name has no extension, or is nothing but one, and what renaming does to it. */
const bareName = (name: string, title: string): Step[] => [
	makeFile('<delF>', name, 'content', `bare ${name}`),
	ask(`bare name ${name}: rename to ${title}`, 'PUT', `files/file/<bare ${name}>`, {
		body: { title, lastVersion: 0 },
		recorded: 'brief',
	}),
	ask(`bare name ${name}: afterwards`, 'GET', `files/file/<bare ${name}>`, { recorded: 'brief' }),
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
	ask('rename in an archived room', 'PUT', 'files/file/<archivedFile>', {
		body: { title: 'y.txt', lastVersion: 0 },
		recorded: 'brief',
	}),
];

const lock = (what: string, file: string, lockFile: boolean, as?: string): Step =>
	ask(`lock: ${what}`, 'PUT', `files/file/${file}/lock`, {
		body: { lockFile },
		as,
		recorded: 'brief',
	});
const anotherVersion = (): Step =>
	quietly('POST', 'files/<version>/insert', { query: { title: 'renamed.txt' }, content: 'v2' });
const VERSIONS_BEFORE_THE_LOCK = 9;

const LOCKING: Step[] = [
	makeFile('<version>', 'renamed.txt', 'v1', 'v'),
	invites('<version>', { rob: 9, ulla: 2, gita: 11 }),
	...Array.from({ length: VERSIONS_BEFORE_THE_LOCK - 1 }, anotherVersion),
	lock('lock', '<v>', true),
	lock('lock again', '<v>', true),
	lock('by another manager', '<v>', true, 'rob'),
	ask('lock: seen by the other', 'GET', 'files/file/<v>', { as: 'rob', recorded: 'brief' }),
	anotherVersion(),
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
	makeFolder('<version>', 'Bin', 'bin'),
	makeFile('<bin>', 't.txt', 't2', 'trashedV'),
	quietly('DELETE', 'files/folder/<bin>', { body: { immediately: false } }),
	ask('rename: in trash', 'PUT', 'files/file/<trashedV>', {
		body: { title: 'n.txt', lastVersion: 0 },
		recorded: 'brief',
	}),
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

const setStatus = (what: string, status: string, ids: string[], as = 'owner'): Step =>
	ask(`status: ${what}`, 'PUT', `people/status/${status}`, {
		body: { userIds: ids, resendAll: false },
		as,
		recorded: 'outcome',
	});

const DISABLING: Step[] = [
	setStatus('disable', '2', ['<tim>']),
	lookAtPerson('type now: disabled', '<tim>'),
	setStatus('disable again', '2', ['<tim>']),
	ask('status: key of a disabled person', 'GET', 'people/@self', { as: 'tim' }),
	ask('status: token of a disabled person', 'GET', 'people/@self', { as: 'token of tim' }),
	setStatus('enable', '1', ['<tim>']),
	lookAtPerson('type now: enabled', '<tim>'),
	setStatus('enable again', '1', ['<tim>']),
	setStatus('word', 'Terminated', ['<tim>']),
	setStatus('self', '2', ['<dora>'], 'dora'),
	setStatus('the owner', '2', ['<owner>'], 'dora'),
	setStatus('an admin by an admin', '2', ['<dan>'], 'dora'),
	setStatus('unknown', '2', [NOBODY]),
	setStatus('good and bad', '2', ['<gil>', '<owner>']),
	lookAtPerson('type now: good and bad', '<gil>'),
	setStatus('by a room admin', '2', ['<gil>'], 'rob'),
	setStatus('nobody', '2', []),
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

const self = (name: string, as: string): Step =>
	ask(name, 'GET', 'people/@self', { as, recorded: 'brief' });
const version = (as: string): Step =>
	ask(`portal: settings/version/build as ${as}`, 'GET', 'settings/version/build', {
		as,
		recorded: 'outcome',
	});

const CREDENTIALS: Step[] = [
	self('token: bare', 'bare token'),
	self('token: Bearer', 'Bearer token'),
	version('owner'),
	version('rob'),
	version('ulla'),
	version('gita'),
];

/** The questions of part 2 that the sandbox serves, in the order of the recording. */
export const PART_2: Section[] = [
	{ title: 'files with the body as their content (14.5)', steps: INSERTING },
	{ title: 'renaming folders (15.1)', steps: RENAMING_FOLDERS },
	{ title: 'deleting a folder and getting it back (5.5)', steps: DELETING_FOLDERS },
	{ title: 'names without an extension (6.8)', steps: BARE_NAMES },
	{ title: 'a file in an archived room (8.4)', steps: IN_AN_ARCHIVED_ROOM },
	{ title: 'locks, and renaming in the Trash (6.8, 14.9)', steps: LOCKING },
	{ title: 'roles in a room (7.2, 16.6)', steps: ROLES },
	{ title: 'members by address (7.2, 16.6)', steps: ADDRESSES },
	{ title: 'who may invite, and leave (7.2, 16.6)', steps: WHO_MAY_INVITE },
	{ title: 'disabling accounts (7.4)', steps: DISABLING },
	{ title: 'looking people up (7.5)', steps: LOOKING_UP },
	{ title: 'credentials (2)', steps: CREDENTIALS },
];
