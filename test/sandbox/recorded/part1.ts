import {
	ask,
	learn,
	makeFile,
	makeFolder,
	operate,
	quietly,
	type Section,
	type Step,
	NOBODY,
} from './asking';

const UNKNOWN = 99999999;
const PAGE = { count: 100 };
const PEOPLE = { filterType: 0, count: 100 };

const WHO: Step[] = [
	ask('self', 'GET', 'people/@self'),
	ask('key about itself', 'GET', 'keys/@self'),
	ask('version', 'GET', 'settings/version/build'),
	ask('wrong key', 'GET', 'people/@self', { as: 'wrong key' }),
	ask('garbage token', 'GET', 'people/@self', { as: 'garbage' }),
	ask('no key', 'GET', 'people/@self', { as: 'nobody' }),
	ask('no key on files', 'GET', 'files/1', { as: 'nobody' }),
	ask('wrong key on files', 'GET', 'files/@my', { as: 'wrong key' }),
	ask('scoped key about itself', 'GET', 'keys/@self', { as: 'scoped' }),
	ask('scoped key without accounts', 'GET', 'people/filter', {
		as: 'scoped',
		query: { area: 'guests' },
	}),
	ask('scoped key without accounts: delete guests', 'DELETE', 'people/guests', {
		as: 'scoped',
		body: { userIds: [] },
	}),
	ask('scoped key webhooks', 'GET', 'settings/webhook/triggers', { as: 'scoped' }),
	ask('scoped key @self', 'GET', 'people/@self', { as: 'scoped' }),
	ask('scoped key rooms list', 'GET', 'files/rooms', { as: 'scoped', query: { count: 1 } }),
	ask('scoped key authentication', 'GET', 'authentication', { as: 'scoped' }),
	ask('unknown route', 'GET', 'files/nothing/here/at/all'),
];

/** Two rooms, made beforehand: `acme` with most of what follows, `archive` to move things into. */
const CONTENT: Step[] = [
	makeFolder('<archive>', 'Clients', 'clients'),
	makeFolder('<acme>', 'Contracts', 'contracts'),
	makeFolder('<acme>', 'contracts', 'lower'),
	makeFolder('<contracts>', 'Verträge 2026', 'deep'),
	makeFolder('<acme>', 'Empty', 'empty'),
	makeFile('<contracts>', 'contract.pdf', 'one', 'a1'),
	makeFile('<lower>', 'contract.pdf', 'two!', 'a2'),
	makeFile('<deep>', 'Contract.PDF', 'three', 'a3'),
	makeFile('<acme>', 'Übersicht.txt', 'um', 'um'),
	makeFile('<deep>', 'Ubersicht.txt', 'u', 'u'),
	makeFile('<acme>', 'Plan 🚀.txt', 'emoji', 'emoji'),
	makeFile('<acme>', 'a*b:c?d.txt', 'ill', 'ill'),
	makeFile('<acme>', 'README', 'noext', 'noext'),
	makeFile('<acme>', '.env', 'env', 'env'),
	makeFile('<acme>', 'zero.txt', '', 'zero'),
	makeFile('<acme>', 'x1.txt', 'x1', 'x1'),
	makeFile('<acme>', 'x2.txt', 'x2', 'x2'),
	makeFile('<acme>', 'x3.txt', 'x3', 'x3'),
	makeFile('<acme>', 'x1.txt', 'x1 again', 'same'),
	ask('insert answer', 'POST', 'files/<acme>/insert', {
		query: { title: 'ins.txt', createNewIfExist: true },
		content: 'hello',
	}),
];

const listing = (name: string, query: Record<string, string | number | boolean>): Step =>
	ask(`listing: ${name}`, 'GET', 'files/<acme>', { query });

