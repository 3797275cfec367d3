import { isRecord } from '../harness/guards';

/** The largest tarball that we accept. */
export const MAX_TARBALL_BYTES = 200_000;

const ALLOWED = [
	/^package\.json$/,
	/^(README|LICENSE|CHANGELOG)\.md$/,
	/^dist\/(nodes|credentials)\/(.+\/)?[^/]+\.js$/,
	/^dist\/(nodes|credentials)\/(.+\/)?[^/]+\.svg$/,
	/^dist\/nodes\/(.+\/)?[^/]+\.node\.json$/,
	/^dist\/nodes\/(.+\/)?__schema__\/.+\.json$/,
	/^dist\/workflows\/[^/]+\.json$/,
];

/** A node or credential class as built, beside the path that package.json gives it. */
export interface BuiltClass {
	/** e.g. `dist/nodes/DocSpace/DocSpace.node.js` */
	path: string;
	/** An instance of the class. */
	instance: unknown;
}

export interface PackageFacts {
	/** The content of package.json. */
	manifest: unknown;
	/** The paths in the tarball. */
	files: readonly string[];
	tarballBytes: number;
	/** What package.json names under `n8n`, loaded from `dist`. */
	classes: readonly BuiltClass[];
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/'));
}

/** Joins a path to a folder, `..` included: `a/b` and `../c.svg` give `a/c.svg`. */
function join(folder: string, relative: string): string {
	const parts = folder.split('/');
	for (const part of relative.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '.') parts.push(part);
	}
	return parts.join('/');
}

function listOfTexts(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The paths that package.json names under `n8n`. */
export function namedPaths(manifest: unknown): string[] {
	const n8n = isRecord(manifest) ? manifest.n8n : undefined;
	return isRecord(n8n) ? [...listOfTexts(n8n.credentials), ...listOfTexts(n8n.nodes)] : [];
}

/** A node's description, or the credential itself, which describe themselves in the same words. */
function faceOf({ instance }: BuiltClass): Record<string, unknown> {
	if (!isRecord(instance)) return {};
	return isRecord(instance.description) ? instance.description : instance;
}

function iconsOf(built: BuiltClass): string[] {
	const { icon } = faceOf(built);
	const icons = isRecord(icon) ? [icon.light, icon.dark] : [icon];
	return icons
		.filter((entry) => typeof entry === 'string')
		.filter((entry) => entry.startsWith('file:'))
		.map((entry) => join(folderOf(built.path), entry.slice('file:'.length)));
}

function schemasOf(built: BuiltClass): string[] {
	const { properties, version, defaultVersion } = faceOf(built);
	const versions = (Array.isArray(version) ? version : [version]).map(String);
	const newest = defaultVersion === undefined ? versions.at(-1) : String(defaultVersion);
	const folder = [...(newest ?? '1').split('.'), '0', '0'].slice(0, 3).join('.');
	const paths: string[] = [];
	for (const property of Array.isArray(properties) ? properties : []) {
		if (!isRecord(property) || property.name !== 'operation') continue;
		const show = isRecord(property.displayOptions) ? property.displayOptions.show : undefined;
		const resources = isRecord(show) ? listOfTexts(show.resource) : [];
		const options = Array.isArray(property.options) ? property.options : [];
		const operations = options.map((option: unknown) => (isRecord(option) ? option.value : ''));
		for (const resource of resources) {
			for (const operation of operations) {
				const file = `${resource}/${String(operation)}.json`;
				paths.push(`${folderOf(built.path)}/__schema__/v${folder}/${file}`);
			}
		}
	}
	return paths;
}

/**
 * Looks for everything in which the package is not what it should be.
 *
 * @param facts what `npm pack` would put into the tarball, and what was built
 * @returns one line per finding, saying what it is and how to mend it; none when all is well
 */
export function findProblems({ manifest, files, tarballBytes, classes }: PackageFacts): string[] {
	const problems: string[] = [];
	const has = new Set(files);
	const need = (path: string, remedy: string) => {
		if (!has.has(path)) problems.push(`${path} is missing: ${remedy}`);
	};

	for (const file of files) {
		if (ALLOWED.some((pattern) => pattern.test(file))) continue;
		problems.push(
			`${file} must not ship: remove it from dist in gulpfile.js, or allow it in test/gate/packageContent.ts`,
		);
	}

	for (const file of ['package.json', 'README.md', 'LICENSE.md']) need(file, 'write it');
	for (const path of namedPaths(manifest)) {
		need(path, 'package.json names it under "n8n"; correct the path there, or add its source');
	}
	if (classes.length === 0) problems.push('package.json names no node under "n8n": add it there');

	for (const built of classes) {
		const icons = iconsOf(built);
		if (icons.length < 2) {
			problems.push(`${built.path} has no light and dark icon: set both in "icon"`);
		}
		for (const icon of icons) need(icon, `${built.path} shows it; add the picture to the sources`);
		if (!built.path.endsWith('.node.js')) continue;
		need(
			built.path.replace(/\.js$/, '.json'),
			'it tells n8n where to list the node; add it beside the node',
		);
		for (const schema of schemasOf(built)) {
			need(schema, "it tells n8n the operation's fields; add it in __schema__ beside the node");
		}
	}

	if (!files.some((file) => file.startsWith('dist/workflows/'))) {
		problems.push('There is no sample workflow in dist/workflows: add one to workflows/');
	}
	if (tarballBytes >= MAX_TARBALL_BYTES) {
		problems.push(
			`The tarball has ${tarballBytes} bytes, ${MAX_TARBALL_BYTES} or more: see "npm pack --dry-run" for what is so large`,
		);
	}

	const dependencies = isRecord(manifest) ? manifest.dependencies : undefined;
	for (const name of isRecord(dependencies) ? Object.keys(dependencies) : []) {
		problems.push(
			`package.json depends on ${name}: n8n wants no runtime dependency; make it a devDependency or do without`,
		);
	}
	return problems;
}
