import { hashedPassword, type SecondFactor } from '../../sandbox';
import { fileItem, inMemory } from '../harness/binary';
import { searchList, testCredential, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { IN_N8N_1 } from '../harness/n8nOne';
import { startTrigger } from '../harness/publishing';
import {
	byId,
	endWorlds,
	fillRoom,
	onlyItem,
	startWorld,
	type RunOptions,
	type World,
} from '../harness/world';

afterEach(endWorlds);

const SIGN_IN = 'POST authentication';
const PASSWORD = 'Correct-Horse-1';
const CREDENTIAL = 'docSpacePasswordApi';

type Credentials = Record<typeof CREDENTIAL, Record<string, string>>;

/** The manager's address and password, as typed into the credential. */
function passwordOf(world: World, change: Record<string, string> = {}): Credentials {
	const { sandbox, manager } = world;
	manager.passwordHash = hashedPassword(PASSWORD);
	const typed = { portalUrl: sandbox.url, email: ' Mara@Company.example ', password: PASSWORD };
	return { [CREDENTIAL]: { ...typed, ...change } };
}

const collect = async (
	world: World,
	credentials: WorkflowRun['credentials'],
	inWhich: Partial<RunOptions> = {},
) =>
	await world.run({
		...inWhich,
		operation: 'room.collectFiles',
		fields: { authentication: 'password', room: byId(world.clientRoom) },
		credentials,
	});

const signIns = ({ portal }: World) => portal.requests.to(SIGN_IN);

const tokenIn = ({ credentials }: { credentials: WorkflowRun['credentials'] }) =>
	String(credentials[CREDENTIAL]?.sessionToken);

/** Nothing that could be used to get in is in what n8n keeps and shows of a run. */
function expectNoSecretIn(result: WorkflowRun): void {
	const record = JSON.stringify(result.run.data.resultData);
	expect(record).not.toContain(PASSWORD);
	const token = tokenIn(result);
	if (token !== 'undefined' && token !== '') expect(record).not.toContain(token);
}

describe('E-mail and password', () => {
	test('sign in once, however many requests begin together', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 12, filesEach: 60 });
		const result = await collect(world, passwordOf(world));
		expect(onlyItem(result).fileCount).toBe(720);
		expect(signIns(world)).toHaveLength(1);
		expectNoSecretIn(result);
	});

	test('sign in no more where n8n has kept the token, nor in the pickers', async () => {
		const world = await startWorld();
		const { credentials } = await collect(world, passwordOf(world));
		expect(tokenIn({ credentials })).not.toBe('');
		await collect(world, credentials);
		const { results } = await searchList({
			method: 'searchRooms',
			credentials,
			parameters: { authentication: 'password' },
		});
		expect(results.map(({ name }) => name)).toContain('Contoso');
		expect(signIns(world)).toHaveLength(1);
	});

	test('sign in once more while a file is uploaded, of which no piece is lost', async () => {
		const world = await startWorld({ chunkUploadSize: 8 });
		const content = 'a file of several pieces';
		const on = 'POST files/{id}/session/{sid}/upload';
		world.portal.faults.add({ on, answer: 'unauthorized' });
		const result = await world.run({
			operation: 'file.upload',
			fields: { authentication: 'password', folder: byId(world.clientRoom) },
			items: [fileItem(inMemory('scan.txt', content))],
			credentials: passwordOf(world),
		});
		expect(result.error).toBeUndefined();
		const [file] = world.portal.filesBelow(world.clientRoom);
		expect(String(file && world.portal.bytesOf(file.id))).toBe(content);
		expect(signIns(world)).toHaveLength(2);
	});

	test('sign in once more when the session has ended, and every request gets through', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 12, filesEach: 60 });
		const { credentials } = await collect(world, passwordOf(world));
		world.portal.endSessions(world.manager);
		const result = await collect(world, credentials);
		expect(onlyItem(result).fileCount).toBe(720);
		expect(tokenIn(result)).not.toBe(tokenIn({ credentials }));
		expect(signIns(world)).toHaveLength(2);
		expectNoSecretIn(result);
	});

	test('write as well with a session that has ended', async () => {
		const world = await startWorld();
		const { credentials } = await collect(world, passwordOf(world));
		world.portal.endSessions(world.manager);
		const run = await world.run({
			operation: 'folder.ensure',
			fields: {
				authentication: 'password',
				parentFolder: byId(world.archiveRoom),
				folderName: 'Fabrikam',
			},
			credentials,
		});
		expect(onlyItem(run)).toMatchObject({ created: true });
		expect(signIns(world)).toHaveLength(2);
	});

	test('are tried again when a proxy fails in passing', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: SIGN_IN, answer: 'badGateway' });
		expect(onlyItem(await collect(world, passwordOf(world)))).toMatchObject({ fileCount: 0 });
		expect(signIns(world)).toHaveLength(2);
	});
});

