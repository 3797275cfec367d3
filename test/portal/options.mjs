import { parseArgs } from 'node:util';

export const USAGE = `Tests this package against a real DocSpace portal. It works in rooms and with guests that it makes itself, and
takes all of them away again.

  npm run test:portal -- --portal URL --email ADDRESS --password PASSWORD
  npm run test:portal -- --portal URL --api-key KEY

It needs the owner or a DocSpace admin; an API key needs all permissions. Password and key may come from the
environment variables DOCSPACE_PASSWORD and DOCSPACE_API_KEY instead.

  --yes                     does it without asking; needed where nobody can be asked
  --trigger-url URL         where the portal reaches this machine, for DocSpace Trigger; without it
  --trigger-listen HOST:PORT  that is the address listened at, 127.0.0.1 and any free port unless told
  --help

Exit code 0: all passed or skipped; 1: something failed; 130: interrupted.`;

/** What the user asked for makes no sense. */
export class UsageError extends Error {}

const OPTIONS = {
	'api-key': { type: 'string' },
	email: { type: 'string' },
	help: { type: 'boolean' },
	password: { type: 'string' },
	portal: { type: 'string' },
	'trigger-listen': { type: 'string' },
	'trigger-url': { type: 'string' },
	yes: { type: 'boolean' },
};

const ANY_FREE_PORT = { host: '127.0.0.1', port: 0 };

/**
 * Reads the command line.
 *
 * @param {string[]} args without the program itself
 * @param {Record<string, string | undefined>} environment
 * @throws {UsageError} for an unknown, missing or contradictory option
 */
export function readOptions(args, environment) {
	const { help = false, yes = false, ...values } = parse(args);
	if (help) return { help, yes };
	if (values.portal === undefined) throw new UsageError('--portal URL is missing');
	return {
		help,
		yes,
		url: readAddress('--portal', values.portal),
		access: readAccess(values, environment),
		listen: readListen(values['trigger-listen']),
		triggerUrl:
			values['trigger-url'] === undefined
				? undefined
				: readAddress('--trigger-url', values['trigger-url']),
	};
}

/**
 * What will happen, for the user to read before it does.
 *
 * @param {ReturnType<typeof readOptions>} options
 * @returns {string[]} lines
 */
export function describePlan({ url, access, triggerUrl }) {
	const signsIn = access.kind === 'password';
	return [
		`On ${url} this test`,
		signsIn
			? `- signs in as ${access.email} (the session stays in the list of that profile) and makes an API key for`
			: '- works with the API key given, as the person it belongs to;',
		...(signsIn ? ['  itself, which expires after a day at the latest;'] : []),
		'- makes up to 9 rooms at a time, named “n8n-nodes-docspace test …”, and some 450 small files in them;',
		'- makes 9 guests with addresses at example.com, without an invitation, so that nobody gets mail;',
		'- collects, moves, locks and archives these files and rooms, and ends the access of these guests;',
		`- registers a webhook for a moment, if the portal can reach ${triggerUrl ?? 'this machine'};`,
		'- deletes all of that for good, after a failure or Ctrl-C too; what it did not make it does not change.',
		'It reads the lists of rooms, guests and webhooks and the Trash to find its own. Expect some 2,000 requests.',
	];
}

function parse(args) {
	try {
		return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values;
	} catch (error) {
		throw new UsageError(error.message);
	}
}

function readAddress(name, text) {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
		throw new UsageError(`${name} is no web address: ${text}`);
	}
	return url.origin;
}

function readAccess({ email, password, 'api-key': apiKey }, environment) {
	if (email !== undefined) {
		if (apiKey !== undefined) throw new UsageError('Give either --email or --api-key, not both');
		const given = password ?? environment.DOCSPACE_PASSWORD ?? '';
		if (given === '') throw new UsageError('--email needs --password, or DOCSPACE_PASSWORD');
		return { kind: 'password', email, password: given };
	}
	if (password !== undefined) throw new UsageError('--password needs --email');
	const key = (apiKey ?? environment.DOCSPACE_API_KEY ?? '').trim();
	if (key !== '') return { kind: 'key', apiKey: key };
	throw new UsageError('Say who you are: --email and --password, or --api-key');
}

function readListen(text) {
	if (text === undefined) return ANY_FREE_PORT;
	const [, host, port] = /^(.+):(\d+)$/.exec(text) ?? [];
	if (host !== undefined) return { host, port: Number(port) };
	throw new UsageError(`--trigger-listen is no HOST:PORT: ${text}`);
}
