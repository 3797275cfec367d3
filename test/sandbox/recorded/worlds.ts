import {
	hashedPassword,
	type Portal,
	type PortalUser,
	startSandbox,
	type UserType,
} from '../../../sandbox';
import { Asker, NOBODY } from './asking';
import { STAMP } from './groups';
import { GUEST_EMAIL } from './part1';
import { PASSWORD } from './people';

const basic = (email: string, password: string) =>
	`Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;

/** Somewhere to put questions to. */
export interface World {
	asker: Asker;
	close: () => Promise<void>;
}

/** A sandbox as the recorded server was set up: webhooks may go anywhere, and it has neither identity service nor Document Server. */
async function start(): Promise<World & { portal: Portal }> {
	const sandbox = await startSandbox({
		tieOrder: 'stable',
		webhookBlacklist: '',
		identityService: false,
		documentServer: false,
		templateMs: 300,
	});
	return {
		portal: sandbox.portal,
		asker: new Asker(sandbox),
		close: () => sandbox.close(),
	};
}

/** The portal that part 1 was asked of: its owner asks, who has two rooms, one of them with a manager. */
export async function firstWorld(): Promise<World> {
	const { portal, asker, close } = await start();
	const owner = portal.addUser({
		displayName: 'Administrator',
		email: 'owner@example.com',
		type: 'Owner',
	});
	const admin = portal.addUser({
		displayName: 'Rob Admin',
		email: 'rob@probe.example',
		type: 'RoomAdmin',
	});
	const guest = portal.addUser({
		displayName: 'Gita Guest',
		email: GUEST_EMAIL,
		type: 'Guest',
		invitedBy: owner.id,
	});
	const foreign = portal.addUser({
		displayName: 'Gus Guest',
		email: 'gus@probe.example',
		type: 'Guest',
		invitedBy: admin.id,
	});
	const member = portal.addUser({
		displayName: 'Ulla User',
		email: 'ulla@probe.example',
		type: 'User',
	});
	asker.introduce('owner', owner);
	asker.introduce('admin', admin);
	asker.addKey('scoped', owner, ['files:write', 'rooms:write']);
	asker.addCredential('wrong key', 'Bearer sk-0000');
	asker.addCredential('garbage', 'Bearer nonsense');
	asker.name('guest', guest.id);
	asker.name('foreign', foreign.id);
	asker.name('member', member.id);
	const acme = portal.addRoom({ title: 'Probe Acme', type: 'custom', owner: owner.id });
	const archive = portal.addRoom({ title: 'Probe Archive', type: 'custom', owner: owner.id });
	portal.share(acme.id, admin.id, 'RoomManager', { by: owner.id });
	asker.name('acme', acme.id);
	asker.name('archive', archive.id);
	return { asker, close };
}

/** The portal that part 2 was asked of: a DocSpace admin asks, among people of every type. */
export async function secondWorld(): Promise<World> {
	const { portal, asker, close } = await start();
	const owner = portal.addUser({
		displayName: 'Administrator',
		email: 'owner@example.com',
		type: 'Owner',
	});
	const person = (name: string, type: UserType, invitedBy: string): PortalUser => {
		const displayName = `${name.charAt(0).toUpperCase()}${name.slice(1)} Probe`;
		const email = `${name}@probe.example`;
		const user = portal.addUser({ displayName, email, type, invitedBy, password: PASSWORD });
		asker.introduce(name, user);
		asker.addCredential(`basic of ${name}`, basic(email, PASSWORD));
		return user;
	};
	const dora = person('dora', 'DocSpaceAdmin', owner.id);
	const rob = person('rob', 'RoomAdmin', dora.id);
	person('rita', 'RoomAdmin', dora.id);
	const ulla = person('ulla', 'User', dora.id);
	person('erna', 'User', dora.id);
	person('gil', 'Guest', owner.id);
	for (const name of ['gita', 'gus']) person(name, 'Guest', dora.id);
	person('dan', 'DocSpaceAdmin', owner.id);
	const tim = person('tim', 'User', owner.id);
	for (const name of ['tom', 'zoe', 'bo']) person(name, 'RoomAdmin', owner.id);
	person('adam', 'DocSpaceAdmin', owner.id);
	asker.introduce('owner', owner);
	asker.addCredential('token of dora', `Bearer ${portal.addToken(dora)}`);
	asker.addCredential('wrong key', 'Bearer sk-0000');
	asker.name('group', portal.addGroup(`P2 ${STAMP}`, [dora, ulla, rob], dora).id);
	asker.name('guid', NOBODY);
	asker.addCredential('token of tim', portal.addToken(tim));
	const token = portal.addToken(rob);
	asker.addCredential('bare token', token);
	asker.addCredential('Bearer token', `Bearer ${token}`);
	asker.addCredential('basic, wrong', basic('rob@probe.example', 'x'));
	asker.name('no sid', 'f'.repeat(32));
	asker.name('guid', '00000000-1111-2222-3333-444444444444');
	// The sandbox has no room templates.
	asker.name('templatesRoot', 88_888_888);
	asker.name('hash', hashedPassword(PASSWORD));
	asker.name('hash in upper case', hashedPassword(PASSWORD).toUpperCase());
	for (const name of ['upload', 'delete', 'deleteArchived', 'version', 'members']) {
		asker.name(name, portal.addRoom({ title: `P2 ${name}`, type: 'custom', owner: dora.id }).id);
	}
	return { asker, close };
}