test('DocSpace Trigger registers its webhook with e-mail and password', async () => {
	const world = await startWorld({ webhookBlacklist: '' });
	const trigger = await startTrigger({
		credentials: passwordOf(world),
		parameters: { authentication: 'password', room: byId(undefined), events: ['room.archived'] },
	});
	expect(await trigger.publish()).toBe(true);
	expect(world.portal.webhooks.configs.size).toBe(1);
	await trigger.unpublish();
	expect(world.portal.webhooks.configs.size).toBe(0);
	expect(signIns(world)).toHaveLength(1);
	await trigger.close();
});

describe('E-mail and password in n8n 1', () => {
	test('sign in once more when the session has ended, and every request gets through', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 12, filesEach: 60 });
		const { credentials } = await collect(world, passwordOf(world), IN_N8N_1);
		world.portal.endSessions(world.manager);
		const result = await collect(world, credentials, IN_N8N_1);
		expect(onlyItem(result).fileCount).toBe(720);
		expect(signIns(world)).toHaveLength(2);
		expectNoSecretIn(result);
	});

	test('sign in once more while a file is uploaded, of which no piece is lost', async () => {
		const world = await startWorld({ chunkUploadSize: 8 });
		const content = 'a file of several pieces';
		for (const on of ['POST files/{id}/session', 'POST files/{id}/session/{sid}/upload']) {
			world.portal.faults.add({ on, answer: 'unauthorized' });
		}
		const result = await world.run({
			...IN_N8N_1,
			operation: 'file.upload',
			fields: { authentication: 'password', folder: byId(world.clientRoom) },
			items: [fileItem(inMemory('scan.txt', content))],
			credentials: passwordOf(world),
		});
		expect(result.error).toBeUndefined();
		const [file, ...more] = world.portal.filesBelow(world.clientRoom);
		expect(String(file && world.portal.bytesOf(file.id))).toBe(content);
		expect(more).toEqual([]);
	});

	test('a password changed meanwhile is sent once, and the execution ends with what to do', async () => {
		const world = await startWorld();
		const { credentials } = await collect(world, passwordOf(world), IN_N8N_1);
		world.manager.passwordHash = hashedPassword('Another-Horse-1');
		world.portal.endSessions(world.manager);
		const result = await collect(world, credentials, IN_N8N_1);
		expect(failureOf(result).message).toBe(
			'DocSpace did not accept the e-mail address or the password (HTTP 401)',
		);
		expect(signIns(world)).toHaveLength(2);
	});

	test('a session that DocSpace accepts nowhere ends the execution at once', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'GET *', answer: 'unauthorized', times: 0 });
		const result = await collect(world, passwordOf(world), IN_N8N_1);
		expect(failureOf(result).message).toContain('did not accept the session it has just begun');
		expect(signIns(world).length).toBeLessThanOrEqual(2);
	});
});

