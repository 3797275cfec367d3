import type { IDataObject } from 'n8n-workflow';
import dealClosed from '../../workflows/archive-client-room-on-deal-closed.json';
import workflow from '../../workflows/create-client-room-on-deal-won.json';
import { serveCrmFiles, type CrmFiles } from '../harness/crmFiles';
import { runWorkflow, type RunWorkflowOptions, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { isRecord } from '../harness/guards';
import { mailsOf, rolesIn } from '../harness/operations/memberships';
import { endWorlds, startWorld, type World } from '../harness/world';

const OFFER = 'offer.pdf';
const CONTACT = 'carla@contoso.example';
/** Content creator. */
const INVITED = { [CONTACT]: 11 };
const CONTENT = { Offer: [OFFER], Contracts: [], Deliverables: [] };

let crm: CrmFiles;

beforeAll(async () => {
	crm = await serveCrmFiles({ [OFFER]: 'Our offer' });
});
afterAll(async () => await crm.close());
afterEach(endWorlds);

/** What a CRM sends for a deal that is won. */
function dealOf({ archiveRoom }: World, changes: IDataObject = {}): IDataObject {
	return {
		dealId: 'D-1',
		status: 'Won',
		clientName: 'Contoso Ltd',
		guestEmail: CONTACT,
		offerUrl: crm.link(OFFER),
		archiveRootFolderId: archiveRoom,
		...changes,
	};
}

/** Calls a sample's webhook, this one's unless told. */
async function call(
	{ credentials }: World,
	body: IDataObject,
	options: Partial<RunWorkflowOptions> = {},
): Promise<WorkflowRun> {
	return await runWorkflow({
		workflow,
		startNode: 'Deal webhook',
		mode: 'webhook',
		input: [{ json: { headers: {}, params: {}, query: {}, body } }],
		credentials,
		...options,
	});
}

/** What the CRM hears; it gets one answer. */
function onlyAnswerOf({ responses }: WorkflowRun) {
	const [answer, ...others] = responses;
	if (!isRecord(answer) || !isRecord(answer.body) || others.length > 0) {
		throw new Error(`The CRM got ${responses.length} answers`);
	}
	return { statusCode: answer.statusCode, body: answer.body };
}

/** What the CRM hears of a run that n8n shows in green. */
function answerOf(run: WorkflowRun): Record<string, unknown> {
	expect([run.status, run.error?.message]).toEqual(['success', undefined]);
	const { statusCode, body } = onlyAnswerOf(run);
	expect(statusCode).toBe(200);
	return body;
}

/** What the CRM hears of a run that n8n shows in red, with the same reason. */
function refusalOf(run: WorkflowRun): Record<string, unknown> {
	const { statusCode, body } = onlyAnswerOf(run);
	const { message, remedy } = failureOf(run);
	expect([run.status, statusCode]).toEqual(['error', 500]);
	expect(body).toMatchObject({ ok: false, dealId: 'D-1', remedy: expect.stringMatching(/\w/) });
	expect([message, remedy]).toEqual([expect.stringContaining(String(body.message)), body.remedy]);
	return body;
}

function roomsNamed({ portal }: World, title: string) {
	return portal.state().folders.filter((folder) => folder.title === title && folder.room);
}

/** The only room of the client. */
function clientRoomOf(world: World) {
	const [room, ...others] = roomsNamed(world, 'Contoso Ltd');
	if (room === undefined || others.length > 0) throw new Error('Not one room');
	return room;
}

/** The folders of the client's room, each with the titles of its files. */
function contentOf(world: World): Record<string, string[]> {
	const { folders, files } = world.portal.state();
	const room = clientRoomOf(world);
	return Object.fromEntries(
		folders
			.filter(({ parentId }) => parentId === room.id)
			.map(({ id, title }) => [
				title,
				files.filter(({ folderId }) => folderId === id).map((file) => file.title),
			]),
	);
}

/** The roles of all but the owner in the client's room, by DocSpace's numbers. */
function members(world: World) {
	return rolesIn(world, clientRoomOf(world).id);
}

describe('a deal that is won', () => {
	test('gets a room with folders, the offer in the first and the contact as guest', async () => {
		const world = await startWorld();
		const answer = answerOf(await call(world, dealOf(world)));
		const { id } = clientRoomOf(world);
		expect(answer).toEqual({
			ok: true,
			dealId: 'D-1',
			clientRoomId: id,
			clientRoomUrl: `${world.sandbox.url}/rooms/shared/${id}/filter?folder=${id}`,
			archiveRootFolderId: String(world.archiveRoom),
			clientName: 'Contoso Ltd',
			guestEmail: CONTACT,
			created: true,
			notCopied: [],
			offer: { title: OFFER, url: expect.stringContaining(world.sandbox.url), uploaded: true },
			guest: { role: 'Content creator', outcome: 'invited' },
		});
		expect(contentOf(world)).toEqual(CONTENT);
		expect(members(world)).toEqual(INVITED);
		expect(world.portal.journal.of('mail.sent')).toMatchObject([
			{ to: CONTACT, message: expect.stringContaining('Welcome') },
		]);
	});

	test('is in the pinned data of the sample', async () => {
		const world = await startWorld();
		const [deal] = workflow.pinData['Deal webhook'];
		if (deal === undefined) throw new Error('Nothing is pinned');
		const offerUrl = crm.link(OFFER);
		const run = await runWorkflow({
			workflow,
			startNode: 'Deal webhook',
			input: [{ json: { ...deal.json, body: { ...deal.json.body, offerUrl } } }],
			credentials: world.credentials,
		});
		expect(answerOf(run)).toMatchObject({
			clientName: 'Contoso Ltd',
			guestEmail: 'guest@example.com',
		});
		expect(contentOf(world)).toMatchObject({ Offer: ['Offer Contoso Ltd.pdf'] });
	});

	test('gives the CRM all that the sample Deal closed takes', async () => {
		const world = await startWorld();
		const kept = answerOf(await call(world, dealOf(world)));
		const closed = await call(
			world,
			{ ...JSON.parse(JSON.stringify(kept)), status: 'Closed' },
			{ workflow: dealClosed },
		);
		expect(answerOf(closed)).toMatchObject({
			found: 1,
			moved: 1,
			guest: { email: CONTACT, deleted: true },
		});
		expect(members(world)).toEqual({});
		expect(world.portal.filesBelow(world.archiveRoom)).toMatchObject([{ title: OFFER }]);
	});

	test('twice gets no second room, folder, offer or invitation', async () => {
		const world = await startWorld();
		const first = answerOf(await call(world, dealOf(world)));
		const again = answerOf(await call(world, dealOf(world)));
		expect(again).toEqual({
			...first,
			created: false,
			offer: { ...(isRecord(first.offer) ? first.offer : {}), uploaded: false },
			guest: { role: 'Content creator', outcome: 'alreadyMember' },
		});
		expect(contentOf(world)).toEqual(CONTENT);
		expect(members(world)).toEqual(INVITED);
		expect(mailsOf(world)).toEqual([CONTACT]);
	});

	test('twice at the same time gets one room', async () => {
		const world = await startWorld();
		const runs = await Promise.all([call(world, dealOf(world)), call(world, dealOf(world))]);
		const [one, other] = runs.map(answerOf);
		expect(one?.clientRoomId).toBe(other?.clientRoomId);
		expect(contentOf(world)).toEqual(CONTENT);
		expect(members(world)).toEqual(INVITED);
	});

	test('may name a template, whose folders are used, and the offer’s name', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const template = portal.addRoom({
			title: 'Client template',
			type: 'custom',
			owner: manager.id,
			template: true,
		}).id;
		portal.addFile(portal.addFolder(template, 'Contracts').id, 'Terms.docx');
		const deal = dealOf(world, { roomTemplateId: template, offerName: 'Offer for Contoso' });
		expect(answerOf(await call(world, deal))).toMatchObject({ created: true, notCopied: [] });
		expect(contentOf(world)).toEqual({
			Offer: ['Offer for Contoso.pdf'],
			Contracts: ['Terms.docx'],
			Deliverables: [],
		});
	});

	test('may come without an offer and without an archive', async () => {
		const world = await startWorld();
		const deal = dealOf(world, { offerUrl: undefined, archiveRootFolderId: undefined });
		expect(answerOf(await call(world, deal))).toMatchObject({
			archiveRootFolderId: null,
			offer: null,
			guest: { outcome: 'invited' },
		});
		expect(contentOf(world)).toEqual({ Offer: [], Contracts: [], Deliverables: [] });
	});
});

