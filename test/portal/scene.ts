import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NODE_NAME, runNode, type CredentialData, type WorkflowRun } from '../harness/engine';
import type { Belongings } from './belongings';
import type { PlacedFile, PortalClient } from './client';

/** What a check works with. */
export interface Scene {
	/** Reads and writes as the person who runs the test. */
	portal: PortalClient;
	belongings: Belongings;
	/** Of the same person, for n8n. */
	credentials: CredentialData;
	/** How access of guests is ended where the check does not care: as far as the portal lets an admin do it. */
	usualLevel: 'guestList' | 'oneRoom';
	/** Where an n8n listens, and where the portal reaches it if that is another address. */
	listen: { host: string; port: number };
	triggerUrl?: string;
	/** Cancels executions when the test is stopped. */
	signal: AbortSignal;
}

/** One flow, judged by what the portal holds. */
export interface Check {
	name: string;
	run: (scene: Scene) => Promise<void>;
}

/** A check that cannot be made here, and why. */
export class Skipped extends Error {}

/** Fails a check. */
export function ensure(holds: boolean, otherwise: string): asserts holds {
	if (!holds) throw new Error(otherwise);
}

/** Fails a check that finds something else than it should. */
export function ensureSame(actual: unknown, expected: unknown, what: string): void {
	const [found, due] = [JSON.stringify(actual), JSON.stringify(expected)];
	ensure(found === due, `${what} should be ${due} but is ${found}`);
}

const MOST_SHOWN = 5;

/** Fails a check whose list, in whatever order, lacks something or holds too much; names only that. */
export function ensureSameList(actual: string[], expected: string[], what: string): void {
	const missing = without(expected, actual);
	const surplus = without(actual, expected);
	const problems = [
		...(missing.length > 0 ? [`lacks ${some(missing)}`] : []),
		...(surplus.length > 0 ? [`should not hold ${some(surplus)}`] : []),
	];
	ensure(problems.length === 0, `${what} ${problems.join(' and ')}`);
}

/** What one list holds more than another; what is there twice counts twice. */
function without(all: string[], others: string[]): string[] {
	const rest = [...others];
	return all.filter((value) => {
		const at = rest.indexOf(value);
		if (at >= 0) rest.splice(at, 1);
		return at < 0;
	});
}