describe('What keeps somebody from signing in', () => {
	test('a wrong password is sent once, and the execution ends with what to do', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world, { password: 'Wrong-Horse-1' });
		const first = await collect(world, credentials);
		expect(first.status).toBe('error');
		expect(failureOf(first)).toMatchObject({
			message: 'DocSpace did not accept the e-mail address or the password (HTTP 401)',
			remedy: expect.stringContaining('after more than five wrong attempts'),
		});
		await collect(world, credentials);
		expect(signIns(world)).toHaveLength(1);
		expect(JSON.stringify(first.run.data.resultData)).not.toContain('Wrong-Horse-1');
		expect(onlyItem(await collect(world, passwordOf(world)))).toMatchObject({ fileCount: 0 });
	});

	test.each<[SecondFactor, string]>([
		['app', 'asks for a second factor to sign in: n8n cannot enter one'],
		['newApp', 'asks for a second factor to sign in: n8n cannot enter one'],
		['sms', 'and has sent a code by SMS'],
	])('a second factor (%s) is named, and the way without one', async (secondFactor, said) => {
		const world = await startWorld();
		world.manager.secondFactor = secondFactor;
		const result = await collect(world, passwordOf(world));
		expect(failureOf(result).message).toContain(said);
		expect(failureOf(result).remedy).toContain('use an API key instead');
		expect(signIns(world)).toHaveLength(1);
	});

	test('too many attempts, or a captcha', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world);
		const now = world.sandbox.clock.now();
		world.portal.store.failedSignIns.set(world.manager.email, Array(6).fill(now));
		const result = await collect(world, credentials);
		expect(failureOf(result).message).toContain(
			'too many wrong attempts, or it asks for a captcha',
		);
		expect(failureOf(result).remedy).toContain('Wait a minute');
	});

	test('a disabled account', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world);
		world.portal.disableUser(world.manager.id);
		expect(failureOf(await collect(world, credentials)).message).toContain(
			'does not let this account sign in',
		);
	});

	test.each([
		[{ email: ' ' }, "'Email' is empty"],
		[{ password: '' }, "'Password' is empty"],
		[{ portalUrl: 'ftp://files' }, "'Portal Address' is not a web address"],
	])('%j is refused before any request', async (change, message) => {
		const world = await startWorld();
		const credentials = passwordOf(world, change);
		expect(failureOf(await collect(world, credentials)).message).toBe(message);
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('an address where nobody is', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world, { portalUrl: 'http://127.0.0.1:9' });
		const { message, remedy } = failureOf(await collect(world, credentials));
		expect(message).toContain('could not sign in to http://127.0.0.1:9');
		expect(remedy).toContain('check Portal Address');
	});
});

describe('The connection test of e-mail and password', () => {
	const check = async (credentials: Credentials) =>
		await testCredential({ name: CREDENTIAL, data: credentials[CREDENTIAL] });

	test('says who is signed in, and executions go on with that session', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world);
		expect(await check(credentials)).toEqual({
			status: 'OK',
			message: 'Signed in as Mara Manager',
		});
		await collect(world, credentials);
		expect(signIns(world)).toHaveLength(1);
	});

	test('asks DocSpace anew after the password was put right there', async () => {
		const world = await startWorld();
		const credentials = passwordOf(world);
		world.manager.passwordHash = hashedPassword('Another-Horse-1');
		expect(await check(credentials)).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('did not accept the e-mail address or the password'),
		});
		world.manager.passwordHash = hashedPassword(PASSWORD);
		expect(await check(credentials)).toMatchObject({ status: 'OK' });
		expect(onlyItem(await collect(world, credentials))).toMatchObject({ fileCount: 0 });
	});

	test.each([
		[{ portalUrl: 'http://127.0.0.1:9' }, /could not be reached/],
		[{ password: '' }, /'Password' is empty/],
	])('%j is explained, without the password', async (change, message) => {
		const world = await startWorld();
		const answer = await check(passwordOf(world, change));
		expect(answer).toEqual({ status: 'Error', message: expect.stringMatching(message) });
		expect(answer.message).not.toContain(PASSWORD);
	});
});
