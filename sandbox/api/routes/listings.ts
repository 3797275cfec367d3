import {
	accessDenied,
	argumentOutOfRange,
	folderNotFound,
	invalidOperation,
} from '../../ground/errors';
import type { Query } from '../../ground/input';
import { FilterType, FolderType, SearchArea } from '../../model/enums';
import type { Folder } from '../../model/types';
import type { ListingQuery } from '../../rules/listing';
import { isRoomSection, listRooms } from '../../rules/rooms';
import { readSort } from '../reading';
import { type Answer, type Call, callerOf, findFolder, folderOf, type Route } from '../route';

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
		count: query.pageSize(),
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

/** What lies in folders and sections. */
export const LISTING_ROUTES: Route[] = [
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
];
