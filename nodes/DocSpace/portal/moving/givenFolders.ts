import { asDocSpaceError, UncertainError } from '../errors';
import { keyOf, type FolderId, type Picked } from '../ids';
import type { NamedFile } from './report';

/** A folder that a workflow has given among files. */
export interface GivenFolder extends Picked<FolderId> {
	/** Empty where it is not known. */
	title: string;
}

/** What became of such folders. */
export interface FoldersDone<T> {
	done: Array<{ given: GivenFolder; result: T }>;
	failed: NamedFile[];
	unknown: NamedFile[];
}

/** Does a job with one folder after the other, each once; what keeps one from it is told as it is told of a file. */
export async function withEachFolder<T>(
	folders: GivenFolder[],
	job: (folder: GivenFolder) => Promise<T>,
): Promise<FoldersDone<T>> {
	const ended: FoldersDone<T> = { done: [], failed: [], unknown: [] };
	for (const given of new Map(folders.map((folder) => [keyOf(folder.id), folder])).values()) {
		try {
			ended.done.push({ given, result: await job(given) });
		} catch (error) {
			const { message: reason } = asDocSpaceError(error);
			const list = error instanceof UncertainError ? ended.unknown : ended.failed;
			list.push({ id: given.id, title: given.title, reason });
		}
	}
	return ended;
}

/** What became of some of them. */
export function ofThese<T>(folders: GivenFolder[], all: FoldersDone<T>): FoldersDone<T> {
	const ids = new Set(folders.map(({ id }) => keyOf(id)));
	return {
		done: all.done.filter(({ given }) => ids.has(keyOf(given.id))),
		failed: all.failed.filter(({ id }) => ids.has(keyOf(id))),
		unknown: all.unknown.filter(({ id }) => ids.has(keyOf(id))),
	};
}