test.each(['Open', 'Lost', '', undefined])(
	'a deal with status %p touches nothing',
	async (status) => {
		const world = await startWorld();
		expect(answerOf(await call(world, dealOf(world, { status })))).toMatchObject({
			ok: true,
			message: 'The deal is not won, nothing was changed',
		});
		expect(world.portal.requests.entries).toEqual([]);
	},
);

describe('what goes wrong is answered, fails the execution, and goes on when called again', () => {
	test('no client name', async () => {
		const world = await startWorld();
		const answer = refusalOf(await call(world, dealOf(world, { clientName: '' })));
		expect(answer).toMatchObject({
			message: expect.stringContaining('Room Name'),
			clientRoomId: null,
		});
	});

	test('an unknown template', async () => {
		const world = await startWorld();
		const answer = refusalOf(await call(world, dealOf(world, { roomTemplateId: 999_999 })));
		expect(answer).toMatchObject({ message: expect.stringContaining('999999') });
		expect(roomsNamed(world, 'Contoso Ltd')).toEqual([]);
	});

	test('a folder that cannot be made keeps the contact out', async () => {
		const world = await startWorld();
		world.portal.faults.add({ on: 'POST files/folder/{id}', answer: 'accessDenied', times: 1 });
		const answer = refusalOf(await call(world, dealOf(world)));
		expect(answer.clientRoomId).toBe(clientRoomOf(world).id);
		expect(members(world)).toEqual({});

		expect(answerOf(await call(world, dealOf(world)))).toMatchObject({ created: false });
		expect(contentOf(world)).toEqual(CONTENT);
		expect(members(world)).toEqual(INVITED);
	});

	test('an offer that is not where the CRM says keeps the contact out', async () => {
		const world = await startWorld();
		const deal = dealOf(world, { offerUrl: crm.link('nothing.pdf') });
		const answer = refusalOf(await call(world, deal));
		expect(answer).toMatchObject({
			message: expect.stringMatching(/^The offer could not be downloaded: .*404/),
			remedy: expect.stringContaining('link of the offer'),
			clientRoomId: clientRoomOf(world).id,
		});
		expect(members(world)).toEqual({});

		expect(answerOf(await call(world, dealOf(world)))).toMatchObject({ offer: { uploaded: true } });
		expect(members(world)).toEqual(INVITED);
	});

	test.each([
		['no contact', ''],
		['a contact without address', 'Carla Contoso'],
	])('%s', async (_case, guestEmail) => {
		const world = await startWorld();
		const answer = refusalOf(await call(world, dealOf(world, { guestEmail })));
		expect(answer).toMatchObject({
			message: expect.stringContaining('Member'),
			clientRoomId: clientRoomOf(world).id,
		});
		expect(contentOf(world)).toMatchObject({ Offer: [OFFER] });
	});
});

const DOCSPACE_NODES = ['Create room', 'Ensure folders', 'Upload offer', 'Invite contact'];

test.each(DOCSPACE_NODES)('%s without a credential fails the execution there', async (name) => {
	const world = await startWorld();
	const nodes = workflow.nodes.map((node) =>
		// No account is connected; the other nodes have their API key.
		node.name === name
			? { ...node, parameters: { ...node.parameters, authentication: 'oAuth2' } }
			: node,
	);
	const run = await call(world, dealOf(world), { workflow: { ...workflow, nodes } });
	expect(run.status).toBe('error');
	expect(run.run.data.resultData.lastNodeExecuted).toBe(name);
	expect(failureOf(run).message).toBe("'Credential' is not set");
	// n8n itself answers the CRM: 500, Error in workflow.
	expect(run.responses).toEqual([]);
});
