import {
	ask,
	learn,
	makeFile,
	makeFolder,
	membersOf,
	only,
	operate,
	quietly,
	type Section,
	type Step,
	type Verb,
} from './asking';

const UNKNOWN = 99999999;

const makeRoom = (name: string, tags: string[] = []): Step =>
	quietly('POST', 'files/rooms', {
		body: { title: `P2 ${name}`, roomType: 5, tags },
		label: name,
	});
const invites = (room: string, roles: Record<string, number>): Step =>
	quietly('PUT', `files/rooms/${room}/share`, {
		body: {
			invitations: Object.entries(roles).map(([who, access]) => ({ id: `<${who}>`, access })),
			notify: false,
		},
	});

const ROOM = ['title', 'tags', 'indexing', 'denyDownload', 'lifetime', 'watermark'];
const update = (what: string, body: object, as?: string, room = '<update>'): Step =>
	ask(`room update: ${what}`, 'PUT', `files/rooms/${room}`, {
		body: { ...body },
		as,
		recorded: only(...ROOM),
	});

const UPDATING: Step[] = [
	makeRoom('update', ['a', 'b']),
	invites('<update>', { rob: 9, ulla: 11 }),
	update('nothing', {}),
	update('title', { title: 'P2 updated' }),
	update('blank title', { title: '  ' }),
	update('empty title', { title: '' }),
	update('tags replace', { tags: ['c'] }),
	update('only title keeps tags', { title: 'P2 again' }),
	update('tags empty', { tags: [] }),
	update('tags null', { tags: null }),
	update('quota', { quota: 5000000 }),
	update('quota omitted', { title: 'P2 third' }),
	update('quota -1', { quota: -1 }),
	update('quota -2', { quota: -2 }),
	update('quota too big', { quota: 1e18 }),
	update('indexing on', { indexing: true }),
	update('indexing off', { indexing: false }),
	update('denyDownload', { denyDownload: true }),
	update('denyDownload off', { denyDownload: false }),
	update('lifetime', { lifetime: { value: 2, period: 1, enabled: true } }),
	update('lifetime off', { lifetime: { enabled: false } }),
	update('watermark', { watermark: { enabled: true, additions: 1, text: 'x', rotate: 0 } }),
	update('watermark off', { watermark: { enabled: false } }),
	update('color', { color: '00FF00' }),
	update('cover', { cover: 'nothing' }),
	update('171', { title: 't'.repeat(171) }),
	update('illegal', { title: 'P2 a/b:c' }),
	update('manager', { title: 'P2 by rob' }, 'rob'),
	update('creator', { title: 'P2 by ulla' }, 'ulla'),
	update('stranger', { title: 'P2 x' }, 'rita'),
	update('admin who is no member', { title: 'P2 x' }, 'owner'),
	update('unknown', { title: 'x' }, undefined, String(UNKNOWN)),
	makeFolder('<update>', 'No room', 'noRoom'),
	update('a folder', { title: 'x' }, undefined, '<noRoom>'),
];

const tags = (what: string, method: Verb, body: object, as?: string, room = '<update>'): Step =>
	ask(`room tags: ${what}`, method, `files/rooms/${room}/tags`, {
		body: { ...body },
		as,
		recorded: 'brief',
	});
const see = (name: string, room: string): Step =>
	ask(name, 'GET', `files/rooms/${room}`, { recorded: 'brief' });

const TAGGING: Step[] = [
	tags('add', 'PUT', { names: ['a', 'new'] }),
	tags('add again', 'PUT', { names: ['a'] }),
	tags('add in upper case', 'PUT', { names: ['A'] }),
	see('room tags: room afterwards', '<update>'),
	tags('remove', 'DELETE', { names: ['a'] }),
	tags('remove unknown', 'DELETE', { names: ['never was'] }),
	tags('missing list', 'PUT', {}),
	tags('empty list', 'PUT', { names: [] }),
	tags('unknown room', 'PUT', { names: ['x'] }, undefined, String(UNKNOWN)),
	tags('creator', 'PUT', { names: ['x'] }, 'ulla'),
	see('room tags: room at the end', '<update>'),
];

const del = (what: string, room: string, as?: string): Step =>
	operate(
		`room delete: ${what}`,
		'DELETE',
		`files/rooms/${room}`,
		{ returnSingleOperation: undefined },
		[],
		{ as },
	);

