import {
	ask,
	makeFile,
	makeFolder,
	quietly,
	type Section,
	type Step,
	type Verb,
	NOBODY,
} from './asking';

const UNKNOWN = 99999999;

/** By the virtual clock, which starts on 1 June 2026: in five days, five days ago, in eleven years. */
const FAR = '2026-06-06T07:00:00.000Z';
const PAST = '2026-05-27T07:00:00.000Z';
const NEVER = '2037-06-01T07:00:00.000Z';

const BASES = {
	file: 'files/file/<linkFile>',
	folder: 'files/folder/<linkFolder>',
	room: 'files/rooms/<links>',
};
type Kind = keyof typeof BASES;

const makeRoom = (name: string, roomType: number): Step =>
	quietly('POST', 'files/rooms', { body: { title: `P2 ${name}`, roomType }, label: name });

/** Of what others are shown the recording has the list alone. */
const listAs = (name: string, path: string, as: string): Step =>
	ask(name, 'GET', path, { as, recorded: (response) => ({ response }) });

const readingAndMaking = (kind: Kind): Step[] => {
	const base = BASES[kind];
	return [
		ask(`links of ${kind}: before`, 'GET', `${base}/links`),
		ask(`link of ${kind}: GET by a reader before`, 'GET', `${base}/link`, { as: 'ulla' }),
		ask(`link of ${kind}: GET`, 'GET', `${base}/link`, { label: `${kind}Primary` }),
		ask(`link of ${kind}: GET again`, 'GET', `${base}/link`),
		ask(`links of ${kind}: after`, 'GET', `${base}/links`),
		listAs(`links of ${kind}: reader`, `${base}/links`, 'ulla'),
		ask(`link of ${kind}: reader`, 'GET', `${base}/link`, { as: 'ulla' }),
		listAs(`links of ${kind}: stranger`, `${base}/links`, 'rita'),
		ask(`link of ${kind}: stranger`, 'GET', `${base}/link`, { as: 'rita' }),
	];
};

const READING: Step[] = [
	makeRoom('links', 5),
	makeFolder('<links>', 'F', 'linkFolder'),
	makeFile('<linkFolder>', 'f.docx', 'f', 'linkFile'),
	quietly('PUT', 'files/rooms/<links>/share', {
		body: {
			invitations: [
				{ id: '<ulla>', access: 2 },
				{ id: '<rob>', access: 9 },
			],
			notify: false,
		},
	}),
	...readingAndMaking('file'),
	...readingAndMaking('folder'),
	...readingAndMaking('room'),
	ask('link: unknown file', 'GET', `files/file/${UNKNOWN}/link`),
	ask('link: unknown room', 'GET', `files/rooms/${UNKNOWN}/link`),
	ask('links: unknown file', 'GET', `files/file/${UNKNOWN}/links`),
];

const OPTIONS = {
	access: 2,
	password: 'Linkpass1!',
	expirationDate: FAR,
	denyDownload: true,
};

const post = (what: string, file: string, body: Record<string, unknown>): Step =>
	ask(`link of file: ${what}`, 'POST', `files/file/${file}/link`, { body });
const put = (
	what: string,
	kind: Kind,
	body: Record<string, unknown>,
	more: { as?: string; label?: string } = {},
): Step => ask(`put link: ${what}`, 'PUT', `${BASES[kind]}/links`, { body, ...more });
const change = (what: string, body: Record<string, unknown>): Step =>
	put(what, 'file', { linkId: '<second>', ...body });
const numbered = (kind: 'file' | 'room', count: number, more = {}): Step[] =>
	Array.from({ length: count }, (_, at) =>
		put(`number ${at + 1} on ${kind}`, kind, { access: 2, title: `n${at}`, ...more }),
	);

const CHANGING: Step[] = [
	post('POST on an existing', '<linkFile>', OPTIONS),
	makeFile('<linkFolder>', 'g.docx', 'g', 'linkFile2'),
	post('POST with options', '<linkFile2>', { ...OPTIONS, internal: false }),
	put('new on file', 'file', { ...OPTIONS, title: 'Second' }, { label: 'second' }),
	change('only access: rest omitted', { access: 2 }),
	change('past expiry', { access: 2, expirationDate: PAST }),
	change('eleven years', { access: 2, expirationDate: NEVER }),
	change('weak password', { access: 2, password: 'a' }),
	change('access 10 on a docx', { access: 10 }),
	change('access 7 on a docx', { access: 7 }),
	change('access 9', { access: 9 }),
	change('unknown linkId', { linkId: NOBODY, access: 2, title: 'unknown id' }),
	change('linkId as text', { linkId: 'x', access: 2 }),
	put('reader', 'file', { access: 2 }, { as: 'ulla' }),
	change('access omitted', { title: 'gone' }),
	ask('links of file: after omitting access', 'GET', `${BASES.file}/links`),
	put('new, access omitted', 'file', { title: 'nothing' }),
	put('remove primary', 'file', { linkId: '<filePrimary>', access: 0 }),
	ask('links of file: after removing the primary', 'GET', `${BASES.file}/links`),
	...numbered('file', 8),
	...numbered('room', 7, { linkType: 1 }),
	put('room, remove primary', 'room', { linkType: 1, linkId: '<roomPrimary>', access: 0 }),
	ask('links of room: after removing the primary', 'GET', `${BASES.room}/links`, {
		query: { type: 1 },
	}),
];

