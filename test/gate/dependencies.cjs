// What may import what, as docs/architecture.md draws it. test/gate/dependencies.test.js holds the repository to it.

const NODE = '^nodes/DocSpace/';
const PORTAL = `${NODE}portal/`;
/** The ground and the whole job lie in portal/ itself; all other files in its folders. */
const WHOLE_JOB = `${PORTAL}archiveClientRoom[^/]*$`;
const GROUND = `${PORTAL}(?!archiveClientRoom)[^/]+$`;
const HTTP = `${PORTAL}http/`;
const CONTENT = `${PORTAL}content/`;
const SHARING = `${PORTAL}sharing/`;
const ACTIONS = `${NODE}actions/`;
const LOCATORS = `${NODE}locators/`;
const TRIGGER = `${NODE}trigger/`;
const NODE_ERRORS = `${NODE}nodeErrors\\.ts$`;
const CONNECTION = `${NODE}connection\\.ts$`;
const SIGN_IN = `${NODE}signIn\\.ts$`;

const REPOSITORY = '^(nodes|credentials|sandbox|test|bench|demo)/';
const PACKAGE = '^(nodes|credentials)/';

/** A rule that a wrong import breaks. Its comment is what the test prints. */
function rule(name, comment, from, to) {
	return { name, comment, severity: 'error', from, to };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		rule(
			'no-circle',
			'No file may reach itself through its imports, those of types included: in a circle no file can be read or changed alone.',
			{},
			{ circular: true },
		),
		rule(
			'every-import-is-found',
			'Every import of a file must lead to one: what cannot be found is not held to any other rule.',
			{ path: REPOSITORY },
			{ couldNotResolve: true, pathNot: '^n8n-' },
		),
		rule(
			'ground-stands-alone',
			'The files of portal/ itself (ids, errors, types, time …) are the ground: everybody stands on them, so they use only one another.',
			{ path: GROUND },
			{ path: NODE, pathNot: GROUND },
		),
		rule(
			'http-uses-the-ground',
			'portal/http/ knows how one asks a portal, not what for: it uses the ground, and neither rooms nor files nor people.',
			{ path: HTTP },
			{ path: NODE, pathNot: [GROUND, HTTP] },
		),
		rule(
			'content-uses-http',
			'portal/content/ reads and makes rooms, folders and files: it uses http and the ground. Moving, people and events build on it.',
			{ path: CONTENT },
			{ path: NODE, pathNot: [GROUND, HTTP, CONTENT] },
		),
		rule(
			'sharing-uses-content',
			'portal/sharing/ is the links of files, folders and rooms: it uses content, http and the ground. People build on it, for links are ways in.',
			{ path: SHARING },
			{ path: NODE, pathNot: [GROUND, HTTP, CONTENT, SHARING] },
		),
		rule(
			'moving-people-and-events-are-apart',
			'portal/moving/, people/ and events/ do not know one another; each uses content, sharing, http and the ground. (people/endAccess looks into the room by content/.) What needs two of them is a whole job, like archiveClientRoom.',
			{ path: `${PORTAL}(moving|people|events)/` },
			{ path: NODE, pathNot: [GROUND, HTTP, CONTENT, SHARING, `${PORTAL}$1/`] },
		),
		rule(
			'downloads-use-moving',
			'portal/downloads/ fetches files, and what an operation of moving/ has packed: it uses that, content, http and the ground.',
			{ path: `${PORTAL}downloads/` },
			{
				path: NODE,
				pathNot: [GROUND, HTTP, CONTENT, `${PORTAL}moving/`, `${PORTAL}downloads/`],
			},
		),
		rule(
			'portal-knows-no-node',
			'portal/ is DocSpace as we know it and could serve another program than n8n’s node: it uses no field, picker, operation or trigger.',
			{ path: WHOLE_JOB },
			{ path: NODE, pathNot: PORTAL },
		),
		rule(
			'locators-use-the-portal',
			'locators/ are what a user picks: they use portal/ by connection.ts, and nodeErrors.ts for what the editor shows.',
			{ path: LOCATORS },
			{ path: NODE, pathNot: [LOCATORS, PORTAL, NODE_ERRORS, CONNECTION] },
		),
		rule(
			'actions-use-locators-and-portal',
			'actions/ are the node’s operations: they use locators/, portal/, connection.ts and nodeErrors.ts, and nothing of the trigger or of the node’s face.',
			{ path: ACTIONS },
			{ path: NODE, pathNot: [ACTIONS, LOCATORS, PORTAL, NODE_ERRORS, CONNECTION] },
		),
		rule(
			'trigger-uses-locators-and-portal',
			'trigger/ is the trigger’s work: it uses locators/, portal/, connection.ts and nodeErrors.ts, and no operation.',
			{ path: TRIGGER },
			{ path: NODE, pathNot: [TRIGGER, LOCATORS, PORTAL, NODE_ERRORS, CONNECTION] },
		),
		rule(
			'operations-never-import-one-another',
			'An operation’s file is read alone: only its resource’s index.ts imports it. Fields that two operations share are in the resource’s fields.ts or in actions/ itself.',
			{ path: NODE, pathNot: `${ACTIONS}[^/]+/index\\.ts$` },
			{ path: '\\.operation\\.ts$' },
		),
		rule(
			'node-errors-use-the-ground',
			'nodeErrors.ts turns the portal’s errors into n8n’s: it uses the ground only, so that everybody may use it.',
			{ path: NODE_ERRORS },
			{ path: NODE, pathNot: GROUND },
		),
		rule(
			'connection-uses-http',
			'connection.ts sends the requests of portal/http/ by n8n’s own helper: it uses http and the ground only, so that everybody may use it.',
			{ path: CONNECTION },
			{ path: NODE, pathNot: [GROUND, HTTP] },
		),
		rule(
			'sign-in-uses-connection',
			'signIn.ts begins sessions for the credential by e-mail and password, and for its test: it uses connection.ts, http and the ground only.',
			{ path: SIGN_IN },
			{ path: NODE, pathNot: [GROUND, HTTP, CONNECTION] },
		),
		rule(
			'credentials-use-sign-in',
			'A credential tells n8n how requests are signed: of the nodes it uses signIn.ts only.',
			{ path: '^credentials/' },
			{ path: NODE, pathNot: [SIGN_IN] },
		),
		rule(
			'package-stands-alone',
			'nodes/ and credentials/ are what is published: they use nothing of the sandbox, the tests, the bench or the demo.',
			{ path: PACKAGE },
			{ path: REPOSITORY, pathNot: PACKAGE },
		),
		rule(
			'sandbox-knows-no-node',
			'The sandbox is a portal and shows what a portal does, not what the node believes of it: it uses nothing of the node, the tests, the bench or the demo.',
			{ path: '^sandbox/' },
			{ path: REPOSITORY, pathNot: '^sandbox/' },
		),
		rule(
			'harness-serves-everybody',
			'test/harness/ holds n8n’s engine, a portal as a client has it, and virtual time for tests of every kind: it uses none of them.',
			{ path: '^test/harness/' },
			{ path: REPOSITORY, pathNot: ['^test/harness/', PACKAGE, '^sandbox/'] },
		),
		rule(
			'kinds-of-tests-share-the-harness-only',
			'Tests of one kind (engine, chaos, portal, workflows …) use nothing of another’s. What two kinds need goes to test/harness/.',
			{ path: '^test/(?!harness/)([^/]+)/' },
			{ path: '^test/', pathNot: '^test/($1|harness)/' },
		),
		rule(
			'demo-and-bench-use-the-harness-only',
			'The demo and the bench run the node through test/harness/, and use nothing else of the tests.',
			{ path: '^(demo|bench)/' },
			{ path: '^test/', pathNot: '^test/harness/' },
		),
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		// Imports of types count: they bind the files just as well.
		tsPreCompilationDeps: true,
		enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'] },
	},
};
