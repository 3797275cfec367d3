// Starts a real n8n with this package in it, beside a sandbox portal or your own, until Ctrl-C.
import { parseArgs } from 'node:util';

import { exitOnSignals } from './processes.mjs';
import { sampleWorkflows, withCredentials } from './workflows.mjs';
import { startWorld, WEBHOOK_HEADER } from './world.mjs';

const USAGE = `Starts n8n with this package and the sample workflows in it.

  npm run n8n                                  beside a sandbox portal
  npm run n8n -- --portal URL --api-key KEY    with a credential for your own portal; nothing runs
                                               by itself (DOCSPACE_API_KEY does for --api-key)
  npm run n8n -- --n8n 1                       the last n8n 1.x instead of 2.x

n8n is downloaded on first use, about 3 GB, into your cache folder, or N8N_CACHE_DIR.`;

exitOnSignals(() => {
	console.log('\nStopping everything.');
	process.exit();
});

try {
	const options = readOptions();
	if (options === undefined) {
		console.log(USAGE);
	} else {
		const world = await startWorld({ ...options, say: console.log });
		console.log(describe(world, options, await addSamples(world)));
	}
} catch (error) {
	console.error(error.message);
	process.exit(1);
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			portal: { type: 'string' },
			'api-key': { type: 'string', default: process.env.DOCSPACE_API_KEY },
			n8n: { type: 'string', default: '2' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return undefined;
	if (!['1', '2'].includes(values.n8n)) throw new Error(`--n8n is 1 or 2\n\n${USAGE}`);
	const name = `n8n-${values.n8n}`;
	if (values.portal === undefined) return { name };
	if (!values['api-key']) throw new Error('--portal needs --api-key KEY, or DOCSPACE_API_KEY');
	return { name, portal: { portalUrl: values.portal, apiKey: values['api-key'] } };
}

/** Imports and publishes the sample workflows. */
async function addSamples({ editor, credentials }) {
	const added = [];
	for (const sample of sampleWorkflows()) {
		const workflow = await editor.addWorkflow(withCredentials(sample, credentials));
		await editor.publish(workflow);
		added.push(workflow);
	}
	return added;
}

function describe({ instance, install, owner, sandbox }, { portal }, workflows) {
	const list = workflows.map(({ id, name }) => `  ${name}\n    ${instance.url}/workflow/${id}`);
	return `
n8n ${install.version} runs with the node DocSpace in it.

Editor    ${instance.url}
Sign in   ${owner.email}
Password  ${owner.password}
Portal    ${portal?.portalUrl ?? `${sandbox.url} (open it to watch the sandbox at work)`}

Workflows
${list.join('\n')}

Close a deal as a CRM would:

${curl(instance.url, sandbox)}

Ctrl-C stops everything.`;
}

/** The call of a CRM; on a real portal the ids are the user's to fill in. */
function curl(url, sandbox) {
	const deal = {
		dealId: 'D-1042',
		status: 'Closed',
		clientRoomId: sandbox?.clientRoomId ?? 'ID OR LINK OF THE ROOM',
		archiveRootFolderId: sandbox?.archiveFolderId ?? 'ID OR LINK OF THE ARCHIVE FOLDER',
		clientName: sandbox ? 'Contoso Ltd' : 'NAME OF THE CLIENT',
		guestEmail: sandbox?.guestEmail ?? 'E-MAIL OF THE GUEST',
	};
	const { name, value } = WEBHOOK_HEADER;
	return `curl -X POST ${url}/webhook/deal-closed \\
  -H 'Content-Type: application/json' -H '${name}: ${value}' \\
  -d '${JSON.stringify(deal)}'`;
}
