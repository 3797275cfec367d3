// n8n's own gate for community nodes, run offline: the rules that its scanner applies to the source at the
// published commit and to the tarball, without the parts that need npm and GitHub. Warnings count too, and
// comments that switch rules off are ignored. Needs a built package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const overrideConfig = await buildScanConfig();

/** Lints a folder as the scanner does; returns what it found, or undefined when that is nothing. */
async function scan(title, cwd, patterns) {
	const eslint = new ESLint({
		cwd,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig,
	});
	const results = await eslint.lintFiles(patterns);
	const count = (kind) => results.reduce((sum, result) => sum + result[kind], 0);
	const [errors, warnings] = [count('errorCount'), count('warningCount')];
	console.log(`${title}: ${results.length} files, ${errors} errors, ${warnings} warnings`);
	if (errors + warnings === 0) return true;
	const formatter = await eslint.loadFormatter('stylish');
	console.log(await formatter.format(results));
	return false;
}

/** Packs the package and unpacks it again, into a folder of its own. */
function unpack(folder) {
	const pack = [
		'pack',
		'--json',
		'--ignore-scripts',
		'--loglevel=error',
		'--pack-destination',
		folder,
	];
	const packed = execFileSync('npm', pack, { cwd: root, encoding: 'utf8' });
	const [{ filename }] = Object.values(JSON.parse(packed));
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	return join(folder, 'package');
}

if (!existsSync(join(root, 'dist'))) {
	console.error('There is nothing to scan yet: run "npm run build" first.');
	process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-docspace-'));
try {
	const source = await scan('Source', root, SOURCE_FILE_PATTERNS);
	const tarball = await scan('Tarball', unpack(folder), ['**/*.js', 'package.json']);
	if (!source || !tarball) {
		console.log("n8n's scanner would refuse the package: mend the findings above.");
		process.exitCode = 1;
	}
} finally {
	rmSync(folder, { recursive: true });
}
