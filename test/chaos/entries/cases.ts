import fc from 'fast-check';
import type { JobTrouble, PresetName } from '../../../sandbox';
import {
	ANSWERS,
	ANSWERS_AFTER,
	disturbance,
	FOLDER_NAMES,
	NAMES,
	portal,
	times,
	TROUBLES,
	weighted,
	type DisturbanceSpec,
	type PortalSpec,
} from '../cases';

export const OPERATIONS = [
	'file.copy',
	'file.move',
	'file.delete',
	'folder.copy',
	'folder.move',
	'folder.delete',
] as const;

/** What other people do while the operation runs. */
export const ENTRY_ACTS = [
	'stealResults',
	'addClash',
	'addToSource',
	'deleteSource',
	'renameSource',
	'lockSource',
	'openSource',
	'lockTarget',
	'deleteFromTarget',
	'renameInTarget',
] as const;

/** What somebody else does; `pick` chooses among what there is at that moment. */
export interface EntryAct {
	do: (typeof ENTRY_ACTS)[number];
	pick: number;
}

type Trouble =
	| { answer: PresetName }
	| { answerAfter: PresetName }
	| { cut: 'before' | 'after' }
	| { acts: EntryAct[] };

export type EntryFault =
	| { where: 'request'; on: string; nth: number; times: number; trouble: Trouble }
	| {
			where: 'job';
			nth: number;
			times: number;
			file: number;
			trouble?: JobTrouble;
			delayMs?: number;
			acts: EntryAct[];
	  };

/** A file by its title, its size and the folder it lies in, counted over the place and its folders. */
export interface EntrySpec {
	folder: number;
	title: string;
	size: number;
}

/** A place with folders and files, in some storage. */
export interface PlaceSpec {
	storage: 'internal' | 'drive';
	folders: Array<{ parent: number; title: string }>;
	files: EntrySpec[];
}

/** One operation on files or a folder, and everything that goes wrong with it. */
export interface EntriesCase {
	portal: PortalSpec;
	operation: (typeof OPERATIONS)[number];
	source: PlaceSpec;
	target: PlaceSpec;
	policy: 'keepBoth' | 'skip' | 'overwrite';
	permanently: boolean;
	ifLeft: 'fail' | 'report';
	/** Whether files are given as bare ids. */
	idsOnly: boolean;
	/** Whether a folder is given among the files. */
	withFolder: boolean;
	faults: EntryFault[];
	disturbance: DisturbanceSpec;
}

const ROUTES = [
	'*',
	'GET *',
	'PUT *',
	'GET files/{id}',
	'GET files/{id}',
	'GET files/{id}/subfolders',
	'GET files/folder/{id}',
	'GET files/file/{id}',
	'GET files/fileops',
	'GET files/fileops',
	'PUT files/fileops/copy',
	'PUT files/fileops/copy',
	'PUT files/fileops/move',
	'PUT files/fileops/delete',
];

const place: fc.Arbitrary<PlaceSpec> = fc.record({
	storage: weighted<PlaceSpec['storage']>([
		[8, 'internal'],
		[1, 'drive'],
	]),
	folders: fc.array(
		fc.record({ parent: fc.nat(5), title: fc.constantFrom(...FOLDER_NAMES.slice(0, 4)) }),
		{ maxLength: 4 },
	),
	files: fc.array(
		fc.record({
			folder: fc.nat(5),
			title: fc.oneof(
				{ weight: 3, arbitrary: fc.constantFrom(...NAMES.slice(0, 6)) },
				{ weight: 1, arbitrary: fc.constantFrom(...NAMES) },
			),
			// Few sizes, so that no size tells a file from its namesake.
			size: fc.constantFrom(0, 1000, 1001),
		}),
		{ maxLength: 9 },
	),
});

const act: fc.Arbitrary<EntryAct> = fc.record({
	do: fc.constantFrom(...ENTRY_ACTS),
	pick: fc.nat(20),
});
const acts = fc.array(act, { minLength: 1, maxLength: 2 });

const requestFault: fc.Arbitrary<EntryFault> = fc.record({
	where: fc.constant('request'),
	on: fc.constantFrom(...ROUTES),
	nth: fc.integer({ min: 1, max: 5 }),
	times,
	trouble: fc.oneof<fc.Arbitrary<Trouble>[]>(
		fc.record({ answer: fc.constantFrom(...ANSWERS) }),
		fc.record({ answerAfter: fc.constantFrom(...ANSWERS_AFTER) }),
		fc.record({ cut: fc.constantFrom<'before' | 'after'>('before', 'after') }),
	),
});

const actFault: fc.Arbitrary<EntryFault> = fc.record({
	where: fc.constant('request'),
	on: fc.constantFrom(...ROUTES),
	nth: fc.integer({ min: 1, max: 8 }),
	times: fc.constant(1),
	trouble: fc.record({ acts }),
});

const jobFault: fc.Arbitrary<EntryFault> = fc.record(
	{
		where: fc.constant('job'),
		nth: fc.integer({ min: 1, max: 2 }),
		times: fc.constantFrom(1, 1, 2, 0),
		file: fc.integer({ min: 1, max: 4 }),
		trouble: fc.constantFrom(...TROUBLES),
		delayMs: fc.constantFrom(5000, 61_000, 75_000, 600_000),
		acts: fc.oneof(fc.constant<EntryAct[]>([]), acts),
	},
	{ requiredKeys: ['where', 'nth', 'times', 'file', 'acts'] },
);

/** Everything that can happen to copies, moves of folders, and deletions. */
export const entriesCase: fc.Arbitrary<EntriesCase> = fc.record({
	// On PostgreSQL the node takes names for equal that differ in case: a limit that docs/chaos.md names.
	portal: portal.map((drawn): PortalSpec => ({ ...drawn, titleComparison: 'mysql' })),
	operation: weighted<EntriesCase['operation']>([
		[4, 'file.copy'],
		[1, 'file.move'],
		[2, 'file.delete'],
		[3, 'folder.copy'],
		[2, 'folder.move'],
		[2, 'folder.delete'],
	]),
	source: place,
	target: place,
	policy: fc.constantFrom<EntriesCase['policy']>('keepBoth', 'skip', 'overwrite'),
	permanently: weighted([
		[3, false],
		[1, true],
	]),
	ifLeft: fc.constantFrom<EntriesCase['ifLeft']>('report', 'fail'),
	idsOnly: fc.boolean(),
	withFolder: weighted([
		[3, false],
		[1, true],
	]),
	faults: fc.array(
		fc.oneof(
			{ weight: 3, arbitrary: requestFault },
			{ weight: 2, arbitrary: actFault },
			{ weight: 3, arbitrary: jobFault },
		),
		{ maxLength: 3 },
	),
	disturbance,
});