function some(list: string[]): string {
	const more = list.length - MOST_SHOWN;
	return `${list.slice(0, MOST_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Runs one operation in n8n's own engine and answers with the execution, however it ended. */
export async function execute(
	{ credentials, signal }: Scene,
	operation: string,
	fields: INodeParameters,
): Promise<WorkflowRun> {
	const [resource = '', name = ''] = operation.split('.');
	return await runNode({
		credentials,
		signal,
		parameters: { resource, operation: name, ...fields },
	});
}

/** Runs one operation and answers with the one item that it puts out. */
export async function runOnce(
	scene: Scene,
	operation: string,
	fields: INodeParameters,
): Promise<IDataObject> {
	const run = await execute(scene, operation, fields);
	const [item, ...others] = run.json(NODE_NAME);
	const why = run.error === undefined ? run.status : run.error.message;
	ensure(item !== undefined, `${operation} put out nothing: ${why}`);
	ensure(others.length === 0, `${operation} put out ${others.length + 1} items instead of one`);
	return item;
}

/** A picker's value by id. */
export function byId(value: number | string) {
	return { __rl: true, mode: 'id', value };
}

/** A guest picker's value. */
export function byEmail(value: string) {
	return { __rl: true, mode: 'email', value };
}

/** Files at the top and in folders two levels deep; three of them share a title but for upper and lower case. */
export const SMALL_ROOM = [
	'Brief.docx',
	'Contract.pdf',
	'Contracts/Contract.pdf',
	'Contracts/Größe & Preise.xlsx',
	'Contracts/Signed/contract.pdf',
	'Drafts/Offer (1).docx',
];

/** More files than the portal lists on a page or n8n moves in one go. */
export const LARGE_ROOM = [
	...SMALL_ROOM,
	...Array.from({ length: 120 }, (_, at) => `Photos/Photo ${String(at).padStart(3, '0')}.jpg`),
];

const AT_ONCE = 5;

/** Puts files into a room, with the folders on their way; each has a length that no other has. */
export async function fill(
	{ portal }: Scene,
	roomId: number,
	paths: string[],
): Promise<PlacedFile[]> {
	const folders = new Map([['', roomId]]);
	for (const path of paths) {
		for (const [at, title] of path.split('/').slice(0, -1).entries()) {
			const above = path.split('/').slice(0, at).join('/');
			const here = above === '' ? title : `${above}/${title}`;
			if (folders.has(here)) continue;
			const made = await portal.createFolder(folders.get(above) ?? roomId, title);
			folders.set(here, made.id);
		}
	}
	const sent: PlacedFile[] = [];
	const queue = [...paths.entries()];
	const send = async () => {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			const [at, path] = next;
			const title = path.slice(path.lastIndexOf('/') + 1);
			const above = path.slice(0, -title.length);
			const file = await portal.upload(
				folders.get(above.slice(0, -1)) ?? roomId,
				title,
				'.'.repeat(at + 1),
			);
			sent.push({ ...file, path: `${above}${file.title}` });
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, send));
	return sent;
}

/** The only folder of this title directly in a folder. */
export async function onlyFolder(
	{ portal }: Scene,
	parentId: number,
	title: string,
): Promise<number> {
	const named = (await portal.foldersIn(parentId)).filter((folder) => folder.title === title);
	const [folder] = named;
	ensure(folder !== undefined, `There is no folder “${title}”`);
	ensure(named.length === 1, `There are ${named.length} folders “${title}” instead of one`);
	return folder.id;
}

/** Paths, ids and lengths, as two looks at a folder are compared. */
export function layoutOf(files: PlacedFile[]): string[] {
	return files.map(({ id, path, bytes }) => `${path} (${id}, ${bytes} bytes)`);
}

/** Fails unless a folder holds exactly these files, with their content as long as it was. */
export function ensureHolds(found: PlacedFile[], sent: PlacedFile[], where: string): void {
	const before = new Map(sent.map(({ id, path }) => [id, path]));
	const idsOf = (files: PlacedFile[]) =>
		files.map(({ id, path, bytes }) => `${before.get(id) ?? path} (${id}, ${bytes} bytes)`);
	ensureSameList(idsOf(found), idsOf(sent), where);
}

/** Fails unless each file is called as it was, or numbered, and no two in one folder look alike. */
export function ensureTitlesAreKept(found: PlacedFile[], sent: PlacedFile[]): void {
	const before = new Map(sent.map(({ id, title }) => [id, title]));
	for (const { id, title } of found) {
		const was = before.get(id) ?? '';
		const plain = title.replace(/ \(\d+\)(\.[^.]*)$/, '$1');
		ensure(title === was || plain === was, `“${was}” has become “${title}”`);
	}
	const alike = found.map(({ path }) => path.toLowerCase()).sort();
	const twice = alike.filter((path, at) => path === alike[at + 1]);
	ensure(twice.length === 0, `Two files of one title stand side by side: ${twice.join(', ')}`);
}

/** Fails unless a room holds no file any more, in no folder. */
export async function ensureEmpty({ portal }: Scene, roomId: number): Promise<void> {
	ensureHolds(await portal.filesBelow(roomId), [], 'The client’s room');
}

/** Fails unless somebody is in a room, or is not. */
export async function ensureMembership(
	{ portal }: Scene,
	roomId: number,
	personId: string,
	due: 'in' | 'out',
): Promise<void> {
	const isIn = (await portal.membersOf(roomId)).includes(personId);
	ensure(isIn === (due === 'in'), `The guest is ${isIn ? 'still' : 'no longer'} in the room`);
}
