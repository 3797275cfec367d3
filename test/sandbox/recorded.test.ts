import type { Section } from './recorded/asking';
import { type Difference, differences, sentence } from './recorded/differences';
import { allows, type Exception, MEANT, WAITING } from './recorded/exceptions';
import { type Fact, isFacts } from './recorded/facts';
import { PART_1 } from './recorded/part1';
import part1 from './recorded/part1.json';
import { PART_2 } from './recorded/part2';
import part2 from './recorded/part2.json';
import unasked from './recorded/unasked.json';
import { firstWorld, secondWorld, type World } from './recorded/worlds';

/** How a server's recording is compared with what a sandbox answers to the same questions. */
interface Comparison {
	recording: unknown;
	sections: Section[];
	world: () => Promise<World>;
}

const COMPARISONS: Array<[name: string, comparison: Comparison]> = [
	['part 1', { recording: part1, sections: PART_1, world: firstWorld }],
	['part 2', { recording: part2, sections: PART_2, world: secondWorld }],
];

const used = new Set<Exception>();

function isExpected(difference: Difference): boolean {
	const exceptions = MEANT.filter((exception) => allows(exception, difference));
	for (const exception of exceptions) used.add(exception);
	return exceptions.length > 0;
}

describe('the sandbox answers as a recorded DocSpace 3.7.2', () => {
	describe.each(COMPARISONS)('%s', (_name, { recording, sections, world }) => {
		const answered = new Map<string, Fact[]>();
		const recorded = isFacts(recording) ? recording : [];
		beforeAll(async () => {
			const { asker, close } = await world();
			for (const { title, steps } of sections) answered.set(title, await asker.run(steps));
			await close();
		});

		it('asks what the server was asked, in that order', () => {
			const names = (facts: Fact[]) => facts.map(({ name }) => name);
			const asked = sections.flatMap(({ title }) => answered.get(title) ?? []);
			expect(names(asked)).toEqual(names(recorded));
		});

		it.each(sections.map(({ title }) => title))('%s', (title) => {
			const facts = answered.get(title) ?? [];
			const [first] = facts;
			const start = [...answered.values()].flat().findIndex((fact) => fact === first);
			const differing = recorded
				.slice(start, start + facts.length)
				.flatMap((fact, index) => differences(fact, facts[index]));
			const unexpected = differing.filter((difference) => !isExpected(difference));
			expect(unexpected.map(sentence)).toEqual([]);
		});
	});

	it('is asked all of part 2 that it serves', async () => {
		const { asker, close } = await secondWorld();
		const forgotten: string[] = [];
		const needed = new Set<string>();
		for (const [route, questions] of Object.entries(unasked)) {
			if (!(await asker.serves(route))) continue;
			for (const question of questions) {
				const [, forRoute] = WAITING.find(([waiting]) => waiting.test(question)) ?? [];
				if (forRoute !== undefined) needed.add(forRoute);
				const waits = forRoute !== undefined && forRoute in unasked;
				if (!waits || (await asker.serves(forRoute))) forgotten.push(`${route}: ${question}`);
			}
		}
		await close();
		expect(forgotten).toEqual([]);
		expect(WAITING.filter(([, route]) => !needed.has(route))).toEqual([]);
	});

	it('differs where it is meant to, and nowhere else by now', () => {
		const needless = MEANT.filter((exception) => !used.has(exception));
		expect(needless).toEqual([]);
	});
});
