import {
	ask,
	lookAtPerson,
	membersOf,
	only,
	quietly,
	type Section,
	type Step,
	NOBODY,
} from './asking';

/** Everybody's of the recording. */
export const PASSWORD = 'Probe-Passw0rd!';

export const mail = (who: string) => `${who}@probe.example`;

const who = (what: string, name: string, label?: string): Step =>
	ask(`person: ${what}`, 'GET', 'people/email', {
		as: 'owner',
		label,
		query: { email: mail(name) },
		recorded: only(
			'email',
			'status',
			'isAdmin',
			'isRoomAdmin',
			'isVisitor',
			'isCollaborator',
			'displayName',
			'firstName',
			'createdBy',
		),
	});
type Invited = Array<{ email: string; type?: string | number }>;
const invite = (what: string, invitations: Invited, as = 'owner'): Step =>
	ask(`invite: ${what}`, 'POST', 'people/invite', {
		body: { invitations, culture: 'en-US' },
		as,
		recorded: 'outcome',
	});
const inviteOne = (what: string, name: string, type?: string | number, as?: string): Step =>
	invite(what, [{ email: mail(name), type }], as);
const resend = (name: string, ids: string[]): Step =>
	ask(name, 'PUT', 'people/invite', {
		body: { userIds: ids, resendAll: false },
		as: 'owner',
		recorded: 'outcome',
	});

const INVITING: Step[] = [
	inviteOne('a user', 'i1', 'User'),
	who('invited user', 'i1', 'i1'),
	inviteOne('again', 'i1', 'User'),
	inviteOne('raised to room admin', 'i1', 'RoomAdmin'),
	who('raised', 'i1'),
	inviteOne('lower again', 'i1', 'User'),
	who('lower again', 'i1'),
	inviteOne('guest', 'i2', 'Guest'),
	who('guest', 'i2'),
	inviteOne('room admin by number', 'i3', 1),
	who('by number', 'i3'),
	inviteOne('no type', 'i4'),
	who('no type', 'i4'),
	inviteOne('unknown type', 'i5', 'Boss'),
	invite('bad address', [{ email: 'no address', type: 'User' }]),
	invite('good then bad', [
		{ email: mail('i6'), type: 'User' },
		{ email: 'no address', type: 'User' },
	]),
	who('good before bad', 'i6'),
	inviteOne('DocSpaceAdmin by an admin', 'i7', 'DocSpaceAdmin', 'dora'),
	who('DocSpaceAdmin by an admin', 'i7'),
	inviteOne('DocSpaceAdmin by the owner', 'i8', 'DocSpaceAdmin'),
	who('DocSpaceAdmin by the owner', 'i8'),
	inviteOne('RoomAdmin by a room admin', 'i9', 'RoomAdmin', 'rob'),
	inviteOne('User by a room admin', 'i10', 'User', 'rob'),
	who('user by a room admin', 'i10'),
	inviteOne('by a user', 'i11', 'User', 'ulla'),
	invite('nobody', []),
	inviteOne('existing active, raised', 'erna', 'RoomAdmin'),
	who('existing active, raised', 'erna'),
	inviteOne('guest account raised', 'gus', 'User'),
	who('guest account raised', 'gus'),
	resend('resend', ['<i1>']),
	resend('resend: active one', ['<rob>']),
	resend('resend: unknown', [NOBODY]),
	resend('resend: nobody', []),
];

const makeActive = (what: string, email: string, more: Record<string, string>, as = 'owner') =>
	ask(`people/active: ${what}`, 'POST', 'people/active', {
		body: { type: 'User', email, ...more },
		as,
	});
const NAMES = { firstName: 'D', lastName: 'D' };

const NEW_PEOPLE: Step[] = [
	makeActive('duplicate address', mail('rob'), { ...NAMES, password: PASSWORD }),
	makeActive('weak password', mail('w1'), { ...NAMES, password: 'a' }),
	makeActive('no password', mail('w2'), NAMES),
	who('no password', 'w2'),
	makeActive('no names', mail('w3'), { password: PASSWORD }),
	who('no names', 'w3'),
	makeActive('by a room admin', mail('w4'), { ...NAMES, password: PASSWORD }, 'rob'),
	who('by a room admin', 'w4'),
];

const raise = (what: string, type: string | number, id: string, as = 'owner'): Step =>
	ask(`type: ${what}`, 'PUT', `people/type/${type}`, {
		body: { userIds: [id] },
		as,
		recorded: 'outcome',
	});
