import { type INode, NodeHelpers } from 'n8n-workflow';
import { isConnections, isNode, isRecord } from '../harness/guards';
import { LoadedNodeTypes } from '../harness/nodeTypes';
import { boxOfLabel, boxOfNode, boxOfNote, crosses, holds, linesOf, overlap } from './canvas';
import { samples } from './samples';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const YELLOW = 1;
const WHITE = 7;
const GRID = 16;

function words(text: string): number {
	return text.split(/\s+/).filter((word) => /\w/.test(word)).length;
}

/** Every text in a value of JSON, however deep. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** The names of the nodes that a text refers to. */
function references(text: string): string[] {
	return [...text.matchAll(/\$\('([^']+)'\)/g)].map(([, name = '']) => name);
}

/** The nodes from which data can come to a node, however far before it. */
function upstreamOf(name: string, connections: Record<string, unknown>): Set<string> {
	const found = new Set<string>();
	const visit = (target: string) => {
		for (const [source, outputs] of Object.entries(connections)) {
			if (found.has(source) || !texts(outputs).includes(target)) continue;
			found.add(source);
			visit(source);
		}
	};
	visit(name);
	return found;
}

/** What of a node's parameters its installed type does not have in the editor, or does not offer. */
async function strangersIn(node: INode): Promise<string[]> {
	const types = new LoadedNodeTypes();
	await types.load([node.type]);
	const { description } = types.getByNameAndVersion(node.type, node.typeVersion);
	if (![description.version].flat().includes(node.typeVersion)) return ['typeVersion'];
	const { properties, polling } = description;
	const all =
		NodeHelpers.getNodeParameters(properties, node.parameters, true, true, node, description) ?? {};
	const fields = properties.filter((field) =>
		NodeHelpers.displayParameter(all, field, node, description),
	);
	// What an expression chooses is seen when the sample runs.
	const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');
	const isOffered = (name: string, value: unknown) =>
		fields
			.filter((field) => field.name === name)
			.some(
				({ type, options = [] }) =>
					type !== 'options' ||
					isExpression(value) ||
					options.some((option) => 'value' in option && option.value === value),
			);
	return (
		Object.entries(node.parameters)
			// n8n itself gives this field to every trigger that polls.
			.filter(([name, value]) => !isOffered(name, value) && !(polling && name === 'pollTimes'))
			.map(([name]) => name)
	);
}

/** What n8n's template gallery asks of a workflow, as far as its file shows it. */
describe.each(Object.entries(samples))('%s', (_name, workflow) => {
	if (!isRecord(workflow) || !Array.isArray(workflow.nodes)) throw new Error('No workflow');
	const listed: unknown[] = workflow.nodes;
	const nodes = listed.filter(isNode);
	const notes = nodes.filter(({ type }) => type === STICKY_NOTE);
	const working = nodes.filter(({ type }) => type !== STICKY_NOTE);
	const names = new Set(nodes.map(({ name }) => name));
	const connections = isRecord(workflow.connections) ? workflow.connections : {};

	test('consists of nodes with names and ids of their own', () => {
		expect(nodes).toHaveLength(listed.length);
		expect(names.size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	test('has one yellow overview at the top left that says how it works and how to set it up', () => {
		const overviews = notes.filter(({ parameters }) => (parameters.color ?? YELLOW) === YELLOW);
		expect(overviews).toHaveLength(1);
		for (const overview of overviews) {
			const content = String(overview.parameters.content);
			expect(content).toMatch(/^### How it works$/m);
			expect(content).toMatch(/^### Setup$/m);
			expect(words(content)).toBeGreaterThanOrEqual(100);
			expect(words(content)).toBeLessThanOrEqual(300);
			expect(content).toMatch(/self-hosted n8n only/i);
			for (const node of nodes) {
				expect(node.position[0]).toBeGreaterThanOrEqual(overview.position[0]);
				expect(node.position[1]).toBeGreaterThanOrEqual(overview.position[1]);
			}
		}
	});

	test('groups its nodes by short white notes', () => {
		const sections = notes.filter(({ parameters }) => (parameters.color ?? YELLOW) !== YELLOW);
		expect(sections.length).toBeGreaterThan(0);
		for (const { parameters } of sections) {
			expect(parameters.color).toBe(WHITE);
			expect(words(String(parameters.content))).toBeLessThan(50);
		}
	});

	test('lies on the grid, from left to right', () => {
		for (const { position } of nodes) {
			expect(position.map((coordinate) => coordinate % GRID)).toEqual([
				expect.closeTo(0),
				expect.closeTo(0),
			]);
		}
	});

	describe('on the canvas', () => {
		const links = isConnections(workflow.connections) ? workflow.connections : {};
		const drawn = working.map((node) => ({
			name: node.name,
			box: boxOfNode(node, links),
			label: boxOfLabel(node, links),
		}));
		const backgrounds = notes.map((note) => ({ name: note.name, box: boxOfNote(note) }));
		const lines = linesOf(working, links);

		test('no node, name or note lies on another', () => {
			for (const [at, { box, label }] of drawn.entries()) {
				const others = drawn.filter((_, other) => other !== at);
				const touched = others.filter((other) =>
					[other.box, other.label].some((part) => overlap(box, part) || overlap(label, part)),
				);
				expect(touched).toEqual([]);
			}
			for (const { name, box } of backgrounds) {
				const others = backgrounds.filter((other) => other.name !== name);
				expect(others.filter((other) => overlap(box, other.box))).toEqual([]);
			}
		});

		test('every node stands with its name in one note', () => {
			for (const { name, box, label } of drawn) {
				const around = backgrounds.filter((note) => holds(note.box, box) && holds(note.box, label));
				expect([name, around.length]).toEqual([name, 1]);
			}
		});

		test('connections lead to the right, through no other node and no strange note', () => {
			for (const line of lines) {
				const { from, to, points } = line;
				expect([from, to, Number(points[0]?.x) < Number(points.at(-1)?.x)]).toEqual([
					from,
					to,
					true,
				]);
				const ends = drawn.filter(({ name }) => name === from || name === to);
				const inTheWay = [
					...drawn.filter(
						({ name, box, label }) =>
							name !== from && name !== to && (crosses(line, box) || crosses(line, label)),
					),
					...backgrounds.filter(
						({ box }) => crosses(line, box) && !ends.some((end) => holds(box, end.box)),
					),
				];
				expect([from, to, inTheWay.map(({ name }) => name)]).toEqual([from, to, []]);
			}
		});
	});

	test('names no instance: no credentials, webhook ids or portals', () => {
		expect(JSON.stringify(workflow)).not.toMatch(/"(credentials|webhookId|instanceId)"/);
		for (const text of texts(workflow)) expect(text).not.toMatch(/onlyoffice\.com|sk-/);
	});

	test('is inactive, in the current execution order, with sample data', () => {
		expect(workflow.active).toBe(false);
		expect(workflow.settings).toMatchObject({ executionOrder: 'v1' });
		const pinned = isRecord(workflow.pinData) ? Object.keys(workflow.pinData) : [];
		expect(pinned.length).toBeGreaterThan(0);
		for (const name of pinned) expect(names).toContain(name);
	});

	test('refers only to nodes that there are', () => {
		const used = texts(working.map(({ parameters }) => parameters)).flatMap(references);
		expect(used.length).toBeGreaterThan(0);
		for (const name of used) expect(names).toContain(name);
		for (const text of texts(workflow.connections)) {
			if (text !== 'main') expect(names).toContain(text);
		}
	});

	test('takes data only from nodes that ran before', () => {
		for (const { name, parameters } of working) {
			const before = upstreamOf(name, connections);
			for (const used of texts(parameters).flatMap(references)) expect(before).toContain(used);
		}
	});

	test.each(working.map((node) => [node.name, node] as const))(
		'%s is a node as installed, with fields that it has',
		async (_node, node) => {
			expect(await strangersIn(node)).toEqual([]);
		},
	);

	test('handles the failures of every DocSpace node', () => {
		const ours = working.filter(({ type }) => type === 'n8n-nodes-docspace.docSpace');
		for (const { name, onError } of ours) {
			expect(onError).toBe('continueErrorOutput');
			expect(connections[name]).toMatchObject({ main: [expect.anything(), [expect.anything()]] });
		}
	});
});
