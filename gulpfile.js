// Finishes the package that `n8n-node build` has built: adds the sample workflows, takes out what that copies
// along but must not ship, and fails when the package's content is not what it should be.
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { dest, series, src } = require('gulp');

/** All that belongs in dist. Pictures of the documentation and build info come along uninvited. */
const SHIPPED = ['credentials', 'nodes', 'workflows'];

async function removeStrays() {
	for (const entry of readdirSync('dist')) {
		if (!SHIPPED.includes(entry)) rmSync(join('dist', entry), { recursive: true });
	}
}

function copyWorkflows() {
	return src('workflows/*.json').pipe(dest('dist/workflows'));
}

/** Indents are for readers of the repository; in the package they only weigh. Lines stay, for stack traces. */
async function stripIndents() {
	for (const path of readdirSync('dist', { recursive: true })) {
		const file = join('dist', path);
		if (path.endsWith('.json')) rewrite(file, (text) => JSON.stringify(JSON.parse(text)));
		if (path.endsWith('.js')) rewrite(file, withoutIndents);
	}
}

function rewrite(file, change) {
	writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** A template over several lines would lose spaces of its text. */
function withoutIndents(code) {
	const isOdd = (line) => line.split('`').length % 2 === 0;
	const open = code.split('\n').find(isOdd);
	if (open !== undefined) throw new Error(`A template over several lines: ${open}`);
	return code.replace(/^ +/gm, '');
}

/** What `npm pack` would put into the tarball. */
function packedFiles() {
	const [command, first] = process.env.npm_execpath
		? [process.execPath, [process.env.npm_execpath]]
		: ['npm', []];
	const output = execFileSync(
		command,
		[...first, 'pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'],
		{ encoding: 'utf8' },
	);
	const [{ files, size }] = Object.values(JSON.parse(output));
	return { files: files.map(({ path }) => path), tarballBytes: size };
}

/** Loads a node or credential class the way n8n does: the file is called after its class. */
function load(path) {
	const Class = require(join(__dirname, path))[basename(path).split('.')[0]];
	return { path, instance: new Class() };
}

async function checkContent() {
	require('tsx/cjs');
	const { findProblems, namedPaths } = require('./test/gate/packageContent.ts');
	const manifest = require('./package.json');
	const { files, tarballBytes } = packedFiles();
	const classes = namedPaths(manifest)
		.filter((path) => files.includes(path))
		.map(load);
	const problems = findProblems({ manifest, files, tarballBytes, classes });
	if (problems.length > 0) {
		const error = new Error(`The package is not fit to publish:\n- ${problems.join('\n- ')}`);
		// gulp would print where in this file it was thrown, which says nothing about the package.
		throw Object.assign(error, { showStack: false });
	}
	console.log(`The package holds ${files.length} files, packed ${tarballBytes} bytes.`);
}

exports.package = series(removeStrays, copyWorkflows, stripIndents, checkContent);
