// A running n8n with our package in it.
import axios from 'axios';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { PACKAGE_NAME, unpackPackage } from './package.mjs';
import { freePorts, launch, tail, waitFor } from './processes.mjs';

const START_TIMEOUT_MS = 180_000;

/** What of our own environment n8n must not see: settings for another n8n, or npm's. */
const FOREIGN =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|NODES_|GENERIC_|npm_|NODE_OPTIONS$|NODE_ENV$)/;

/**
 * Sets up an n8n with our package as a community package; `start()` starts it.
 *
 * @param {{ install: import('./install.mjs').Install, tarball: string, folder: string, env?: object }} options
 *   `folder` takes everything that n8n writes, `env` holds further settings
 */
export async function createInstance({ install, tarball, folder, env }) {
	const [port, brokerPort] = await freePorts(2);
	const url = `http://127.0.0.1:${port}`;
	const log = join(folder, 'n8n.log');
	const packageFolder = join(folder, '.n8n/nodes/node_modules', PACKAGE_NAME);
	await unpackPackage(tarball, packageFolder, log);
	let server;

	async function isReady() {
		if (server.hasEnded()) throw new Error(`n8n did not start. The end of its log:\n${tail(log)}`);
		const { data } = await axios.get(`${url}/rest/settings`).catch(() => ({}));
		// Before that it answers everything with a text.
		if (data?.data === undefined) return undefined;
		// A moment later it has written the list of node types, which it shows to nobody who is not signed in.
		const types = await axios.get(`${url}/types/nodes.json`, { validateStatus: () => true });
		return types.status === 404 ? undefined : true;
	}

	return {
		url,
		log: () => readFileSync(log, 'utf8'),
		async start() {
			server = launch([install.node, install.bin, 'start'], {
				env: { ...environment({ install, folder, port, brokerPort, url }), ...env },
				log,
			});
			await waitFor('n8n starts', isReady, { timeoutMs: START_TIMEOUT_MS });
		},
		async stop() {
			await server?.stop();
			server = undefined;
		},
		removePackage() {
			rmSync(packageFolder, { recursive: true });
		},
	};
}

/** Settings of an n8n that listens on this machine only, keeps to its folder and calls nobody. */
export function environment({ install, folder, port, brokerPort, url }) {
	const ours = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
	return {
		...Object.fromEntries(ours),
		PATH: `${dirname(install.node)}${delimiter}${process.env.PATH}`,
		N8N_USER_FOLDER: folder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_PROTOCOL: 'http',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		WEBHOOK_URL: `${url}/`,
		N8N_SECURE_COOKIE: 'false',
		DB_TYPE: 'sqlite',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		NO_COLOR: '1',
		// Asks a server of n8n's for a list; n8n 1 knows no such module.
		...(install.version.startsWith('1.') ? {} : { N8N_DISABLED_MODULES: 'mcp-registry' }),
	};
}
