import { findProblems, MAX_TARBALL_BYTES, type PackageFacts } from './packageContent';

const NODE = 'dist/nodes/DocSpace/DocSpace.node.js';
const CREDENTIAL = 'dist/credentials/DocSpaceApi.credentials.js';

/** The node as its class would describe itself: two resources, three operations. */
const node = {
	description: {
		icon: { light: 'file:docSpace.svg', dark: 'file:docSpace.dark.svg' },
		version: [1],
		properties: [
			{ name: 'resource', options: [{ value: 'room' }, { value: 'file' }] },
			{
				name: 'operation',
				displayOptions: { show: { resource: ['room'] } },
				options: [{ value: 'collectFiles' }],
			},
			{
				name: 'operation',
				displayOptions: { show: { resource: ['file'] } },
				options: [{ value: 'move' }, { value: 'copy' }],
			},
		],
	},
};

const credential = {
	icon: {
		light: 'file:../nodes/DocSpace/docSpace.svg',
		dark: 'file:../nodes/DocSpace/docSpace.dark.svg',
	},
};

function facts(changes: Partial<PackageFacts> = {}): PackageFacts {
	return {
		manifest: { n8n: { nodes: [NODE], credentials: [CREDENTIAL] } },
		files: [
			'package.json',
			'README.md',
			'LICENSE.md',
			NODE,
			CREDENTIAL,
			'dist/nodes/DocSpace/DocSpace.node.json',
			'dist/nodes/DocSpace/actions/router.js',
			'dist/nodes/DocSpace/docSpace.svg',
			'dist/nodes/DocSpace/docSpace.dark.svg',
			'dist/nodes/DocSpace/__schema__/v1.0.0/room/collectFiles.json',
			'dist/nodes/DocSpace/__schema__/v1.0.0/file/move.json',
			'dist/nodes/DocSpace/__schema__/v1.0.0/file/copy.json',
			'dist/workflows/archive.json',
		],
		tarballBytes: 40_000,
		classes: [
			{ path: NODE, instance: node },
			{ path: CREDENTIAL, instance: credential },
		],
		...changes,
	};
}

function without(path: string): PackageFacts {
	return facts({ files: facts().files.filter((file) => file !== path) });
}

test('a package that is as it should be has no problem', () => {
	expect(findProblems(facts())).toEqual([]);
});

test.each([
	'dist/tsconfig.tsbuildinfo',
	'dist/package.json',
	'dist/docs/picture.png',
	'dist/nodes/DocSpace/DocSpace.node.js.map',
	'dist/nodes/DocSpace/DocSpace.node.d.ts',
	'dist/sandbox/index.js',
	'dist/workflows/deep/archive.json',
	'nodes/DocSpace/DocSpace.node.ts',
	'.env',
])('%s must not ship', (stray) => {
	const problems = findProblems(facts({ files: [...facts().files, stray] }));
	expect(problems).toEqual([expect.stringContaining(`${stray} must not ship: remove it`)]);
});

test.each([
	['README.md', 'write it'],
	[NODE, 'correct the path'],
	[CREDENTIAL, 'correct the path'],
	['dist/nodes/DocSpace/DocSpace.node.json', 'add it beside the node'],
	['dist/nodes/DocSpace/__schema__/v1.0.0/file/copy.json', 'add it in __schema__'],
])('%s must be there', (path, remedy) => {
	expect(findProblems(without(path))).toEqual([
		expect.stringMatching(new RegExp(`^${path} is missing: .*${remedy}`)),
	]);
});

test('an icon is missed by the node and by the credential that shows it', () => {
	expect(findProblems(without('dist/nodes/DocSpace/docSpace.dark.svg'))).toEqual([
		expect.stringContaining(`${NODE} shows it`),
		expect.stringContaining(`${CREDENTIAL} shows it`),
	]);
});

test('an icon without its dark form is a problem', () => {
	const light = { description: { ...node.description, icon: 'file:docSpace.svg' } };
	expect(findProblems(facts({ classes: [{ path: NODE, instance: light }] }))).toEqual([
		expect.stringContaining('has no light and dark icon'),
	]);
});

test('a package without a workflow, or without a node, is a problem', () => {
	expect(findProblems(without('dist/workflows/archive.json'))).toEqual([
		expect.stringContaining('no sample workflow'),
	]);
	expect(findProblems(facts({ classes: [] }))).toEqual([expect.stringContaining('names no node')]);
});

test('a large tarball is a problem', () => {
	expect(findProblems(facts({ tarballBytes: MAX_TARBALL_BYTES }))).toEqual([
		expect.stringContaining('The tarball has 220000 bytes'),
	]);
});

test('a runtime dependency is a problem', () => {
	const manifest = {
		n8n: { nodes: [NODE], credentials: [CREDENTIAL] },
		dependencies: { axios: '1' },
	};
	expect(findProblems(facts({ manifest }))).toEqual([
		expect.stringContaining('package.json depends on axios'),
	]);
});
