import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const USAGE = `Runs workflows/archive-client-room-on-deal-closed.json with n8n's engine.

  npm run demo                                against a sandbox portal that holds a client's room
  npm run demo -- --begin                     the whole life of a room there: first
                                              workflows/create-client-room-on-deal-won.json makes it
  npm run demo -- --json                      either, printing only the report
  npm run demo -- --payload FILE              with your own CRM payload: a JSON file, or - for
                                              what comes on the standard input
  npm run demo -- --portal URL --payload FILE --yes
                                              against your own portal, with the API key from the
                                              environment variable DOCSPACE_API_KEY (or --api-key KEY);
                                              without --yes it only says what it would do

Exit code 0: nothing is left in the room; 2: files are left; 1: anything else.`;

/** What the user asked for makes no sense. */
export class UsageError extends Error {}

const STANDARD_INPUT = 0;

const OPTIONS = {
	'api-key': { type: 'string' },
	begin: { type: 'boolean' },
	help: { type: 'boolean' },
	json: { type: 'boolean' },
	payload: { type: 'string' },
	portal: { type: 'string' },
	yes: { type: 'boolean' },
};

/**
 * Reads the command line.
 *
 * @param {string[]} args without the program itself
 * @param {Record<string, string | undefined>} environment
 * @returns {{ help: boolean, json: boolean, yes: boolean, begin?: boolean, payload?: object, portal?: string, apiKey?: string }}
 * @throws {UsageError} for an unknown or missing option and for a payload that is no JSON object
 */
export function readOptions(args, environment) {
	const { help = false, json = false, yes = false, begin = false, portal, ...values } = parse(args);
	if (help) return { help, json, yes };
	if (begin && (portal !== undefined || values.payload !== undefined)) {
		throw new UsageError(
			'--begin is for the sandbox and a deal of its own: leave out --portal and --payload',
		);
	}
	if (portal === undefined) {
		for (const name of ['api-key', 'yes']) {
			if (args.some((arg) => arg.split('=')[0] === `--${name}`)) {
				throw new UsageError(`--${name} is for your own portal: add --portal URL`);
			}
		}
		const payload = values.payload === undefined ? undefined : readPayload(values.payload);
		return { help, json, yes, begin, payload };
	}

	const url = readPortal(portal);
	if (values.payload === undefined) {
		throw new UsageError('--portal needs --payload FILE, which says which deal, room and archive');
	}
	const payload = readPayload(values.payload);
	const apiKey = (values['api-key'] ?? environment.DOCSPACE_API_KEY ?? '').trim();
	if (apiKey === '') {
		throw new UsageError('--portal needs an API key: set DOCSPACE_API_KEY or add --api-key KEY');
	}
	return { help, json, yes, payload, portal: url, apiKey };
}

function parse(args) {
	try {
		return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values;
	} catch (error) {
		throw new UsageError(error.message);
	}
}

function readPortal(portal) {
	const url = URL.canParse(portal) ? new URL(portal) : undefined;
	if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
		throw new UsageError(`--portal is no web address: ${portal}`);
	}
	return url.origin;
}

function readPayload(file) {
	let text;
	try {
		text = readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
	} catch (error) {
		throw new UsageError(`The payload ${file} cannot be read: ${error.message}`);
	}
	let payload;
	try {
		payload = JSON.parse(text);
	} catch (error) {
		throw new UsageError(`The payload ${file} is no JSON: ${error.message}`);
	}
	if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
		throw new UsageError(`The payload ${file} is no JSON object`);
	}
	return payload;
}
