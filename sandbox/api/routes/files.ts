import { FilterType, FolderType, OperationType, SearchArea } from '../../model/enums';
import {
	accessDenied,
	argumentNull,
	argumentOutOfRange,
	badArgument,
	contentNotFound,
	folderNotFound,
	invalidOperation,
	notAuthenticated,
	noSuchFile,
	plainFailure,
	ValidationProblem,
} from '../../ground/errors';
import type { Query } from '../../ground/input';
import type { ListingQuery } from '../../rules/listing';
import { deleteFolderJob } from '../../moves/moveJob';
import type { File, Folder } from '../../model/types';
import { SORTS, type SortedBy } from '../../rules/ordering';
import { isRoomSection, listRooms } from '../../rules/rooms';
import {
	type Answer,
	type Call,
	callerOf,
	findFile,
	findFolder,
	folderOf,
	type Route,
} from '../route';
import {
	extensionOf,
	MAX_TITLE_LENGTH,
	sanitiseTitle,
	trimTitle,
	uploadedTitle,
} from '../../model/titles';

const APPLY_FILTER = { All: 0, Files: 1, Folders: 2 };
const FILTER_NAMES = {
	None: FilterType.none,
	FilesOnly: FilterType.filesOnly,
	FoldersOnly: FilterType.foldersOnly,
	DocumentsOnly: FilterType.documents,
	PresentationsOnly: FilterType.presentations,
	SpreadsheetsOnly: FilterType.spreadsheets,
	ImagesOnly: FilterType.images,
	ByUser: FilterType.byUser,
	ByDepartment: FilterType.byDepartment,
	ArchiveOnly: FilterType.archives,
	ByExtension: FilterType.byExtension,
	MediaOnly: FilterType.media,
	Pdf: FilterType.pdf,
	PdfForm: FilterType.pdfForm,
	DiagramsOnly: FilterType.diagrams,
};

/** A sort that is asked for becomes the person's default, in the web client too (docspace-api.md 3.3, T10). */
export function readSort(call: Call): { sortedBy: SortedBy; descending: boolean } {
	const { caller, query } = call;
	const asked = query.text('sortBy')?.toLowerCase();
	const sortedBy = SORTS.find((name) => name.toLowerCase() === asked);
	if (sortedBy === undefined) {
		const stored = SORTS.find((name) => name === caller?.sortBy);
		return { sortedBy: stored ?? 'DateAndTime', descending: caller?.sortDescending ?? true };
	}
	const order = query.text('sortOrder')?.toLowerCase();
	const descending = order === '1' || order === 'descending';
	if (caller !== undefined) {
		caller.sortBy = sortedBy;
		caller.sortDescending = descending;
	}
	return { sortedBy, descending };
}

/** 1..100 or 400; before 3.2.1 silently cut to 1000 (docspace-api.md 3.1, 12, T3). */
function readCount(call: Call): number {
	const { pageLimit, refusesLongPages } = call.abilities;
	const count = call.query.whole('count') ?? pageLimit;
	const isOutside = count < 1 || count > pageLimit;
	if (refusesLongPages && isOutside) {
		throw new ValidationProblem({
			Count: [`The field Count must be between 1 and ${pageLimit}.`],
		});
	}
	return count < 1 ? pageLimit : Math.min(count, pageLimit);
}

function applyOption(query: Query): ListingQuery['applyFilterOption'] {
	const option = query.oneOf('applyFilterOption', APPLY_FILTER);
	if (option === APPLY_FILTER.Files) return 'Files';
	return option === APPLY_FILTER.Folders ? 'Folders' : 'All';
}

function readListing(call: Call): ListingQuery {
	const { query, abilities } = call;
	const filterType = query.oneOf('filterType', FILTER_NAMES) ?? FilterType.none;
	const withSubFolders = abilities.subFoldersParameter ? query.flag('withSubFolders') : true;
	const extensions = (query.text('extension') ?? '')
		.split(',')
		.filter((extension) => extension !== '')
		.map((extension) => extension.trim().toLowerCase())
		.map((extension) => (extension.startsWith('.') ? extension : `.${extension}`));
	return {
		filterType,
		withSubFolders: withSubFolders ?? true,
		subjectId: query.guid('userIdOrGroupId') ?? '',
		excludeSubject: query.flag('excludeSubject') ?? false,
		applyFilterOption: applyOption(query),
		extensions,
		filterValue: query.text('filterValue') ?? '',
		count: readCount(call),
		startIndex: query.whole('startIndex') ?? 0,
		searchArea: query.oneOf('searchArea', SearchArea) ?? SearchArea.active,
		roomId: query.text('roomId') ?? '',
		...readSort(call),
	};
}

