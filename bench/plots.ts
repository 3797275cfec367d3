import type { Measurement, Moment } from './results';

const WIDTH = 860;
const LEFT = 230;
const RIGHT = 130;
const BAR = 20;
const GAP = 26;
const TOP = 64;
const BOTTOM = 44;
const INK = '#24292f';
const FAINT = '#8c959f';
const COLOURS: Record<string, string> = {
	publicRecipe: '#bc4c00',
	publicRecipeWithPaging: '#d4a72c',
	officialNode: '#8250df',
	ours: '#1a7f37',
};

interface Bar {
	name: string;
	colour: string;
	moment: Moment;
	note: string;
}

interface Group {
	label: string;
	bars: Bar[];
	limitMs: number;
}

function escape(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A time as people say it: `81 ms`, `1.3 s`, `7 min`. */
export function spoken(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 100_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
	return ms < 6_000_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

function text(x: number, y: number, content: string, extra = ''): string {
	return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${extra}>${escape(content)}</text>`;
}

/** Powers of ten that enclose all values. */
function decades(values: number[]): { low: number; high: number } {
	return {
		low: Math.floor(Math.log10(Math.max(1, Math.min(...values)))),
		high: Math.ceil(Math.log10(Math.max(10, ...values))),
	};
}

function document(height: number, title: string, subtitle: string, body: string[]): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="${INK}" role="img" aria-label="${escape(title)}">`,
		`<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
		text(16, 24, title, 'font-size="16" font-weight="bold"'),
		text(16, 44, subtitle, `fill="${FAINT}"`),
		...body,
		'</svg>',
		'',
	].join('\n');
}

function barChart(title: string, subtitle: string, groups: Group[]): string {
	const bars = groups.flatMap((group) => group.bars);
	const { low, high } = decades([
		...bars.map(({ moment }) => moment.ms),
		...groups.map(({ limitMs }) => limitMs),
	]);
	const span = WIDTH - LEFT - RIGHT;
	const at = (ms: number) => LEFT + ((Math.log10(Math.max(ms, 1)) - low) / (high - low)) * span;
	const body: string[] = [];
	const height = TOP + bars.length * BAR + groups.length * GAP + BOTTOM;
	for (let decade = low; decade <= high; decade += 1) {
		const x = at(10 ** decade).toFixed(1);
		body.push(
			`<line x1="${x}" x2="${x}" y1="${TOP}" y2="${height - BOTTOM}" stroke="#d0d7de"/>`,
			text(at(10 ** decade), height - BOTTOM + 16, spoken(10 ** decade), 'text-anchor="middle"'),
		);
	}
	let y = TOP;
	for (const { label, bars: ofGroup, limitMs } of groups) {
		y += GAP;
		body.push(text(16, y - 8, label, 'font-weight="bold"'));
		const start = y;
		for (const { name, colour, moment, note } of ofGroup) {
			const width = Math.max(1, at(moment.ms) - LEFT).toFixed(1);
			const look = moment.projected
				? `fill="${colour}" fill-opacity="0.25" stroke="${colour}" stroke-dasharray="4 3"`
				: `fill="${colour}"`;
			const said = `${spoken(moment.ms)}${moment.projected ? ', projected' : ''}${note}`;
			body.push(
				text(LEFT - 8, y + BAR - 6, name, 'text-anchor="end"'),
				`<rect x="${LEFT}" y="${y + 2}" width="${width}" height="${BAR - 4}" ${look}/>`,
				text(at(moment.ms) + 6, y + BAR - 6, said),
			);
			y += BAR;
		}
		const x = at(limitMs).toFixed(1);
		body.push(
			`<line x1="${x}" x2="${x}" y1="${start}" y2="${y}" stroke="#cf222e" stroke-width="2"/>`,
		);
	}
	body.push(
		text(LEFT, height - 10, 'Red: the physical limit. The axis is logarithmic.', `fill="${FAINT}"`),
	);
	return document(height, title, subtitle, body);
}

function left(measurement: Measurement): string {
	const { left: files } = measurement;
	return files === null || files === 0 ? '' : `, ${files.toLocaleString('en-US')} left behind`;
}

function groupsOf(
	measurements: Measurement[],
	momentOf: (measurement: Measurement) => Moment | null,
	limitOf: (measurement: Measurement) => number,
	noteOf: (measurement: Measurement) => string,
): Group[] {
	const groups = new Map<string, Group>();
	for (const measurement of measurements) {
		const moment = momentOf(measurement);
		if (moment === null) continue;
		const { size } = measurement.conditions;
		const label = `${size.files.toLocaleString('en-US')} files in ${size.folders.toLocaleString('en-US')} folders`;
		const group = groups.get(label) ?? { label, bars: [], limitMs: limitOf(measurement) };
		group.bars.push({
			name: measurement.name,
			colour: COLOURS[measurement.way] ?? FAINT,
			moment,
			note: noteOf(measurement),
		});
		groups.set(label, group);
	}
	return [...groups.values()];
}

/**
 * Draws the results of one round trip and worker speed, over the rooms.
 *
 * @returns SVG by the name of its file
 */
export function plotsOf(
	all: Measurement[],
	rttMs: number,
	msPerFile: number,
): Record<string, string> {
	const measurements = all.filter(
		({ conditions }) =>
			conditions.rttMs === rttMs &&
			conditions.msPerFile === msPerFile &&
			conditions.size.depth === undefined,
	);
	if (measurements.length === 0) return {};
	const subtitle = `Round trip ${rttMs} ms, ${msPerFile} ms a file, ten jobs at a time`;
	const listing = groupsOf(
		measurements,
		({ listed }) => listed,
		({ limits }) => limits.listedMs,
		() => '',
	);
	const arrival = groupsOf(
		measurements,
		({ verified, arrived }) => verified ?? arrived,
		({ limits }) => limits.verifiedMs,
		left,
	);
	return {
		'listing.svg': barChart('Time until every file of the room is known', subtitle, listing),
		'arrival.svg': barChart(
			'Time until the files are in the archive (ours: and seen there)',
			subtitle,
			arrival,
		),
	};
}