const typeNow = (what: string, id: string): Step => lookAtPerson(`type now: ${what}`, id);

const RAISING: Step[] = [
	typeNow('user', '<tim>'),
	raise('user to user', 'User', '<tim>'),
	raise('guest to user', 'User', '<gil>'),
	typeNow('guest to user', '<gil>'),
	raise('user to room admin', 'RoomAdmin', '<tim>'),
	typeNow('room admin', '<tim>'),
	raise('room admin again', 'RoomAdmin', '<tim>'),
	raise('room admin down to user', 'User', '<tim>'),
	raise('user to guest', 'Guest', '<gil>'),
	raise('by number', 3, '<tim>'),
	typeNow('by number 3', '<tim>'),
	raise('admin to room admin by the owner', 'RoomAdmin', '<tim>'),
	typeNow('admin down', '<tim>'),
	raise('unknown person', 'RoomAdmin', NOBODY),
	raise('unknown type', 'Boss', '<tim>'),
	raise('owner', 'RoomAdmin', '<owner>'),
	raise('by an admin to admin', 'DocSpaceAdmin', '<tim>', 'dora'),
	raise('by a room admin', 'RoomAdmin', '<gil>', 'rob'),
	raise('self', 'RoomAdmin', '<dora>', 'dora'),
	ask('type: room of the room admin', 'POST', 'files/rooms', {
		body: { title: 'P2 of tim', roomType: 5 },
		as: 'tim',
		label: 'timsRoom',
		recorded: 'brief',
	}),
];

const lower = (what: string, body: Record<string, unknown>): Step =>
	ask(`downgrade: ${what}`, 'POST', 'people/type', { body, as: 'owner' });
const lowerTim = (what: string, type: string): Step => lower(what, { type, userId: '<tim>' });
/** How a job ended, of which the recording has nothing but what it said. */
const progress = (what: string, path: string): Step =>
	ask(`progress: ${what}`, 'GET', path, { as: 'owner', recorded: (response) => response });
const typeProgress = (what: string): Step => progress(what, 'people/type/progress/<tim>');
const ownerOf = (name: string, room: string): Step =>
	ask(name, 'GET', `files/rooms/${room}`, {
		as: 'owner',
		recorded: (response) => membersOf(membersOf(response)['createdBy'])['id'],
	});

const LOWERING: Step[] = [
	ask('reassign necessary', 'GET', 'people/reassign/necessary', {
		query: { userId: '<tim>', type: 'User' },
		as: 'owner',
	}),
	lowerTim('to RoomAdmin', 'RoomAdmin'),
	lower('self', { type: 'User', userId: '<owner>' }),
	lower('reassign to a user', { type: 'User', userId: '<tim>', reassignUserId: '<ulla>' }),
	lower('reassign to itself', { type: 'User', userId: '<tim>', reassignUserId: '<tim>' }),
	lower('unknown', { type: 'User', userId: NOBODY }),
	lowerTim('to user, without reassign', 'User'),
	typeProgress('downgrade'),
	typeNow('downgraded', '<tim>'),
	ownerOf('downgrade: owner of the room', '<timsRoom>'),
	lowerTim('same type', 'User'),
	typeProgress('same type'),
	lowerTim('to guest', 'Guest'),
	typeProgress('to guest'),
	typeNow('guest', '<tim>'),
	ask('progress: unknown person', 'GET', 'people/type/progress/<guid>', { as: 'owner' }),
];

const setStatus = (what: string, status: string, ids: string[], as = 'owner'): Step =>
	ask(`status: ${what}`, 'PUT', `people/status/${status}`, {
		body: { userIds: ids, resendAll: false },
		as,
		recorded: 'outcome',
	});

