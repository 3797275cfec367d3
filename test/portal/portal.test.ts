import axios from 'axios';
import execa from 'execa';
import { type PortalState, seedDemo, startSandbox } from '../../sandbox';
import { isRecord } from '../harness/guards';

const TEST = ['--import', 'tsx', 'test/portal/portal.mjs'];
const SANDBOX = ['--import', 'tsx', 'sandbox/start.mjs', '--json', '--port', '0'];
/** The whole run in real time, on a machine that may be busy. */
const SLOW_MS = 240_000;

/** Runs the test as a contributor would, from the repository's folder; nobody is there to answer a question. */
function portalTest(...args: string[]) {
	return execa('node', [...TEST, ...args], {
		reject: false,
		stdin: 'ignore',
		// Secrets must come from where each test says, not from whoever runs the tests.
		env: { DOCSPACE_API_KEY: '', DOCSPACE_PASSWORD: '' },
	});
}

/** A sandbox as a process of its own, on a clock that is right. */
interface RunningSandbox {
	url: string;
	email: string;
	password: string;
	apiKey: string;
	roomAdminApiKey: string;
	close: () => Promise<void>;
}

async function startRealSandbox(): Promise<RunningSandbox> {
	const child = execa('node', [...SANDBOX, '--ms-per-file', '3'], { reject: false });
	const line = await new Promise<string>((resolve) => {
		child.stdout?.once('data', (data) => resolve(String(data)));
	});
	const told: unknown = JSON.parse(line);
	if (!isRecord(told)) throw new Error(`The sandbox said ${line}`);
	const of = (name: string) => String(told[name]);
	return {
		url: of('url'),
		email: of('ownerEmail'),
		password: of('ownerPassword'),
		apiKey: of('apiKey'),
		roomAdminApiKey: of('roomAdminApiKey'),
		close: async () => {
			child.kill();
			await child;
		},
	};
}

/** All that a user of the portal would find changed. */
async function contentOf({ url, apiKey }: RunningSandbox) {
	const { data: state } = await axios.get<PortalState>(`${url}/sandbox/state`);
	const { rooms, files, users, shares, keys } = state;
	const trashIds = state.folders.filter(({ type }) => type === 3).map(({ id }) => id);
	const trash = state.folders.filter(({ parentId }) => trashIds.includes(parentId));
	const { data: webhooks } = await axios.get(`${url}/api/2.0/settings/webhook`, {
		headers: { Authorization: `Bearer ${apiKey}` },
	});
	return { rooms, files, users, shares, keys, trash, webhooks: webhooks.response };
}

const linesWith = (mark: string, text: string) =>
	text.split('\n').filter((line) => line.startsWith(mark));

describe('the test against a portal, told something that makes no sense, ends with 1 and says why', () => {
	test.each([
		[['--colour'], /Unknown option '--colour'/],
		[[], /--portal URL is missing/],
		[['--portal', 'example'], /no web address: example/],
		[['--portal', 'https://example.test'], /Say who you are/],
		[['--portal', 'https://example.test', '--email', 'a@b.example'], /needs --password/],
		[
			['--portal', 'https://example.test', '--api-key', 'k', '--trigger-listen', '5678'],
			/no HOST:PORT: 5678/,
		],
	])('%j', async (args, message) => {
		const { exitCode, stdout, stderr } = await portalTest(...args);
		expect(exitCode).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toMatch(message);
	});
});

test('it says what it would do and where, and asks the portal nothing, unless it is told to go on', async () => {
	const sandbox = await startSandbox({ fill: seedDemo });
	try {
		const { exitCode, stdout, stderr } = await portalTest(
			...['--portal', sandbox.url, '--email', 'ann@agency.example', '--password', 'secret'],
		);
		expect(stdout).toContain(`On ${sandbox.url} this test`);
		expect(stdout).toContain('signs in as ann@agency.example');
		expect(stdout).not.toContain('secret');
		expect(stderr).toBe('Nothing was done yet. Add --yes to do it.');
		expect(exitCode).toBe(1);
		expect(sandbox.portal.requests.entries).toEqual([]);
	} finally {
		await sandbox.close();
	}
});

describe('the test against a portal that is the sandbox', () => {
	let sandbox: RunningSandbox;
	let before: Awaited<ReturnType<typeof contentOf>>;
	beforeAll(async () => {
		sandbox = await startRealSandbox();
		before = await contentOf(sandbox);
	});
	afterAll(async () => await sandbox.close());

	const settings = async (change: object) => {
		await axios.put(`${sandbox.url}/sandbox/settings`, change);
	};
	const withPassword = () => [
		...['--portal', sandbox.url, '--yes'],
		...['--email', sandbox.email, '--password', sandbox.password],
	];

	test(
		'passes every check, and leaves the portal as it was',
		async () => {
			const { webhookBlacklist } = (await axios.get(`${sandbox.url}/sandbox/settings`)).data;
			await settings({ webhookBlacklist: '', webhookPollMs: 300 });
			const { exitCode, stdout } = await portalTest(...withPassword());
			await settings({ webhookBlacklist });
			expect(linesWith('✗', stdout)).toEqual([]);
			expect(linesWith('–', stdout)).toEqual([]);
			expect(linesWith('✓', stdout).length).toBeGreaterThan(12);
			expect(stdout).toMatch(/ 0 failed, 0 skipped in /);
			expect(exitCode).toBe(0);
			expect(await contentOf(sandbox)).toEqual(before);
		},
		SLOW_MS,
	);

	test(
		'says which checks fail and which cannot be made, ends with 1, and leaves the portal as it was',
		async () => {
			const fault = { on: 'POST files/folder/{id}', times: 0, answer: 'accessDenied' };
			await axios.post(`${sandbox.url}/sandbox/faults`, fault);
			const { exitCode, stdout } = await portalTest(
				...['--portal', sandbox.url, '--yes', '--api-key', sandbox.apiKey],
			);
			await axios.delete(`${sandbox.url}/sandbox/faults`);
			expect(linesWith('✗', stdout)[0]).toMatch(/^✗ Collect Room Files/);
			expect(stdout).toMatch(/POST files\/folder\/\d+ was answered with 403: Access denied/);
			expect(stdout).toMatch(
				/– DocSpace Trigger.*\n +skipped: the portal does not take this machine's address/,
			);
			expect(exitCode).toBe(1);
			expect(await contentOf(sandbox)).toEqual(before);
		},
		SLOW_MS,
	);

	test(
		'takes everything away when it is interrupted',
		async () => {
			const running = portalTest(...withPassword());
			running.stdout?.on('data', (data) => {
				if (String(data).includes('✓ Ensure Folder')) running.kill('SIGINT');
			});
			const { exitCode, stdout } = await running;
			expect(stdout).toContain('Stopped; what was made is taken away.');
			expect(stdout).toContain('✓ Everything that was made is gone');
			expect(exitCode).toBe(130);
			expect(await contentOf(sandbox)).toEqual(before);
		},
		SLOW_MS,
	);

	test.each([
		[
			'a wrong password',
			() => ['--email', sandbox.email, '--password', 'wrong'],
			/answered with 401/,
		],
		[
			'a person who is no admin',
			() => ['--api-key', sandbox.roomAdminApiKey],
			/is no DocSpace admin/,
		],
	])('makes nothing for %s', async (_, access, message) => {
		const { exitCode, stderr } = await portalTest('--portal', sandbox.url, '--yes', ...access());
		expect(stderr).toMatch(message);
		expect(exitCode).toBe(1);
		expect(await contentOf(sandbox)).toEqual(before);
	});
});
