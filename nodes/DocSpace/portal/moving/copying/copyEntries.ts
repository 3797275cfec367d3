import type { PortalClient } from '../../http/client';
import { ofThese, withEachFolder, type GivenFolder } from '../givenFolders';
import { copyFiles, type CopyOrder, type CopyReport } from './copyFiles';
import { copyFolder, type FolderCopy } from './copyFolder';

/** Files and folders that somebody wants copied into a folder. */
export interface EntriesOrder extends CopyOrder {
	folders: GivenFolder[];
}

/** What became of them; folders are counted and named as files are. */
export interface EntriesReport extends CopyReport {
	complete: boolean;
	folderCopies: FolderCopy[];
}

/**
 * Copies the files of several orders of the same destination and settings in one go, and then their folders, each as
 * `copyFolder` does. Returns a report on each order.
 */
export async function copyEntries(
	portal: PortalClient,
	group: EntriesOrder[],
): Promise<EntriesReport[]> {
	const [order] = group;
	if (!order) return [];
	const { destination, policy } = order;
	const reports = await copyFiles(portal, group);
	const all = await withEachFolder(
		group.flatMap(({ folders }) => folders),
		async (folder) => await copyFolder(portal, folder, destination, policy),
	);
	return reports.map((report, at) => {
		const { done, ...left } = ofThese(group[at]?.folders ?? [], all);
		const failed = [...report.failed, ...left.failed];
		const unknown = [...report.unknown, ...left.unknown];
		const folderCopies = done.map(({ result }) => result);
		return {
			...report,
			complete: failed.length + unknown.length === 0,
			requested: report.requested + done.length + left.failed.length + left.unknown.length,
			skipped: [...report.skipped, ...folderCopies.flatMap(({ skipped }) => skipped)],
			failed,
			unknown,
			folderCopies,
		};
	});
}
