import {
	jsonParse,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
	type INodeProperties,
} from 'n8n-workflow';

import { asDocSpaceError } from '../portal/errors';
import { PAGE } from '../portal/http/client';
import { readGroupPage } from '../portal/people/groups';
import { readMemberPage } from '../portal/people/members';
import type { NamedPerson } from '../portal/people/people';
import { isObject, type GroupDto } from '../portal/types';
import { chosen, pickedFrom } from './locator';
import { byEmail, byId, EXAMPLE_OF_GUID, fromList, picker } from './modes';
import { personFrom } from './person';
import { pickFrom, readPickedPage } from './picking';
import { roomLocator } from './room';
import { offerOf, searchUsers } from './user';

function memberLocator(placeholder: string, searchListMethod: string): INodeProperties {
	return picker('Member', 'member', [
		fromList(searchListMethod, placeholder),
		byEmail('e.g. anna@client.com'),
		byId(EXAMPLE_OF_GUID, 'Of a person, guest or group'),
	]);
}

/** The picker of people and groups who are to come into a room. */
export const newMemberLocator = memberLocator('Choose a person or group…', 'searchPeopleAndGroups');

/** The picker of those who are in the room of the field *Room*. */
export const roomMemberLocator = memberLocator('Choose a member…', 'searchRoomMembers');

/** Fills the list of people, groups first, filtered by name or e-mail as the user types. */
export async function searchPeopleAndGroups(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const people = await searchUsers.call(this, filter, paginationToken);
	if (paginationToken !== undefined) return people;
	const groups = await pickFrom(this, 'The list of groups', async (portal) => {
		// A key that may list people may be one that may not list groups (docspace-api.md T127).
		const page = await readGroupPage(portal, filter, { count: PAGE, startIndex: 0 }).catch(
			asDocSpaceError,
		);
		return 'items' in page ? page.items.map(offerOfGroup) : [];
	});
	return { ...people, results: [...groups, ...people.results] };
}

/** Fills the list of a room's members, a hundred at a time, filtered by name or e-mail as the user types. */
export async function searchRoomMembers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await pickFrom(this, 'The list of members', async (portal) => {
		const { name, displayName } = roomLocator;
		const { id } = await pickedFrom(this.getNodeParameter(name, ''), displayName, portal);
		return await readPickedPage(
			paginationToken,
			async (range) => await readMemberPage(portal, id, filter, range),
			({ sharedToUser, sharedToGroup }) => [
				...(sharedToUser ? [offerOf(sharedToUser)] : []),
				...(sharedToGroup ? [offerOfGroup(sharedToGroup)] : []),
			],
		);
	});
}

function offerOfGroup({ id, name = id }: GroupDto): INodeListSearchItems {
	return { name: `${name}, group`, value: id };
}

/**
 * Takes the value of a picker of members, or of a field of them: one, or several as Get Members puts them out, or
 * their addresses or ids, as a list, as JSON or as text. Throws `InputError`.
 */
export function membersFrom(parameter: unknown, field: string): NamedPerson[] {
	const given = chosen(parameter);
	const read = (one: unknown) =>
		personFrom(isObject(one) ? one.id || one.email : one, field, PERSON);
	if (Array.isArray(given)) return given.map(read);
	if (typeof given !== 'string' || given === '') return [read(given)];
	if (!given.startsWith('[')) return given.split(/[,;\s]+/).map(read);
	const json = jsonParse<unknown>(given, { fallbackValue: null });
	return Array.isArray(json) ? json.map(read) : [read(given)];
}

const PERSON = { one: 'person', address: 'anna@client.com' };
