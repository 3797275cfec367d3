import type { EntryId } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import {
	byId,
	endWorlds,
	onlyItem,
	runnerOf,
	startWorld,
	type RunOptions,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const runShare = runnerOf('file.share');

const MAKE = 'POST files/file/{id}/link';
const CHANGE = 'PUT files/file/{id}/links';
const HOUR_MS = 3_600_000;
const PASSWORD = 'Secret-Passw0rd';

const addFile = ({ portal, clientRoom }: World, title = 'Offer.docx'): EntryId =>
	portal.addFile(clientRoom, title).id;

const share = async (
	world: World,
	id: EntryId,
	{ access = 'read', ...options }: Record<string, string | boolean> = {},
	more: Partial<RunOptions> = {},
) => await runShare(world, { file: byId(id), access, options }, more);

const end = async (world: World, id: EntryId, endOtherLinks = false) =>
	await runShare(world, { file: byId(id), whatToDo: 'end', endOtherLinks });

/** The links of a file as the portal has them. */
function linksOf({ portal }: World, id: EntryId) {
	return portal
		.state()
		.shares.filter(({ entryKind, entryId }) => entryKind === 'file' && entryId === id);
}

function inHours({ sandbox }: World, hours: number): number {
	return sandbox.clock.now() + hours * HOUR_MS;
}

/** A file with a main link that has all that a link can have. */
function addSharedFile(world: World) {
	const id = addFile(world);
	const expires = inHours(world, 24);
	const options = { title: 'For Contoso', password: PASSWORD, expires, denyDownload: true };
	const { subject } = world.portal.shareLink(id, 'primary', options);
	return { id, linkId: subject, options };
}

describe('File: Share', () => {
	test('opens a file by a link that gives what was asked for', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const expires = inHours(world, 48);
		const shared = onlyItem(
			await share(world, id, {
				access: 'editing',
				allowDownload: false,
				expires: new Date(expires).toISOString(),
				password: PASSWORD,
			}),
		);
		expect(shared).toEqual({
			id,
			title: 'Offer.docx',
			hasLink: true,
			url: expect.stringContaining(`${world.sandbox.url}/s/`),
			access: 'Editor',
			expires: expect.stringContaining('2026-06-03T'),
			expired: false,
			hasPassword: true,
			downloadAllowed: false,
			signedInOnly: false,
			otherLinks: 0,
			created: true,
			changed: false,
			endedCount: 0,
		});
		expect(linksOf(world, id)).toMatchObject([
			{ access: 10, link: { expires, password: PASSWORD, denyDownload: true } },
		]);
		expect(writesTo(world)).toEqual([MAKE]);
	});

	test('a second time gives the same link and writes nothing', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const options = { password: PASSWORD, expires: new Date(inHours(world, 48)).toISOString() };
		const first = onlyItem(await share(world, id, options));
		const second = onlyItem(await share(world, id, options));
		expect(second).toEqual({ ...first, created: false });
		expect(writesTo(world)).toEqual([MAKE]);
	});

	test('changes what is set and keeps all else, which DocSpace would drop (T101)', async () => {
		const world = await startWorld();
		const { id, linkId, options } = addSharedFile(world);
		const shared = onlyItem(await share(world, id, { access: 'comment' }));
		expect(shared).toMatchObject({
			access: 'Commenter',
			hasPassword: true,
			downloadAllowed: false,
			created: false,
			changed: true,
		});
		expect(linksOf(world, id)).toMatchObject([
			{ subject: linkId, subjectType: 4, access: 6, link: options },
		]);
	});

	test.each([
		[
			'the password',
			{ noPassword: true },
			{ hasPassword: false, expires: expect.stringMatching(/./) },
		],
		['the expiry', { neverExpires: true }, { hasPassword: true, expires: '' }],
		[
			'nothing by an option that is off',
			{ noPassword: false, neverExpires: false },
			{ hasPassword: true },
		],
	])('takes away %s on request', async (_, options, seen) => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		expect(onlyItem(await share(world, id, options))).toMatchObject(seen);
	});

	test.each(['password', 'expires', 'linkName', 'allowDownload', 'signedInOnly'])(
		'does not take an expression that yields nothing for no option: %s',
		async (name) => {
			const world = await startWorld();
			const { id } = addSharedFile(world);
			const { message } = failureOf(await share(world, id, { [name]: '={{ $json.missing }}' }));
			expect(message).toMatch(/is empty|neither on nor off/);
			expect(writesTo(world)).toEqual([]);
		},
	);

	test('names the link, and opens it to people who have signed in only', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const options = { linkName: 'For Contoso', signedInOnly: true };
		expect(onlyItem(await share(world, id, options))).toMatchObject({ signedInOnly: true });
		expect(linksOf(world, id)).toMatchObject([{ link: { title: 'For Contoso', internal: true } }]);
	});

	test('leaves the other links of the file alone', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const { subject } = world.portal.shareLink(id, 'additional', { password: PASSWORD });
		const shared = onlyItem(await share(world, id));
		expect(shared).toMatchObject({ hasPassword: false, otherLinks: 1, created: true });
		expect(linksOf(world, id)).toHaveLength(2);
		expect(linksOf(world, id)).toContainEqual(expect.objectContaining({ subject }));
	});

	test.each([
		[
			'a moment in the past, of which DocSpace would make never (T102)',
			({ sandbox }: World) => ({ expires: new Date(sandbox.clock.now() - 1000).toISOString() }),
			"'Expires' is in the past",
		],
		[
			'a moment in more than ten years',
			() => ({ expires: '2040-01-01T00:00:00Z' }),
			'more than 10 years ahead',
		],
		['what is no moment', () => ({ expires: 'soon' }), "'Expires' is not a date: “soon”"],
		['a long name', () => ({ linkName: 'n'.repeat(256) }), 'has 256 characters'],
		[
			'what a link to the file cannot give',
			() => ({ access: 'fillForms' }),
			"'Access' is Form filler, which no link to “Offer.docx” can give",
		],
	])('refuses %s before it writes', async (_, options, problem) => {
		const world = await startWorld();
		const id = addFile(world);
		expect(failureOf(await share(world, id, options(world))).message).toContain(problem);
		expect(writesTo(world)).toEqual([]);
	});

	test('never makes a link that has expired one that never does', async () => {
		const world = await startWorld();
		const id = addFile(world);
		world.portal.shareLink(id, 'primary', { expires: inHours(world, -1) });
		const { message, remedy } = failureOf(await share(world, id, { access: 'editing' }));
		expect(message).toContain("'Expires' is not set, and the link of “Offer.docx” has expired");
		expect(remedy).toContain('never expires');
		const expires = new Date(inHours(world, 5)).toISOString();
		expect(onlyItem(await share(world, id, { expires }))).toMatchObject({ expired: false });
	});

	test('says that a password is too weak, and never repeats it', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const run = await share(world, id, { password: 'abc' });
		const { message, remedy } = failureOf(run);
		expect(message).toContain("'Password' holds a password that is too weak");
		expect(`${message}${remedy}`).not.toContain('abc');
		expect(linksOf(world, id)).toEqual([]);
	});

	test('says so where DocSpace leaves out a change without a word', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Data', type: 'virtualData', owner: manager.id }).id;
		const { id } = portal.addFile(room, 'Offer.docx');
		const { message, remedy } = failureOf(await share(world, id, { signedInOnly: false }));
		expect(message).toContain('has not changed the link of “Offer.docx” as it should');
		expect(remedy).toContain('Virtual data rooms');
	});

	test.each(['without a link', 'with one'])(
		'opens no file %s to everybody that is meant for people who have signed in (T102)',
		async (which) => {
			const world = await startWorld();
			const { portal, manager } = world;
			const room = portal.addRoom({ title: 'Public', type: 'public', owner: manager.id }).id;
			const { id } = portal.addFile(room, 'Offer.docx');
			if (which === 'with one') portal.shareLink(id, 'primary');
			const run = await share(world, id, { access: 'editing', signedInOnly: true });
			const { message, remedy } = failureOf(run);
			expect(message).toBe(
				"'Signed-In People Only' is on, but “Offer.docx” lies in a Public room, where every link is open to everybody",
			);
			expect(remedy).toContain('Switch it off');
			expect(writesTo(world)).toEqual([]);
		},
	);

	test.each([
		['password', "={{ ['Secret-1', 'Secret-2'] }}", "'Password' is a list or an object"],
		['password', "={{ ({ password: 'Secret-1' }) }}", "'Password' is a list or an object"],
		['noPassword', "={{ 'true' }}", "'No Password' is neither on nor off"],
		['neverExpires', "={{ 'true' }}", "'Never Expires' is neither on nor off"],
	])('takes %s for nothing else than it says, %s', async (option, value, problem) => {
		const world = await startWorld();
		const { message, remedy } = failureOf(await share(world, addFile(world), { [option]: value }));
		expect(message).toBe(problem);
		expect(remedy).not.toContain('Secret');
		expect(writesTo(world)).toEqual([]);
	});

	test('explains that the link of a file does not tell which file it is, and never repeats it', async () => {
		const world = await startWorld();
		const value = `${world.sandbox.url}/s/SECRETKEY`;
		const { message, remedy } = failureOf(
			await runShare(world, { file: { __rl: true, mode: 'url', value } }),
		);
		expect(message).toBe("'File' is a share link, which holds only a key and no id");
		expect(remedy).not.toContain('SECRETKEY');
	});

	test('does not say that a file is not shared to who may not see it', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const credentials = world.credentialsOf(reader);
		const { message } = failureOf(await share(world, id, {}, { credentials }));
		expect(message).toContain('does not show you the links');
		expect(writesTo(world)).toEqual([]);
	});

	test.each([
		['in the Trash', 'lies in the Trash'],
		['in an archived room', 'archived room'],
	])('refuses a file %s', async (where, problem) => {
		const world = await startWorld();
		const { portal, manager, clientRoom } = world;
		const id = addFile(world);
		if (where === 'in the Trash') portal.trashFile(id, manager.id);
		else portal.archiveRoom(clientRoom);
		expect(failureOf(await share(world, id)).message).toContain(problem);
	});

	test.each([
		['made', MAKE, addFile],
		['changed', CHANGE, (world: World) => addSharedFile(world).id],
	])('a link is %s once where only the answer was lost', async (_, on, add) => {
		const world = await startWorld();
		const id = add(world);
		world.portal.faults.add({ on, cut: 'after' });
		expect(onlyItem(await share(world, id, { access: 'editing' }))).toMatchObject({
			access: 'Editor',
		});
		expect(linksOf(world, id)).toHaveLength(1);
		expect(writesTo(world)).toEqual([on]);
	});

	test('gives a link that somebody made meanwhile what was asked for (T104)', async () => {
		const world = await startWorld();
		const id = addFile(world);
		world.portal.faults.add({
			on: MAKE,
			acts: [(portal) => void portal.shareLink(id, 'primary', { title: 'Theirs' })],
		});
		expect(onlyItem(await share(world, id, { password: PASSWORD }))).toMatchObject({
			hasPassword: true,
		});
		expect(linksOf(world, id)).toMatchObject([{ link: { title: 'Theirs', password: PASSWORD } }]);
		expect(writesTo(world)).toEqual([MAKE, CHANGE]);
	});

	test('takes a file of third-party storage', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const provider = 'drive';
		const room = portal.addRoom({ title: 'Storage', type: 'custom', owner: manager.id, provider });
		const { id } = portal.addFile(room.id, 'Offer.docx');
		expect(onlyItem(await share(world, id))).toMatchObject({ id, created: true });
	});

	test('writes nothing once the execution is cancelled', async () => {
		const world = await startWorld();
		const id = addFile(world);
		const cancel = new AbortController();
		world.portal.faults.add({ on: 'GET files/file/{id}/links', acts: [() => cancel.abort()] });
		const run = await share(world, id, {}, { signal: cancel.signal });
		expect(run.status).toBe('canceled');
		expect(writesTo(world)).toEqual([]);
	});
});