const invitation = (what: string, body: Record<string, unknown>, label?: string): Step =>
	ask(`invitation: ${what}`, 'PUT', `${BASES.room}/links`, {
		body: { linkType: 0, ...body },
		label,
	});
const changed = (what: string, body: Record<string, unknown>): Step =>
	invitation(what, { linkId: '<invitation>', access: 11, ...body });
const listInvitations = (name: string): Step =>
	ask(`invitation: ${name}`, 'GET', `${BASES.room}/links`, { query: { type: 0 } });

const INVITING: Step[] = [
	invitation('create', { access: 2, title: 'Invite' }, 'invitation'),
	invitation('second', { access: 2, title: 'Invite 2' }),
	changed('change', { title: 'Invite', maxUseCount: 5, expirationDate: FAR }),
	changed('past', { expirationDate: PAST }),
	changed('maxUseCount 0', { maxUseCount: 0 }),
	changed('maxUseCount 1001', { maxUseCount: 1001 }),
	changed('role manager', { access: 9 }),
	listInvitations('list'),
	ask('links of room: without type', 'GET', `${BASES.room}/links`),
	changed('delete', { access: 0 }),
	listInvitations('list after'),
];

/** The links of a new room of some kind; where it can have one, the primary one is taken away. */
const inRoom = (name: string, roomType: number, hasPrimary: boolean): Step[] => {
	const base = `files/rooms/<${name}>`;
	const about = (what: string, method: Verb, route: string, options = {}): Step =>
		ask(`${name}: ${what}`, method, `${base}/${route}`, options);
	const label = `primary of ${name}`;
	const external = (more: Record<string, unknown>) => ({ body: { linkType: 1, ...more } });
	return [
		makeRoom(name, roomType),
		about('links at once', 'GET', 'links'),
		about('link', 'GET', 'link'),
		about('additional', 'PUT', 'links', external({ access: 2, title: 'more' })),
		...(hasPrimary
			? [
					quietly('GET', `${base}/link`, { label }),
					about('remove primary', 'PUT', 'links', external({ linkId: `<${label}>`, access: 0 })),
					about('links after', 'GET', 'links'),
				]
			: []),
	];
};

const log = (what: string, folder: string, query = {}, more = {}): Step =>
	ask(`log: ${what}`, 'GET', `files/folder/${folder}/log`, { query, ...more });
/** Of these the recording has the list alone. */
const ALONE = { recorded: (response: unknown) => ({ response }) };

const HISTORY: Step[] = [
	log('folder', '<linkFolder>'),
	ask('log: file', 'GET', 'files/file/<linkFile>/log', { query: { count: 5 } }),
	log('room, 2', '<links>', { count: 2 }),
	log('count 101', '<links>', { count: 101 }, { recorded: 'brief' }),
	log('past the end', '<links>', { startIndex: 500 }, ALONE),
	log('unknown', String(UNKNOWN)),
	log('text id', 'drive-1'),
	log('stranger', '<links>', {}, { as: 'rita' }),
	log('reader', '<links>', { count: 1 }, { as: 'ulla', ...ALONE }),
	log('from tomorrow', '<links>', { fromDate: FAR }, ALONE),
];

/** Links of files, folders and rooms, and what the history says of them. */
export const LINKS: Section[] = [
	{ title: 'reading links, and making them by it (14.11, T100, T105)', steps: READING },
	{ title: 'changing and ending links (14.11, T101 to T104)', steps: CHANGING },
	{ title: 'invitation links (16.7)', steps: INVITING },
	{
		title: 'links of rooms of each kind (14.11, T103)',
		steps: [
			...inRoom('linkPublic', 6, true),
			...inRoom('linkForm', 1, true),
			...inRoom('linkCollab', 2, false),
			...inRoom('linkVdr', 8, false),
		],
	},
	{ title: 'history (15.3)', steps: HISTORY },
];
