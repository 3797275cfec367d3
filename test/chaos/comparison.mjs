import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/chaos.md', import.meta.url));
const BEGIN = '<!-- table: begin -->';
const END = '<!-- table: end -->';

const COLUMNS = [
	['Says “done”, files left', 'saysDoneWithFilesLeft'],
	['Access ended, files left', 'accessEndedWithFilesLeft'],
	['Files or versions destroyed', 'destroyed'],
	['A second client folder', 'secondFolder'],
	['Said “done” and was', 'doneWell'],
];

/** Counts what each way of archiving did, and puts it into docs/chaos.md. */
export class Comparison {
	counts = new Map();

	add({ way, trouble, ...damage }) {
		const key = `${way}|${trouble}`;
		const counts = this.counts.get(key) ?? { way, trouble, cases: 0 };
		counts.cases += 1;
		for (const [, name] of COLUMNS) {
			counts[name] = (counts[name] ?? 0) + (damage[name] === true ? 1 : 0);
		}
		this.counts.set(key, counts);
	}

	/** Writes the table between its marks. */
	write({ seed, played }) {
		const table = this.table({ seed, played });
		console.log(table);
		const page = readFileSync(PAGE, 'utf8');
		const [before] = page.split(BEGIN);
		const after = page.split(END)[1] ?? '';
		writeFileSync(PAGE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
	}

	table({ seed, played }) {
		const rows = [...this.counts.values()].sort((a, b) => Number(a.trouble) - Number(b.trouble));
		const cells = [
			['', 'Way of archiving', ...COLUMNS.map(([title]) => title)],
			['---', '---', ...COLUMNS.map(() => '--:')],
			...rows.map((row) => [
				row.trouble ? 'with trouble' : 'at peace',
				row.way,
				...COLUMNS.map(([, name]) => String(row[name])),
			]),
		];
		const widths = cells[0].map((_, at) => Math.max(...cells.map((row) => row[at].length)));
		const lines = cells.map((row, at) => {
			const padded = row.map((cell, column) =>
				at === 1
					? cell
							.replace('---', '-'.repeat(widths[column]))
							.replace('--:', `${'-'.repeat(widths[column] - 1)}:`)
					: column > 1
						? cell.padStart(widths[column])
						: cell.padEnd(widths[column]),
			);
			return `| ${padded.join(' | ')} |`;
		});
		const command = `npm run test:chaos -- --rivals --runs ${played} --seed ${seed}`;
		return `${played} rooms, each twice; made by \`${command}\`.\n\n${lines.join('\n')}`;
	}
}
