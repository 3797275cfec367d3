import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { signUp } from './editor.mjs';
import { installN8n } from './install.mjs';
import { createInstance } from './instance.mjs';
import { packPackage } from './package.mjs';
import { startSandbox } from './sandbox.mjs';

/** The header that a caller of the sample workflow's webhook must send. */
export const WEBHOOK_HEADER = { name: 'X-CRM-Key', value: 'let-me-in' };

/**
 * Starts n8n with our package in it, an owner and the credentials that the sample workflows need; beside it a
 * sandbox portal unless a portal is given. Whatever goes wrong, nothing stays running.
 *
 * @param {object} options
 * @param {'n8n-2' | 'n8n-1' | 'n8n-newest'} options.name which n8n
 * @param {(line: string) => void} options.say
 * @param {{ portalUrl: string, apiKey: string }} [options.portal] the user's own
 * @param {string[]} [options.sandboxArgs]
 * @param {object} [options.env] further settings of n8n
 */
export async function startWorld({ name, say, portal, sandboxArgs, env }) {
	const folder = mkdtempSync(join(tmpdir(), 'real-n8n-'));
	const removeFolder = () => rmSync(folder, { recursive: true, force: true });
	process.once('exit', removeFolder);
	const toStop = [];
	async function stop() {
		const failures = [];
		for (const started of toStop.splice(0).reverse()) {
			await started.stop().catch((error) => failures.push(error));
		}
		removeFolder();
		if (failures.length > 0) throw failures[0];
	}
	try {
		const install = await installN8n(name, say);
		say('Building and packing the package …');
		const tarball = await packPackage(folder);
		const instance = await createInstance({ install, tarball, folder, env });
		toStop.push(instance);
		let sandbox;
		if (portal === undefined) {
			say('Starting a sandbox portal …');
			sandbox = await startSandbox({ log: join(folder, 'sandbox.log'), args: sandboxArgs });
			toStop.push(sandbox);
		}
		say(`Starting n8n ${install.version}, which takes up to a minute …`);
		await instance.start();
		const owner = await signUp(instance.url);
		const data = portal ?? { portalUrl: sandbox.url, apiKey: sandbox.apiKey };
		const credentials = {
			docSpaceApi: await owner.editor.addCredential('docSpaceApi', 'DocSpace', data),
			httpHeaderAuth: await owner.editor.addCredential(
				'httpHeaderAuth',
				'CRM webhook',
				WEBHOOK_HEADER,
			),
		};
		const { editor } = owner;
		return { install, tarball, instance, sandbox, owner, editor, credentials, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
