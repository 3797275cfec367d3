import { isFormFolder } from '../../content/folders';
import { listBelieved } from '../../content/walking';
import type { PortalClient } from '../../http/client';
import { keyOf } from '../../ids';
import { groupedBy } from '../../lists';
import { withoutNumber, withoutNumbers, type Comparison } from '../../titles';
import type { FileDto, FolderDto } from '../../types';
import type { ConflictPolicy } from '../clashes';
import { isNewer } from '../evidence';
import type { NamedFile } from '../report';

/** All that lies below a folder, by the path of folders that leads to it, as titles are compared. */
export interface Tree {
	files: Array<{ path: string; file: FileDto }>;
	paths: Map<string, string>;
}

/**
 * Reads folder by folder what lies below one: so it works in any storage. A form room's own folders are left out, as
 * DocSpace leaves them out of copies (docspace-api.md 14.7).
 */
export async function readTree(
	portal: PortalClient,
	folder: FolderDto,
	compared: Comparison,
): Promise<Tree> {
	const tree: Tree = { files: [], paths: new Map() };
	let level = [{ path: '', id: folder.id }];
	while (level.length > 0) {
		const listings = await Promise.all(
			level.map(async ({ id }) => await listBelieved(portal, id, folder)),
		);
		const below: typeof level = [];
		for (const [at, { entries }] of listings.entries()) {
			const path = level[at]?.path ?? '';
			for (const entry of entries) {
				if ('folderId' in entry) tree.files.push({ path, file: entry });
				else if (!isFormFolder(entry)) {
					// A number that a copy has given, or not, makes no other path.
					const inner = `${path}/${compared(withoutNumber(entry.title))}`;
					tree.paths.set(inner, entry.title);
					below.push({ path: inner, id: entry.id });
				}
			}
		}
		level = below;
	}
	return tree;
}

/** What of a folder has come to its copy. */
export interface Comparisons {
	copied: number;
	/** Files that were there before, of the same name and size. */
	alreadyThere: number;
	skipped: NamedFile[];
	missing: NamedFile[];
	/** Titles of folders that are not there. */
	missingFolders: string[];
}

/** Compares a folder with its copy, which was as `before` when copying began. */
export function compareTrees(
	source: Tree,
	before: Tree,
	now: Tree,
	policy: ConflictPolicy,
	compared: Comparison,
): Comparisons {
	const place = (path: string, title: string) => `${path}/${compared(title)}`;
	const sizeOf = ({ pureContentLength = 0 }: FileDto) => pureContentLength;
	const earlier = new Map(before.files.map(({ file }) => [keyOf(file.id), file]));
	const standing = groupedBy(before.files, ({ path, file }) => place(path, file.title));
	const isFresh = ({ file }: { file: FileDto }) => {
		const known = earlier.get(keyOf(file.id));
		return known === undefined || isNewer(file, known);
	};
	const fresh = now.files.filter(isFresh);
	const byTitle = groupedBy(fresh, ({ path, file }) => place(path, file.title));
	const numbered = groupedBy(fresh, ({ path, file }) => place(path, withoutNumber(file.title)));
	const alike = groupedBy(fresh, ({ path, file }) => place(path, withoutNumbers(file.title)));
	const claimed = new Set<string>();
	const taken = new Set<string>();
	const result: Comparisons = {
		copied: 0,
		alreadyThere: 0,
		skipped: [],
		missing: [],
		missingFolders: [...source.paths].flatMap(([path, title]) =>
			now.paths.has(path) ? [] : title,
		),
	};
	const claim = (found: Array<{ file: FileDto }>, file: FileDto) => {
		const copy = found.find(
			(one) => !claimed.has(keyOf(one.file.id)) && sizeOf(one.file) === sizeOf(file),
		);
		if (copy) claimed.add(keyOf(copy.file.id));
		return copy !== undefined;
	};
	const claimFrom =
		(copies: Map<string, Tree['files']>, titleOf = (title: string) => title) =>
		({ path, file }: Tree['files'][number]) => {
			const here = place(path, file.title);
			const isCopied = claim(copies.get(place(path, titleOf(file.title))) ?? [], file);
			if (isCopied) taken.add(here);
			return !isCopied;
		};
	// Those that have kept their title first: a number may be part of another's title.
	const uncopied = source.files
		.filter(claimFrom(byTitle))
		.filter(claimFrom(numbered))
		.filter(claimFrom(alike, withoutNumbers));
	result.copied = source.files.length - uncopied.length;
	for (const { path, file } of uncopied) {
		const { id, title } = file;
		const here = place(path, title);
		const inTheWay = policy === 'keepBoth' ? [] : (standing.get(here) ?? []);
		if (policy === 'skip' && inTheWay.length > 0) {
			if (inTheWay.some((other) => sizeOf(other.file) === sizeOf(file))) result.alreadyThere += 1;
			else
				result.skipped.push({ id, title, reason: 'a file of this name and another size is there' });
		} else if (taken.has(here) && policy !== 'keepBoth') {
			const reason = 'another file of its name lies beside it; choose Keep Both to copy both';
			result.skipped.push({ id, title, reason });
		} else result.missing.push({ id, title, reason: '' });
	}
	return result;
}
