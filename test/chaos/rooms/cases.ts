import fc from 'fast-check';
import type { PresetName } from '../../../sandbox';
import {
	ANSWERS,
	ANSWERS_AFTER,
	disturbance,
	portal,
	times,
	weighted,
	type DisturbanceSpec,
	type PortalSpec,
} from '../cases';

/** What other people do while a room is made. */
export const ROOM_ACTS = [
	'makeTwinByHand',
	'shareTwin',
	'startFromTemplate',
	'startTwinFromTemplate',
	'archiveNewest',
	'deleteNewest',
] as const;

type Trouble =
	| { answer: PresetName }
	| { answerAfter: PresetName }
	| { cut: 'before' | 'after' }
	| { acts: Array<(typeof ROOM_ACTS)[number]> };

export interface RoomFault {
	on: string;
	nth: number;
	times: number;
	trouble: Trouble;
}

/** One room that is to be there, and everything that goes wrong with it. */
export interface RoomsCase {
	portal: PortalSpec;
	name: string;
	/** The spelling in which the data comes again. */
	nameAgain: string;
	from: 'custom' | 'public' | 'template';
	ifExists: 'use' | 'create' | 'fail';
	/** How many other rooms there are, around a page's end. */
	neighbours: number;
	/** A room of the name that is there before. */
	existing: 'none' | 'own' | 'ofAnotherType' | 'archived' | 'unseen';
	template: { files: number; lost: number };
	templateMs: number;
	searchIndexMs: number;
	faults: RoomFault[];
	disturbance: DisturbanceSpec;
}

const ROUTES = [
	'*',
	'GET *',
	'POST files/rooms',
	'POST files/rooms',
	'POST files/rooms/fromTemplate',
	'POST files/rooms/fromTemplate',
	'GET files/rooms/fromTemplate/status',
	'GET files/rooms',
	'GET files/rooms',
	'GET files/rooms/{id}',
	'DELETE files/rooms/{id}',
];

const NAMES: Array<[name: string, again: string]> = [
	['Contoso Ltd', 'CONTOSO LTD '],
	['Müller & Söhne', 'Muller & Sohne'],
	['a/b: c', 'a_b_ c'],
	['🎉 Party', '__ party'],
	['業務委託', '業務委託'],
	['x'.repeat(170), 'X'.repeat(170)],
];

const fault: fc.Arbitrary<RoomFault> = fc.record({
	on: fc.constantFrom(...ROUTES),
	nth: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 })),
	times,
	trouble: fc.oneof(
		{ weight: 2, arbitrary: fc.record({ answer: fc.constantFrom(...ANSWERS) }) },
		{ weight: 3, arbitrary: fc.record({ answerAfter: fc.constantFrom(...ANSWERS_AFTER) }) },
		{
			weight: 3,
			arbitrary: fc.record({ cut: fc.constantFrom('before' as const, 'after' as const) }),
		},
		{
			weight: 3,
			arbitrary: fc.record({
				acts: fc.array(fc.constantFrom(...ROOM_ACTS), { minLength: 1, maxLength: 2 }),
			}),
		},
	),
});

/** Rooms by type and from templates, most of them with trouble. */
export const roomsCase: fc.Arbitrary<RoomsCase> = fc
	.record({
		portal,
		names: fc.constantFrom(...NAMES),
		from: weighted<RoomsCase['from']>([
			[3, 'custom'],
			[1, 'public'],
			[3, 'template'],
		]),
		ifExists: weighted<RoomsCase['ifExists']>([
			[5, 'use'],
			[2, 'create'],
			[1, 'fail'],
		]),
		neighbours: weighted([
			[8, 0],
			[1, 99],
			[1, 201],
		]),
		existing: weighted<RoomsCase['existing']>([
			[6, 'none'],
			[1, 'own'],
			[1, 'ofAnotherType'],
			[1, 'archived'],
			[1, 'unseen'],
		]),
		template: fc.record({ files: fc.nat(5), lost: fc.nat(2) }),
		templateMs: fc.constantFrom(0, 400, 5000, 90_000),
		searchIndexMs: fc.constantFrom(0, 60_000),
		faults: fc.array(fault, { maxLength: 4 }),
		disturbance,
	})
	.map(({ names: [name, nameAgain], faults, ...rest }) => ({
		...rest,
		name,
		nameAgain,
		faults: faults.map(acting),
	}));

/** Other people act a few times, not on every request for ever. */
function acting(drawn: RoomFault): RoomFault {
	return 'acts' in drawn.trouble ? { ...drawn, times: 1 } : drawn;
}
