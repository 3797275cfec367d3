import { parseArgs } from 'node:util';

/** The rooms to choose from, by the number of their files. */
export const ROOMS = [
	{ files: 10, folders: 2 },
	{ files: 100, folders: 10 },
	{ files: 1_000, folders: 100 },
	{ files: 10_000, folders: 1_000 },
	{ files: 100_000, folders: 5_000 },
];
/** The rooms of a plain run with `--round-trips`; the largest takes minutes. */
const COUNTED_ROOMS = [10, 100, 1_000, 10_000];
const RTTS = [5, 40, 150];
const WORKERS = [2, 20];
const WAYS = ['publicRecipe', 'publicRecipeWithPaging', 'officialNode', 'ours'];

export const USAGE = `Measures ways of emptying a client's room into the archive, side by side, on the sandbox portal.

  npm run bench                       every room at 40 ms and 2 ms a file, and single changes to that
  npm run bench -- --quick            the smallest room only; writes nothing
  npm run bench -- --round-trips      counts instead: how many round trips follow one another, exactly and on
                                      any machine the same; for all rooms but the largest, or those of --rooms
  npm run bench -- --files            uploads one file of 4 GiB instead, or of --size GiB: how much memory that takes
  npm run bench -- --all              every room with every round trip and worker, without a limit of time
  npm run bench -- --rooms 100,1000   the rooms with these numbers of files (10, 100, 1000, 10000, 100000)
                   --rtt 5,40,150     milliseconds the portal takes to answer
                   --worker 2,20      milliseconds a job of the portal works on one file
                   --ways ours        of ${WAYS.join(', ')}
                   --depth 50         that many folders lie one in another
                   --limit 80         seconds after which a rival is broken off and its times are projected
                   --out DIR          where results go, docs/bench unless told

Ends with 1 when ours loses a file or sends more requests than it may; never because of a time.`;

const OPTIONS = {
	all: { type: 'boolean' },
	depth: { type: 'string' },
	files: { type: 'boolean' },
	help: { type: 'boolean' },
	limit: { type: 'string' },
	out: { type: 'string' },
	quick: { type: 'boolean' },
	rooms: { type: 'string' },
	'round-trips': { type: 'boolean' },
	rtt: { type: 'string' },
	size: { type: 'string' },
	ways: { type: 'string' },
	worker: { type: 'string' },
};

const DEFAULT_LIMIT_S = 80;
/** Of the file of a plain run with `--files`. */
const DEFAULT_GIB = 4;
const NO_LIMIT_S = 24 * 60 * 60;

/** The measurements of a plain run: the target of the project, and what changes with each circumstance. */
const DEFAULT_CELLS = [
	[100, 5, 2],
	[100, 40, 2],
	[100, 150, 2],
	[100, 40, 20],
	[1_000, 5, 2],
	[1_000, 40, 2],
	[1_000, 150, 2],
	[1_000, 40, 20],
	[10_000, 40, 2],
	[100_000, 40, 2],
	// Does depth matter?
	[1_000, 40, 2, { depth: 50, ways: ['publicRecipeWithPaging', 'ours'] }],
	// The target five times slower, where the machine's own speed hardly matters.
	[10_000, 200, 10, { ways: ['ours'] }],
];

/**
 * Reads the command line.
 *
 * @param {string[]} args without the program itself
 * @throws {Error} for what makes no sense
 */
export function readOptions(args) {
	const values = parseArgs({ args, options: OPTIONS, allowPositionals: false }).values;
	const { all = false, quick = false, help = false } = values;
	const chosen = ['rooms', 'rtt', 'worker'].some((name) => values[name] !== undefined);
	const rooms =
		listOf(
			values.rooms,
			'rooms',
			ROOMS.map(({ files }) => files),
		) ?? (chosen ? [1_000] : undefined);
	const rtts = listOf(values.rtt, 'rtt') ?? (chosen ? [40] : undefined);
	const workers = listOf(values.worker, 'worker') ?? (chosen ? [2] : undefined);
	const depth = values.depth === undefined ? undefined : listOf(values.depth, 'depth')[0];
	const triples = quick
		? [[100, 5, 2]]
		: all
			? cross(rooms ?? ROOMS.map(({ files }) => files), rtts ?? RTTS, workers ?? WORKERS)
			: chosen
				? cross(rooms, rtts, workers)
				: DEFAULT_CELLS;
	const roomOf = (count) => ROOMS.find(({ files }) => files === count);
	const ways = values.ways?.split(',') ?? WAYS;
	const unknown = ways.find((way) => !WAYS.includes(way));
	if (unknown !== undefined) throw new Error(`--ways are ${WAYS.join(', ')}, not ${unknown}`);
	const limitS = listOf(values.limit, 'limit')?.[0] ?? (all ? NO_LIMIT_S : DEFAULT_LIMIT_S);
	return {
		help,
		quick,
		counted: values['round-trips'] && {
			rooms: (rooms ?? COUNTED_ROOMS).map(roomOf),
			isPlain: rooms === undefined,
		},
		files: values.files && { gib: listOf(values.size, 'size')?.[0] ?? DEFAULT_GIB },
		out: values.out,
		limitMs: limitS * 1000,
		cells: triples.map(([files, rttMs, msPerFile, own = {}]) => {
			const room = roomOf(files);
			const deep = own.depth ?? depth;
			return {
				conditions: { size: { ...room, ...(deep && { depth: deep }) }, rttMs, msPerFile },
				ways: ways.filter((way) => own.ways?.includes(way) !== false),
			};
		}),
	};
}

function cross(rooms, rtts, workers) {
	return rooms.flatMap((room) =>
		rtts.flatMap((rtt) => workers.map((worker) => [room, rtt, worker])),
	);
}

function listOf(text, name, allowed) {
	if (text === undefined) return undefined;
	const numbers = text.split(',').map(Number);
	const wrong = numbers.find((number) => !(number > 0) || allowed?.includes(number) === false);
	if (wrong === undefined) return numbers;
	throw new Error(
		`--${name} ${text}: ${allowed ? `one of ${allowed.join(', ')}` : 'numbers above 0'}`,
	);
}