function listFolder(call: Call, folder: Folder | undefined): Answer {
	const query = readListing(call);
	if (query.startIndex < 0)
		throw argumentOutOfRange("Value must be non-negative. (Parameter 'from')");
	// To a visitor an unknown folder looks like a forbidden one (docspace-api.md 3.7).
	if (folder === undefined) throw call.caller === undefined ? accessDenied() : folderNotFound();
	if (!call.rights.can('Read', folder)) throw invalidOperation('You cannot view this folder');
	// A folder in the Trash can be read, but not looked into (docspace-api.md 14.8).
	if (folder.type !== FolderType.trash && call.store.rootOf(folder)?.type === FolderType.trash) {
		throw invalidOperation('You cannot look into a folder in the Trash');
	}
	if (call.caller !== undefined && isRoomSection(folder)) return listSection(call, folder);
	const { current, folders, files, total } = call.lister.list(
		folder,
		query,
		call.rights,
		call.abilities,
	);
	return { response: call.dto.folderContent(current, folders, files, total, query.startIndex) };
}

function listSection(call: Call, section: Folder): Answer {
	const { store, rights, query } = call;
	const page = listRooms(store, rights, callerOf(call), query, readSort(call), section);
	const start = query.whole('startIndex') ?? 0;
	return { response: call.dto.folderContent(section, page.rooms, [], page.total, start) };
}

/** All direct child folders, titles ascending, in one answer (docspace-api.md 3.5). */
function subFolders(call: Call): Answer {
	const folder = folderOf(call);
	if (!call.rights.can('Read', folder)) throw invalidOperation('You cannot view this folder');
	const query: ListingQuery = {
		filterType: FilterType.foldersOnly,
		withSubFolders: false,
		subjectId: '',
		excludeSubject: false,
		applyFilterOption: 'All',
		extensions: [],
		filterValue: '',
		count: -1,
		startIndex: 0,
		sortedBy: 'AZ',
		descending: false,
		searchArea: SearchArea.active,
		roomId: '',
	};
	const { folders } = call.lister.list(folder, query, call.rights, call.abilities);
	return { response: folders.map((child) => call.dto.folder(child)) };
}

/** Folder of any kind, rooms included (docspace-api.md 5.4, 8.2). */
export function getFolder(call: Call): Answer {
	const folder = folderOf(call);
	if (!call.rights.can('Read', folder)) {
		throw call.caller === undefined
			? notAuthenticated()
			: invalidOperation('You cannot view this folder');
	}
	return { response: call.dto.folder(folder) };
}

/** The length is checked before the title is trimmed (docspace-api.md 5.1, T20). */
function readTitle(call: Call): string {
	const title = call.body.text('title');
	if (title !== undefined && title.length > MAX_TITLE_LENGTH) {
		const message = `The field Title must be a string with a maximum length of ${MAX_TITLE_LENGTH}.`;
		throw new ValidationProblem({ Title: [message] });
	}
	return title ?? '';
}

function readRequiredTitle(call: Call): string {
	const title = readTitle(call);
	if (call.body.has('title')) return title;
	throw new ValidationProblem({
		$: ["JSON deserialization was missing required member 'title'."],
	});
}

const COMMIT_STEP_MS = 10;

/** The checks come in the portal's order; an unknown parent answers 403 (docspace-api.md 5.1-5.3, T18). */
async function createFolder(call: Call): Promise<Answer> {
	const title = readRequiredTitle(call);
	if (trimTitle(title) === '') throw badArgument("Value cannot be empty. (Parameter 'title')");
	const parent = findFolder(call, call.params['id']);
	if (parent === undefined) {
		throw typeof call.params['id'] === 'string' && /\D/.test(call.params['id'])
			? folderNotFound()
			: invalidOperation('The required folder was not found');
	}
	const mayCreate = call.rights.can('Create', parent) && parent.type !== FolderType.rooms;
	if (!mayCreate) throw invalidOperation("You don't have enough permission to create");
	const { store, settings } = call;
	const caller = callerOf(call);
	const id = store.takeId(parent);
	// In small steps, so that on a virtual clock the requests of others come in between.
	const steps = settings.folderCommitMs / COMMIT_STEP_MS;
	for (let left = steps > 0 ? store.random.below(steps) : 0; left > 0; left -= 1) {
		await store.clock.sleep(COMMIT_STEP_MS);
	}
	const folder = store.addFolder(parent, { title: sanitiseTitle(title), createdBy: caller.id, id });
	store.journal.note(caller.id, 'folder.created', {
		id: folder.id,
		parentId: parent.id,
		title: folder.title,
	});
	return { response: call.dto.folder(folder) };
}

