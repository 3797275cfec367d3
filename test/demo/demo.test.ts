import execa from 'execa';
import { isRecord } from '../engine/guards';

const DEMO = ['--import', 'tsx', 'demo/demo.mjs'];
const PAYLOADS = 'test/demo/payloads';

/** Runs the demo as a user would, from the repository's folder. */
async function demo(...args: string[]) {
	return await execa('node', [...DEMO, ...args], {
		reject: false,
		// The key must come from where each test says, not from whoever runs the tests.
		env: { DOCSPACE_API_KEY: '' },
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
		[['--yes'], /--yes is for your own portal/],
		[['--api-key', 'key'], /--api-key is for your own portal/],
		[['--portal', 'https://example.test'], /--portal needs --payload/],
		[['--portal', 'example', '--payload', `${PAYLOADS}/closed.json`], /no web address: example/],
		[
			['--portal', 'https://example.test', '--payload', `${PAYLOADS}/closed.json`],
			/--portal needs an API key/,
		],
	])('%j', async (args, message) => {
		const { exitCode, stdout, stderr } = await demo(...args);
		expect(exitCode).toBe(1);
		expect(stdout).toBe('');
		expect(stderr).toMatch(message);
		expect(stderr).not.toMatch(/^\s+at /m);
	});

	test('and reports it as JSON when asked', async () => {
		const { exitCode, stdout } = await demo('--json', '--payload', 'no/such/file.json');
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
	const { exitCode, stdout } = await demo('--help');
	expect(exitCode).toBe(0);
	expect(stdout).toContain('npm run demo -- --portal URL');
});

test('on a real portal it says what it would do, and does nothing without --yes', async () => {
	const { exitCode, stdout, stderr } = await demo(
		'--portal',
		// Nobody listens there: a request would end in another message.
		'http://127.0.0.1:9',
		'--api-key',
		'key',
		'--payload',
		`${PAYLOADS}/closed.json`,
	);
	expect(exitCode).toBe(1);
	expect(stdout).toContain('all files of room 11 move into the folder "Contoso Ltd"');
	expect(stdout).toContain('the guest guest@example.com loses the access');
	expect(stderr).toBe('Nothing was done yet. Add --yes to do it.');
});