const LISTING: Step[] = [
	ask('room info', 'GET', 'files/rooms/<acme>'),
	ask('room as folder', 'GET', 'files/folder/<acme>'),
	listing('direct', PAGE),
	listing('all files below', { ...PAGE, filterType: 1, withSubFolders: true }),
	listing('all folders below', { ...PAGE, filterType: 2, withSubFolders: true }),
	listing('no recursion without filter', { ...PAGE, withSubFolders: true }),
	listing('fields', {
		...PAGE,
		filterType: 1,
		fields:
			'total,count,files.id,files.title,files.folderId,files.version,current.id,current.title',
	}),
	listing('count 0', { count: 0 }),
	listing('count 101', { count: 101 }),
	listing('count 1', { count: 1, filterType: 1 }),
	listing('past the end', { ...PAGE, startIndex: 500, filterType: 1 }),
	listing('negative start', { ...PAGE, startIndex: -1 }),
	ask('listing: unknown id', 'GET', `files/${UNKNOWN}`),
	ask('listing: text id', 'GET', 'files/drive-999-nothing'),
	ask('folder: unknown id', 'GET', `files/folder/${UNKNOWN}`),
	ask('room: unknown id', 'GET', `files/rooms/${UNKNOWN}`),
	ask('room: folder id', 'GET', 'files/rooms/<contracts>'),
	ask('file: unknown', 'GET', `files/file/${UNKNOWN}`),
	ask('file', 'GET', 'files/file/<a1>'),
	ask('subfolders', 'GET', 'files/<acme>/subfolders'),
	ask('subfolders of unknown', 'GET', `files/${UNKNOWN}/subfolders`),
	ask('rooms list', 'GET', 'files/rooms', { query: { ...PAGE, filterValue: 'Probe' } }),
	ask('rooms list: one word', 'GET', 'files/rooms', { query: { ...PAGE, filterValue: 'acme' } }),
	ask('share of room', 'GET', 'files/rooms/<acme>/share', { query: PEOPLE }),
	ask('share of room: links', 'GET', 'files/rooms/<acme>/share', {
		query: { ...PEOPLE, filterType: 2 },
	}),
	ask('share of room: invitations', 'GET', 'files/rooms/<acme>/share', {
		query: { ...PEOPLE, filterType: 1 },
	}),
];

/** A folder that goes at once when it could be made. */
const createsFolder = (what: string, title: string): Step[] => [
	ask(`create folder: ${what}`, 'POST', 'files/folder/<empty>', {
		body: { title },
		label: 'made',
	}),
	quietly('DELETE', 'files/folder/<made>', { body: { deleteAfter: false, immediately: true } }),
];
const createsNoFolder = (what: string, title: string): Step =>
	ask(`create folder: ${what}`, 'POST', 'files/folder/<empty>', { body: { title } });
const createsIn = (what: string, parent: string): Step =>
	ask(`create folder in ${what}`, 'POST', `files/folder/${parent}`, { body: { title: 'x' } });

const FOLDERS: Step[] = [
	...createsFolder('plain', 'Plain'),
	...createsFolder('illegal', 'A/B\\C*D:E"F<G>H|I?J+K'),
	...createsFolder('emoji', 'Rocket 🚀 up'),
	...createsFolder('spaces', '  around  '),
	createsNoFolder('empty', ''),
	createsNoFolder('blank', '   '),
	...createsFolder('165', 'n'.repeat(165)),
	createsNoFolder('166', 'n'.repeat(166)),
	...createsFolder('tab', 'a\tb'),
	...createsFolder('dots', '...'),
	...createsFolder('only illegal', '***'),
	createsIn('unknown', String(UNKNOWN)),
	learn('roomsRoot', 'files/rooms'),
	learn('archiveRoot', 'files/rooms', { searchArea: 'Archive' }),
	learn('trash', 'files/@trash'),
	createsIn('rooms root', '<roomsRoot>'),
	createsIn('archive section', '<archiveRoot>'),
	createsIn('trash', '<trash>'),
	ask('create folder: first of a name', 'POST', 'files/folder/<clients>', {
		body: { title: 'Twin' },
		label: 'twin1',
	}),
	ask('create folder: second of that name', 'POST', 'files/folder/<clients>', {
		body: { title: 'Twin' },
		label: 'twin2',
	}),
	ask('rename folder', 'PUT', 'files/folder/<twin2>', { body: { title: 'Twin: two' } }),
];