describe('File: Share, ending a link', () => {
	test('ends the main link and tells how many others are left', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		const { subject } = world.portal.shareLink(id, 'additional');
		expect(onlyItem(await end(world, id))).toMatchObject({
			hasLink: true,
			endedCount: 1,
			otherLinks: 0,
		});
		expect(linksOf(world, id)).toMatchObject([{ subject }]);
	});

	test('ends all of them on request', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		world.portal.shareLink(id, 'additional');
		expect(onlyItem(await end(world, id, true))).toMatchObject({
			hasLink: false,
			url: '',
			endedCount: 2,
		});
		expect(linksOf(world, id)).toEqual([]);
	});

	test('leaves none open because an expression yields a text', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		const endOtherLinks = "={{ 'true' }}";
		const run = await runShare(world, { file: byId(id), whatToDo: 'end', endOtherLinks });
		expect(failureOf(run).message).toBe("'End Other Links Too' is neither on nor off");
		expect(writesTo(world)).toEqual([]);
	});

	test('says that the portal does not let it end', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		world.portal.faults.add({ on: CHANGE, times: 0, answer: 'accessDenied' });
		const { message, remedy } = failureOf(await end(world, id));
		expect(message).toBe('DocSpace does not let you end the link of “Offer.docx”');
		expect(remedy).toContain('Room manager');
	});

	test('a second time finds nothing to end', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		await end(world, id);
		expect(onlyItem(await end(world, id))).toMatchObject({ hasLink: false, endedCount: 0 });
		expect(writesTo(world)).toEqual([CHANGE]);
	});

	test('is done once when only its answer was lost', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		world.portal.faults.add({ on: CHANGE, cut: 'after' });
		expect(onlyItem(await end(world, id))).toMatchObject({ hasLink: false, endedCount: 1 });
		expect(writesTo(world)).toEqual([CHANGE]);
	});

	test('shows the link that DocSpace puts in place of the ended one (T103)', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Public', type: 'public', owner: manager.id }).id;
		const id = portal.addFile(room, 'Offer.docx').id;
		const { subject } = portal.shareLink(id, 'primary');
		const run = await end(world, id);
		const ended = onlyItem(run);
		expect(ended).toMatchObject({ hasLink: true, endedCount: 1 });
		expect(ended.url).not.toContain(subject);
		expect(hintsOf(run)).toEqual([expect.stringContaining('is still open by another')]);
	});

	test('does not say that a file has no link to who may not see it', async () => {
		const world = await startWorld();
		const { id } = addSharedFile(world);
		const reader = addPerson(world, 'Rita Reader');
		world.portal.share(world.clientRoom, reader.id, 'Read', { by: world.manager.id });
		const run = await runShare(
			world,
			{ file: byId(id), whatToDo: 'end' },
			{ credentials: world.credentialsOf(reader) },
		);
		expect(failureOf(run).message).toContain('does not show you the links');
	});
});
