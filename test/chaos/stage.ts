import type {
	EntryId,
	File,
	Folder,
	Portal,
	PortalUser,
	Sandbox,
	VirtualClock,
} from '../../sandbox';
import { UserStatus } from '../../sandbox/model/enums';
import type { ActSpec, ChaosCase, FaultSpec, FileSpec } from './cases';
import { Ledger } from './ledger';

/** A portal built for one case, with what is needed to run the job in it and to judge it. */
export interface Stage {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	ledger: Ledger;
	/** Owns both rooms; all runs use keys of theirs. */
	manager: PortalUser;
	/** Does everything that others do. */
	owner: PortalUser;
	/** The client's. */
	guest: PortalUser;
	/** Whom the CRM names: the client's guest, or one who is only in another room. */
	named: PortalUser;
	/** All guests there ever were. */
	guests: PortalUser[];
	room: EntryId;
	/** Of another deal of the manager's. */
	otherRoom: EntryId;
	/** Where the client's folder is to be. */
	archiveRoot: EntryId;
	/** The client's name as the CRM sends it, and as the portal stores it. */
	clientName: string;
	clientTitle: string;
	/** The length of the journal at every answer about moves and after every write. */
	words: number[];
	/** What the portal was asked and what changed in it, in order. */
	trace: string[];
	/** Every key there ever was: none may show anywhere. */
	secrets: string[];
}

const SECOND = 1000;

/** Builds the portal of a case; all that is built so far was always there. */
export function buildStage(sandbox: Sandbox<VirtualClock>, spec: ChaosCase): Stage {
	const { version: portalVersion, salt, ...settings } = spec.portal;
	const portal = sandbox.reset();
	Object.assign(portal.settings, { ...settings, portalVersion });
	for (let draw = 0; draw < salt; draw += 1) portal.store.random.next();
	return portal.quietly(() => fill(sandbox, portal, spec));
}

function fill(sandbox: Sandbox<VirtualClock>, portal: Portal, spec: ChaosCase): Stage {
	const owner = portal.addUser({ displayName: 'Olga O.', email: 'olga@a.example', type: 'Owner' });
	const manager = portal.addUser({
		displayName: 'Mara M.',
		email: 'mara@a.example',
		// Only an admin may delete accounts (docspace-api.md 7.4).
		type: spec.job.level === 'wholePortal' ? 'DocSpaceAdmin' : 'RoomAdmin',
	});
	const people = { manager, owner };
	const inviter = people[spec.people.invitedBy];
	const guest = addGuest(portal, 'Gus', inviter);
	const guests = [guest];
	const { kind, storage } = spec.room;
	const room = portal.addRoom({
		title: 'Client',
		type: storage === 'internal' ? kind : 'public',
		owner: manager.id,
		provider: storage === 'internal' ? undefined : storage,
		indexing: kind === 'virtualData',
	}).id;
	portal.share(room, guest.id, 'ReadWrite', { by: inviter.id });
	const { second } = spec.people;
	if (second !== 'nobody') {
		const gina = addGuest(portal, 'Gina', people[second]);
		portal.share(room, gina.id, 'Read', { by: people[second].id });
		guests.push(gina);
	}
	const stranger = addGuest(portal, 'Sam', manager);
	guests.push(stranger);
	const otherRoom = portal.addRoom({ title: 'Other deal', type: 'custom', owner: manager.id }).id;
	portal.share(otherRoom, stranger.id, 'Read', { by: manager.id });
	if (spec.people.hasOtherRoom) portal.share(otherRoom, guest.id, 'Read', { by: inviter.id });
	fillRoom(portal, room, spec, owner, guest);
	const archiveRoot = addArchive(portal, spec, manager);
	const stage: Stage = {
		sandbox,
		portal,
		ledger: new Ledger(portal),
		manager,
		owner,
		guest,
		named: spec.people.named === 'guest' ? guest : stranger,
		guests,
		room,
		otherRoom,
		archiveRoot,
		clientName: spec.archive.clientName,
		clientTitle: fillArchive(portal, archiveRoot, spec),
		words: [],
		trace: [],
		secrets: [],
	};
	stage.ledger.start();
	listenForWords(stage);
	for (const fault of spec.faults) arm(stage, fault);
	return stage;
}

