import { PASSWORD_HASHING } from '../../ground/passwords';
import {
	deleteGuests,
	deletePeople,
	deletePerson,
	filterPeople,
	personByEmail,
	personByKey,
	readUserIds,
	setStatus,
} from '../../people/people';
import { type Answer, type Call, callerOf, type Route } from '../route';
import { shownKey } from './accounts';

const STATUS_NAMES: Record<string, number> = { active: 1, terminated: 2, pending: 4 };

function settings(call: Call): Answer {
	const { toldVersion } = call.settings;
	return {
		response: {
			docSpace: true,
			version: toldVersion,
			tenantAlias: 'sandbox',
			tenantStatus: 0,
			standalone: true,
			baseDomain: 'localhost',
			culture: 'en-US',
			passwordHash: PASSWORD_HASHING,
		},
	};
}

function build(call: Call): Answer {
	const { toldVersion } = call.settings;
	return { response: { docSpace: toldVersion, documentServer: '9.0.4' } };
}

/** The key's own description; any valid key may ask (docspace-api.md 2.2). */
function ownKey(call: Call): Answer {
	const { key } = call.identity;
	return key === undefined ? {} : { response: shownKey(call, key) };
}

function people(call: Call): Answer {
	const { people: page, total } = filterPeople(call.store, callerOf(call), call.query);
	const response = page.map((user) => call.dto.people.employeeFull(user));
	return { response, count: page.length, total };
}

function changeStatus(call: Call): Answer {
	const text = call.params['status'] ?? '';
	const status = /^\d+$/.test(text) ? Number(text) : STATUS_NAMES[text.toLowerCase()];
	const ids = readUserIds(call.body) ?? [];
	const users = setStatus(call.store, callerOf(call), status, ids);
	return { response: users.map((user) => call.dto.people.employeeFull(user)) };
}

function removeGuests(call: Call): Answer {
	deleteGuests(call.store, callerOf(call), readUserIds(call.body), call.abilities);
	return {};
}

function removePeople(call: Call): Answer {
	const users = deletePeople(call.store, callerOf(call), readUserIds(call.body) ?? []);
	return { response: users.map((user) => call.dto.people.employeeFull(user)) };
}

/** The portal itself, keys and people. */
export const PORTAL_ROUTES: Route[] = [
	{ method: 'GET', template: 'settings', scope: '*', anonymous: true, act: settings },
	{
		method: 'GET',
		template: 'settings/version/build',
		scope: '*',
		anonymous: true,
		act: build,
	},
	{
		method: 'GET',
		template: 'authentication',
		scope: '*',
		anonymous: true,
		act: (call) => ({ response: call.caller !== undefined }),
	},
	{
		method: 'GET',
		template: 'keys/@self',
		scope: 'any',
		isMissing: ({ keysSelfRoute }) => !keysSelfRoute,
		act: ownKey,
	},
	{
		method: 'GET',
		template: 'people/@self',
		scope: 'accounts.self',
		act: (call) => ({ response: call.dto.people.employeeFull(callerOf(call)) }),
	},
	{
		method: 'GET',
		template: 'people/email',
		scope: 'accounts',
		act: (call) => ({
			response: call.dto.people.employeeFull(
				personByEmail(call.store, callerOf(call), call.query.text('email')),
			),
		}),
	},
	{ method: 'GET', template: 'people/filter', scope: 'accounts', act: people },
	{
		method: 'DELETE',
		template: 'people/guests',
		scope: 'accounts',
		hasBody: true,
		act: removeGuests,
	},
	{
		method: 'PUT',
		template: 'people/status/{status}',
		scope: 'accounts',
		hasBody: true,
		act: changeStatus,
	},
	{
		method: 'PUT',
		template: 'people/delete',
		scope: 'accounts',
		hasBody: true,
		act: removePeople,
	},
	// No scope policy on this one (docspace-api.md 7.5).
	{
		method: 'GET',
		template: 'people/{id}',
		scope: 'any',
		act: (call) => ({
			response: call.dto.people.employeeFull(
				personByKey(call.store, callerOf(call), call.params['id'] ?? ''),
			),
		}),
	},
	{
		method: 'DELETE',
		template: 'people/{id}',
		scope: 'accounts',
		act: (call) => ({
			response: call.dto.people.employeeFull(
				deletePerson(call.store, callerOf(call), call.params['id'] ?? ''),
			),
		}),
	},
];