const rename = (what: string, file: string, title: string): Step =>
	ask(`rename: ${what}`, 'PUT', `files/file/${file}`, { body: { title, lastVersion: 0 } });

const RENAMING: Step[] = [
	rename('with extension', '<x1>', 'x1 renamed.txt'),
	rename('without extension', '<x2>', 'x2 renamed'),
	rename('other extension', '<x3>', 'x3.docx'),
	rename('illegal', '<ill>', 'q?w.txt'),
	rename('dot file', '<env>', '.env (1)'),
	rename('no extension', '<noext>', 'README (1)'),
	rename('to a taken title', '<same>', 'zero.txt'),
	rename('165', '<same>', `${'m'.repeat(161)}.txt`),
	rename('166', '<same>', `${'m'.repeat(162)}.txt`),
	rename('empty', '<same>', ''),
	rename('unknown file', String(UNKNOWN), 'a.txt'),
	rename('only upper case', '<same>', 'SAME.txt'),
];

const does = (
	name: string,
	method: 'PUT' | 'DELETE',
	path: string,
	body: Record<string, unknown>,
	looks: Array<[string, string]> = [],
): Step => operate(name, method, path, body, looks, { readsAgain: true });

const moves = (
	name: string,
	body: Record<string, unknown>,
	looks: Array<[string, string]> = [],
): Step =>
	does(
		name,
		'PUT',
		'files/fileops/move',
		{ destFolderId: '<dest>', conflictResolveType: 'Skip', ...body },
		looks,
	);

const IN_DEST: [string, string] = ['destination', '<dest>'];

const MOVING_FILES: Step[] = [
	makeFolder('<clients>', 'Dest', 'dest'),
	moves('move one', { fileIds: ['<a1>'] }, [IN_DEST, ['source', '<contracts>']]),
	moves('move a namesake in other case: Skip', { fileIds: ['<a3>'] }, [
		IN_DEST,
		['source', '<deep>'],
	]),
	moves('move a namesake: Overwrite', { fileIds: ['<a2>'], conflictResolveType: 'Overwrite' }, [
		IN_DEST,
		['source', '<lower>'],
	]),
	moves('move a namesake: Duplicate', { fileIds: ['<a3>'], conflictResolveType: 'Duplicate' }, [
		IN_DEST,
	]),
	moves('move accents apart: Skip, both', { fileIds: ['<um>', '<u>'] }, [IN_DEST]),
	moves('move what is there', { fileIds: ['<a1>'] }),
	moves('move unknown file', { fileIds: [UNKNOWN] }),
	moves('move known and unknown', { fileIds: ['<zero>', UNKNOWN] }, [IN_DEST]),
	moves('move to unknown folder', { fileIds: ['<zero>'], destFolderId: UNKNOWN }),
	moves('move to trash', { fileIds: ['<zero>'], destFolderId: '<trash>' }),
	moves('move to archive section', { fileIds: ['<zero>'], destFolderId: '<archiveRoot>' }),
	moves('move nothing', { fileIds: [] }),
	moves('move ids as text', { fileIds: ['<zero> as text'], destFolderId: '<dest> as text' }, [
		IN_DEST,
	]),
	ask('move with an unknown policy', 'PUT', 'files/fileops/move', {
		body: { fileIds: ['<emoji>'], destFolderId: '<dest>', conflictResolveType: 'Whatever' },
	}),
	ask('move without destination', 'PUT', 'files/fileops/move', {
		body: { fileIds: ['<emoji>'] },
	}),
];

const MOVING_FOLDERS: Step[] = [
	moves('move a folder', { folderIds: ['<contracts>'] }, [IN_DEST, ['source', '<acme>']]),
	makeFile('<lower>', 'second.txt', 'second', 'lowerFile'),
	makeFile('<lower>', 'Ubersicht.txt', 'clash', 'clash'),
	moves('move a folder onto a namesake in other case: Skip', { folderIds: ['<lower>'] }, [
		IN_DEST,
		['merged', '<contracts>'],
		['source', '<lower>'],
	]),
	moves('move a folder into its own child', {
		folderIds: ['<contracts>'],
		destFolderId: '<deep>',
	}),
	moves('move a folder to where it is', { folderIds: ['<contracts>'] }),
];

