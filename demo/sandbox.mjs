import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../sandbox/start.mjs', import.meta.url));
const FILES = 1200;
const MS_PER_FILE = 5;
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/**
 * Starts a sandbox portal as a process of its own, with a client's room.
 *
 * @param {{ files?: number }} [options] how many files the room holds, beside a few; about 1,200 unless told
 * @returns where it answers, the owner's API key, what a CRM would send for the client's deal, and how to stop it
 * @throws when it ends before it answers
 */
export async function startDemoPortal({ files = FILES } = {}) {
	const options = ['--json', '--port', '0', '--files', files, '--ms-per-file', MS_PER_FILE];
	const child = spawn(process.execPath, ['--import', 'tsx', START, ...options.map(String)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise((resolve) => child.once('close', resolve));
	// However this process ends, the portal ends with it.
	const kill = () => child.kill();
	const exit = () => process.exit(1);
	process.once('exit', kill);
	for (const signal of SIGNALS) process.once(signal, exit);
	const close = async () => {
		process.off('exit', kill);
		for (const signal of SIGNALS) process.off(signal, exit);
		child.kill();
		if ((await ended) === 1) throw new Error('A request broke a rule of the sandbox portal');
	};

	const line = await Promise.race([
		new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
		ended.then(() => undefined),
	]);
	if (line === undefined) throw new Error('The sandbox portal did not start');
	const portal = JSON.parse(line);
	return {
		url: portal.url,
		apiKey: portal.apiKey,
		payload: {
			dealId: 'D-1042',
			status: 'Closed',
			clientRoomId: portal.clientRoomId,
			archiveRootFolderId: portal.archiveFolderId,
			clientName: 'Contoso: Website Relaunch',
			guestEmail: portal.guestEmail,
		},
		close,
	};
}
