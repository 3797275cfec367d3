import { badArgument, notAuthorized, notFound, ValidationProblem } from '../ground/errors';
import { type Body, isGuid, type Query } from '../ground/input';
import type { Store } from '../model/store';
import type { Group, PortalUser } from '../model/types';
import { isAdmin } from '../rules/rights';

const LONGEST_NAME = 128;

/** Users and guests may not read groups (docspace-api.md 17.5). */
function requireReader({ type }: PortalUser): void {
	if (type === 'User' || type === 'Guest') throw notAuthorized();
}

/** The groups that a query asks for, by name (docspace-api.md 17.5). */
export function groupsListed(store: Store, caller: PortalUser, query: Query): Group[] {
	requireReader(caller);
	const userId = query.guid('userId');
	const text = (query.text('filterValue') ?? '').toLowerCase();
	return [...store.groups.values()]
		.filter(({ members }) => userId === undefined || members.includes(userId))
		.filter(({ name }) => name.toLowerCase().includes(text))
		.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A group by its id. */
export function groupById(store: Store, caller: PortalUser, id: string): Group {
	requireReader(caller);
	const group = store.groups.get(id.toLowerCase());
	if (group === undefined) throw notFound('The group could not be found');
	return group;
}

/** Makes a group; one member who may not be in it refuses all, and the manager becomes one (docspace-api.md 17.5). */
export function createGroup(store: Store, caller: PortalUser, body: Body): Group {
	const name = body.text('groupName');
	if (name === undefined) throw body.wrongType('groupName');
	if (name === '' || name.length > LONGEST_NAME) {
		const message = `The field GroupName must be a string with a maximum length of ${LONGEST_NAME}.`;
		throw new ValidationProblem({ GroupName: [message] });
	}
	if (!isAdmin(caller)) throw notAuthorized();
	const managerId = body.text('groupManager');
	const ids = [...(body.list('members') ?? []), ...(managerId === undefined ? [] : [managerId])];
	const members = [...new Set(ids)].map((id) => {
		const user = isGuid(id) ? store.users.get(id.toLowerCase()) : undefined;
		if (user === undefined || user.type === 'Guest') {
			throw badArgument('The user could not be found');
		}
		return user;
	});
	return store.addGroup(name, members, managerId);
}