const lock = (name: string, file: string, lockFile: boolean, as?: string): Step =>
	ask(name, 'PUT', `files/file/${file}/lock`, { body: { lockFile }, as });

const LOCKS: Step[] = [
	lock('lock', '<emoji>', true),
	ask('locked file', 'GET', 'files/file/<emoji>'),
	moves('move a file locked by myself', { fileIds: ['<emoji>'] }),
	makeFile('<acme>', 'held.txt', 'held', 'held'),
	lock('lock by another', '<held>', true, 'admin'),
	ask('file locked by another', 'GET', 'files/file/<held>'),
	moves('move a file locked by another', { fileIds: ['<held>'] }),
	moves('move a locked and a free one', { fileIds: ['<held>', '<x1>'] }, [IN_DEST]),
	rename('locked by another', '<held>', 'held 2.txt'),
	lock('unlock by another', '<held>', false, 'admin'),
];

const DELETING: Step[] = [
	ask('operations list', 'GET', 'files/fileops'),
	ask('operation unknown', 'GET', 'files/fileops', {
		query: { id: '00000000-0000-0000-0000-000000000000' },
	}),
	makeFolder('<clients>', 'Doomed', 'doomed'),
	makeFile('<doomed>', 'd.txt', 'd', 'doomedFile'),
	does('delete a folder', 'DELETE', 'files/folder/<doomed>', { immediately: false }),
	ask('deleted folder', 'GET', 'files/folder/<doomed>'),
	ask('deleted folder listing', 'GET', 'files/<doomed>'),
];

const deleteGuests = (name: string, ids: unknown[]): Step =>
	ask(name, 'DELETE', 'people/guests', { body: { userIds: ids } });
const giveGuest = (name: string, room: string, access: string): Step =>
	ask(name, 'PUT', `files/rooms/${room}/share`, {
		body: { invitations: [{ id: '<guest>', access }], notify: false },
	});
const membersOf = (name: string, room: string): Step =>
	ask(name, 'GET', `files/rooms/${room}/share`, { query: PEOPLE });
const roomsOfGuest = (name: string): Step =>
	ask(name, 'GET', 'files/rooms', {
		query: { subjectId: '<guest>', subjectFilter: 'Member', searchArea: 'Any', count: 100 },
	});
const personByEmail = (name: string, email: string): Step =>
	ask(name, 'GET', 'people/email', { query: { email } });

export const GUEST_EMAIL = 'gita@probe.example';

const PEOPLE_ASKED: Step[] = [
	ask('person: unknown guid', 'GET', `people/${NOBODY}`),
	ask('person: number', 'GET', 'people/12345'),
	personByEmail('person by e-mail: unknown', 'nobody@nowhere.example'),
	ask('guests', 'GET', 'people/filter', { query: { area: 'guests', count: 100 } }),
	ask('guests: search', 'GET', 'people/filter', {
		query: { area: 'guests', filterValue: 'git', count: 100 },
	}),
	deleteGuests('delete guests: numbers', [12345]),
	deleteGuests('delete guests: unknown', [NOBODY]),
	deleteGuests('delete guests: nobody', []),
	deleteGuests('delete guests: a member', ['<member>']),
	ask('guest', 'GET', 'people/<guest>'),
	personByEmail('guest by e-mail', GUEST_EMAIL),
	giveGuest('invite guest to room', '<acme>', 'Read'),
	giveGuest('invite guest to archive', '<archive>', 'Read'),
	membersOf('share with guest', '<acme>'),
	roomsOfGuest('rooms of the guest'),
	giveGuest('remove guest from one room', '<archive>', 'None'),
	membersOf('share of archive after', '<archive>'),
	giveGuest('remove guest again', '<archive>', 'None'),
	deleteGuests('delete guest from list', ['<guest>']),
	membersOf('share of acme after', '<acme>'),
	roomsOfGuest('rooms of the guest after'),
	ask('guest after', 'GET', 'people/<guest>'),
	deleteGuests('delete guest again', ['<guest>']),
	ask('delete account: active', 'PUT', 'people/delete', { body: { userIds: ['<guest>'] } }),
	ask('disable', 'PUT', 'people/status/2', { body: { userIds: ['<guest>'], resendAll: false } }),
	ask('disabled guest', 'GET', 'people/<guest>'),
	deleteGuests('delete guest from list: disabled', ['<guest>']),
	ask('delete account', 'PUT', 'people/delete', { body: { userIds: ['<guest>'] } }),
	ask('guest deleted', 'GET', 'people/<guest>'),
	personByEmail('guest deleted by e-mail', GUEST_EMAIL),
	ask('foreign guest', 'GET', 'people/<foreign>'),
	deleteGuests('delete foreign guest', ['<foreign>']),
];