function addGuest(portal: Portal, name: string, invitedBy: PortalUser): PortalUser {
	return portal.addUser({
		displayName: `${name} G.`,
		email: `${name.toLowerCase()}@client.example`,
		type: 'Guest',
		invitedBy: invitedBy.id,
	});
}

function listenForWords({
	portal: { requests, journal, clock },
	ledger,
	words,
	trace,
}: Stage): void {
	const end = requests.end.bind(requests);
	const start = clock.now();
	let told = 0;
	requests.end = (entry, status) => {
		end(entry, status);
		for (const { sequence, at, actor, what, ...details } of journal.entries.slice(told)) {
			trace.push(
				`${at - start}  ${sequence} ${actor.slice(0, 4)} ${what} ${JSON.stringify(details)}`,
			);
		}
		told = journal.entries.length;
		trace.push(
			`${entry.at - start} ${status} ${entry.method} ${entry.path}${entry.query.replace(/&fields=.*/, '')}`,
		);
		if (entry.method !== 'GET' || entry.route.startsWith('GET files/fileops'))
			words.push(ledger.now);
	};
}

function fillRoom(
	portal: Portal,
	room: EntryId,
	{ room: spec, archive }: ChaosCase,
	owner: PortalUser,
	guest: PortalUser,
): void {
	const own = foldersBelow(portal.folder(room));
	// An AI room has no files of its own, only those in its two folders (docspace-api.md 3.4).
	const folders = spec.kind === 'ai' && own.length > 0 ? own : [portal.folder(room), ...own];
	const folderAt = (at: number) => pickFrom(folders, at) ?? portal.folder(room);
	for (const { parent, title } of spec.folders) {
		folders.push(portal.addFolder(folderAt(parent).id, title));
	}
	const start = portal.clock.now() - 3_600_000;
	spec.files.forEach((file, at) => {
		const modified = spec.oneSecond ? start : start + at * SECOND;
		addFile(portal, folderAt(file.folder), file, { modified, at, owner, guest });
	});
	if (spec.crowd === undefined) return;
	const { id } = folderAt(spec.crowd.folder);
	// A form room takes one file at a time, in hundreds of requests that tell nothing new.
	const crowd = archive.place === 'formRoom' ? Math.min(spec.crowd.files, 21) : spec.crowd.files;
	portal.addFiles(
		id,
		Array.from({ length: crowd }, (_, n) => `File ${n}.docx`),
		{ modified: start },
	);
	for (let n = 0; n < spec.crowd.folders; n += 1) portal.addFolder(id, `Folder ${n}`);
}

interface FileCircumstances {
	modified: number;
	at: number;
	owner: PortalUser;
	guest: PortalUser;
}

function addFile(
	portal: Portal,
	parent: Folder,
	{ title, versions, state }: FileSpec,
	{ modified, at, owner, guest }: FileCircumstances,
): void {
	portal.addFile(parent.id, title, {
		modified,
		versions,
		// Few sizes, so that no size tells a file from its namesake.
		size: state === 'empty' ? 0 : 1000 + (at % 2),
		// Only PDF files can be forms (docspace-api.md T39).
		isForm: state === 'form' && title.toLowerCase().endsWith('.pdf'),
		lockedBy: state === 'locked' ? owner.id : undefined,
		openedBy: state === 'open' ? guest.id : undefined,
		converting: state === 'converting',
	});
}

function addArchive(portal: Portal, { archive }: ChaosCase, manager: PortalUser): EntryId {
	const owner = manager.id;
	switch (archive.place) {
		case 'room':
			return portal.addRoom({ title: 'Archive', type: 'custom', owner }).id;
		case 'nested': {
			const { id } = portal.addRoom({ title: 'Archive', type: 'custom', owner });
			return portal.addFolder(id, 'Closed deals').id;
		}
		case 'myDocuments':
			return manager.myDocumentsId;
		case 'otherStorage':
			return portal.addRoom({ title: 'Archive', type: 'public', owner, provider: 'drive' }).id;
		case 'formRoom':
			return portal.addRoom({ title: 'Archive', type: 'form', owner }).id;
	}
}

/** Adds what the archive holds already; returns the client's name as the portal stores it. */
function fillArchive(portal: Portal, root: EntryId, { archive }: ChaosCase): string {
	for (let n = 0; n < archive.neighbours; n += 1) portal.addFolder(root, `Client ${n}`);
	for (const titles of archive.existing) {
		const { id } = portal.addFolder(root, archive.clientName);
		portal.addFiles(id, titles, { versions: 2, size: 77 });
	}
	return storedName(archive.clientName);
}

