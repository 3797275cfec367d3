import type { EntryId, File, Sandbox, VirtualClock } from '../../../sandbox';
import { clashKey, uploadedTitle } from '../../../sandbox/model/titles';
import type { FileVersion } from '../../../sandbox/model/types';
import { listen, type NodeStage } from '../nodeRuns';
import { PIECE, type UploadAct, type UploadFault, type UploadsCase } from './cases';

/** Something that one of our uploads has stored. */
export interface Stored {
	sequence: number;
	file: File;
	/** The id it had then. */
	id: EntryId;
	version: FileVersion;
	/** How many versions the file had then, this one included. */
	number: number;
	/** The title it had then. */
	title: string;
	/** Other files of the folder at that moment, by the titles they had. */
	beside: Map<File, string>;
}

/** A file that others have made, or that was there from the start. */
export interface OthersFile {
	/** Its titles, the last of them as others have left it. */
	titles: string[];
	versions: FileVersion[];
	/** Since when it has this title: a length of the journal. */
	since: number;
}

/** A portal built for one case. */
export interface UploadsStage extends NodeStage {
	target: EntryId;
	others: Map<File, OthersFile>;
	stored: Stored[];
	/** Which file each id has ever stood for. */
	ids: Map<string, File>;
}

/** Builds the portal of a case. */
export function buildUploadsStage(sandbox: Sandbox<VirtualClock>, spec: UploadsCase): UploadsStage {
	const { version: portalVersion, salt, ...settings } = spec.portal;
	const portal = sandbox.reset();
	Object.assign(portal.settings, { ...settings, portalVersion, chunkUploadSize: PIECE });
	for (let draw = 0; draw < salt; draw += 1) portal.store.random.next();
	return portal.quietly(() => {
		const person = (displayName: string, email: string, type: 'Owner' | 'RoomAdmin') =>
			portal.addUser({ displayName, email, type });
		const owner = person('Olga O.', 'olga@a.example', 'Owner');
		const manager = person('Mara M.', 'mara@a.example', 'RoomAdmin');
		const room = portal.addRoom({
			title: 'Target',
			type: 'public',
			owner: manager.id,
			provider: spec.storage,
		}).id;
		const folder = portal.addFolder(room, 'Done').id;
		const target = { room, folder, myDocuments: manager.myDocumentsId }[spec.place];
		const stage: UploadsStage = {
			sandbox,
			portal,
			manager,
			owner,
			target,
			others: new Map(),
			stored: [],
			ids: new Map(),
			trace: [],
			secrets: [],
		};
		for (const { title, size, versions, state } of spec.existing) {
			const file = portal.addFile(target, title, {
				content: OTHERS.repeat(size),
				size,
				versions,
				createdBy: owner.id,
				lockedBy: state === 'locked' ? owner.id : undefined,
				openedBy: state === 'open' ? owner.id : undefined,
			});
			noteOthers(stage, file);
		}
		noteIds(stage);
		listen(stage, ({ what, actor, sequence, id }) => {
			noteIds(stage);
			const file = stage.ids.get(String(id));
			if (file === undefined) return;
			if (actor !== manager.id) return noteOthers(stage, file);
			if (what === 'file.uploadedBySession') stage.stored.push(storedNow(stage, file, sequence));
		});
		for (const fault of spec.faults) arm(stage, spec, fault);
		return stage;
	});
}

/** What the files of others hold, which no upload of ours ever does. */
const OTHERS = '\u007f';

function noteIds({ portal, ids, target }: UploadsStage): void {
	for (const file of portal.filesBelow(target)) ids.set(String(file.id), file);
}

function noteOthers({ others, stored, portal }: UploadsStage, file: File): void {
	const { title, versions } = file;
	const ours = stored.filter((one) => one.file === file);
	const since = portal.journal.entries.length;
	const known = others.get(file);
	// Locking and opening change neither.
	if (known?.titles.at(-1) === title) return;
	others.set(file, {
		titles: [...(known?.titles ?? ours.map((one) => one.title)), title],
		versions: known?.versions ?? (ours.length > 0 ? [] : [...versions]),
		since,
	});
}

function storedNow({ portal, target }: UploadsStage, file: File, sequence: number): Stored {
	const number = file.versions.length;
	const version = file.versions[number - 1];
	if (version === undefined) throw new Error('A file has no version');
	const others = portal.filesBelow(target).filter((other) => other !== file);
	const beside = new Map(others.map((other) => [other, other.title]));
	return { sequence, file, id: file.id, version, number, title: file.title, beside };
}

function arm(stage: UploadsStage, spec: UploadsCase, { trouble, ...fault }: UploadFault): void {
	const { faults } = stage.portal;
	if (!('acts' in trouble)) return faults.add({ ...fault, ...trouble });
	faults.add({ ...fault, acts: trouble.acts.map((one) => () => perform(stage, spec, one)) });
}

/** Does what somebody else does; nothing when there is nothing to do it to. */
function perform(stage: UploadsStage, spec: UploadsCase, { do: what, pick, size }: UploadAct) {
	const { portal, target, owner } = stage;
	const item = spec.items[pick % spec.items.length];
	if (item === undefined) return;
	if (what === 'add') {
		const content = OTHERS.repeat(size ?? item.size);
		portal.addFile(target, uploadedTitle(item.title), { content, createdBy: owner.id });
		return;
	}
	const alike = portal.filesBelow(target).filter(({ title }) => areNamesakes(spec, title, item));
	const file = alike[pick % Math.max(alike.length, 1)];
	if (file === undefined) return;
	if (what === 'delete') portal.deleteFile(file.id, owner.id);
	if (what === 'rename') portal.renameFile(file.id, `Renamed ${pick % 3}.docx`, owner.id);
	if (what === 'lock') portal.lockFile(file.id, owner.id);
	if (what === 'open') portal.openFile(file.id, owner.id);
}

/** Whether the portal takes a title for the one under which an item is uploaded. */
export function areNamesakes(
	{ portal, storage, place }: UploadsCase,
	title: string,
	item: { title: string },
): boolean {
	const isOwn = storage === undefined || place === 'myDocuments';
	const comparison = isOwn ? portal.titleComparison : 'case';
	return clashKey(title, comparison) === clashKey(uploadedTitle(item.title), comparison);
}

/** Ends all faults and all that others do, so that a run from now on meets a portal at peace. */
export function makePeace({ portal: { store, faults } }: UploadsStage): void {
	faults.clear();
	for (const file of store.files.values()) {
		file.lockedBy = undefined;
		file.editors.clear();
	}
}
