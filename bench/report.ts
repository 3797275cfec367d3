import { spoken } from './plots';
import type { Measurement, Moment } from './results';

/** Where a run was made. */
export interface Machine {
	cores: number;
	memoryGb: number;
	node: string;
	/** Processes waiting for a core when the run began: others were at work where it is not near 0. */
	load: number;
}

/** Everything a run found out. */
export interface Results {
	command: string;
	date: string;
	machine: Machine;
	measurements: Measurement[];
}

function shown(moment: Moment | null): string {
	if (moment === null) return '–';
	return moment.projected ? `*${spoken(moment.ms)}*` : spoken(moment.ms);
}

function count(value: number | null): string {
	return value === null ? '–' : value.toLocaleString('en-US');
}

function decimal(value: number | null, digits: number): string {
	return value === null ? '–' : value.toFixed(digits);
}

function times(moment: Moment | null, limitMs: number): string {
	return moment === null ? '–' : `${shown(moment)} (${(moment.ms / limitMs).toFixed(1)}×)`;
}

function total(requests: Record<string, number> | null): number | null {
	return requests === null ? null : Object.values(requests).reduce((sum, n) => sum + n, 0);
}

export function table(header: string[], rows: string[][]): string[] {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [
		line(header),
		line(header.map((_, at) => (at === 0 ? '---' : '---:'))),
		...rows.map(line),
	];
}

const HEADER = [
	'Way',
	'Listed',
	'Says done',
	'Last file arrived',
	'All files verified',
	'Left in room',
	'Lost',
	'Equal titles',
	'Requests',
	'Memory MB',
	'CPU s',
	'Sandbox CPU s',
];

function row(measurement: Measurement): string[] {
	const { limits, listed, done, arrived, verified } = measurement;
	return [
		measurement.name,
		times(listed, limits.listedMs),
		shown(done),
		shown(arrived),
		times(verified, limits.verifiedMs),
		count(measurement.left),
		count(measurement.lost),
		count(measurement.namesakes),
		count(total(measurement.requests)),
		decimal(measurement.memoryMb, 0),
		decimal(measurement.cpuSeconds, 1),
		decimal(measurement.sandboxCpuSeconds, 1),
	];
}

/** The heading under which measurements of equal conditions stand. */
export function headingOf({ conditions, limits }: Measurement): string {
	const { size, rttMs, msPerFile } = conditions;
	const depth = size.depth === undefined ? '' : ` (${size.depth} deep)`;
	return `${count(size.files)} files in ${count(size.folders)} folders${depth}, round trip ${rttMs} ms, ${msPerFile} ms a file: limits ${spoken(limits.listedMs)} and ${spoken(limits.verifiedMs)}`;
}

/** The tables of a run, one for each set of conditions. */
export function tablesOf(measurements: Measurement[]): string {
	const groups = new Map<string, Measurement[]>();
	for (const measurement of measurements) {
		const heading = headingOf(measurement);
		groups.set(heading, [...(groups.get(heading) ?? []), measurement]);
	}
	return [...groups]
		.map(([heading, group]) =>
			[`### ${heading}`, '', ...table(HEADER, group.map(row)), ''].join('\n'),
		)
		.join('\n');
}

function requestTable(measurements: Measurement[]): string[] {
	const known = measurements.filter(({ requests }) => requests !== null);
	const routes = [...new Set(known.flatMap(({ requests }) => Object.keys(requests ?? {})))].sort();
	return table(
		['Route', ...known.map(({ name }) => name)],
		routes.map((route) => [
			`\`${route}\``,
			...known.map(({ requests }) => count(requests?.[route] ?? 0)),
		]),
	);
}

/** The page of a run: what was measured, how, where, and all tables. */
export function pageOf({ command, date, machine, measurements }: Results): string {
	const largest = measurements
		.filter(({ way, conditions: { size } }) => way === 'ours' && size.depth === undefined)
		.filter(({ conditions }) => conditions.size.files <= 1000)
		.at(-1)?.conditions;
	const detailed = measurements.filter(({ conditions }) => conditions === largest);
	return `# Nobody is faster

\`npm run bench\` empties a client's room into the archive in four ways, one after the other, on the same
sandbox portal (a process of its own on the real clock): the recipe that ONLYOFFICE publishes, the same with
paging, the official n8n node's way of one file a request, and this package in n8n's own engine, as a workflow
*Collect Room Files → Ensure Folder → Move Files → Delete Guest*. Three files in a hundred share their name with
another one of the room; one folder holds 15 % of the files.

- **Listed**: the way knows which files there are; behind it how many times the limit that is. The limit is
  ⌈pages / 8⌉ round trips, for files and folders in pages of 100.
- **Says done** is what the user is told, **last file arrived** what the portal did.
- **All files verified**: every file has been seen in the archive. The limit is that of the listing, four round
  trips for the client's folder and the first order, the portal's work with eight jobs at once and one round trip
  between two orders in the same place, because never more than eight are in flight, and all pages of the archive
  folder once more. Neither limit counts the time that the two processes need themselves.
- **Left in room** and **lost** come from the sandbox's state; **equal titles** are files that stand side by side
  under one name.
- **Memory** is the peak of the process above what it took when the engine had been loaded and warmed up.
- **CPU**: one request costs n8n's engine about 3.5 ms (its own HTTP client, a new connection each time, the
  credential's expression) and the sandbox as much, and eight answers that come at once queue for it. At 40 ms that
  is what keeps ours from its limits. The run five times slower than the target, at 200 ms and 10 ms a file, shows
  the way itself: there the machine's own speed hardly matters.
- *Slanted* times were not waited for: the official way beyond 1,000 files is reckoned from its time for one
  file, and what was broken off from the time its requests took until then.

How many round trips follow one another, without any time at all: [round-trips.md](round-trips.md), by
\`npm run bench -- --round-trips\`.

\`\`\`
${command}
\`\`\`

${date}, ${machine.cores} cores, ${machine.memoryGb} GB memory, Node ${machine.node}, load before the run ${machine.load.toFixed(1)}.

![Time until every file is known](listing.svg)

![Time until the files are in the archive](arrival.svg)

${tablesOf(measurements)}
## Requests by kind

${detailed[0] === undefined ? '' : headingOf(detailed[0])}

${requestTable(detailed).join('\n')}

All figures are in [results.json](results.json).
`;
}
