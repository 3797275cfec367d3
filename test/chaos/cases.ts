import fc from 'fast-check';
import type { JobTrouble, PresetName } from '../../sandbox';

/** How the portal is set up. */
export interface PortalSpec {
	version: '3.6.1' | '3.7.2';
	titleComparison: 'mysql' | 'postgresql';
	tieOrder: 'shuffled' | 'stable';
	latencyMs: number;
	msPerFile: number;
	workers: number;
	/** Shifts everything the portal draws: ids, the order of ties. */
	salt: number;
}

export interface FileSpec {
	/** Which folder it lies in, counted over the room and its folders. */
	folder: number;
	title: string;
	versions: number;
	state: 'plain' | 'locked' | 'open' | 'converting' | 'empty' | 'form';
}

export interface FolderSpec {
	parent: number;
	title: string;
}

/** The room to be emptied. */
export interface RoomSpec {
	kind: 'custom' | 'public' | 'collaboration' | 'virtualData' | 'form' | 'ai';
	storage: 'internal' | 'sbox' | 'drive' | 'dropbox';
	folders: FolderSpec[];
	files: FileSpec[];
	/** Many entries in one folder, around a page's end. */
	crowd?: { folder: number; files: number; folders: number };
	/** Whether all files arrived in one second, so that no order of them is fixed. */
	oneSecond: boolean;
}

/** Where the files are to go. */
export interface ArchiveSpec {
	place: 'room' | 'nested' | 'myDocuments' | 'otherStorage' | 'formRoom';
	clientName: string;
	/** Folders of the client that are there already, with the titles of their files. */
	existing: string[][];
	/** Other folders and files beside them, around a page's end. */
	neighbours: number;
}

/** What the user chose in the nodes. */
export interface JobSpec {
	policy: 'keepBoth' | 'skip' | 'overwrite';
	ifFilesAreLeft: 'fail' | 'report';
	allowLossOfVersions: boolean;
	maxWaitMinutes: number;
	idsOnly: boolean;
	/** Whether the workflow asks for `complete` before it goes on to the guest. */
	gate: boolean;
	level: 'guestList' | 'oneRoom' | 'wholePortal';
	ifOtherRooms: 'onlyThisRoom' | 'endAll' | 'fail';
	/** Set where the case plays Archive Client Room, which is all of the workflow in one. */
	clientRoom?: ClientRoomSpec;
}

/** What the user chose in Archive Client Room beside that. */
export interface ClientRoomSpec {
	folders: 'flatten' | 'keep';
	whoseAccess: 'allGuests' | 'oneGuest' | 'nobody';
	archiveRoom: boolean;
	writeManifest: boolean;
	/** Nothing goes wrong, so that the run must do all that a dry run foretells. */
	undisturbed: boolean;
}

/** Who is in the room, and elsewhere. */
export interface PeopleSpec {
	/** Whose guest the client's guest is: only who invited them can take them off the list (docspace-api.md 7.1). */
	invitedBy: 'manager' | 'owner';
	/** Who invited a second guest of the room, if there is one. */
	second: 'nobody' | 'manager' | 'owner';
	/** Whether the client's guest is in the room of another deal too. */
	hasOtherRoom: boolean;
	/** Whom the CRM names: the client's guest, or one of another client. */
	named: 'guest' | 'stranger';
}

/** What somebody else does; `pick` chooses among what there is at that moment. */
export interface ActSpec {
	do: (typeof ACTS)[number];
	pick: number;
}

export type FaultSpec =
	| {
			where: 'request';
			on: string;
			nth: number;
			times: number;
			trouble:
				| { answer: PresetName }
				| { answerAfter: PresetName }
				| { cut: 'before' | 'after' }
				| { acts: ActSpec[] };
	  }
	| {
			where: 'job';
			nth: number;
			times: number;
			file: number;
			trouble?: JobTrouble;
			delayMs?: number;
			acts: ActSpec[];
	  };

/** What happens to the execution as a whole, at its k-th request. */
export interface DisturbanceSpec {
	kind: 'none' | 'second' | 'cancel' | 'kill';
	at: number;
	/** Whether the workflow runs again at once, or after the portal has finished its work. */
	again: 'atOnce' | 'later';
}

/** One room, one job, and everything that goes wrong with it. */
export interface ChaosCase {
	portal: PortalSpec;
	room: RoomSpec;
	archive: ArchiveSpec;
	job: JobSpec;
	faults: FaultSpec[];
	disturbance: DisturbanceSpec;
	people: PeopleSpec;
}

