import { nothingIf } from '../errors';
import type { Page, PortalClient } from '../http/client';
import type { PageRange } from '../http/paging';
import { isGroup, type GroupDto } from '../types';

/** Reads a group without its members; undefined when there is none that the credential's user may see. */
export async function findGroup(portal: PortalClient, id: string): Promise<GroupDto | undefined> {
	return await portal
		.get(`group/${id}`, isGroup, { includeMembers: false })
		.catch(nothingIf('notFound', 'forbidden'));
}

/** One page of the groups whose names contain a text (docspace-api.md 17.5). */
export async function readGroupPage(
	portal: PortalClient,
	search: string | undefined,
	range: PageRange,
): Promise<Page<GroupDto>> {
	return await portal.getPage('group', isGroup, { filterValue: search, ...range });
}
