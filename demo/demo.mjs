// The promise of the package, to watch: the sample workflow, run by n8n's own engine, empties a client's room into
// the archive and only then ends the guest's access. See options.mjs for what it can be told.
import '../test/harness/environment.js';
import { readFileSync } from 'node:fs';
import { readOptions, USAGE, UsageError } from './options.mjs';
import { connect, drawTree, plural, pollLikeTheWebUi, readTree } from './portal.mjs';
import { countRequests } from './requests.mjs';
import { startDemoPortal } from './sandbox.mjs';

const { exitCode, failedReport, NODES, toReport } = await import('./report.ts');

const WORKFLOW = '../workflows/archive-client-room-on-deal-closed.json';

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
	const sandbox = await startDemoPortal();
	try {
		const { url, apiKey } = sandbox;
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

/** Runs the workflow against a portal and reports how it went. */
async function archive({ url, apiKey, payload, isSandbox = false }, say) {
	const api = connect(url, apiKey);
	await showTree(api, payload.clientRoomId, 'The room before', say);

	// Only now, because it takes a second to load.
	const { runWorkflow } = await import('../test/harness/engine.ts');
	const stopPolling = isSandbox ? pollLikeTheWebUi(api) : () => {};
	const requests = countRequests();
	const workflow = JSON.parse(readFileSync(new URL(WORKFLOW, import.meta.url), 'utf8'));
	const progress = watchProgress(api, workflow, say);
	const start = performance.now();
	let run;
	try {
		run = await runWorkflow({
			workflow,
			startNode: NODES.trigger,
			mode: 'webhook',
			input: [{ json: { headers: {}, params: {}, query: {}, body: payload } }],
			credentials: { docSpaceApi: { portalUrl: url, apiKey } },
			onNode: progress.onNode,
		});
	} finally {
		progress.stop();
		requests.stop();
		stopPolling();
	}
	const seconds = Math.round((performance.now() - start) / 100) / 10;
	const report = toReport(run, { requests: requests.count, seconds });

	await showTree(api, payload.clientRoomId, 'The room after', say);
	if (report.archiveFolder !== null) {
		await showTree(api, report.archiveFolder.id, 'The archive after', say);
	}
	showAnswer(run, say);
	showReport(report, say);
	return report;
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
