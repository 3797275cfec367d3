// A Redis and a PostgreSQL of our own: on this machine only, with data that goes when they stop.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePorts, launch, run, tail, waitFor } from '../processes.mjs';
import { findPrograms, IS_ROOT } from './programs.mjs';

const HOST = '127.0.0.1';
const USER = 'n8n';
const DATABASE = 'postgres';

/**
 * Starts Redis and PostgreSQL.
 *
 * @param {(line: string) => void} say
 * @returns what n8n must know of them, and how to stop them
 */
export async function startServers(say) {
	const folder = mkdtempSync(join(tmpdir(), 'queue-n8n-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	process.once('exit', remove);
	const programs = await findPrograms({ say, log: join(folder, 'apt.log') });
	const [redisPort, postgresPort] = await freePorts(2);
	const redis = await startRedis(programs.redis, folder, redisPort);
	const postgres = await startPostgres(programs.postgresFolder, folder, postgresPort);
	return {
		env: {
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: USER,
		},
		async stop() {
			await postgres.stop();
			await redis.stop();
			remove();
		},
	};
}

async function startRedis(program, folder, port) {
	const log = join(folder, 'redis.log');
	const inMemory = ['--save', '', '--appendonly', 'no', '--dir', folder];
	const server = launch([program, '--bind', HOST, '--port', String(port), ...inMemory], { log });
	await isUp('Redis', server, log, /Ready to accept connections/);
	return server;
}

/** PostgreSQL refuses to run as root, and its folder must be its own. */
async function startPostgres(programs, folder, port) {
	const log = join(folder, 'postgres.log');
	const data = join(folder, 'postgres');
	if (IS_ROOT) {
		chmodSync(folder, 0o755);
		await run('Making a folder for PostgreSQL', ['install', '-d', '-o', 'postgres', data], { log });
	}
	const initdb = [join(programs, 'initdb'), '-D', data, '-U', USER];
	const plain = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
	await run('Setting up PostgreSQL', unprivileged([...initdb, ...plain]), { cwd: '/', log });
	const settings = {
		listen_addresses: HOST,
		port,
		unix_socket_directories: '',
		fsync: 'off',
		lc_messages: 'C',
	};
	const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const server = launch(unprivileged([join(programs, 'postgres'), '-D', data, ...options]), {
		cwd: '/',
		log,
	});
	await isUp('PostgreSQL', server, log, /ready to accept connections/);
	return server;
}

/** Becomes the other user without a process in between, so that signals arrive. */
function unprivileged(command) {
	if (!IS_ROOT) return command;
	return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--', ...command];
}

async function isUp(name, server, log, sign) {
	await waitFor(`${name} starts`, async () => {
		if (server.hasEnded()) throw new Error(`${name} did not start. Its log:\n${tail(log)}`);
		return sign.test(tail(log)) ? true : undefined;
	});
}
