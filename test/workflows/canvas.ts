import type { IConnections, INode } from 'n8n-workflow';

/** A part of the canvas, in its pixels. */
export interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** A connection as n8n draws it: a curve, here as points along it. */
export interface Line {
	from: string;
	to: string;
	points: Array<{ x: number; y: number }>;
}

const NODE = 96;
/** How much taller a node is for each input or output beyond two. */
const PER_HANDLE = 32;
const LABEL = { height: 56, perCharacter: 8, most: 192 };
const POINTS = 64;

/** The sticky note as a box; n8n's own size where its file says none. */
export function boxOfNote({ position: [left, top], parameters }: INode): Box {
	const { width = 240, height = 160 } = parameters;
	return { left, top, right: left + Number(width), bottom: top + Number(height) };
}

/** The square of a node, without what stands below it. */
export function boxOfNode(node: INode, connections: IConnections): Box {
	const [left, top] = node.position;
	const handles = Math.max(inputsOf(node), outputsOf(node, connections));
	const height = NODE + Math.max(0, handles - 2) * PER_HANDLE;
	return { left, top, right: left + NODE, bottom: top + height };
}

/** The name below a node, and the operation below that. */
export function boxOfLabel(node: INode, connections: IConnections): Box {
	const { left, bottom } = boxOfNode(node, connections);
	const width = Math.min(LABEL.most, node.name.length * LABEL.perCharacter);
	const middle = left + NODE / 2;
	return {
		left: middle - width / 2,
		top: bottom,
		right: middle + width / 2,
		bottom: bottom + LABEL.height,
	};
}

export function overlap(a: Box, b: Box): boolean {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function holds(outer: Box, inner: Box): boolean {
	return (
		outer.left <= inner.left &&
		inner.right <= outer.right &&
		outer.top <= inner.top &&
		inner.bottom <= outer.bottom
	);
}

/** All connections between nodes, as n8n draws those that lead to the right. */
export function linesOf(nodes: INode[], connections: IConnections): Line[] {
	const find = (name: string) => nodes.find((node) => node.name === name);
	return Object.entries(connections).flatMap(([from, { main = [] }]) =>
		main.flatMap((targets, output) =>
			(targets ?? []).flatMap((target) => {
				const [source, destination] = [find(from), find(target.node)];
				if (!source || !destination) throw new Error(`${from} or ${target.node} is no node`);
				const start = boxOfNode(source, connections);
				const end = boxOfNode(destination, connections);
				return {
					from,
					to: target.node,
					points: curve(
						{ x: start.right, y: handle(start, output, outputsOf(source, connections)) },
						{ x: end.left, y: handle(end, target.index, inputsOf(destination)) },
					),
				};
			}),
		),
	);
}

export function crosses({ points }: Line, { left, top, right, bottom }: Box): boolean {
	return points.some(({ x, y }) => left < x && x < right && top < y && y < bottom);
}

function inputsOf({ parameters }: INode): number {
	return Number(parameters.numberInputs ?? 1);
}

function outputsOf({ name, onError }: INode, connections: IConnections): number {
	return Math.max(connections[name]?.main?.length ?? 1, onError === 'continueErrorOutput' ? 2 : 1);
}

/** Inputs and outputs are spread evenly over the height. */
function handle({ top, bottom }: Box, index: number, count: number): number {
	return top + ((bottom - top) * (index + 1)) / (count + 1);
}

/** A Bézier curve whose ends are level; n8n puts both control points halfway. */
function curve(start: { x: number; y: number }, end: { x: number; y: number }): Line['points'] {
	return Array.from({ length: POINTS + 1 }, (_, at) => {
		const t = at / POINTS;
		const along = 1.5 * t * (1 - t) + t ** 3;
		const across = t ** 2 * (3 - 2 * t);
		return {
			x: start.x + (end.x - start.x) * along,
			y: start.y + (end.y - start.y) * across,
		};
	});
}
