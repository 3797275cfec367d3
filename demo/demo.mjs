// The promise of the package, to watch: the sample workflow, run by n8n's own engine, empties a client's room into
// the archive and only then ends the guest's access. See options.mjs for what it can be told.
import '../test/harness/environment.js';
import { readFileSync } from 'node:fs';
import { serveCrmFiles } from '../test/harness/crmFiles.js';
import { readOptions, USAGE, UsageError } from './options.mjs';
import { connect, drawTree, plural, pollLikeTheWebUi, readTree } from './portal.mjs';
import { countRequests } from './requests.mjs';
import { startDemoPortal } from './sandbox.mjs';

const { BEGIN_NODES, exitCode, failedReport, NODES, toBeginReport, toReport } = await import(
	'./report.ts'
);

const ARCHIVE = '../workflows/archive-client-room-on-deal-closed.json';
const BEGIN = '../workflows/create-client-room-on-deal-won.json';

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
	const json = args.includes('--json');
	let report;
	try {
		const options = readOptions(args, process.env);
		if (options.help) {
			console.log(USAGE);
			return 0;
		}
		report = await demonstrate(options, json ? () => {} : (line) => console.log(line));
	} catch (error) {
		report = failedReport(error.message);
		if (!json)
			console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
	}
	if (json) console.log(JSON.stringify(report));
	return exitCode(report);
}

/** Runs the workflow against the sandbox or the user's portal, telling `say` how it goes. */
async function demonstrate(options, say) {
	if (options.portal !== undefined) {
		describePlan(options, say);
		if (!options.yes) {
			throw new Error('Nothing was done yet. Add --yes to do it.');
		}
		return await archive({ url: options.portal, ...options }, say);
	}

	say('Starting a sandbox portal …');
	const sandbox = await startDemoPortal(options.begin ? { files: 0 } : {});
	try {
		const { url, apiKey } = sandbox;
		if (options.begin) return await wholeLife(sandbox, say);
		return await archive(
			{ url, apiKey, payload: options.payload ?? sandbox.payload, isSandbox: true },
			say,
		);
	} finally {
		await sandbox.close();
	}
}

/** Says what the workflow would do on the user's own portal. */
function describePlan({ portal, payload }, say) {
	const { status, clientRoomId, archiveRootFolderId, clientName, guestUserId, guestEmail } =
		payload;
	say(`On ${portal} the workflow does the following for a deal with status "${status}":`);
	say(
		`- if the deal is closed, all files of room ${clientRoomId} move into the folder "${clientName}"`,
	);
	say(`  in ${archiveRootFolderId}, which is created if it is not there;`);
	const guest = guestUserId || guestEmail;
	say(
		guest
			? `- once the room is empty, the guest ${guest} loses the access that you granted, in all rooms.`
			: '- no guest is named, nobody loses access.',
	);
}

/** Makes a client's room as when a deal is won, and puts it away with what the CRM has kept of the answer. */
async function wholeLife({ url, apiKey, payload }, say) {
	const offer = 'Offer Fabrikam.pdf';
	const crm = await serveCrmFiles({ [offer]: 'Our offer' });
	let run, measures;
	try {
		const deal = {
			dealId: 'D-2001',
			status: 'Won',
			clientName: 'Fabrikam Inc',
			guestEmail: 'anna@fabrikam.example',
			offerUrl: crm.link(offer),
			offerName: offer,
			archiveRootFolderId: payload.archiveRootFolderId,
		};
		say('\nThe deal is won.');
		({ run, measures } = await execute(
			BEGIN,
			{ url, apiKey, payload: deal, isSandbox: true },
			say,
		));
	} finally {
		await crm.close();
	}
	const begin = toBeginReport(run, measures);
	showAnswer(run, say);
	if (!begin.ok) {
		say(`\nNot done: ${begin.error}`);
		return { ...failedReport(begin.error), begin };
	}
	say('\nThe deal is closed.');
	const [{ body: kept }] = run.responses;
	const closed = { ...kept, status: 'Closed' };
	return { ...(await archive({ url, apiKey, payload: closed, isSandbox: true }, say)), begin };
}

/** Runs the workflow that puts a room away against a portal and reports how it went. */
async function archive(order, say) {
	const { url, apiKey, payload } = order;
	const api = connect(url, apiKey);
	await showTree(api, payload.clientRoomId, 'The room before', say);
	const { run, measures } = await execute(ARCHIVE, order, say);
	const report = toReport(run, measures);

	await showTree(api, payload.clientRoomId, 'The room after', say);
	if (report.archiveFolder !== null) {
		await showTree(api, report.archiveFolder.id, 'The archive after', say);
	}
	showAnswer(run, say);
	showReport(report, say);
	return report;
}