/**
 * Renames a folder or a room, at once and without looking for clashes; unlike a new folder, it may be left
 * without any title (docspace-api.md 15.1).
 */
function renameFolder(call: Call): Answer {
	const title = sanitiseTitle(readRequiredTitle(call));
	const folder = folderOf(call);
	const { store, rights } = call;
	const caller = callerOf(call);
	const right = folder.room === undefined ? 'Rename' : 'EditRoom';
	if (caller.type === 'Guest' || !rights.can(right, folder)) {
		throw invalidOperation("You don't have enough permission to rename the folder");
	}
	if (title !== folder.title) {
		store.rename(folder, title);
		folder.modified = store.stamp();
		folder.modifiedBy = caller.id;
		const what = folder.room === undefined ? 'folder.updated' : 'room.updated';
		store.journal.note(caller.id, what, { id: folder.id, title });
	}
	return { response: call.dto.folder(folder) };
}

/** Asynchronous; answers with all delete operations of the person (docspace-api.md 5.5). */
function deleteFolder(call: Call): Answer {
	const { operations, params, body } = call;
	const user = callerOf(call);
	const folderId = findFolder(call, params['id'])?.id ?? 0;
	const immediately = body.flag('immediately');
	operations.start({
		user,
		type: OperationType.delete,
		hold: !body.flag('deleteAfter'),
		details: { type: 'delete', folderIds: [folderId] },
		steps: (context) => deleteFolderJob(context, folderId, immediately),
	});
	const seen = operations.read(user.id, ({ type }) => type === OperationType.delete);
	return { response: seen.map((operation) => call.dto.operation(operation)) };
}

function getFile(call: Call): Answer {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	if (!call.rights.can('Read', file)) throw accessDenied();
	return { response: call.dto.file(file) };
}

/**
 * Renames without looking for clashes; a lost extension comes back. In DocSpace's own storage a file that
 * has no extension loses its content unless the new title brings one (docspace-api.md 6.8, T137).
 */
function renameFile(call: Call): Answer {
	const asked = readTitle(call);
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	const { store, rights } = call;
	const caller = callerOf(call);
	if (!rights.can('Rename', file)) throw accessDenied();
	if (rights.isLockedForCaller(file.lockedBy)) throw plainFailure('The file is locked');
	if (file.provider !== undefined && file.editors.size > 0) {
		throw plainFailure('The file is being edited');
	}
	const before = file.title;
	const title = sanitiseTitle(asked);
	if (title === '' || title === before) return { response: call.dto.file(file) };
	const extension = extensionOf(before);
	const kept = extensionOf(title) === extension ? title : `${title}${extension}`;
	store.rename(file, kept);
	file.modified = store.stamp();
	file.modifiedBy = caller.id;
	store.journal.note(caller.id, 'file.renamed', { id: file.id, from: before, to: file.title });
	if (file.provider === undefined && extensionOf(before) === '' && extensionOf(kept) === '') {
		file.contentGone = true;
		throw contentNotFound();
	}
	return { response: call.dto.file(file) };
}

/**
 * The file that an upload becomes a version of: one of the sanitised title as it was sent, so that none is
 * found for a name without extension; not one that is held, nor for guests (docspace-api.md 14.3).
 */
function versioned(
	{ store, rights, caller }: Call,
	parent: Folder,
	sent: string,
): File | undefined {
	const namesake = store.fileTitled(parent, sent);
	if (namesake === undefined || caller?.type === 'Guest') return undefined;
	const isHeld = rights.isLockedForCaller(namesake.lockedBy) || namesake.editors.size > 0;
	return isHeld || !rights.can('Edit', namesake) ? undefined : namesake;
}

/**
 * Takes the raw body for the content and the title from the query. A file of that title gets another
 * version and takes over the spelling, unless a new one is asked for, which is given a number; where it
 * cannot have one, a second file of that title is made (docspace-api.md 14.3, T136, T144). Note for tests:
 * the journal keeps the content.
 */