/** What other people do while the workflow runs. */
export const ACTS = [
	'deleteFile',
	'addFile',
	'addNamesake',
	'addToArchive',
	'addClashToArchive',
	'moveWithinRoom',
	'moveAway',
	'takeBack',
	'deleteFromArchive',
	'renameFile',
	'renameInArchive',
	'addClientFolder',
	'deleteSubfolder',
	'trashSubfolder',
	'deleteArchiveFolder',
	'trashArchiveFolder',
	'lockFile',
	'unlockFile',
	'openFile',
	'closeFile',
	'lockInArchive',
	'convert',
	'endConversion',
	'failStorageOnce',
	'restrictSubfolder',
	'stealResults',
	'archiveRoom',
	'grantAgain',
	'inviteGuest',
	'removeGuest',
] as const;

const ROUTES = [
	'*',
	'GET *',
	'PUT *',
	'GET files/{id}',
	'GET files/{id}',
	'GET files/{id}/subfolders',
	'GET files/folder/{id}',
	'POST files/folder/{id}',
	'DELETE files/folder/{id}',
	'PUT files/fileops/move',
	'PUT files/fileops/move',
	'GET files/fileops',
	'GET files/fileops',
	'GET files/file/{id}',
	'PUT files/file/{id}',
	'PUT files/file/{id}',
	'DELETE people/guests',
	'GET people/email',
	'GET people/filter',
	'GET files/rooms',
	'GET files/rooms/{id}/share',
	'GET files/rooms/{id}/links',
	'PUT files/rooms/{id}/share',
	'PUT files/rooms/{id}/archive',
	'POST files/{id}/insert',
];

/** No “not found” among them: that answer is the portal's own and final, a portal does not deny what it holds. */
export const ANSWERS: PresetName[] = [
	'windowLimit',
	'concurrencyLimit',
	'dailyLimit',
	'shortRetryAfter',
	'badGateway',
	'serviceUnavailable',
	'gatewayTimeout',
	'serverError',
	'tenantUnresolved',
	'unauthorized',
	'scopeMissing',
	'scopeMissingProblem',
	'accessDenied',
	'quotaExceeded',
	'portalUnpaid',
	'portalUnknown',
	'portalRestoring',
	'ipRestricted',
	'htmlPage',
];

/** Only these can stand for a request that was carried out: what a proxy says when the answer did not come. */
export const ANSWERS_AFTER: PresetName[] = [
	'badGateway',
	'serviceUnavailable',
	'gatewayTimeout',
	'serverError',
	'htmlPage',
];

export const TROUBLES: JobTrouble[] = [
	'crash',
	'cancel',
	'dieUncounted',
	'deleteDestination',
	'lockFile',
	'openFile',
	'loseResult',
];

export const NAMES = [
	'Contract.docx',
	'contract.docx',
	'CONTRACT.DOCX',
	'Contract (1).docx',
	'Contract.pdf',
	'Café.docx',
	'Cafe\u0301.docx',
	'Cafe.docx',
	'Straße.txt',
	'STRASSE.txt',
	'Договор поставки.docx',
	'договор поставки.docx',
	'業務委託契約書.docx',
	'عقد الخدمات.pdf',
	'Σύμβαση.pdf',
	'संधि.pdf',
	'🎉 plan.pptx',
	'🎊 plan.pptx',
	'a/b\\c:d*e?.txt',
	'README',
	'README.',
	'.gitignore',
	'archive.tar.gz',
	'  spaced  .txt',
	'ends with a dot.',
	`${'Ж'.repeat(160)}.docx`,
	`${'x'.repeat(161)}.pdf`,
	`${'😀'.repeat(80)}.pdf`,
];

export const FOLDER_NAMES = [
	'Contracts',
	'2026',
	'contracts',
	'Договоры',
	'契約書',
	'In process',
	'🎉',
	'a/b',
];

const CLIENTS = [
	'Contoso Ltd',
	'Contoso: Ltd',
	'  Contoso  ',
	'Ünïcode 株式会社',
	'🎉 Party',
	'contoso ltd',
];

/** Mostly from a small pool, so that namesakes are common. */
function titles(pool: string[]): fc.Arbitrary<string> {
	return fc.oneof(
		{ weight: 12, arbitrary: fc.constantFrom(...pool) },
		{
			weight: 3,
			arbitrary: fc
				.tuple(fc.nat(9), fc.constantFrom(...pool))
				.map(([n, name]) => `${n} ${name}`.slice(0, 165)),
		},
		{
			weight: 1,
			arbitrary: fc
				.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
				.filter((text) => text.length <= 150)
				.map((text) => `${text}t.txt`),
		},
	);
}

