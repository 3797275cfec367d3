import { byEmail, byId, type RunOptions, type World } from '../world';

type More = Omit<RunOptions, 'operation' | 'fields'>;

/** A row of the field *Members*, by what a picker holds or by e-mail. */
export function row(member: string | ReturnType<typeof byId>, role = 'viewer') {
	return { member: typeof member === 'string' ? byEmail(member) : member, role };
}

/** Runs Add Members on the client's room. */
export async function addMembers(
	world: World,
	rows: Array<ReturnType<typeof row>>,
	fields: RunOptions['fields'] = {},
	more: More = {},
) {
	return await world.run({
		operation: 'room.addMembers',
		fields: { room: byId(world.clientRoom), membersToAdd: { values: rows }, ...fields },
		...more,
	});
}

/** Runs Change Role on the client's room. */
export async function changeRole(
	world: World,
	member: string | ReturnType<typeof byId>,
	role: string,
	fields: RunOptions['fields'] = {},
	more: More = {},
) {
	return await world.run({
		operation: 'room.changeRole',
		fields: { room: byId(world.clientRoom), ...row(member, role), ...fields },
		...more,
	});
}

/** The role of everybody in a room, as the portal's number; people by their address, groups by id. */
export function rolesIn({ portal }: Pick<World, 'portal'>, room: World['clientRoom']) {
	const { shares, users } = portal.state();
	const emails = new Map(users.map(({ id, email }) => [id, email]));
	const ofRoom = shares.filter(({ entryId }) => entryId === room);
	return Object.fromEntries(
		ofRoom.map(({ subject, access }) => [emails.get(subject) ?? subject, access]),
	);
}

/** To whom the portal has written, in this order. */
export function mailsOf({ portal }: Pick<World, 'portal'>): unknown[] {
	return portal.journal.of('mail.sent').map(({ to }) => to);
}

/** A success that says what the portal has not done. */
export function answering(response: object) {
	const headers = { 'content-type': 'application/json' };
	return { status: 200, headers, body: JSON.stringify({ response, statusCode: 200 }) };
}
