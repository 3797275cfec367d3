import execa from 'execa';
import {
	seedDemo,
	startSandbox,
	type DemoPortal,
	type Sandbox,
	type VirtualClock,
} from '../../sandbox';
import { isRecord } from '../harness/guards';

const DEMO = ['--import', 'tsx', 'demo/demo.mjs'];
const PAYLOADS = 'test/demo/payloads';
/** The one test that runs the whole demo in real time, on a machine that may be busy. */
const SLOW_MS = 120_000;

/** Runs the demo as a user would, from the repository's folder. */
async function demo(args: string[], options: Pick<execa.Options, 'env' | 'input'> = {}) {
	return await execa('node', [...DEMO, ...args], {
		reject: false,
		// The key must come from where each test says, not from whoever runs the tests.
		env: { DOCSPACE_API_KEY: '' },
		...options,
	});
}

/** The report that `--json` prints; it must be all there is on the standard output. */
function reportOf(stdout: string): Record<string, unknown> {
	const report: unknown = JSON.parse(stdout);
	if (!isRecord(report)) throw new Error('The report is no object');
	return report;
}

describe('the demo, told something that makes no sense, ends with 1 and says why', () => {
	test.each([
		[['--colour'], /Unknown option '--colour'/],
		[['sandbox'], /Unexpected argument 'sandbox'/],
		[['--payload'], /'--payload <value>' argument missing/],
		[['--payload', 'no/such/file.json'], /payload no\/such\/file\.json cannot be read/],
		[['--payload', `${PAYLOADS}/broken.json`], /broken\.json is no JSON/],
		[['--payload', `${PAYLOADS}/list.json`], /list\.json is no JSON object/],
		[['--begin', '--payload', `${PAYLOADS}/closed.json`], /--begin is for the sandbox/],
		[['--begin', '--portal', 'https://example.test'], /--begin is for the sandbox/],
		[['--yes'], /--yes is for your own portal/],
		[['--api-key', 'key'], /--api-key is for your own portal/],
		[['--portal', 'https://example.test'], /--portal needs --payload/],
		[['--portal', 'example', '--payload', `${PAYLOADS}/closed.json`], /no web address: example/],
		[
			['--portal', 'https://example.test', '--payload', `${PAYLOADS}/closed.json`],
			/--portal needs an API key/,
		],
	])('%j', async (args, message) => {
		const { exitCode, stdout, stderr } = await demo(args);
		expect(exitCode).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toMatch(message);
		expect(stderr).not.toMatch(/^\s+at /m);
	});

	test('and reports it as JSON when asked', async () => {
		const { exitCode, stdout } = await demo(['--json', '--payload', 'no/such/file.json']);
		expect(exitCode).toBe(1);
		expect(reportOf(stdout)).toEqual({
			found: 0,
			moved: 0,
			renamed: 0,
			left: [],
			archiveFolder: null,
			guest: null,
			requests: 0,
			seconds: 0,
			ok: false,
			error: expect.stringContaining('cannot be read'),
		});
	});
});

test('--help explains the demo', async () => {
	const { exitCode, stdout } = await demo(['--help']);
	expect(exitCode).toBe(0);
	expect(stdout).toContain('npm run demo -- --portal URL');
});

