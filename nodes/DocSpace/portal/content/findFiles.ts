import { collated } from '../collation';
import { DocSpaceError, InputError, quote } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { sameId, type FileId, type FolderId, type Picked } from '../ids';
import { FolderType, type FolderDto, type WholeFileDto } from '../types';
import {
	findFolders,
	isSection,
	readFolder,
	refusePartOfForms,
	whyItCannotHoldEntries,
} from './folders';
import { countFiles, doesNotRecurse, listWholeFiles, type FilesWanted } from './listing';

/** FilterType of docspace-api.md 1.4, for the kinds of files that the portal tells apart exactly. */
const FILTER_TYPES = {
	all: 1,
	documents: 3,
	presentations: 4,
	spreadsheets: 5,
	images: 7,
	archives: 10,
	media: 12,
	pdf: 22,
};

/** Which files somebody looks for. */
export interface FileSearch {
	atAnyDepth: boolean;
	kind: keyof typeof FILTER_TYPES;
	/** A part of the title. */
	text: string | undefined;
	/** In milliseconds. */
	changedSince: number | undefined;
	limit: number | undefined;
}

/**
 * The files in a folder or room, the one changed last first. By text and date this package chooses itself: the
 * portal knows no dates, and looks for a text in the content too, by an index that lags behind (docspace-api.md
 * 3.1, 15.5). Throws `InputError` for what holds no files or cannot be read, `DocSpaceError` when some are not shown.
 */
export async function findFiles(
	portal: PortalClient,
	picked: Picked<FolderId>,
	search: FileSearch,
): Promise<WholeFileDto[]> {
	const folder = await readFolder(portal, picked);
	refuseUnlistable(picked, folder);
	const walks = search.atAnyDepth && doesNotRecurse(folder);
	const below = walks ? await findFolders(portal, picked, { atAnyDepth: true }) : [];
	const withSubFolders = search.atAnyDepth && !walks;
	const lists = await Promise.all(
		[folder, ...below].map(async (one) => await listIn(portal, one, { ...search, withSubFolders })),
	);
	const found = lists.flat().flatMap(({ file }) => file ?? []);
	return found.sort((a, b) => changed(b) - changed(a)).slice(0, search.limit);
}

/** Where the portal shows rooms only, or nothing (docspace-api.md 14.8, 15.5). */
function refuseUnlistable(picked: Picked, folder: FolderDto): void {
	const isTrashed = folder.rootFolderType === FolderType.trash;
	const problem = isTrashed || isSection(folder) ? whyItCannotHoldEntries(folder) : undefined;
	if (problem) {
		throw new InputError(picked.field, `names ${problem}`, 'Choose a room, or a folder in one');
	}
	refusePartOfForms(picked, folder);
}

/** A file that was listed, and all of it where it is one that is looked for. */
interface Listed {
	id: FileId;
	folderId: FolderId;
	file: WholeFileDto | undefined;
}

/** A file in conversion is hidden for so long and longer (docspace-api.md 3.3). */
const PAUSES_BEFORE_LOOKING_AGAIN = [0, 1000, 3000, 9000];

async function listIn(
	portal: PortalClient,
	{ id, title, providerItem }: FolderDto,
	{ kind, withSubFolders, ...search }: FileSearch & Pick<FilesWanted, 'withSubFolders'>,
): Promise<Listed[]> {
	const wanted = { filterType: FILTER_TYPES[kind], withSubFolders };
	const keep = (file: WholeFileDto): Listed => ({
		id: file.id,
		folderId: file.folderId,
		file: isFound(file, search) ? file : undefined,
	});
	const isHere = ({ folderId }: Listed) => withSubFolders || sameId(folderId, id);
	const isChoosing = search.text !== undefined || search.changedSince !== undefined;
	if (search.limit !== undefined && !isChoosing) {
		const { limit } = search;
		const { entries, complete } = await listWholeFiles(portal, id, wanted, { keep, limit });
		if (complete && entries.length >= limit && entries.every(isHere)) return entries;
	}
	let shown = '';
	let isFirstLook = true;
	const look = async () => {
		const [{ entries, complete }, there] = await Promise.all([
			listWholeFiles(portal, id, wanted, { keep }),
			countFiles(portal, id, wanted),
		]);
		shown = `${entries.length} of ${there}`;
		// A storage that fails is shown as an empty folder (docspace-api.md 3.6, T7).
		const isDoubtful = isFirstLook && providerItem === true && entries.length === 0;
		isFirstLook = false;
		return complete && entries.length >= there && !isDoubtful ? entries.filter(isHere) : undefined;
	};
	const listed = await waitAndLook(PAUSES_BEFORE_LOOKING_AGAIN, look, portal.signal);
	if (listed) return listed;
	throw new DocSpaceError(
		`DocSpace showed only ${shown} files in ${quote(title)}`,
		'Run again in a minute: files in conversion are hidden until it ends',
	);
}

function isFound(
	file: WholeFileDto,
	{ text = '', changedSince = -Infinity }: Pick<FileSearch, 'text' | 'changedSince'>,
): boolean {
	return collated(file.title).includes(collated(text)) && changed(file) >= changedSince;
}

/** When a file was changed last, in milliseconds. */
function changed({ updated = '' }: WholeFileDto): number {
	return Date.parse(updated) || 0;
}
