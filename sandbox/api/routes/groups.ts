import { BareRefusal } from '../../ground/errors';
import { isGuid } from '../../ground/input';
import { createGroup, groupById, groupsListed } from '../../people/groups';
import { type Answer, type Call, callerOf, type Route } from '../route';

/** Without members; the total is real (docspace-api.md 17.5). */
function getGroups(call: Call): Answer {
	const { store, query, dto } = call;
	const count = query.pageSize();
	const groups = groupsListed(store, callerOf(call), query);
	const start = query.whole('startIndex') ?? 0;
	const page = groups.slice(start, start + count).map((group) => dto.people.group(group));
	return { response: page, count: page.length, total: groups.length };
}

function getGroup(call: Call): Answer {
	const id = call.params['id'] ?? '';
	if (!isGuid(id)) throw new BareRefusal(404, 'empty');
	const group = groupById(call.store, callerOf(call), id);
	const withMembers = call.query.flag('includeMembers') !== false;
	return {
		response: withMembers ? call.dto.people.wholeGroup(group) : call.dto.people.group(group),
	};
}

function postGroup(call: Call): Answer {
	const group = createGroup(call.store, callerOf(call), call.body);
	return { response: call.dto.people.wholeGroup(group) };
}

/** Groups of people. */
export const GROUP_ROUTES: Route[] = [
	{ method: 'GET', template: 'group', scope: 'accounts:read', act: getGroups },
	{ method: 'GET', template: 'group/{id}', scope: 'accounts:read', act: getGroup },
	{ method: 'POST', template: 'group', scope: 'accounts', hasBody: true, act: postGroup },
];
