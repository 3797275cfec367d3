import type {
	EntryId,
	File,
	Folder,
	JournalEntry,
	Portal,
	PortalUser,
	Sandbox,
	VirtualClock,
} from '../../../sandbox';
import type { Execution, WorkflowRun } from '../../harness/engine';
import type { EntriesCase, EntryAct, EntryFault, PlaceSpec } from './cases';

/** A copy that the portal has made, and of what. */
export interface Made {
	copy: File;
	source: File | undefined;
	/** The title the source had then. */
	title: string;
	destination: EntryId;
	at: number;
	operationId: string;
}

/** A portal built for one case, with what is needed to run the operation in it and to judge it. */
export interface EntriesStage {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	/** All runs use keys of theirs. */
	manager: PortalUser;
	/** Does everything that others do. */
	owner: PortalUser;
	/** The folder that is copied, moved or deleted. */
	folder: EntryId;
	target: EntryId;
	/** That folder and those below it. */
	subfolders: Set<unknown>;
	/** The files that are named in the field Files. */
	given: EntryId[];
	/** Everything there was, and what its content was. */
	contents: Map<File, number[]>;
	made: Made[];
	/** What the manager's runs have changed. */
	changes: JournalEntry[];
	trace: string[];
	secrets: string[];
}

/** One execution of the operation. */
export interface EntriesRun {
	name: string;
	key: string;
	execution: Execution;
	/** The length of the journal when it began and, once it has, when it ended. */
	from: number;
	to: number;
	/** How it ended; undefined while it is under way. */
	ended?: WorkflowRun;
	killed: boolean;
	/** Another run went on at the same time. */
	accompanied: boolean;
}

/** Builds the portal of a case. */
export function buildEntriesStage(sandbox: Sandbox<VirtualClock>, spec: EntriesCase): EntriesStage {
	const { version: portalVersion, salt, ...settings } = spec.portal;
	const portal = sandbox.reset();
	Object.assign(portal.settings, { ...settings, portalVersion });
	for (let draw = 0; draw < salt; draw += 1) portal.store.random.next();
	return portal.quietly(() => fill(sandbox, portal, spec));
}

function fill(sandbox: Sandbox<VirtualClock>, portal: Portal, spec: EntriesCase): EntriesStage {
	const owner = portal.addUser({ displayName: 'Olga O.', email: 'olga@a.example', type: 'Owner' });
	const manager = portal.addUser({
		displayName: 'Mara M.',
		email: 'mara@a.example',
		type: 'RoomAdmin',
	});
	const addRoom = (title: string, { storage }: PlaceSpec) => {
		const provider = storage === 'internal' ? undefined : storage;
		const type = provider === undefined ? 'custom' : 'public';
		return portal.addRoom({ title, type, owner: manager.id, provider }).id;
	};
	const sourceRoom = addRoom('Source', spec.source);
	const targetRoom = addRoom('Target', spec.target);
	const folder = portal.addFolder(sourceRoom, 'Drafts').id;
	const target = portal.addFolder(targetRoom, 'Done').id;
	const subfolders = fillPlace(portal, folder, spec.source);
	// One of its name may be there already.
	fillPlace(portal, target, spec.target, 'Drafts');
	const given = portal.filesBelow(folder).map(({ id }) => id);
	const stage: EntriesStage = {
		sandbox,
		portal,
		manager,
		owner,
		folder,
		target,
		subfolders: new Set(subfolders),
		given,
		contents: new Map(),
		made: [],
		changes: [],
		trace: [],
		secrets: [],
	};
	for (const file of portal.store.files.values()) remember(stage, file);
	listen(stage);
	for (const fault of spec.faults) arm(stage, fault);
	return stage;
}

/** Fills a place; the folders in it, the first of them of this name. */
function fillPlace(
	portal: Portal,
	root: EntryId,
	{ folders, files }: PlaceSpec,
	firstTitle?: string,
): EntryId[] {
	const all = [root];
	const at = (n: number) => all[n % all.length] ?? root;
	for (const { parent, title } of folders) {
		const isFirst = all.length === 1 && firstTitle !== undefined;
		all.push(portal.addFolder(at(parent), isFirst ? firstTitle : title).id);
	}
	for (const { folder, title, size } of files) {
		portal.addFile(at(folder), title, { size, versions: 2 });
	}
	return all;
}

function remember({ contents }: EntriesStage, file: File): void {
	contents.set(
		file,
		file.versions.map(({ size }) => size),
	);
}

const CHANGES = /^(file|folder)\.(copied|moved|overwritten|deleted|trashed|renamed|created)$/;

