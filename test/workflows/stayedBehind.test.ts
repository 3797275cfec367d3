import type { IDataObject } from 'n8n-workflow';
import dealClosed from '../../workflows/archive-client-room-on-deal-closed.json';
import hubSpot from '../../workflows/archive-client-room-on-hubspot-deal-won.json';
import workflow from '../../workflows/notify-when-files-stayed-behind.json';
import { runWorkflow, type WorkflowRun } from '../harness/engine';
import { byId, endWorlds, fillRoom, startWorld, type World } from '../harness/world';
import { mailbox, type Mail } from './mail';
import { settled } from './samples';

afterEach(endWorlds);

const EXECUTION = 'https://n8n.example.com/workflow/1/executions/231';

/** A world with six files in the client's room, of which one is locked. */
async function startWithLockedFile(): Promise<World> {
	const world = await startWorld();
	const [first = 0] = fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });
	world.portal.lockFile(first, world.guest.id);
	return world;
}

/** Move Files fails with nobody to catch it. */
async function failAtMoveFiles(world: World): Promise<WorkflowRun> {
	const { clientRoom, clientFolder } = world;
	return await world.run({
		operation: 'file.move',
		fields: {
			files: world.portal
				.filesBelow(clientRoom)
				.map(({ id }) => id)
				.join(),
			destinationFolder: byId(clientFolder),
		},
	});
}

/** The sample for any CRM, which answers before it fails. */
async function failAfterAnswer({
	clientRoom,
	archiveRoom,
	credentials,
}: World): Promise<WorkflowRun> {
	const body = {
		dealId: 'D-1',
		status: 'Closed',
		clientRoomId: clientRoom,
		archiveRootFolderId: archiveRoom,
		clientName: 'Contoso Ltd',
	};
	return await runWorkflow({
		workflow: dealClosed,
		startNode: 'Deal webhook',
		mode: 'webhook',
		input: [{ json: { body } }],
		credentials,
	});
}

/** What n8n hands to the error workflow of a workflow that failed, once stored and read again. */
function reportOf({ run, error }: WorkflowRun): IDataObject {
	const report: IDataObject = JSON.parse(
		JSON.stringify({
			execution: {
				id: '231',
				url: EXECUTION,
				error,
				lastNodeExecuted: run.data.resultData.lastNodeExecuted,
				mode: 'webhook',
			},
			workflow: { id: '1', name: 'Archive closed deals' },
		}),
	);
	return report;
}

/** Starts the error workflow as n8n does, and reads the only e-mail that it sends. */
async function mailAbout(json: IDataObject): Promise<Mail> {
	const { nodeTypes, mails } = await mailbox();
	const { error } = await runWorkflow({
		workflow,
		startNode: 'Workflow failed',
		mode: 'error',
		input: [{ json }],
		nodeTypes,
	});
	expect(error).toBeUndefined();
	const [mail] = mails;
	if (mail === undefined || mails.length > 1) throw new Error(`${mails.length} e-mails`);
	return mail;
}

test('the pinned failure is told as an e-mail', async () => {
	const { nodeTypes, mails } = await mailbox();
	await runWorkflow({ workflow, nodeTypes });
	expect(mails).toEqual([
		{
			from: 'n8n@example.com',
			to: 'you@example.com',
			subject: '1 file stayed behind: Archive closed deals',
			text: expect.stringContaining('- Contract.docx: locked by Sample User\n'),
			attached: {},
		},
	]);
});

test('a file that Move Files left behind is named with the reason, the remedy and the execution', async () => {
	const world = await startWithLockedFile();
	const { subject, text } = await mailAbout(reportOf(await failAtMoveFiles(world)));
	expect(subject).toBe('1 file stayed behind: Archive closed deals');
	expect(String(text).split('\n')).toEqual(
		expect.arrayContaining([
			`- File 0-0.docx: locked by ${world.guest.displayName}`,
			expect.stringMatching(/^What to do: .*run again/),
			`The execution: ${EXECUTION}`,
		]),
	);
});

test('a file that the sample for any CRM left behind is named with the reason', async () => {
	const world = await startWithLockedFile();
	const { subject, text } = await mailAbout(reportOf(await failAfterAnswer(world)));
	expect(subject).toBe('1 file stayed behind: Archive closed deals');
	expect(String(text).split('\n')).toEqual(
		expect.arrayContaining([
			`- File 0-0.docx: locked by ${world.guest.displayName}`,
			'What the workflow said: Contoso Ltd, deal D-1: Files are left in the room, the guest keeps access',
		]),
	);
});

test('a file that a CRM’s sample left behind is named with its client', async () => {
	const world = await startWithLockedFile();
	const failed = await runWorkflow({
		workflow: settled(hubSpot, world),
		startNode: 'HubSpot deal stage changed',
		credentials: world.credentials,
	});
	const { text } = await mailAbout(reportOf(failed));
	expect(String(text).split('\n')).toContain(
		`- Contoso Ltd: File 0-0.docx: locked by ${world.guest.displayName}`,
	);
});

test('of very many files 200 are named and the others counted', async () => {
	const world = await startWorld();
	const files = fillRoom(world, world.clientRoom, { folders: 1, filesEach: 203 });
	for (const id of files) world.portal.lockFile(id, world.guest.id);
	const { subject, text } = await mailAbout(reportOf(await failAtMoveFiles(world)));
	expect(subject).toMatch(/^203 files stayed behind/);
	const lines = String(text).split('\n');
	expect(lines.filter((line) => line.startsWith('- File '))).toHaveLength(200);
	expect(lines).toContain('- and 3 more');
});

test('any other failure is told in its own words', async () => {
	const trigger = { error: { message: 'HubSpot said no', name: 'NodeApiError' }, mode: 'trigger' };
	const { subject, text } = await mailAbout({ trigger, workflow: { id: '1', name: 'Archive' } });
	expect(subject).toBe('Workflow failed: Archive');
	expect(text).toBe(
		'The workflow failed at its trigger.\n\nWhat the workflow said: HubSpot said no',
	);
});

test('an e-mail that cannot be sent fails this execution too', async () => {
	const { status, run } = await runWorkflow({ workflow });
	expect(status).toBe('error');
	expect(run.data.resultData.lastNodeExecuted).toBe('Send the e-mail');
});
