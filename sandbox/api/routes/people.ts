import { ValidationProblem } from '../../ground/errors';
import { isGuid } from '../../ground/input';
import type { UserType } from '../../model/enums';
import type { JobAboutPerson } from '../../model/store';
import { jobAbout, startReassigning, startRemoving } from '../../people/handingOver';
import { inviteAgain, invitePeople } from '../../people/inviting';
import { NUMBERED_TYPES, readUserIds } from '../../people/people';
import { lowerPerson, mustHandOver, raisePeople } from '../../people/types';
import { type Answer, type Call, callerOf, type Route } from '../route';

function invite(call: Call): Answer {
	const pending = invitePeople(call.store, callerOf(call), call.body);
	return { response: pending.map(({ id }) => call.dto.people.employee(id)) };
}

function resend(call: Call): Answer {
	const people = inviteAgain(call.store, callerOf(call), readUserIds(call.body) ?? []);
	return { response: people.map((user) => call.dto.people.employeeFull(user)) };
}

/** A type by its name, in any case, or by its number (docspace-api.md 1.4). */
function typeNamed(text: string): UserType | undefined {
	const named = NUMBERED_TYPES.find((type) => type.toLowerCase() === text.toLowerCase());
	return named ?? NUMBERED_TYPES[Number(text) - 1];
}

function raise(call: Call): Answer {
	const text = call.params['type'] ?? '';
	const type = typeNamed(text);
	if (type === undefined) {
		throw new ValidationProblem({ type: [`The value '${text}' is not valid.`] });
	}
	const people = raisePeople(call.store, callerOf(call), type, readUserIds(call.body) ?? []);
	return { response: people.map((user) => call.dto.people.personOr(user)) };
}

/** The id of a person in a body. */
function personIn({ body }: Call, name: string): string {
	const id = body.get(name);
	if (!isGuid(id)) throw body.wrongType(name);
	return id.toLowerCase();
}

function lower(call: Call): Answer {
	const { store, body } = call;
	const type = typeNamed(String(body.get('type') ?? ''));
	const userId = personIn(call, 'userId');
	const heir = body.has('reassignUserId') ? personIn(call, 'reassignUserId') : undefined;
	const order = { userId, type, reassignUserId: heir };
	return { response: lowerPerson(store, callerOf(call), order) };
}

function reassign(call: Call): Answer {
	const order = {
		fromUserId: personIn(call, 'fromUserId'),
		toUserId: personIn(call, 'toUserId'),
		deleteProfile: call.body.flag('deleteProfile'),
	};
	return { response: startReassigning(call.store, callerOf(call), order) };
}

function remove(call: Call): Answer {
	return { response: startRemoving(call.store, callerOf(call), personIn(call, 'userId')) };
}

/** Without such a job, an answer without a `response` (docspace-api.md 17.3). */
function progressOf(what: JobAboutPerson): Route['act'] {
	return ({ store, params }) => ({ response: jobAbout(store, what, params['id'] ?? '') });
}

const scope = 'accounts';

/** Inviting people, and what becomes of them. */
export const PEOPLE_ROUTES: Route[] = [
	{ method: 'POST', template: 'people/invite', scope, hasBody: true, act: invite },
	{ method: 'PUT', template: 'people/invite', scope, hasBody: true, act: resend },
	{ method: 'PUT', template: 'people/type/{type}', scope, hasBody: true, act: raise },
	{ method: 'POST', template: 'people/type', scope, hasBody: true, act: lower },
	{
		method: 'GET',
		template: 'people/type/progress/{id}',
		scope,
		act: progressOf('UpdateUserType'),
	},
	{
		method: 'GET',
		template: 'people/reassign/necessary',
		scope,
		act: ({ store, query }) => ({ response: mustHandOver(store, query.guid('userId') ?? '') }),
	},
	{ method: 'POST', template: 'people/reassign/start', scope, hasBody: true, act: reassign },
	{
		method: 'GET',
		template: 'people/reassign/progress/{id}',
		scope,
		act: progressOf('Reassign'),
	},
	{ method: 'POST', template: 'people/remove/start', scope, hasBody: true, act: remove },
	{ method: 'GET', template: 'people/remove/progress/{id}', scope, act: progressOf('Remove') },
];