export const portal: fc.Arbitrary<PortalSpec> = fc.record({
	version: weighted<PortalSpec['version']>([
		[6, '3.7.2'],
		[3, '3.6.1'],
	]),
	titleComparison: weighted<PortalSpec['titleComparison']>([
		[3, 'mysql'],
		[1, 'postgresql'],
	]),
	tieOrder: weighted<PortalSpec['tieOrder']>([
		[3, 'shuffled'],
		[1, 'stable'],
	]),
	latencyMs: weighted([
		[6, 0],
		[1, 40],
	]),
	msPerFile: weighted([
		[4, 0],
		[3, 20],
		[2, 2000],
		[1, 65_000],
	]),
	workers: fc.constantFrom(1, 2, 10),
	salt: fc.nat(99),
});

const file: fc.Arbitrary<FileSpec> = fc.record({
	folder: fc.nat(9),
	title: titles(NAMES),
	versions: weighted([
		[4, 1],
		[1, 3],
	]),
	state: weighted<FileSpec['state']>([
		[20, 'plain'],
		[1, 'locked'],
		[1, 'open'],
		[1, 'converting'],
		[2, 'empty'],
		[1, 'form'],
	]),
});

const crowd = fc.record({
	folder: fc.nat(9),
	files: fc.constantFrom(0, 21, 90, 99, 100, 101, 199, 201),
	folders: weighted([
		[8, 0],
		[1, 99],
		[1, 101],
	]),
});

const room: fc.Arbitrary<RoomSpec> = fc.record({
	kind: weighted<RoomSpec['kind']>([
		[10, 'custom'],
		[2, 'public'],
		[2, 'collaboration'],
		[2, 'virtualData'],
		[2, 'form'],
		[1, 'ai'],
	]),
	storage: weighted<RoomSpec['storage']>([
		[12, 'internal'],
		[1, 'sbox'],
		[1, 'drive'],
		[1, 'dropbox'],
	]),
	folders: fc.array(fc.record({ parent: fc.nat(9), title: titles(FOLDER_NAMES) }), {
		maxLength: 6,
	}),
	files: fc.array(file, { maxLength: 10 }),
	crowd: fc.oneof(
		{ weight: 7, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: crowd },
	),
	oneSecond: fc.boolean(),
});

const archive: fc.Arbitrary<ArchiveSpec> = fc.record({
	place: weighted<ArchiveSpec['place']>([
		[12, 'room'],
		[2, 'nested'],
		[3, 'myDocuments'],
		[2, 'otherStorage'],
		[1, 'formRoom'],
	]),
	clientName: fc.constantFrom(...CLIENTS),
	existing: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<string[][]>([]) },
		{ weight: 2, arbitrary: fc.array(fc.array(titles(NAMES), { maxLength: 4 }), { maxLength: 2 }) },
	),
	neighbours: weighted([
		[12, 0],
		[1, 100],
	]),
});

const clientRoom: fc.Arbitrary<ClientRoomSpec> = fc.record({
	folders: fc.constantFrom<ClientRoomSpec['folders']>('flatten', 'keep'),
	whoseAccess: weighted<ClientRoomSpec['whoseAccess']>([
		[3, 'allGuests'],
		[2, 'oneGuest'],
		[1, 'nobody'],
	]),
	archiveRoom: fc.boolean(),
	writeManifest: fc.boolean(),
	undisturbed: weighted([
		[3, false],
		[1, true],
	]),
});

const job: fc.Arbitrary<JobSpec> = fc.record({
	policy: weighted<JobSpec['policy']>([
		[4, 'keepBoth'],
		[2, 'skip'],
		[2, 'overwrite'],
	]),
	ifFilesAreLeft: fc.constantFrom<JobSpec['ifFilesAreLeft']>('report', 'fail'),
	allowLossOfVersions: fc.boolean(),
	maxWaitMinutes: weighted([
		[3, 60],
		[1, 1],
	]),
	idsOnly: weighted([
		[3, false],
		[1, true],
	]),
	gate: weighted([
		[3, true],
		[1, false],
	]),
	level: weighted<JobSpec['level']>([
		[4, 'guestList'],
		[1, 'oneRoom'],
		[1, 'wholePortal'],
	]),
	ifOtherRooms: weighted<JobSpec['ifOtherRooms']>([
		[3, 'onlyThisRoom'],
		[1, 'endAll'],
		[1, 'fail'],
	]),
	clientRoom: fc.oneof(
		{ weight: 2, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: clientRoom },
	),
});