/** By the portal's own rule (docspace-api.md 5.1), written down once more. */
function storedName(name: string): string {
	return name.trim().replace(/[\t*+:"<>?|\\/\uD800-\uDFFF]/g, '_');
}

/** The folders below a folder, at any depth. */
export function foldersBelow(folder: Folder): Folder[] {
	return [...folder.folders.values()].flatMap((child) => [child, ...foldersBelow(child)]);
}

/** The client's folders in the archive, eldest first. */
export function clientFolders({ portal, archiveRoot, clientTitle }: Stage): Folder[] {
	const root = portal.store.folders.get(archiveRoot);
	return [...(root?.folders.values() ?? [])].filter(
		({ title }) => title.normalize() === clientTitle.normalize(),
	);
}

function pickFrom<T>(list: readonly T[], at: number): T | undefined {
	return list[at % Math.max(list.length, 1)];
}

function arm(stage: Stage, fault: FaultSpec): void {
	const { faults } = stage.portal;
	const doing = (acts: ActSpec[]) => acts.map((spec) => () => perform(stage, spec));
	if (fault.where === 'job') {
		const { where, acts, ...rest } = fault;
		faults.add({ on: where, ...rest, acts: doing(acts) });
		return;
	}
	const { on, nth, times, trouble } = fault;
	if ('acts' in trouble) faults.add({ on, nth, times, acts: doing(trouble.acts) });
	else faults.add({ on, nth, times, ...trouble });
}

/** Does what somebody else does; nothing when there is nothing left to do it to. */
function perform(stage: Stage, { do: what, pick }: ActSpec): void {
	const { portal, owner, manager, guest, room: roomId, archiveRoot } = stage;
	const { store } = portal;
	const room = store.folders.get(roomId);
	if (room === undefined) return;
	const inRoom = pickFrom(portal.filesBelow(roomId), pick);
	const subfolders = foldersBelow(room);
	const subfolder = pickFrom(
		subfolders.filter(({ type }) => type === 0),
		pick,
	);
	const homeId = (room.type === AI_ROOM ? subfolders[0]?.id : undefined) ?? roomId;
	const [archive] = clientFolders(stage);
	const inArchive = archive && pickFrom([...archive.files.values()], pick);
	const by = owner.id;
	switch (what) {
		case 'deleteFile':
			return inRoom && portal.deleteFile(inRoom.id, by);
		case 'addFile':
			return void portal.addFile(subfolder?.id ?? homeId, `New ${pick}.docx`);
		case 'addNamesake':
			return void (inRoom && portal.addFile(homeId, inRoom.title));
		case 'addToArchive':
			return void (archive && portal.addFile(archive.id, `Theirs ${pick}.docx`));
		case 'addClashToArchive':
			return void (archive && inRoom && portal.addFile(archive.id, inRoom.title, { size: 88 }));
		case 'moveWithinRoom':
			return inRoom && portal.moveFile(inRoom.id, subfolder?.id ?? homeId, by);
		case 'moveAway':
			return inRoom && moveAway(stage, inRoom);
		case 'takeBack':
			return inArchive && sameStorage(inArchive, room)
				? portal.moveFile(inArchive.id, homeId, by)
				: undefined;
		case 'deleteFromArchive':
			return inArchive && portal.deleteFile(inArchive.id, by);
		case 'renameFile':
			return inRoom && portal.renameFile(inRoom.id, `Renamed ${pick % 3}.docx`, by);
		case 'renameInArchive':
			return inArchive && portal.renameFile(inArchive.id, `Renamed ${pick % 3}.docx`, by);
		case 'addClientFolder':
			return void portal.addFolder(archiveRoot, stage.clientTitle, { createdBy: by });
		case 'deleteSubfolder':
			return subfolder && portal.deleteFolder(subfolder.id, by);
		case 'trashSubfolder':
			return subfolder && subfolder.provider === undefined
				? portal.trashFolder(subfolder.id, by)
				: undefined;
		case 'deleteArchiveFolder':
			return archive && portal.deleteFolder(archive.id, by);
		case 'trashArchiveFolder':
			return archive && archive.provider === undefined
				? portal.trashFolder(archive.id, by)
				: undefined;
		case 'lockFile':
			return inRoom && portal.lockFile(inRoom.id, by);
		case 'unlockFile':
			return inRoom && portal.unlockFile(inRoom.id);
		case 'openFile':
			return inRoom && portal.openFile(inRoom.id, guest.id);
		case 'closeFile':
			return inRoom && portal.closeFile(inRoom.id);
		case 'lockInArchive':
			return inArchive && portal.lockFile(inArchive.id, by);
		case 'convert':
			return inRoom && portal.setConverting(inRoom.id, true);
		case 'endConversion':
			return inRoom && portal.setConverting(inRoom.id, false);
		case 'failStorageOnce':
			return room.provider && failStorageOnce(pickFrom([room, ...foldersBelow(room)], pick));
		case 'restrictSubfolder':
			return subfolder && portal.restrict(subfolder.id, manager.id);
		case 'stealResults':
			return portal.stealResults(manager.id);
		case 'archiveRoom':
			// Whoever closed the deal archives the room by hand; third-party rooms are left out here.
			return room.provider === undefined && room.parentId === store.roomsRoot.id
				? portal.archiveRoom(roomId, by)
				: undefined;
		case 'grantAgain':
			return mayBeInvited(stage, guest)
				? portal.share(roomId, guest.id, 'Read', { by })
				: undefined;
		case 'inviteGuest': {
			const late = addGuest(portal, `Late${stage.guests.length}`, owner);
			stage.guests.push(late);
			return portal.share(roomId, late.id, 'Read', { by });
		}
		case 'removeGuest':
			store.removeShares(({ subject, entryId }) => subject === guest.id && entryId === roomId);
			return portal.journal.note(by, 'share.removed', { entryId: roomId, subject: guest.id });
	}
}

/** Of disabled and deleted accounts the portal makes no members, not even when asked to (docspace-api.md 16.6). */
function mayBeInvited({ portal }: Stage, { id }: PortalUser): boolean {
	const user = portal.store.users.get(id);
	return user !== undefined && user.status !== UserStatus.terminated;
}

function moveAway({ portal, owner, manager }: Stage, file: File): void {
	if (file.provider !== undefined) return;
	const elsewhere = [...portal.store.roomsRoot.folders.values()].find(
		({ title }) => title === 'Elsewhere',
	);
	const { id } =
		elsewhere ?? portal.addRoom({ title: 'Elsewhere', type: 'custom', owner: manager.id });
	portal.moveFile(file.id, id, owner.id);
}

/** The ledger mends it again after one listing: a storage that fails for ever looks empty for ever (T7). */
function failStorageOnce(folder: Folder | undefined): void {
	if (folder !== undefined) folder.swallowErrors = true;
}

function sameStorage(file: File, folder: Folder): boolean {
	return (
		file.provider?.selector === folder.provider?.selector &&
		file.provider?.accountId === folder.provider?.accountId
	);
}

const QUICK_MS = 20;

/** Ends all that others do and all faults, so that a run from now on meets a portal at peace. */
export function makePeace(
	{ portal, manager, guests, room: roomId }: Stage,
	{ job }: ChaosCase,
): void {
	const { store, faults, settings } = portal;
	faults.clear();
	settings.msPerFile = Math.min(settings.msPerFile, QUICK_MS);
	for (const file of store.files.values()) {
		file.lockedBy = undefined;
		file.editors.clear();
		file.converting = false;
	}
	for (const folder of store.folders.values()) folder.swallowErrors = false;
	store.removeShares(({ access }) => access === RESTRICTED);
	// Whoever is told of files or guests in an archived room, or has archived it too early, restores it.
	const room = store.folders.get(roomId);
	const isArchived = room !== undefined && room.parentId === store.archiveRoot.id;
	const isOurs = portal.journal.of('room.archived').at(-1)?.actor === manager.id;
	const hasGuests =
		job.clientRoom?.whoseAccess !== 'nobody' &&
		store
			.allShares()
			.some(
				({ entryId, subject }) => entryId === roomId && guests.some(({ id }) => id === subject),
			);
	if (isArchived && (!isOurs || hasGuests || portal.filesBelow(roomId).length > 0)) {
		portal.restoreRoom(roomId);
	}
	for (const folder of store.folders.values()) store.touch(folder);
}

const RESTRICTED = 3;
const AI_ROOM = 31;
