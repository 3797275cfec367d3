import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm } from './install.mjs';
import { run } from './processes.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const PACKAGE_NAME = 'n8n-nodes-docspace';

/**
 * Builds the package and packs it as npm would publish it.
 *
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} the tarball
 */
export async function packPackage(folder) {
	const log = join(folder, 'build.log');
	const options = { cwd: ROOT, log };
	await run('Building the package', npm('run', 'build'), options);
	await run(
		'Packing the package',
		npm('pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder),
		options,
	);
	const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
	return join(folder, tarball);
}

/** Unpacks a tarball of the package to where n8n looks for community packages. */
export async function unpackPackage(tarball, folder, log) {
	mkdirSync(folder, { recursive: true });
	const command = ['tar', '-xzf', tarball, '-C', folder, '--strip-components=1'];
	await run('Unpacking the package', command, { log });
}
