import type { IDataObject } from 'n8n-workflow';
import { runWorkflow, type RunWorkflowOptions, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { addGuest } from '../harness/people';
import { endWorlds, fillRoom, startWorld, type World } from '../harness/world';
import { changed, itemsPinnedTo, nodeOfCrm, type CrmRequest } from './crm';
import { samples, settled } from './samples';

afterEach(endWorlds);

/** How the sample for one CRM is told apart from the others. */
interface Crm {
	sample: string;
	trigger: string;
	/** Id of the deal in the pinned data. */
	dealId: string;
	/** Type and version of the nodes that look things up. */
	lookUp: [type: string, version: number];
	/** The requests of a whole run, with the node in whose pinned data the answer is. */
	requests: Record<string, string>;
	/** Changes to the pinned data that make it a deal which is not won just now. */
	notWon: Array<[node: string, changes: IDataObject]>;
}

const CRMS: Array<[string, Crm]> = [
	[
		'HubSpot',
		{
			sample: 'archive-client-room-on-hubspot-deal-won',
			trigger: 'HubSpot deal stage changed',
			dealId: '9018274655',
			lookUp: ['n8n-nodes-base.hubspot', 2.2],
			requests: {
				'GET https://api.hubapi.com/deals/v1/deal/9018274655': 'Get deal',
				'GET https://api.hubapi.com/companies/v2/companies/8174420936': 'Get company',
			},
			notWon: [
				['HubSpot deal stage changed', { propertyValue: 'closedlost' }],
				['HubSpot deal stage changed', { propertyName: 'dealname' }],
			],
		},
	],
	[
		'Pipedrive',
		{
			sample: 'archive-client-room-on-pipedrive-deal-won',
			trigger: 'Pipedrive deal changed',
			dealId: '1042',
			lookUp: ['n8n-nodes-base.pipedrive', 2],
			requests: {
				'GET https://api.pipedrive.com/api/v2/organizations/316': 'Get organization',
			},
			notWon: [
				['Pipedrive deal changed', { data: { status: 'lost' } }],
				['Pipedrive deal changed', { previous: { value: 100 } }],
				['Pipedrive deal changed', { previous: null }],
				['Pipedrive deal changed', { data: null, current: { status: 'won' } }],
			],
		},
	],
	[
		'Salesforce',
		{
			sample: 'archive-client-room-on-salesforce-opportunity-won',
			trigger: 'Salesforce opportunity updated',
			dealId: '0065e00000Kd1a2AAB',
			lookUp: ['n8n-nodes-base.salesforce', 1.1],
			requests: {
				'GET https://crm.example/services/data/v59.0/sobjects/opportunity/0065e00000Kd1a2AAB':
					'Get opportunity',
				'GET https://crm.example/services/data/v59.0/sobjects/account/0015e00000Pq7c4AAC':
					'Get account',
				'PATCH https://crm.example/services/data/v59.0/sobjects/opportunity/0065e00000Kd1a2AAB':
					'Mark as archived',
			},
			notWon: [
				['Get opportunity', { IsWon: false }],
				['Get opportunity', { DocSpace_Archived__c: true }],
			],
		},
	],
];

function isInRoom({ portal, guest, clientRoom }: World): boolean {
	return portal
		.state()
		.shares.some(({ entryId, subject }) => entryId === clientRoom && subject === guest.id);
}

describe.each(CRMS)('a deal won in %s', (_crm, crm) => {
	const { sample, trigger, dealId, lookUp, requests, notWon } = crm;

	/** A world with six files in the client's room, and the sample that is set up for it. */
	async function start() {
		const world = await startWorld();
		const files = fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });
		const workflow = settled(samples[sample], world);
		const run = async (options: Partial<RunWorkflowOptions> = {}): Promise<WorkflowRun> =>
			await runWorkflow({
				workflow,
				startNode: trigger,
				credentials: world.credentials,
				...options,
			});
		return { world, files, workflow, run };
	}

	test('empties the room into the archive and ends the guest’s access', async () => {
		const { world, run } = await start();
		const { status, json } = await run();
		expect(status).toBe('success');
		expect(json('Report')).toEqual([
			{
				dealId,
				clientName: 'Contoso Ltd',
				archiveFolder: 'Contoso Ltd',
				archiveUrl: expect.stringContaining('/rooms/shared/'),
				found: 6,
				moved: 6,
				renamed: 0,
				guest: world.guest.email,
			},
		]);
		expect(world.portal.filesBelow(world.clientRoom)).toHaveLength(0);
		expect(world.portal.filesBelow(world.archiveRoom)).toHaveLength(6);
		expect(isInRoom(world)).toBe(false);
	});

	test('is looked up with the CRM’s own nodes, by the ids in the event', async () => {
		const { world, workflow, run } = await start();
		const seen: string[] = [];
		const answer = ({ method, url }: CrmRequest) => {
			// Pipedrive's names of custom fields, of which there are none here.
			if (url.endsWith('Fields')) return { success: true, data: [] };
			const request = `${method} ${url}`;
			seen.push(request);
			const [item] = itemsPinnedTo(workflow, requests[request] ?? request);
			return url.includes('pipedrive') ? { success: true, data: item?.json } : item?.json;
		};
		const { error } = await run({
			mode: 'trigger',
			input: itemsPinnedTo(workflow, trigger),
			nodeTypes: await nodeOfCrm(...lookUp, answer),
		});
		expect(error).toBeUndefined();
		expect(seen).toEqual(Object.keys(requests));
		expect(world.portal.filesBelow(world.archiveRoom)).toHaveLength(6);
		expect(isInRoom(world)).toBe(false);
	});

	test.each(notWon)('is none when %s says %p', async (node, changes) => {
		const { world, workflow, run } = await start();
		const { status } = await run({ pinData: changed(workflow, node, changes) });
		expect(status).toBe('success');
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('may come without a guest', async () => {
		const { world, workflow, run } = await start();
		const without: unknown = JSON.parse(JSON.stringify(workflow).replaceAll(world.guest.email, ''));
		const { status, json } = await run({ workflow: without });
		expect(status).toBe('success');
		expect(json('Report')).toMatchObject([{ moved: 6, guest: '' }]);
		expect(isInRoom(world)).toBe(true);
	});

	test('whose file is locked fails with the file and the reason, and the guest stays', async () => {
		const { world, files, run } = await start();
		world.portal.lockFile(files[0] ?? 0, world.guest.id);
		const failed = await run();
		expect(failed.run.data.resultData.lastNodeExecuted).toBe('Stop with the problems');
		expect(failureOf(failed)).toEqual({
			message: expect.stringMatching(
				new RegExp(`^Contoso Ltd, deal ${dealId}: 1 of 6 .*“File 0-0\\.docx”.*lock`),
			),
			remedy: expect.stringMatching(/\w/),
		});
		expect(failed.runs('Mark as archived')).toEqual([]);
		expect(isInRoom(world)).toBe(true);

		world.portal.unlockFile(files[0] ?? 0);
		expect((await run()).json('Report')).toMatchObject([{ found: 1, moved: 1 }]);
		expect(world.portal.filesBelow(world.archiveRoom)).toHaveLength(6);
		expect(isInRoom(world)).toBe(false);
	});

	test('whose guest is not in the room fails, and names the guests who are', async () => {
		const { world, workflow, run } = await start();
		const { portal, manager } = world;
		const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id }).id;
		const stranger = addGuest({ portal, manager, clientRoom: room }, 'Sam Stranger');
		const wrong: unknown = JSON.parse(
			JSON.stringify(workflow).replaceAll(world.guest.email, stranger.email),
		);
		const failed = await run({ workflow: wrong });
		expect(failureOf(failed).message).toBe(
			`Contoso Ltd, deal ${dealId}: ${stranger.email} is not in the room, so nobody's access has ended. Guests in the room: ${world.guest.email}`,
		);
		expect(failed.runs('Mark as archived')).toEqual([]);
		expect(isInRoom(world)).toBe(true);
		expect(isInRoom({ ...world, guest: stranger, clientRoom: room })).toBe(true);
	});

	test('fails where its DocSpace credential was forgotten', async () => {
		const { world, run } = await start();
		const failed = await run({ credentials: {} });
		expect([failed.status, failed.run.data.resultData.lastNodeExecuted]).toEqual([
			'error',
			'Collect room files',
		]);
		expect(failureOf(failed).message).toBe("'Credential' is not set");
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('beside others that fail is finished, and each failure is told', async () => {
		const { world, run } = await start();
		const { portal, manager, guest, clientRoom, archiveRoom } = world;
		const blocked = portal.addRoom({ title: 'Blocked', type: 'custom', owner: manager.id }).id;
		portal.addFile(blocked, 'Locked.docx', { lockedBy: guest.id });
		const deals = [blocked, 999_999, clientRoom].map((room, at) => ({
			json: {
				dealId: `D-${at}`,
				clientName: `Client ${at}`,
				room: String(room),
				guest: guest.email,
				archiveRoot: String(archiveRoom),
			},
			pairedItem: { item: 0 },
		}));
		const failed = await run({ pinData: { 'Deal and room': deals } });
		expect(failureOf(failed).message.split('\n')).toEqual([
			expect.stringMatching(/^Client 1, deal D-1: 'Room' was not found/),
			expect.stringMatching(/^Client 0, deal D-0: 1 of 1 .*“Locked\.docx”.*lock/),
		]);
		expect(failed.json('Report')).toMatchObject([{ dealId: 'D-2', moved: 6 }]);
		expect(isInRoom(world)).toBe(false);
	});
});