const ARCHIVE = 'files/rooms/<acme>/archive';
const UNARCHIVE = 'files/rooms/<acme>/unarchive';

const END_OF_A_ROOM: Step[] = [
	does('archive room', 'PUT', ARCHIVE, {}),
	ask('archived room', 'GET', 'files/rooms/<acme>'),
	ask('archived room listing', 'GET', 'files/<acme>', {
		query: { count: 1, filterType: 1, withSubFolders: true },
	}),
	does('archive again', 'PUT', ARCHIVE, {}),
	moves('move out of an archived room', { fileIds: ['<same>'] }),
	ask('create folder in archived room', 'POST', 'files/folder/<acme>', { body: { title: 'x' } }),
	ask('share in archived room', 'PUT', 'files/rooms/<acme>/share', {
		body: { invitations: [], notify: false },
	}),
	does('unarchive room', 'PUT', UNARCHIVE, {}),
	ask('room active again', 'GET', 'files/rooms/<acme>'),
	does('unarchive again', 'PUT', UNARCHIVE, {}),
	does('archive unknown', 'PUT', `files/rooms/${UNKNOWN}/archive`, {}),
];

const webhook = (name: string, secretKey: string): Step =>
	ask(name, 'POST', 'settings/webhook', {
		body: {
			name: 'w',
			// Nobody listens here. The server was asked for port 9, which programs on Node.js may not use.
			uri: 'http://127.0.0.1:64999/x',
			secretKey,
			enabled: true,
			ssl: false,
			triggers: 0,
		},
	});

const WEBHOOKS: Step[] = [
	ask('webhook triggers', 'GET', 'settings/webhook/triggers'),
	webhook('webhook: weak secret', 'a'),
	webhook('webhook: nobody answers', 'Abcdefg1!xyz'),
	ask('webhooks', 'GET', 'settings/webhook'),
];

/** The questions of part 1, in the order of the recording. */
export const PART_1: Section[] = [
	{ title: 'who asks, and what each credential opens (1.3, 2)', steps: WHO },
	{ title: 'files that are uploaded (14.5)', steps: CONTENT },
	{ title: 'listings, rooms and members (3, 7.3, 8)', steps: LISTING },
	{ title: 'new folders and their titles (5)', steps: FOLDERS },
	{ title: 'renaming files (6.8)', steps: RENAMING },
	{ title: 'moving files (6)', steps: MOVING_FILES },
	{ title: 'moving folders (6.4)', steps: MOVING_FOLDERS },
	{ title: 'locks (6.3, 14.9)', steps: LOCKS },
	{ title: 'operations that are read, and folders that are deleted (5.5, 6.5)', steps: DELETING },
	{ title: 'people and guests (7)', steps: PEOPLE_ASKED },
	{ title: 'archiving a room and bringing it back (8.4)', steps: END_OF_A_ROOM },
	{ title: 'webhooks (10)', steps: WEBHOOKS },
];
