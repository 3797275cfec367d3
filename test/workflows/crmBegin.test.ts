import type { IDataObject } from 'n8n-workflow';
import { serveCrmFiles, type CrmFiles } from '../harness/crmFiles';
import { runWorkflow, type RunWorkflowOptions, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { mailsOf, rolesIn } from '../harness/operations/memberships';
import { endWorlds, startWorld, type World } from '../harness/world';
import { changed, itemsPinnedTo, nodeOfCrm, type CrmRequest } from './crm';
import { samples } from './samples';

/** How the sample that makes a room for one CRM's deal is told apart from the others. */
interface Crm {
	sample: string;
	trigger: string;
	/** Id of the deal in the pinned data. */
	dealId: string;
	/** Type and version of the CRM's own nodes. */
	node: [type: string, version: number];
	/** The requests of a whole run, with the node in whose pinned data the answer is. */
	requests: Record<string, string>;
	/** What is written into the deal. */
	kept: (roomUrl: string, guest: string) => unknown;
	/** Changes to the pinned data that make it a deal which is not won just now. */
	notWon: Array<[node: string, changes: IDataObject]>;
}

const CRMS: Array<[string, Crm]> = [
	[
		'HubSpot',
		{
			sample: 'create-client-room-on-hubspot-deal-won',
			trigger: 'HubSpot deal stage changed',
			dealId: '9018274655',
			node: ['n8n-nodes-base.hubspot', 2.2],
			requests: {
				'GET https://api.hubapi.com/deals/v1/deal/9018274655': 'Get deal',
				'GET https://api.hubapi.com/companies/v2/companies/8174420936': 'Get company',
				'GET https://api.hubapi.com/contacts/v1/contact/vid/70151/profile': 'Get contact',
				'PUT https://api.hubapi.com/deals/v1/deal/9018274655': 'Keep in the deal',
			},
			kept: (room, guest) => ({
				properties: [
					{ name: 'docspace_room', value: room },
					{ name: 'docspace_guest', value: guest },
				],
			}),
			notWon: [
				['HubSpot deal stage changed', { propertyValue: 'closedlost' }],
				['HubSpot deal stage changed', { propertyName: 'dealname' }],
			],
		},
	],
	[
		'Pipedrive',
		{
			sample: 'create-client-room-on-pipedrive-deal-won',
			trigger: 'Pipedrive deal changed',
			dealId: '1042',
			node: ['n8n-nodes-base.pipedrive', 2],
			requests: {
				'GET https://api.pipedrive.com/api/v2/organizations/316': 'Get organization',
				'GET https://api.pipedrive.com/api/v2/persons/207': 'Get person',
				'PATCH https://api.pipedrive.com/api/v2/deals/1042': 'Keep in the deal',
			},
			kept: (room, guest) => ({
				custom_fields: {
					'5a9a80fcc3e17d3c4247a9d5886fb6c9d7041bde': room,
					'17d5886fa7c8f1e2598248dba5ac1ecde69438f0': guest,
				},
			}),
			notWon: [
				['Pipedrive deal changed', { data: { status: 'lost' } }],
				['Pipedrive deal changed', { previous: { value: 100 } }],
				['Pipedrive deal changed', { previous: null }],
			],
		},
	],
];

const OFFER = 'offer.pdf';
const GUEST = 'guest@example.com';

let files: CrmFiles;

beforeAll(async () => {
	files = await serveCrmFiles({ [OFFER]: 'Our offer' });
});
afterAll(async () => await files.close());
afterEach(endWorlds);

/** The rooms of a name, each with its folders and the titles in them. */
function roomsNamed({ portal }: World, title: string) {
	const { folders, files: all } = portal.state();
	return folders
		.filter((folder) => folder.title === title && folder.room)
		.map(({ id }) => ({
			id,
			content: Object.fromEntries(
				folders
					.filter(({ parentId }) => parentId === id)
					.map((folder) => [
						folder.title,
						all.filter(({ folderId }) => folderId === folder.id).map((file) => file.title),
					]),
			),
		}));
}

const CONTENT = { Offer: [OFFER], Contracts: [], Deliverables: [] };

describe.each(CRMS)('the room of a deal won in %s', (_crm, crm) => {
	const { sample, trigger, dealId, node, requests, kept, notWon } = crm;

	/** A world, and the sample with its pinned data, in which the offer is to be had. */
	async function start() {
		const world = await startWorld();
		const workflow: unknown = JSON.parse(
			JSON.stringify(samples[sample]).replaceAll(
				'https://crm.example.com/files/offer.pdf',
				files.link(OFFER),
			),
		);
		const run = async (options: Partial<RunWorkflowOptions> = {}): Promise<WorkflowRun> =>
			await runWorkflow({
				workflow,
				startNode: trigger,
				credentials: world.credentials,
				...options,
			});
		return { world, workflow, run };
	}

	test('has its folders, the offer and the contact as guest', async () => {
		const { world, run } = await start();
		const { status, json } = await run();
		expect(status).toBe('success');
		const [room, ...others] = roomsNamed(world, 'Contoso Ltd');
		expect([room?.content, others]).toEqual([CONTENT, []]);
		expect(json('Report')).toEqual([
			{
				dealId,
				clientName: 'Contoso Ltd',
				roomId: String(room?.id),
				roomUrl: expect.stringContaining(`/rooms/shared/${room?.id}/`),
				created: true,
				notCopied: [],
				offer: files.link(OFFER),
				guest: GUEST,
				role: 'Content creator',
				outcome: 'invited',
			},
		]);
		expect(rolesIn(world, room?.id ?? 0)).toEqual({ [GUEST]: 11 });
	});

	test('is there once when it runs twice, and the guest is invited once', async () => {
		const { world, run } = await start();
		await run();
		expect((await run()).json('Report')).toMatchObject([
			{ created: false, outcome: 'alreadyMember' },
		]);
		expect(roomsNamed(world, 'Contoso Ltd')).toMatchObject([{ content: CONTENT }]);
		expect(mailsOf(world)).toEqual([GUEST]);
	});

	test('is kept in the deal, with the CRM’s own nodes and the ids in the event', async () => {
		const { world, workflow, run } = await start();
		const seen: CrmRequest[] = [];
		const answer = (request: CrmRequest) => {
			const { method, url } = request;
			// Pipedrive's names of custom fields, of which there are none here.
			if (url.endsWith('Fields')) return { success: true, data: [] };
			seen.push(request);
			const [item] = itemsPinnedTo(workflow, requests[`${method} ${url}`] ?? url);
			return url.includes('pipedrive') ? { success: true, data: item?.json } : item?.json;
		};
		const { error, json } = await run({
			mode: 'trigger',
			input: itemsPinnedTo(workflow, trigger),
			nodeTypes: await nodeOfCrm(...node, answer),
		});
		expect(error).toBeUndefined();
		expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(Object.keys(requests));
		expect(seen.at(-1)?.body).toEqual(kept(String(json('Report')[0]?.roomUrl), GUEST));
		expect(roomsNamed(world, 'Contoso Ltd')).toHaveLength(1);
	});

	test.each(notWon)('is not made when %s says %p', async (name, changes) => {
		const { world, workflow, run } = await start();
		const { status } = await run({ pinData: changed(workflow, name, changes) });
		expect(status).toBe('success');
		expect(world.portal.requests.entries).toEqual([]);
	});

	test('fails where its DocSpace credential was forgotten', async () => {
		const { run } = await start();
		const failed = await run({ credentials: {} });
		expect(failed.run.data.resultData.lastNodeExecuted).toBe('Create room');
		expect(failureOf(failed).message).toBe("'Credential' is not set");
	});

	test('is made beside others that fail, and each failure is told with what to do', async () => {
		const { world, run } = await start();
		const settings = { template: '', folders: ['Offer'], guestRole: 'Viewer', message: '' };
		const deals = [
			{ clientName: 'No offer there', offerUrl: files.link('nothing.pdf'), guest: GUEST },
			{ clientName: 'Nobody', offerUrl: files.link(OFFER), guest: '' },
			{ clientName: 'Well', offerUrl: files.link(OFFER), guest: GUEST },
			{ clientName: 'Without', offerUrl: '', guest: GUEST },
			{ clientName: '', offerUrl: '', guest: GUEST },
		].map((deal, at) => ({
			json: { ...settings, ...deal, dealId: `D-${at}` },
			pairedItem: { item: 0 },
		}));
		const failed = await run({ pinData: { 'Deal and client': deals } });
		const { message, remedy } = failureOf(failed);
		expect(message.split('\n')).toEqual([
			expect.stringMatching(/^, deal D-4: 'Room Name' is empty/),
			expect.stringMatching(/^No offer there, deal D-0: The offer could not be downloaded: .*404/),
			expect.stringMatching(/^Nobody, deal D-1: .*Member/),
		]);
		expect(remedy?.split('\n')).toHaveLength(3);
		expect(failed.run.data.resultData.lastNodeExecuted).toBe('Stop with the problems');
		expect(failed.json('Invite contact').map(({ roomTitle }) => roomTitle)).toEqual([
			'Without',
			'Well',
		]);
		expect(roomsNamed(world, 'Well')).toMatchObject([{ content: { Offer: [OFFER] } }]);
		const [lost] = roomsNamed(world, 'No offer there');
		expect(rolesIn(world, lost?.id ?? 0)).toEqual({});
	});

	test('whose folder cannot be made is told, and nobody is invited', async () => {
		const { world, run } = await start();
		world.portal.faults.add({ on: 'POST files/folder/{id}', answer: 'accessDenied', times: 1 });
		const failed = await run();
		expect(failureOf(failed).message).toMatch(/^Contoso Ltd, deal/);
		expect(failed.json('Report')).toEqual([]);
		expect(mailsOf(world)).toEqual([]);
	});
});
