import type { IDataObject } from 'n8n-workflow';

import { folderUrl } from './address';
import type { RoomContent } from './content/roomFiles';
import type { PortalClient } from './http/client';
import { keyOf } from './ids';
import { countsOf, reportOn, type MoveReport, type MoveResult } from './moving/report';
import type { FolderDto } from './types';

/** What the room held, and what became or would become of it. */
export interface Outcome {
	content: RoomContent;
	/** The client's; undefined where it would have to be created. */
	folder?: FolderDto;
	folderCreated: boolean;
	result: MoveResult;
}

/** What the operation puts out as soon as the files were moved. */
export function reportOf(
	{ origin }: PortalClient,
	order: { clientName: string; dryRun: boolean; listsMovedIds: boolean },
	outcome: Outcome,
	files = reportOnFiles(outcome),
): IDataObject {
	const { content, folder, folderCreated } = outcome;
	const { renamed, stillShared, ...left } = files.lists;
	return {
		complete: files.complete,
		dryRun: order.dryRun,
		...countsOf(files),
		...left,
		filesLeft: [],
		guests: [],
		roomArchived: false,
		renamed,
		stillShared,
		roomId: content.room.id,
		roomTitle: content.room.title,
		roomUrl: folderUrl(origin, content.room),
		clientName: order.clientName,
		archiveFolderId: folder?.id ?? null,
		archiveFolderTitle: folder?.title ?? null,
		archiveFolderUrl: folder ? folderUrl(origin, folder) : null,
		folderCreated,
		manifest: null,
		...(order.listsMovedIds ? { moved: files.moved } : {}),
	};
}

/**
 * What became of the room's files. Those that the room holds `after` the move count as left behind too,
 * for they came when the others had been read.
 */
export function reportOnFiles(
	{ content: { files }, result }: Outcome,
	after?: RoomContent,
): MoveReport {
	const known = new Set(files.map(({ id }) => keyOf(id)));
	const fates = new Map(result.fates);
	const here = after?.files ?? [];
	for (const { id } of here) {
		const key = keyOf(id);
		const isNew = !known.has(key);
		if (!isNew && fates.get(key)?.kind !== 'moved') continue;
		fates.set(key, {
			kind: 'failed',
			reason: isNew
				? 'it came into the room after the others had been read; run again'
				: 'somebody took it out of the archive again',
		});
	}
	const given = [...files, ...here.filter(({ id }) => !known.has(keyOf(id)))];
	const described = new Map(given.map((file) => [keyOf(file.id), file]));
	return reportOn(given, described, { ...result, fates });
}
