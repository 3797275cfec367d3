import {
	accessDenied,
	argumentNull,
	authenticationFailed,
	badArgument,
	invalidOperation,
	notFound,
	tooManySignIns,
	unauthorizedAccess,
	ValidationProblem,
} from '../../ground/errors';
import { hashedPassword } from '../../ground/passwords';
import { UserStatus, type UserType } from '../../model/enums';
import type { ApiKey, PortalUser } from '../../model/types';
import { isAdmin } from '../../rules/rights';
import { userByPassword } from '../auth';
import { type Answer, type Call, callerOf, type Route } from '../route';

const DAY_MS = 24 * 60 * 60 * 1000;
const TOKEN_DAYS = 365;
const MAX_FAILURES = 5;
const FAILURES_MS = 60 * 1000;
const MAX_KEY_NAME_LENGTH = 30;
const MAX_KEY_DAYS = 365;
const PERMISSIONS = [
	'*',
	...['*', 'accounts', 'accounts.self', 'files', 'rooms'].flatMap((area) => [
		`${area}:read`,
		`${area}:write`,
	]),
];
const NEW_TYPES: UserType[] = ['RoomAdmin', 'Guest', 'DocSpaceAdmin', 'User'];

/**
 * Signs in by e-mail and password, or its hash. A wrong password and an unknown address look the same; after
 * too many of them even the right one is refused for a while (docspace-api.md 19).
 */
function signIn({ store, body, dto }: Call): Answer {
	const email = body.text('userName')?.toLowerCase() ?? '';
	const hash = body.text('passwordHash') ?? hashedPassword(body.text('password') ?? '');
	const now = store.clock.now();
	const failures = (store.failedSignIns.get(email) ?? []).filter((at) => at > now - FAILURES_MS);
	if (failures.length > MAX_FAILURES) throw tooManySignIns();
	const user = userByPassword(store, email, hash);
	if (user === undefined) {
		store.failedSignIns.set(email, [...failures, now]);
		throw authenticationFailed();
	}
	if (user.status !== UserStatus.active) throw invalidOperation('The user is disabled');
	if (user.secondFactor !== undefined) return { response: askForCode(user) };
	const expires = dto.dates.show(store.stamp() + TOKEN_DAYS * DAY_MS);
	return { response: { token: store.addToken(user.id), expires, sms: false, tfa: false } };
}

/** A success without a token (docspace-api.md 19, T131). */
function askForCode({ secondFactor }: PortalUser) {
	const confirmUrl = '/confirm';
	if (secondFactor === 'sms') return { sms: true, phoneNoise: '+49*****00', confirmUrl };
	const isNew = secondFactor === 'newApp';
	return { tfa: true, tfaKey: isNew ? 'KEY' : undefined, confirmUrl };
}

/** What the portal shows of a key; the secret only once, in the answer that creates it (docspace-api.md 2.2). */
export function shownKey({ dto }: Call, key: ApiKey, secret?: string) {
	return {
		id: key.id,
		name: key.name,
		key: secret,
		keyPostfix: key.postfix,
		permissions: key.scopes,
		lastUsed: key.lastUsed === undefined ? undefined : dto.dates.show(key.lastUsed),
		createOn: dto.dates.show(key.created),
		createBy: dto.people.employee(key.userId),
		expiresAt: key.expiresAt === undefined ? undefined : dto.dates.show(key.expiresAt),
		isActive: key.active,
	};
}

/** Not for guests; for others unless developer tools are for admins only (docspace-api.md 2.2). */
function createKey(call: Call): Answer {
	const { store, body, settings } = call;
	const caller = callerOf(call);
	const isKeptOut = settings.restrictDeveloperTools && !isAdmin(caller);
	if (caller.type === 'Guest' || isKeptOut) throw unauthorizedAccess();
	const name = body.text('name') ?? '';
	if (name === '' || name.length > MAX_KEY_NAME_LENGTH) {
		throw new ValidationProblem({ Name: [`The Name has 1 to ${MAX_KEY_NAME_LENGTH} characters.`] });
	}
	const permissions = (body.list('permissions') ?? []).map(String);
	if (permissions.some((name) => !PERMISSIONS.includes(name))) {
		throw badArgument('Permissions are not valid.');
	}
	const { key, secret } = store.addKey(caller.id, { name, scopes: permissions });
	const days = body.get('expiresInDays');
	if (typeof days === 'number') {
		if (days < 1 || days > MAX_KEY_DAYS) throw badArgument('The number of days is out of range');
		key.expiresAt = store.stamp() + days * DAY_MS;
	}
	return { response: shownKey(call, key, secret) };
}

/** The key's own person, and admins, may take it away; it is dead at once (docspace-api.md 2.2). */
function deleteKey(call: Call): Answer {
	const { store, params } = call;
	const caller = callerOf(call);
	const key = [...store.keys.values()].find(({ id }) => id === params['id']?.toLowerCase());
	if (key === undefined) throw notFound('The API key was not found');
	if (key.userId !== caller.id && !isAdmin(caller)) throw accessDenied();
	store.keys.delete(key.hash);
	return { response: true };
}

function readType(call: Call): UserType {
	const wanted = call.body.text('type')?.toLowerCase();
	const type = NEW_TYPES.find((name) => name.toLowerCase() === wanted);
	if (type === undefined) throw call.body.wrongType('type');
	return type;
}

/** Room admins may make Users only, and admins are made by the owner (docspace-api.md 17.2). */
function mayMake(caller: PortalUser, type: UserType): boolean {
	if (caller.type === 'Owner') return true;
	if (caller.type === 'DocSpaceAdmin') return type !== 'DocSpaceAdmin';
	return caller.type === 'RoomAdmin' && type === 'User';
}

/** Makes an account that is active at once: no invitation is sent, and guests can be made too (docspace-api.md 17.2). */
function createActivePerson(call: Call): Answer {
	const { store, body, dto } = call;
	const caller = callerOf(call);
	const type = readType(call);
	if (!mayMake(caller, type)) throw accessDenied();
	const email = body.text('email') ?? '';
	const names = [body.text('firstName'), body.text('lastName')];
	if (names.includes(undefined)) throw argumentNull('input');
	const known = [...store.users.values()].map((user) => user.email.toLowerCase());
	if (known.includes(email.toLowerCase())) throw badArgument('The address is taken');
	const password = body.text('password');
	if (password !== undefined && !/^[!-~]{8,30}$/.test(password)) {
		throw badArgument('The password does not meet the requirements');
	}
	const user = store.addUser({
		displayName: names.join(' '),
		email,
		type,
		status: UserStatus.active,
		createdBy: caller.id,
		passwordHash: password === undefined ? undefined : hashedPassword(password),
	});
	if (type === 'Guest') store.relate(caller.id, user.id);
	store.journal.note(caller.id, 'user.created', { id: user.id });
	return { response: dto.people.employeeFull(user) };
}

/** Signing in, API keys, and accounts that nobody has to be invited to. */
export const ACCOUNT_ROUTES: Route[] = [
	{
		method: 'POST',
		template: 'authentication',
		scope: '*',
		anonymous: true,
		hasBody: true,
		act: signIn,
	},
	{ method: 'POST', template: 'keys', scope: '*', hasBody: true, act: createKey },
	{ method: 'DELETE', template: 'keys/{id}', scope: '*', act: deleteKey },
	{
		method: 'POST',
		template: 'people/active',
		scope: 'accounts',
		hasBody: true,
		act: createActivePerson,
	},
];
