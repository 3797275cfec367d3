const { execFileSync } = require('node:child_process');
const { resolve } = require('node:path');

/** The folders whose imports the rules are about. */
const FOLDERS = ['nodes', 'credentials', 'sandbox', 'test', 'bench', 'demo'];
const CONFIG = resolve(__dirname, 'dependencies.cjs');
const CRUISER = resolve(
	__dirname,
	'../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
);

/**
 * Follows all imports of a tree that is laid out as the repository is.
 *
 * @param {string} root
 * @returns {{ files: string[]; wrong: Array<{ rule: string; from: string; to: string }> }}
 */
function followImports(root) {
	const output = execFileSync(
		process.execPath,
		[CRUISER, '--config', CONFIG, '--output-type', 'json', ...FOLDERS],
		{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
	);
	const { modules, summary } = JSON.parse(output);
	return {
		files: modules.map(({ source }) => source),
		wrong: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
	};
}

module.exports = { FOLDERS, followImports };