describe('the demo against the sandbox it starts', () => {
	test(
		'empties a room of more than a thousand files',
		async () => {
			const { exitCode, stdout } = await demo(['--json']);
			const report = reportOf(stdout);
			expect(report).toMatchObject({
				left: [],
				archiveFolder: { id: expect.any(Number), title: 'Contoso_ Website Relaunch' },
				guest: { email: 'guest@client.example', deleted: true, alreadyGone: false },
				ok: true,
			});
			expect(report.found).toBeGreaterThanOrEqual(1_200);
			expect(report.moved).toBe(report.found);
			expect(report.renamed).toBeGreaterThan(0);
			expect(report.requests).toBeGreaterThan(0);
			expect(report.seconds).toBeGreaterThan(0);
			expect(exitCode).toBe(0);
		},
		SLOW_MS,
	);

	test(
		'makes a room with --begin, and puts the same room away',
		async () => {
			const { exitCode, stdout } = await demo(['--begin', '--json']);
			const guest = { email: 'anna@fabrikam.example' };
			expect(reportOf(stdout)).toMatchObject({
				begin: {
					room: { title: 'Fabrikam Inc', created: true },
					folders: ['Offer', 'Contracts', 'Deliverables'],
					offer: 'Offer Fabrikam.pdf',
					guest: { ...guest, role: 'Content creator', outcome: 'invited' },
					ok: true,
				},
				found: 1,
				moved: 1,
				left: [],
				archiveFolder: { title: 'Fabrikam Inc' },
				guest: { ...guest, deleted: true },
				ok: true,
			});
			expect(exitCode).toBe(0);
		},
		SLOW_MS,
	);

	test('touches nothing when the deal is not closed', async () => {
		const { exitCode, stdout } = await demo(['--json', '--payload', `${PAYLOADS}/open.json`]);
		expect(reportOf(stdout)).toEqual({
			found: 0,
			moved: 0,
			renamed: 0,
			left: [],
			archiveFolder: null,
			guest: null,
			requests: 0,
			seconds: expect.any(Number),
			ok: true,
		});
		expect(exitCode).toBe(0);
	});

	test('ends with 1 and the reason when the payload names an unknown room', async () => {
		const deal = JSON.stringify({ status: 'Closed', clientRoomId: 999_999, clientName: 'Contoso' });
		const { exitCode, stdout } = await demo(['--json', '--payload', '-'], { input: deal });
		expect(reportOf(stdout)).toMatchObject({ ok: false, error: expect.stringContaining('999999') });
		expect(exitCode).toBe(1);
	});
});

describe('the demo against a portal of your own', () => {
	let sandbox: Sandbox<VirtualClock>;
	let portal: DemoPortal;

	beforeEach(async () => {
		sandbox = await startSandbox({
			fill: (empty) => {
				portal = seedDemo(empty);
			},
		});
	});
	afterEach(async () => await sandbox.close());

	/** Runs the demo against that portal, with the deal of its client's room as the payload. */
	async function demoThere(...args: string[]) {
		const deal = {
			dealId: 'D-1',
			status: 'Closed',
			clientRoomId: portal.clientRoomId,
			archiveRootFolderId: portal.archiveFolderId,
			clientName: 'Contoso Ltd',
			guestUserId: portal.guestId,
		};
		return await demo(['--portal', sandbox.url, '--payload', '-', ...args], {
			input: JSON.stringify(deal),
			env: { DOCSPACE_API_KEY: portal.apiKey },
		});
	}

	test('says what it would do, and asks the portal nothing without --yes', async () => {
		const { exitCode, stdout, stderr } = await demoThere();
		expect(stdout).toContain(
			`files of room ${portal.clientRoomId} move into the folder "Contoso Ltd"`,
		);
		expect(stdout).toContain(`the guest ${portal.guestId} loses the access`);
		expect(stderr).toBe('Nothing was done yet. Add --yes to do it.');
		expect(exitCode).toBe(1);
		expect(sandbox.portal.requests.entries).toEqual([]);
	});

	test('does it with --yes, and counts the requests that n8n sends', async () => {
		const { exitCode, stdout } = await demoThere('--json', '--yes');
		const report = reportOf(stdout);
		expect(report).toMatchObject({
			found: 9,
			moved: 9,
			left: [],
			guest: { deleted: true },
			ok: true,
		});
		expect(exitCode).toBe(0);
		const byN8n = sandbox.portal.requests.entries.filter(({ userAgent }) => userAgent === 'n8n');
		expect(report.requests).toBe(byN8n.length);
	});

	test('names every file that is left, and ends with 2', async () => {
		const [contract] = sandbox.portal
			.filesBelow(portal.clientRoomId)
			.filter(({ title }) => title === 'Offer.pdf');
		const id = contract?.id ?? 0;
		sandbox.portal.openFile(id, portal.guestId);

		const { exitCode, stdout } = await demoThere('--json', '--yes');
		expect(reportOf(stdout)).toMatchObject({
			found: 9,
			moved: 8,
			left: [
				{ id, title: 'Offer.pdf', path: 'Contracts', reason: expect.stringContaining('editor') },
			],
			guest: null,
			ok: false,
		});
		expect(exitCode).toBe(2);
	});

	test('ends with 1 when the portal does not know the key', async () => {
		const { exitCode, stdout } = await demoThere('--json', '--yes', '--api-key', 'wrong');
		expect(reportOf(stdout)).toMatchObject({ ok: false, error: expect.stringMatching(/\w/) });
		expect(exitCode).toBe(1);
	});
});
