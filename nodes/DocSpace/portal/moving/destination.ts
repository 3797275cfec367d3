import { InputError, isRefusal, quote } from '../errors';
import { explainListing, readTrashed, whyItCannotHoldEntries } from '../content/folders';
import { keyOf, type FileId, type FolderId, type Picked } from '../ids';
import { groupedBy } from '../lists';
import { listArrivals, type Listing } from '../content/listing';
import type { PortalClient } from '../http/client';
import { comparisonOf, type Comparison } from '../titles';
import { RoomType, roomIn, type FileDto, type FolderDto, type PathPart } from '../types';

/** The destination of a move as one look at it showed it. */
export class Destination {
	private readonly byKey: Map<string, FileDto>;
	/** Worked out when it is first asked for: once all has arrived nobody does, and it is large. */
	private titlesSeen: Map<string, FileDto[]> | undefined;
	readonly pathParts: PathPart[];
	/** How its storage compares titles. */
	readonly compared: Comparison;
	readonly folder: FolderDto;
	/** How many files and folders were seen in it. */
	readonly entryCount: number;

	constructor(
		{ entries, folder, pathParts }: Listing<FileDto | FolderDto>,
		/** The label of the field it was picked in. */
		readonly field: string,
	) {
		this.folder = folder;
		this.entryCount = entries.length;
		this.pathParts = pathParts;
		this.compared = comparisonOf(folder.id);
		this.byKey = new Map();
		for (const entry of entries) {
			if ('folderId' in entry) this.byKey.set(keyOf(entry.id), entry);
		}
	}

	private get byTitle(): Map<string, FileDto[]> {
		this.titlesSeen ??= groupedBy(this.files, ({ title }) => this.compared(title));
		return this.titlesSeen;
	}

	get id(): FolderId {
		return this.folder.id;
	}

	/** The room it lies in; undefined in My documents. */
	get room() {
		return roomIn(this.pathParts);
	}

	/** A form room takes PDF forms only, and one per move from elsewhere (docspace-api.md 6.3, T39). */
	get isInFormRoom(): boolean {
		return this.room?.roomType === RoomType.formFilling;
	}

	get(id: FileDto['id']): FileDto | undefined {
		return this.byKey.get(keyOf(id));
	}

	/** The files whose title the portal takes for this one. */
	withTitle(title: string): FileDto[] {
		return this.byTitle.get(this.compared(title)) ?? [];
	}

	/** The titles of its files, as they are compared. */
	get titles(): Iterable<string> {
		return this.byTitle.keys();
	}

	get files(): Iterable<FileDto> {
		return this.byKey.values();
	}
}

/** A folder that is yet to be created in the one that was picked, as it will be then. */
export function futureDestination(
	{ field }: Picked<FolderId>,
	folder: FolderDto,
	pathParts: PathPart[],
): Destination {
	return new Destination({ entries: [], expected: 0, complete: true, folder, pathParts }, field);
}

/**
 * Reads the folder that files are to be moved or copied into, with all its entries, and makes sure that it
 * can take them. Throws `InputError` (docspace-api.md 6.3, 14.7).
 */
export async function readDestination(
	portal: PortalClient,
	picked: Picked<FolderId>,
	right: 'MoveTo' | 'CopyTo' = 'MoveTo',
): Promise<Destination> {
	const { id, field } = picked;
	const listing = await listArrivals(portal, id).catch(
		async (error: unknown) => await explainListing(portal, picked, error),
	);
	const { folder } = listing;
	const problem = whyItCannotHoldEntries(folder);
	if (problem) {
		throw new InputError(
			field,
			`names ${problem}`,
			'Use an ordinary room, or a folder in one or in My documents: the one that Ensure Folder returns',
		);
	}
	if (folder.security?.Create === false || folder.security?.[right] === false) {
		throw new InputError(
			field,
			`names ${quote(folder.title)}, where the user behind the credential may not put files`,
			'Give that user the role Room manager in this room, or let them own it; being a DocSpace admin is not enough',
		);
	}
	return new Destination(listing, field);
}

/**
 * Looks at a destination again, where only some files are wanted just for these; undefined when it was deleted
 * meanwhile, or lies in the Trash. `presumed` is how many entries there may be.
 */
export async function lookAgain(
	portal: PortalClient,
	{ id, field }: Picked<FolderId>,
	wanted?: FileId[],
	presumed?: number,
): Promise<Destination | undefined> {
	const listing = await listArrivals(portal, id, wanted, presumed).catch(async (error: unknown) => {
		const isGone =
			isRefusal(error, 'notFound') ||
			(isRefusal(error, 'forbidden') && (await readTrashed(portal, id)) !== undefined);
		if (isGone) return undefined;
		throw error;
	});
	return listing && new Destination(listing, field);
}