const DELETING: Step[] = [
	makeRoom('delActive'),
	makeFile('<delActive>', 'a.txt', 'a', 'delActiveFile'),
	invites('<delActive>', { rob: 9 }),
	del('active by a manager', '<delActive>', 'rob'),
	del('active by the portal owner', '<delActive>', 'owner'),
	see('room delete: refused: afterwards', '<delActive>'),
	del('active by its owner', '<delActive>'),
	see('room delete: active: afterwards', '<delActive>'),
	del('again', '<delActive>'),
	makeRoom('delArchived'),
	operate('room delete: archive first', 'PUT', 'files/rooms/<delArchived>/archive', {}, [], {
		recorded: 'brief',
	}),
	del('archived by another room admin', '<delArchived>', 'rita'),
	update('archived', { title: 'x' }, undefined, '<delArchived>'),
	tags('archived', 'PUT', { names: ['x'] }, undefined, '<delArchived>'),
	operate(
		'room delete: archived by another admin',
		'PUT',
		'files/fileops/delete',
		{ folderIds: ['<delArchived>'], fileIds: [], immediately: true },
		[],
		{ as: 'dan', recorded: 'brief' },
	),
	see('room delete: archived: afterwards', '<delArchived>'),
	ask('room delete: no body', 'DELETE', `files/rooms/${UNKNOWN}`, { recorded: 'brief' }),
];

/** How the last job ended, which the recording asked until it had; here it is over by the second time. */
const end = (name: string, path: string, label?: string): Step[] => [
	quietly('GET', path, {}),
	ask(name, 'GET', path, { label, recorded: (response) => response }),
];
const TEMPLATE_STATUS = 'files/roomtemplate/status';
const ROOM_STATUS = 'files/rooms/fromTemplate/status';
const fromTemplate = (what: string, templateId: string | number, title: string): Step =>
	ask(`fromTemplate: ${what}`, 'POST', 'files/rooms/fromTemplate', {
		body: { templateId, title: `P2 ${title}` },
	});

const roomsIn = (response: unknown): unknown[] => {
	const { folders } = membersOf(response);
	return Array.isArray(folders) ? folders : [];
};

function inShort(room: unknown) {
	const {
		title,
		roomType,
		tags: named,
		filesCount: files,
		foldersCount: folders,
	} = membersOf(room);
	return { title, roomType, tags: named, files, folders };
}

const TEMPLATES: Step[] = [
	makeRoom('source', ['s']),
	makeFolder('<source>', 'Inside', 'templateFolder'),
	makeFile('<templateFolder>', 't.txt', 't', 'templateFile'),
	invites('<source>', { ulla: 2 }),
	learn('templatesRoot', 'files/rooms', { searchArea: 4 }),
	ask('template: status before', 'GET', TEMPLATE_STATUS),
	ask('template: start', 'POST', 'files/roomtemplate', {
		body: {
			roomId: '<source>',
			title: 'P2 template',
			share: [],
			groups: [],
			public: false,
			copyLogo: true,
			tags: [],
		},
	}),
	...end('template: end', TEMPLATE_STATUS, 'template'),
	ask('template: as a room', 'GET', 'files/rooms/<template>'),
	ask('template: listed', 'GET', 'files/rooms', { query: { searchArea: 4, filterValue: 'P2' } }),
	fromTemplate('start', '<template>', 'from template'),
	fromTemplate('second at once', '<template>', 'from template 2'),
	...end('fromTemplate: end', ROOM_STATUS, 'fromTemplate'),
	ask('fromTemplate: rooms made', 'GET', 'files/rooms', {
		query: { filterValue: 'from template' },
		recorded: (response) => roomsIn(response).map(inShort),
	}),
	ask('fromTemplate: members', 'GET', 'files/rooms/<fromTemplate>/share', {
		query: { filterType: 0 },
	}),
	fromTemplate('a plain room', '<source>', 'from plain'),
	...end('fromTemplate: a plain room: end', ROOM_STATUS),
	fromTemplate('unknown', UNKNOWN, 'x'),
	...end('fromTemplate: unknown: end', ROOM_STATUS),
	ask('archive of a template', 'PUT', 'files/rooms/<template>/archive', {
		body: {},
		recorded: 'brief',
	}),
];

/** What changes, ends and copies rooms. */
export const ROOMS: Section[] = [
	{ title: 'changing a room (16.3)', steps: UPDATING },
	{ title: 'tags of a room (16.4)', steps: TAGGING },
	{ title: 'deleting a room (16.5)', steps: DELETING },
	{ title: 'room templates, and rooms made of them (16.2)', steps: TEMPLATES },
];
