// A headless Chromium for looking at n8n's editor as its users see it.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, selectors } from 'playwright-core';

import { run } from './processes.mjs';

const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
const ARGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

// What n8n's editor marks its parts with.
selectors.setTestIdAttribute('data-test-id');

/**
 * Starts Debian's Chromium, which it installs where it is missing and we may.
 *
 * @param {(line: string) => void} say
 */
export async function startBrowser(say) {
	if (!existsSync(CHROMIUM)) await install(say);
	return await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

async function install(say) {
	const isRoot = process.getuid?.() === 0;
	if (process.env.CHROMIUM_PATH || !isRoot || !existsSync('/usr/bin/apt-get')) {
		throw new Error(
			`There is no ${CHROMIUM}: install it (Debian: sudo apt-get install chromium) or set CHROMIUM_PATH`,
		);
	}
	say('Installing Chromium, about 350 MB, this first time only …');
	const log = join(tmpdir(), `install-chromium-${process.pid}.log`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await run('apt-get update', ['apt-get', 'update', '-q'], { log, env });
	await run(
		'Installing Chromium',
		['apt-get', 'install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'],
		{ log, env },
	);
}
