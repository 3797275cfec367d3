import { keyOf } from './ids';
import { readPages } from './paging';
import type { Portal } from './portal';
import { isFolderContent, type FolderDto } from './types';

/** Which rooms to list: SearchArea of docspace-api.md 1.4. */
export type RoomState = 'Active' | 'Archive' | 'Any';

/**
 * The rooms the credential's user sees whose titles contain a text; exact within a state
 * (docspace-api.md 8.1). `sortBy` is never sent (T10).
 */
export async function findRooms(
	portal: Portal,
	state: RoomState,
	search: string | undefined,
	limit?: number,
): Promise<FolderDto[]> {
	return await readPages(limit, roomKey, async (page) => {
		const { folders = [], total } = await portal.get('files/rooms', isFolderContent, {
			searchArea: state,
			filterValue: search,
			...page,
		});
		return { items: folders, total };
	});
}

function roomKey({ id }: FolderDto): string {
	return keyOf(id);
}
