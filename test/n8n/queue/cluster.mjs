// n8n's queue mode: a main process, workers, Redis and PostgreSQL.
import axios from 'axios';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { environment } from '../instance.mjs';
import { PACKAGE_NAME, unpackPackage } from '../package.mjs';
import { freePorts, launch, tail, waitFor } from '../processes.mjs';
import { startWorld } from '../world.mjs';
import { startServers } from './servers.mjs';

const START_TIMEOUT_MS = 180_000;

/** How many executions a worker runs at once; n8n's own default. */
const CONCURRENCY = 10;

/**
 * n8n fails the executions of a worker that died half a minute after it has seen that their locks ran out. By
 * its defaults, a minute for the lock and half a minute between looks, a caller waits up to two minutes.
 */
const RECOVERY = {
	QUEUE_WORKER_LOCK_DURATION: '30000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '5000',
	QUEUE_WORKER_STALLED_INTERVAL: '10000',
};

/**
 * Starts n8n in queue mode with our package in every process, an owner, the credentials that the sample
 * workflows need, and a sandbox portal.
 *
 * @param {{ say: (line: string) => void, workers: number }} options
 */
export async function startCluster({ say, workers: count }) {
	const folder = mkdtempSync(join(tmpdir(), 'queue-workers-'));
	const removeFolder = () => rmSync(folder, { recursive: true, force: true });
	process.once('exit', removeFolder);
	const toStop = [];
	async function stop() {
		for (const started of toStop.splice(0).reverse()) await started.stop();
		removeFolder();
	}
	try {
		say('Starting Redis and PostgreSQL …');
		const servers = await startServers(say);
		toStop.push(servers);
		const env = {
			...servers.env,
			...RECOVERY,
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
		};
		const world = await startWorld({ name: 'n8n-2', say, env });
		toStop.push(world);
		say(`Starting ${count} workers …`);
		const workers = await Promise.all(
			Array.from({ length: count }, async (_, index) => {
				const worker = await createWorker(world, join(folder, `worker-${index + 1}`), env);
				toStop.push(worker);
				await worker.start();
				return worker;
			}),
		);
		return { ...world, workers, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** A worker as on a machine of its own: what it shares with the main process is settings only. */
async function createWorker({ install, tarball, instance }, folder, env) {
	const log = join(folder, 'n8n.log');
	mkdirSync(folder);
	await unpackPackage(tarball, join(folder, '.n8n/nodes/node_modules', PACKAGE_NAME), log);
	const [port, brokerPort, healthPort] = await freePorts(3);
	let server;

	async function isReady() {
		if (server.hasEnded()) throw new Error(`A worker did not start. Its log ends:\n${tail(log)}`);
		const { status } = await axios
			.get(`http://127.0.0.1:${healthPort}/healthz/readiness`)
			.catch(() => ({}));
		return status === 200 ? true : undefined;
	}

	return {
		log: () => readFileSync(log, 'utf8'),
		async start() {
			server = launch([install.node, install.bin, 'worker', `--concurrency=${CONCURRENCY}`], {
				env: {
					...environment({ install, folder, port, brokerPort, url: instance.url }),
					...env,
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					QUEUE_HEALTH_CHECK_PORT: String(healthPort),
					N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
				},
				log,
			});
			await waitFor('a worker starts', isReady, { timeoutMs: START_TIMEOUT_MS });
		},
		kill: () => server.kill(),
		stop: () => server?.stop(),
	};
}