function insertFile(call: Call): Answer {
	const { store, rights, query, content } = call;
	const caller = callerOf(call);
	const parent = folderOf(call);
	if (!rights.can('Create', parent)) {
		throw invalidOperation("You don't have enough permission to create");
	}
	const sent = query.text('title');
	if (sent === undefined) throw argumentNull('title');
	const title = uploadedTitle(sent);
	const size = new TextEncoder().encode(content).length;
	const isNew = query.flag('createNewIfExist') ?? false;
	const namesake = isNew ? undefined : versioned(call, parent, sanitiseTitle(sent));
	const file =
		namesake ??
		store.addFile(parent, {
			title: isNew ? store.freeFileTitle(parent, title) : title,
			size,
			createdBy: caller.id,
		});
	if (namesake !== undefined) {
		store.addVersion(namesake, { ...namesake, size }, caller.id);
		if (namesake.title !== title) store.rename(namesake, title);
	}
	store.journal.note(caller.id, 'file.uploaded', {
		id: file.id,
		parentId: parent.id,
		title: file.title,
		content,
	});
	return { response: call.dto.file(file) };
}

function myDocuments(call: Call): Answer {
	return listFolder(call, call.store.folders.get(callerOf(call).myDocumentsId));
}

/** The Trash of whoever asks (docspace-api.md 14.8). */
function trash(call: Call): Answer {
	return listFolder(call, call.store.folders.get(callerOf(call).trashId));
}

/** The sections of the portal that the sandbox knows (docspace-api.md 5.4). */
function sections(call: Call): Answer {
	const { store, dto } = call;
	const caller = callerOf(call);
	const ids = [caller.myDocumentsId, store.roomsRoot.id, store.archiveRoot.id, caller.trashId];
	const folders = ids.flatMap((id) => store.folders.get(id) ?? []);
	return { response: folders.map((folder) => dto.folderContent(folder, [], [], 0, 0)) };
}

/**
 * Locking what is locked already changes nothing, not even whose lock it is; unlocking replaces the comment
 * of the version, which the answer still shows as it was (docspace-api.md 14.9).
 */
function lockFile(call: Call): Answer {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	const { store, rights, dto, body } = call;
	const caller = callerOf(call);
	if (!rights.canLock(file)) throw invalidOperation("You don't have enough permission to lock");
	const locks = body.flag('lockFile');
	if (locks === (file.lockedBy !== undefined)) return { response: dto.file(file) };
	file.lockedBy = locks ? caller.id : undefined;
	const response = dto.file(file);
	const version = file.versions.at(-1);
	if (!locks && version !== undefined) version.comment = 'Unlocked';
	if (locks) for (const id of file.editors) if (id !== caller.id) file.editors.delete(id);
	store.journal.note(caller.id, locks ? 'file.locked' : 'file.unlocked', { id: file.id });
	return { response };
}

/** Folders and files. */
export const FILE_ROUTES: Route[] = [
	{ method: 'GET', template: 'files/@my', scope: 'files', act: myDocuments },
	{ method: 'GET', template: 'files/@trash', scope: 'files', act: trash },
	{ method: 'GET', template: 'files/@root', scope: 'files', act: sections },
	{
		method: 'GET',
		template: 'files/{id}',
		scope: 'files',
		anonymous: true,
		act: (call) => listFolder(call, findFolder(call, call.params['id'])),
	},
	{ method: 'GET', template: 'files/{id}/subfolders', scope: 'files', act: subFolders },
	{
		method: 'GET',
		template: 'files/folder/{id}',
		scope: 'files',
		anonymous: true,
		act: getFolder,
	},
	{
		method: 'POST',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: createFolder,
	},
	{
		method: 'DELETE',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: deleteFolder,
	},
	{
		method: 'PUT',
		template: 'files/folder/{id}',
		scope: 'files',
		hasBody: true,
		act: renameFolder,
	},
	{
		method: 'PUT',
		template: 'files/file/{id}/lock',
		scope: 'files',
		hasBody: true,
		act: lockFile,
	},
	{ method: 'POST', template: 'files/{id}/insert', scope: 'files', act: insertFile },
	{ method: 'GET', template: 'files/file/{id}', scope: 'files', anonymous: true, act: getFile },
	{ method: 'PUT', template: 'files/file/{id}', scope: 'files', hasBody: true, act: renameFile },
];