const DISABLING: Step[] = [
	setStatus('disable', '2', ['<tim>']),
	lookAtPerson('type now: disabled', '<tim>'),
	setStatus('disable again', '2', ['<tim>']),
	ask('status: disabled signs in', 'POST', 'authentication', {
		body: { userName: mail('tim'), password: PASSWORD },
		as: 'nobody',
	}),
	ask('status: key of a disabled person', 'GET', 'people/@self', { as: 'tim' }),
	ask('status: token of a disabled person', 'GET', 'people/@self', { as: 'token of tim' }),
	lowerTim('disabled', 'User'),
	inviteOne('disabled account', 'tim', 'User'),
	setStatus('enable', '1', ['<tim>']),
	lookAtPerson('type now: enabled', '<tim>'),
	setStatus('enable again', '1', ['<tim>']),
	setStatus('pending', '4', ['<tim>']),
	setStatus('word', 'Terminated', ['<tim>']),
	setStatus('disable a pending one', '2', ['<i1>']),
	lookAtPerson('type now: pending disabled', '<i1>'),
	setStatus('enable a never registered one', '1', ['<i1>']),
	lookAtPerson('type now: never registered enabled', '<i1>'),
	setStatus('self', '2', ['<dora>'], 'dora'),
	setStatus('the owner', '2', ['<owner>'], 'dora'),
	setStatus('an admin by an admin', '2', ['<dan>'], 'dora'),
	setStatus('unknown', '2', [NOBODY]),
	setStatus('good and bad', '2', ['<gil>', '<owner>']),
	lookAtPerson('type now: good and bad', '<gil>'),
	setStatus('by a room admin', '2', ['<gil>'], 'rob'),
	setStatus('nobody', '2', []),
];

const deletePeople = (what: string, ids: string[], as = 'owner'): Step =>
	ask(`delete: ${what}`, 'PUT', 'people/delete', {
		body: { userIds: ids },
		as,
		recorded: 'outcome',
	});
const deleteOne = (what: string, id: string): Step =>
	ask(`delete one: ${what}`, 'DELETE', `people/${id}`, { as: 'owner' });

const reassign = (what: string, fromUserId: string, toUserId: string): Step =>
	ask(`reassign: ${what}`, 'POST', 'people/reassign/start', {
		body: { fromUserId, toUserId, deleteProfile: false },
		as: 'owner',
	});
const makeRoomOf = (who: string): Step =>
	quietly('POST', 'files/rooms', {
		body: { title: `P2 of ${who}`, roomType: 5 },
		as: who,
		label: `${who}sRoom`,
	});

const DELETING_PEOPLE: Step[] = [
	deletePeople('active', ['<gil>']),
	deletePeople('unknown', [NOBODY]),
	setStatus('disable for delete', '2', ['<gil>']),
	makeRoomOf('tom'),
	deletePeople('disabled and active', ['<gil>', '<ulla>']),
	who('after disabled and active', 'gil'),
	deletePeople('disabled', ['<gil>']),
	ask('delete: person afterwards', 'GET', 'people/<gil>', { as: 'owner' }),
	who('deleted by e-mail', 'gil'),
	deletePeople('again', ['<gil>']),
	deleteOne('active', '<tom>'),
	setStatus('disable a room owner', '2', ['<tom>']),
	reassign('unknown target', '<tom>', NOBODY),
	reassign('to a user', '<tom>', '<ulla>'),
	reassign('from an active one', '<rob>', '<dora>'),
	reassign('start', '<tom>', '<dora>'),
	progress('reassign', 'people/reassign/progress/<tom>'),
	ownerOf('reassign: owner of the room', '<tomsRoom>'),
	deleteOne('disabled', '<tom>'),
	deleteOne('again', '<tom>'),
	who('room owner deleted', 'tom'),
	setStatus('disable zoe', '2', ['<zoe>']),
	deletePeople('a room owner without reassign', ['<zoe>']),
	setStatus('an admin by the owner', '2', ['<adam>']),
	deletePeople('an admin by an admin', ['<adam>'], 'dora'),
	who('an admin deleted by an admin?', 'adam'),
	ask('remove: start', 'POST', 'people/remove/start', { body: { userId: '<adam>' }, as: 'owner' }),
	progress('remove', 'people/remove/progress/<adam>'),
	who('removed', 'adam'),
];

/** The questions about people and their accounts, in the order of the recording. */
export const PEOPLE: Section[] = [
	{ title: 'inviting people (17.2)', steps: INVITING },
	{ title: 'new accounts (17.2)', steps: NEW_PEOPLE },
	{ title: 'raising people to another type (17.3)', steps: RAISING },
	{ title: 'lowering people, and who takes over (17.3)', steps: LOWERING },
	{ title: 'disabling accounts (7.4)', steps: DISABLING },
	{
		title: 'deleting accounts, and giving away what they have (7.4, 17.4)',
		steps: DELETING_PEOPLE,
	},
];