function listen(stage: EntriesStage): void {
	const { portal, manager, trace } = stage;
	const { journal, requests, clock, store } = portal;
	const start = clock.now();
	const note = journal.note.bind(journal);
	journal.note = (actor, what, details = {}) => {
		note(actor, what, details);
		const entry = journal.entries.at(-1);
		if (entry === undefined || !journal.enabled) return;
		trace.push(`${clock.now() - start}  ${actor.slice(0, 4)} ${what} ${JSON.stringify(details)}`);
		if (what === 'file.created' || what === 'file.uploaded') {
			for (const file of store.files.values()) if (!stage.contents.has(file)) remember(stage, file);
		} else if (actor === manager.id && CHANGES.test(what)) {
			stage.changes.push(entry);
			if (what === 'file.copied') stage.made.push(madeBy(stage, entry));
		}
	};
	const end = requests.end.bind(requests);
	requests.end = (entry, status) => {
		end(entry, status);
		const query = entry.query.replace(/&?fields=.*/, '');
		trace.push(`${entry.at - start} ${status} ${entry.method} ${entry.path}${query}`);
	};
}

function madeBy({ portal: { store } }: EntriesStage, entry: JournalEntry): Made {
	const fileOf = (id: unknown) =>
		typeof id === 'number' || typeof id === 'string' ? store.files.get(id) : undefined;
	const copy = fileOf(entry['id']);
	if (copy === undefined) throw new Error('A copy is noted that is not there');
	const source = fileOf(entry['sourceId']);
	return {
		copy,
		source,
		title: source?.title ?? '',
		destination: copy.parentId,
		at: entry.sequence,
		operationId: String(entry['operationId']),
	};
}

function arm(stage: EntriesStage, fault: EntryFault): void {
	const { faults } = stage.portal;
	const doing = (acts: EntryAct[]) => acts.map((spec) => () => perform(stage, spec));
	if (fault.where === 'job') {
		const { where, acts, ...rest } = fault;
		faults.add({ on: where, ...rest, acts: doing(acts) });
		return;
	}
	const { on, nth, times, trouble } = fault;
	if ('acts' in trouble) faults.add({ on, nth, times, acts: doing(trouble.acts) });
	else faults.add({ on, nth, times, ...trouble });
}

function pickFrom<T>(list: readonly T[], at: number): T | undefined {
	return list[at % Math.max(list.length, 1)];
}

/** Does what somebody else does; nothing when there is nothing left to do it to. */
function perform(stage: EntriesStage, { do: what, pick }: EntryAct): void {
	const { portal, owner, manager } = stage;
	const by = owner.id;
	const below = (id: EntryId): File[] =>
		portal.store.folders.has(id) ? portal.filesBelow(id) : [];
	const source = pickFrom(below(stage.folder), pick);
	const inTarget = pickFrom(below(stage.target), pick);
	switch (what) {
		case 'stealResults':
			return portal.stealResults(manager.id);
		case 'addClash':
			return void (
				source &&
				portal.store.folders.has(stage.target) &&
				portal.addFile(stage.target, source.title, { size: 88 })
			);
		case 'addToSource':
			return void (source && portal.addFile(source.parentId, `New ${pick}.docx`, { size: 5 }));
		case 'deleteSource':
			return source && portal.deleteFile(source.id, by);
		case 'renameSource':
			return source && portal.renameFile(source.id, `Renamed ${pick % 3}.docx`, by);
		case 'lockSource':
			return source && portal.lockFile(source.id, by);
		case 'openSource':
			return source && portal.openFile(source.id, by);
		case 'lockTarget':
			return inTarget && portal.lockFile(inTarget.id, by);
		case 'deleteFromTarget':
			return inTarget && portal.deleteFile(inTarget.id, by);
		case 'renameInTarget':
			return inTarget && portal.renameFile(inTarget.id, `Moved ${pick % 3}.docx`, by);
	}
}

/** Ends all faults and all that others do, so that a run from now on meets a portal at peace. */
export function makePeace({ portal: { store, faults, settings } }: EntriesStage): void {
	faults.clear();
	settings.msPerFile = Math.min(settings.msPerFile, 20);
	for (const file of store.files.values()) {
		file.lockedBy = undefined;
		file.editors.clear();
	}
}

/** Whether an entry lies below a folder, or is it. */
export function isBelow({ store }: Portal, entry: File | Folder, folder: EntryId): boolean {
	return [entry, ...store.ancestors(entry)].some(({ id }) => id === folder);
}
