// Finds Redis and PostgreSQL on this machine, or installs Debian's.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { run } from '../processes.mjs';

const VERSIONS = '/usr/lib/postgresql';
const PACKAGES = ['redis-server', 'postgresql'];
const APT = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];

export const IS_ROOT = process.getuid?.() === 0;

/**
 * The programs that a queue needs.
 *
 * @param {{ say: (line: string) => void, log: string }} options
 * @returns {Promise<{ redis: string, postgresFolder: string }>} where `initdb` and `postgres` lie, too
 */
export async function findPrograms({ say, log }) {
	const found = find();
	if (found !== undefined) return found;
	if (IS_ROOT && onPath('apt-get')) {
		say(`Installing ${PACKAGES.join(' and ')} with apt-get …`);
		await run('Asking for the newest packages', [...APT, 'update'], { log });
		const install = [...APT, 'install', '-y', '--no-install-recommends', ...PACKAGES];
		await run(`Installing ${PACKAGES.join(' and ')}`, install, { log });
	}
	const installed = find();
	if (installed !== undefined) return installed;
	throw new Error(
		`This test needs Redis and PostgreSQL: sudo apt-get install ${PACKAGES.join(' ')}`,
	);
}

function find() {
	const redis = onPath('redis-server');
	const postgresFolder = newestPostgres();
	return redis && postgresFolder ? { redis, postgresFolder } : undefined;
}

/** Debian keeps PostgreSQL's server beside others of its kind, not on the path. */
function newestPostgres() {
	const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
	const folders = versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(VERSIONS, version, 'bin'));
	const [initdb] = [
		...folders.map((folder) => join(folder, 'initdb')),
		onPath('initdb') ?? '',
	].filter((path) => isExecutable(path));
	return initdb?.slice(0, -'/initdb'.length);
}

function onPath(program) {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
