import { fileNotFound, invalidOperation } from '../ground/errors';
import { OperationType } from '../model/enums';
import { bytesOf, lengthOf, storedVersion } from '../model/bytes';
import { CONVERTIBLE } from '../model/fileTypes';
import { Store } from '../model/store';
import { extensionOf, freeTitle } from '../model/titles';
import type { AnyEntry, EntryId, File, Folder, PortalUser } from '../model/types';
import { zip, type ZipEntry } from '../model/zip';
import { Rights } from '../rules/rights';
import { convert } from './convert';
import { JobCancelled, type JobContext, type Operations } from './operations';

/** What is to be packed, and which files are to be converted into what. */
export interface DownloadOrder {
	fileIds: EntryId[];
	folderIds: EntryId[];
	convertIds: Array<{ id: EntryId; extension: string }>;
}

const NAME = 'docspace';

function entriesOf(store: Store, { fileIds, folderIds, convertIds }: DownloadOrder): AnyEntry[] {
	return [
		...folderIds.flatMap((id) => store.folders.get(id) ?? []),
		...[...fileIds, ...convertIds.map(({ id }) => id)].flatMap((id) => store.files.get(id) ?? []),
	];
}

/** One at a time for each user; what nobody knows or may not have is left out, unless nothing is left (docspace-api.md 14.6, T87). */
export function checkDownload(
	store: Store,
	operations: Operations,
	user: PortalUser,
	order: DownloadOrder,
): void {
	const isBusy = operations
		.listed()
		.some((one) => one.userId === user.id && one.type === OperationType.download && !one.finished);
	if (isBusy) throw invalidOperation('Too many downloads.');
	const rights = new Rights(store, user);
	if (!entriesOf(store, order).some((entry) => rights.can('Download', entry))) throw fileNotFound();
}

/** Packs one entry after the other; what they come to lies under its name until the next of that name (docspace-api.md 14.6). */
export function* downloadJob(context: JobContext, order: DownloadOrder): Generator<void> {
	const { store, user, operation, beforeFile, settings } = context;
	const { fileIds, folderIds, convertIds } = order;
	const asked = [...fileIds, ...convertIds.map(({ id }) => id)];
	yield;
	// An id that comes twice ends it without a word (docspace-api.md T143).
	if (new Set(asked).size < asked.length) throw new JobCancelled();
	const rights = new Rights(store, user);
	const entries = entriesOf(store, order).filter((entry) => rights.can('Download', entry));
	const packed: ZipEntry[] = [];
	const put = (path: string, content: Buffer) => {
		const taken = (candidate: string) => packed.some((one) => one.path === candidate);
		packed.push({ path: freeTitle(path, taken), content });
	};
	const only = asked.length + folderIds.length === 1 ? entries[0] : undefined;
	function* pack(entry: AnyEntry, above: string): Generator<void> {
		if (!rights.can('Download', entry)) return;
		if (entry.kind === 'file') {
			beforeFile(entry.id);
			packFile(entry, above);
		} else if (entry !== only) put(`${above}${entry.title}/`, Buffer.alloc(0));
		if (entry !== only || entry.kind === 'file') operation.processed += 1;
		yield;
		if (entry.kind === 'folder') yield* packFolder(entry, above);
	}
	function* packFolder(folder: Folder, above: string): Generator<void> {
		const inside = folder === only ? above : `${above}${folder.title}/`;
		for (const entry of [...folder.folders.values(), ...folder.files.values()]) {
			yield* pack(entry, inside);
		}
	}
	/** What fails is told, and left out, or empty where it is all there is (docspace-api.md 14.6, T89). */
	function packFile(file: File, above: string): void {
		const wanted = convertIds.find(({ id }) => id === file.id)?.extension;
		const extension = CONVERTIBLE[extensionOf(file.title)]?.find((known) => known === wanted);
		const version = storedVersion(file);
		if (version === undefined) {
			operation.error += `Could not find the file ${file.title}. `;
			return;
		}
		if (extension === undefined) {
			return put(`${above}${file.title}`, bytesOf(version, 0, lengthOf(version)));
		}
		const { title, content } = convert(file, version, extension);
		if (settings.documentServer) return put(`${above}${title}`, content);
		operation.error += 'Error occurred in the Documents Service. ';
		if (file === only) put(title, Buffer.alloc(0));
	}
	for (const entry of entries) yield* pack(entry, '');
	const [first] = packed;
	const isFile = only?.kind === 'file' && first !== undefined;
	const day = new Date(store.clock.now()).toISOString().slice(0, 10);
	const title = isFile ? first.path : `${only?.title ?? `${NAME}-download-${day}`}.zip`;
	const content = isFile ? first.content : zip(packed);
	operation.archive = Store.hash(`${user.id} ${title}`);
	store.archives.set(operation.archive, { userId: user.id, title, content });
	operation.progress = 100;
}