/** Runs a workflow with what its webhook gets, and measures it. */
async function execute(file, { url, apiKey, payload, isSandbox = false }, say) {
	// Only now, because it takes a second to load.
	const { runWorkflow } = await import('../test/harness/engine.ts');
	const api = connect(url, apiKey);
	const stopPolling = isSandbox ? pollLikeTheWebUi(api) : () => {};
	const requests = countRequests();
	const workflow = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
	const progress = watchProgress(api, workflow, say);
	const start = performance.now();
	try {
		const run = await runWorkflow({
			workflow,
			startNode: NODES.trigger,
			mode: 'webhook',
			input: [{ json: { headers: {}, params: {}, query: {}, body: payload } }],
			credentials: { docSpaceApi: { portalUrl: url, apiKey } },
			onNode: progress.onNode,
		});
		const seconds = Math.round((performance.now() - start) / 100) / 10;
		return { run, measures: { requests: requests.count, seconds } };
	} finally {
		progress.stop();
		requests.stop();
		stopPolling();
	}
}

/** Shows the folders below a room or folder; what is no id of one is the workflow's business to say. */
async function showTree(api, id, title, say) {
	const tree = await readTree(api, id).catch(() => undefined);
	if (tree === undefined) return;
	say(`\n${title}:`);
	for (const line of drawTree(tree)) say(`  ${line}`);
}

/** Tells of each node as it ends, and while files move, how many have arrived. */
function watchProgress(api, { nodes }, say) {
	const disabled = new Set(nodes.filter((node) => node.disabled).map(({ name }) => name));
	let timer;
	let folderId;
	let shown = 0;
	let total = 0;
	const look = async () => {
		const { data } = await api.get(`files/folder/${encodeURIComponent(folderId)}`);
		const count = data.response.filesCount ?? 0;
		if (count > shown) say(`  … ${count.toLocaleString('en-US')} of ${plural(total, 'file')}`);
		shown = Math.max(shown, count);
	};
	const stop = () => clearInterval(timer);
	return {
		stop,
		onNode({ name, phase, task }) {
			const output = task?.data?.main?.[0]?.[0]?.json;
			if (phase === 'started') {
				if (name === NODES.trigger) say('\nThe workflow:');
				if (name !== NODES.move || folderId === undefined) return;
				timer = setInterval(() => void look().catch(() => {}), 500);
				return;
			}
			if (name === NODES.collect) total = output?.fileCount ?? 0;
			if (name === NODES.ensure) folderId = output?.id;
			if (name === NODES.move) stop();
			if (!disabled.has(name)) say(`  ${name}${outcome(name, output)}`);
		},
	};
}

function outcome(name, output) {
	if (output === undefined) return '';
	switch (name) {
		case NODES.collect:
			return `: ${plural(output.fileCount, 'file')} found`;
		case NODES.ensure:
			return `: "${output.title}" ${output.created ? 'created' : 'was there'}`;
		case NODES.move:
			return `: ${plural(output.movedCount, 'file')} moved, ${output.renamedCount} renamed`;
		case NODES.guest:
			return `: ${output.email} ${output.deleted ? 'has lost access' : 'had no access any more'}`;
		case BEGIN_NODES.room:
			return `: "${output.title}" ${output.created ? 'created' : 'was there'}`;
		case BEGIN_NODES.upload:
			return `: "${output.title}" ${output.uploaded ? 'uploaded' : 'was there'}`;
		case BEGIN_NODES.invite:
			return `: ${output.members.map(({ email, outcome: became, role }) => `${email} ${became} as ${role}`).join()}`;
		default:
			return '';
	}
}

/** Shows what the CRM was answered. */
function showAnswer(run, say) {
	const [answer] = run.responses;
	if (answer === undefined) return;
	const text = JSON.stringify(answer.body);
	say(
		`\nThe CRM's answer: ${answer.statusCode} ${text.length > 500 ? `${text.slice(0, 500)} …` : text}`,
	);
}

function showReport(report, say) {
	say('\nReport:');
	say(`  found    ${report.found}`);
	say(`  moved    ${report.moved}`);
	say(`  renamed  ${report.renamed}`);
	say(`  left     ${report.left.length}`);
	for (const { title, path, reason } of report.left) {
		say(`    ${path === '' ? '' : `${path}/`}${title}: ${reason}`);
	}
	say(`  requests ${report.requests}`);
	say(`  seconds  ${report.seconds}`);
	say(report.ok ? '\nNothing is left.' : `\nNot done: ${report.error ?? 'files are left'}`);
}
