// Installs the n8n that a folder beside this file pins, once, and keeps it outside the project so that a fresh
// clone finds it again.
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import execa from 'execa';

import { run, waitFor } from './processes.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const FILES = ['package.json', 'package-lock.json', '.npmrc'];
const SIZES = {
	'n8n-2': '2.8 GB, about 6 minutes',
	'n8n-1': '1.7 GB, about 4 minutes',
	'n8n-newest': '2.8 GB, about 7 minutes',
};
const NEWEST_TRIED = 5;
const PROGRESS_MS = 15_000;
const INSTALL_TIMEOUT_MS = 30 * 60_000;

/** Where installed n8ns are kept. */
export const CACHE =
	process.env.N8N_CACHE_DIR ||
	join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-docspace');

/**
 * @typedef {object} Install
 * @property {string} version of n8n
 * @property {string} node the Node.js to run it with
 * @property {string} bin n8n's command line
 * @property {string} folder where it is installed
 */

/**
 * Installs an n8n, or finds it installed: one that a folder beside this file pins, or the newest 2.x there is.
 *
 * @param {'n8n-2' | 'n8n-1' | 'n8n-newest'} name
 * @param {(line: string) => void} say
 * @returns {Promise<Install>}
 */
export async function installN8n(name, say) {
	const source = name === 'n8n-newest' ? await resolveNewest(say) : join(HERE, name);
	const lock = readFileSync(join(source, 'package-lock.json'));
	const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	const folder = join(CACHE, `${basename(source)}-${hash}`);
	const { version } = JSON.parse(lock).packages['node_modules/n8n'];
	const finished = join(folder, 'installed');
	if (!existsSync(finished)) {
		mkdirSync(folder, { recursive: true });
		await turnOf(folder, say, async () => {
			if (existsSync(finished)) return;
			await install({ name, source, version, folder, say });
			writeFileSync(finished, '');
		});
	}
	return { version, folder, node: nodeOf(folder), bin: join(folder, 'node_modules/n8n/bin/n8n') };
}

/**
 * Resolves the newest n8n 2.x whose packages are all there: for some hours after a release some are not.
 * Returns a folder like those beside this file,
 * that of the pinned 2.x where nothing newer is there.
 */
async function resolveNewest(say) {
	const folder = join(CACHE, 'n8n-newest');
	mkdirSync(folder, { recursive: true });
	const log = join(folder, 'resolve.log');
	const pinned = join(HERE, 'n8n-2');
	const [program, ...args] = npm('view', 'n8n@2', 'version', '--json');
	const answer = await execa(program, args);
	const versions = JSON.parse(answer.stdout).sort((a, b) =>
		b.localeCompare(a, 'en', { numeric: true }),
	);
	const manifest = JSON.parse(readFileSync(join(pinned, 'package.json'), 'utf8'));
	copyFileSync(join(pinned, '.npmrc'), join(folder, '.npmrc'));
	for (const version of versions.slice(0, NEWEST_TRIED)) {
		if (version === manifest.dependencies.n8n) return pinned;
		const dependencies = { ...manifest.dependencies, n8n: version };
		writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
		rmSync(join(folder, 'package-lock.json'), { force: true });
		const resolved = await run(
			`Resolving n8n ${version}`,
			npm('install', '--package-lock-only', '--no-audit', '--no-fund', '--loglevel=error'),
			{ cwd: folder, log },
		).catch((error) => error);
		if (!(resolved instanceof Error)) return folder;
		say(`n8n ${version} cannot be installed: ${resolved.message}`);
	}
	throw new Error(`None of the newest ${NEWEST_TRIED} versions of n8n 2.x can be installed`);
}

/** Does something while no other run does it in this folder. */
async function turnOf(folder, say, work) {
	const file = join(folder, 'installing');
	const isTaken = () => existsSync(file) && isAlive(Number(readFileSync(file, 'utf8')));
	if (isTaken()) say('Another run installs n8n right now, waiting for it …');
	await waitFor('another run installs n8n', async () => (isTaken() ? undefined : true), {
		timeoutMs: INSTALL_TIMEOUT_MS,
		everyMs: 1000,
	});
	writeFileSync(file, String(process.pid));
	try {
		return await work();
	} finally {
		rmSync(file);
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

async function install({ name, source, version, folder, say }) {
	const log = join(folder, 'install.log');
	for (const file of FILES) copyFileSync(join(source, file), join(folder, file));
	// npm writes this file when all packages are in place.
	if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
		say(`Installing n8n ${version} into ${folder}: ${SIZES[name]}, this first time only …`);
		const packages = packagesOf(folder);
		await withProgress(
			() => `  ${packages.filter(isThere).length} of ${packages.length} packages`,
			say,
			run('Installing n8n', npm('ci', '--no-audit', '--no-fund', '--loglevel=error'), {
				cwd: folder,
				log,
			}),
		);
	}
	const node = nodeOf(folder);
	say('Building its database driver: up to 2 minutes, with a C++ compiler, make and Python 3 …');
	const start = Date.now();
	await withProgress(
		() => `  ${Math.round((Date.now() - start) / 1000)} s`,
		say,
		run(
			'Building sqlite3 (are a C++ compiler, make and Python 3 installed?)',
			npm('rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'),
			{ cwd: folder, env: withNode(node), log },
		),
	);
	await run('Loading sqlite3', [node, '-e', "require('sqlite3')"], { cwd: folder, log });
}

/** The folders that npm fills on this kind of machine, or may: optional ones of other kinds count for nothing. */
function packagesOf(folder) {
	const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
	return Object.entries(packages)
		.filter(([path, { optional, peer }]) => path !== '' && !optional && !peer)
		.map(([path]) => join(folder, path, 'package.json'));
}

function isThere(file) {
	return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

async function withProgress(describe, say, work) {
	const timer = setInterval(() => say(describe()), PROGRESS_MS);
	return await work.finally(() => clearInterval(timer));
}

/** The command that runs npm, the one that runs us where it can be told. */
export function npm(...args) {
	const { npm_execpath: path } = process.env;
	return path?.endsWith('.js') ? [process.execPath, path, ...args] : ['npm', ...args];
}

/** The Node.js that came with this n8n, where there is one for this kind of machine, or else the running one. */
function nodeOf(folder) {
	const bundled = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
	if (existsSync(bundled)) return bundled;
	const { engines } = JSON.parse(
		readFileSync(join(folder, 'node_modules/n8n/package.json'), 'utf8'),
	);
	const [wanted] = /\d+/.exec(engines.node);
	const [running] = process.versions.node.split('.');
	if (Number(running) < Number(wanted)) {
		throw new Error(
			`This n8n needs Node.js ${engines.node}: run it with that instead of ${process.version}`,
		);
	}
	return process.execPath;
}

/** Our environment with another Node.js in front, and its headers for what is compiled. */
function withNode(node) {
	const home = dirname(dirname(node));
	const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
	if (existsSync(join(home, 'include/node'))) env.npm_config_nodedir = home;
	return env;
}