const people: fc.Arbitrary<PeopleSpec> = fc.record({
	invitedBy: weighted<PeopleSpec['invitedBy']>([
		[15, 'manager'],
		[1, 'owner'],
	]),
	second: weighted<PeopleSpec['second']>([
		[4, 'nobody'],
		[2, 'manager'],
		[1, 'owner'],
	]),
	hasOtherRoom: weighted([
		[3, false],
		[1, true],
	]),
	named: weighted<PeopleSpec['named']>([
		[9, 'guest'],
		[1, 'stranger'],
	]),
});

const act: fc.Arbitrary<ActSpec> = fc.record({ do: fc.constantFrom(...ACTS), pick: fc.nat(30) });

export const times = weighted([
	[8, 1],
	[2, 2],
	[2, 4],
	[1, 8],
	[1, 0],
]);

const requestFault: fc.Arbitrary<FaultSpec> = fc.record({
	where: fc.constant('request'),
	on: fc.constantFrom(...ROUTES),
	nth: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })),
	times,
	trouble: fc.oneof(
		{ weight: 3, arbitrary: fc.record({ answer: fc.constantFrom(...ANSWERS) }) },
		{ weight: 2, arbitrary: fc.record({ answerAfter: fc.constantFrom(...ANSWERS_AFTER) }) },
		{
			weight: 3,
			arbitrary: fc.record({ cut: fc.constantFrom<'before' | 'after'>('before', 'after') }),
		},
	),
});

/** Other people act a few times, not on every request for ever. */
const actFault: fc.Arbitrary<FaultSpec> = fc.record({
	where: fc.constant('request'),
	on: fc.constantFrom(...ROUTES),
	nth: fc.integer({ min: 1, max: 12 }),
	times: fc.constantFrom(1, 1, 1, 3),
	trouble: fc.record({ acts: fc.array(act, { minLength: 1, maxLength: 2 }) }),
});

const jobFault: fc.Arbitrary<FaultSpec> = fc.record(
	{
		where: fc.constant('job'),
		nth: fc.integer({ min: 1, max: 3 }),
		times: fc.constantFrom(1, 1, 2, 0),
		file: fc.integer({ min: 1, max: 6 }),
		trouble: fc.constantFrom(...TROUBLES),
		delayMs: fc.constantFrom(5000, 61_000, 75_000, 600_000),
		acts: fc.oneof(fc.constant<ActSpec[]>([]), fc.array(act, { minLength: 1, maxLength: 2 })),
	},
	{ requiredKeys: ['where', 'nth', 'times', 'file', 'acts'] },
);

export const disturbance: fc.Arbitrary<DisturbanceSpec> = fc.record({
	kind: weighted<DisturbanceSpec['kind']>([
		[4, 'none'],
		[2, 'second'],
		[1, 'cancel'],
		[2, 'kill'],
	]),
	at: fc.integer({ min: 1, max: 30 }),
	again: fc.constantFrom<DisturbanceSpec['again']>('atOnce', 'later'),
});

/** Everything that can happen, in proportions that leave most rooms small and most runs alive. */
export const chaosCase: fc.Arbitrary<ChaosCase> = fc
	.record({
		portal,
		room,
		archive,
		job,
		faults: fc.array(
			fc.oneof(
				{ weight: 3, arbitrary: requestFault },
				{ weight: 3, arbitrary: actFault },
				{ weight: 3, arbitrary: jobFault },
			),
			{ maxLength: 4 },
		),
		disturbance,
		people,
	})
	.map((drawn) => (drawn.job.clientRoom?.undisturbed ? withoutDisturbance(drawn) : drawn))
	.map((drawn) => (drawn.archive.place === 'formRoom' ? withoutManifest(drawn) : drawn));

/** A form room takes no manifest, and Archive Client Room says so before it does anything (docspace-api.md 14.4). */
function withoutManifest({ job, ...spec }: ChaosCase): ChaosCase {
	const clientRoom = job.clientRoom && { ...job.clientRoom, writeManifest: false };
	return { ...spec, job: { ...job, clientRoom } };
}

/** The same on a portal that does all it is asked to, in time. */
function withoutDisturbance(spec: ChaosCase): ChaosCase {
	return {
		...spec,
		portal: { ...spec.portal, msPerFile: Math.min(spec.portal.msPerFile, 20) },
		job: { ...spec.job, maxWaitMinutes: 60 },
		faults: [],
		disturbance: { ...spec.disturbance, kind: 'none' },
	};
}

export function weighted<T>(choices: Array<[weight: number, value: T]>): fc.Arbitrary<T> {
	return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}
