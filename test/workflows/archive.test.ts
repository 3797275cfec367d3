import type { IDataObject } from 'n8n-workflow';
import type { EntryId } from '../../sandbox';
import workflow from '../../workflows/archive-client-room-on-deal-closed.json';
import { runWorkflow, type RunWorkflowOptions, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { isRecord } from '../harness/guards';
import { addGuest } from '../harness/people';
import { endWorlds, fillRoom, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

/** What a CRM sends for the world's deal. */
function dealOf({ clientRoom, archiveRoom, guest }: World, changes: IDataObject = {}): IDataObject {
	return {
		dealId: 'D-1',
		status: 'Closed',
		clientRoomId: clientRoom,
		archiveRootFolderId: archiveRoom,
		clientName: 'Contoso Ltd',
		guestEmail: guest.email,
		...changes,
	};
}

/** Calls the workflow's webhook. */
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

/** What the CRM hears of a run that did all there was to do, and which n8n shows in green. */
function answerOf(run: WorkflowRun): Record<string, unknown> {
	expect([run.status, run.error?.message]).toEqual(['success', undefined]);
	return firstAnswerOf(run);
}

/** What the CRM hears of a run that left something undone, and which n8n shows in red, with the same reason. */
function refusalOf(run: WorkflowRun): Record<string, unknown> {
	const answer = firstAnswerOf(run);
	const { message, remedy } = failureOf(run);
	expect(run.status).toBe('error');
	expect(run.run.data.resultData.lastNodeExecuted).toBe('Stop with the problem');
	expect(answer.body).toMatchObject({ ok: false, remedy });
	expect(message).toContain(isRecord(answer.body) ? answer.body.message : undefined);
	return answer;
}

/** The CRM gets no other. */
function firstAnswerOf({ responses }: WorkflowRun): Record<string, unknown> {
	const [answer] = responses;
	if (!isRecord(answer)) throw new Error('The CRM got no answer');
	return answer;
}

function isInRoom({ portal, guest, clientRoom }: World): boolean {
	return portal
		.state()
		.shares.some(({ entryId, subject }) => entryId === clientRoom && subject === guest.id);
}

function filesIn({ portal }: World, folderId: EntryId): number {
	return portal.filesBelow(folderId).length;
}

describe('a closed deal', () => {
	test('empties the room into the archive, ends the guest’s access and reports it', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 7, filesEach: 40 });
		const twin = world.portal.addFile(world.clientRoom, 'FILE 3-1.DOCX');

		expect(answerOf(await call(world, dealOf(world)))).toEqual({
			statusCode: 200,
			headers: {},
			body: {
				ok: true,
				dealId: 'D-1',
				archiveFolder: { id: expect.any(Number), title: 'Contoso Ltd', url: expect.any(String) },
				found: 281,
				moved: 281,
				renamed: 1,
				guest: { email: world.guest.email, deleted: true, alreadyGone: false },
			},
		});
		expect(filesIn(world, world.clientRoom)).toBe(0);
		expect(filesIn(world, world.archiveRoom)).toBe(281);
		expect(world.portal.file(twin.id).title).toBe('FILE 3-1 (1).DOCX');
		expect(isInRoom(world)).toBe(false);
	});

	test.each([
		['numeric text', (id: EntryId) => String(id)],
		[
			'links',
			(id: EntryId, url: string) => `${url}/rooms/shared/${id}/filter?folder=${id}&sortBy=title`,
		],
	])('may name room and archive by %s', async (_form, write) => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		const { clientRoom, archiveRoom, sandbox } = world;
		const deal = dealOf(world, {
			clientRoomId: write(clientRoom, sandbox.url),
			archiveRootFolderId: write(archiveRoom, sandbox.url),
		});
		expect(answerOf(await call(world, deal))).toMatchObject({
			statusCode: 200,
			body: { moved: 3 },
		});
		expect(filesIn(world, archiveRoom)).toBe(3);
	});

	test('may name a room and an archive in third-party storage, and hears why their files stay', async () => {
		const world = await startWorld();
		const { portal, manager } = world;
		const add = (title: string) =>
			portal.addRoom({ title, type: 'public', owner: manager.id, provider: 'drive' }).id;
		const [room, archive] = [add('Client on Drive'), add('Archive on Drive')];
		portal.addFiles(portal.addFolder(room, 'Photos').id, ['1.jpg', '2.jpg']);
		const deal = dealOf(world, {
			clientRoomId: room,
			archiveRootFolderId: archive,
			guestEmail: undefined,
		});
		const answer = refusalOf(await call(world, deal));
		// Two accounts: DocSpace would copy the files and lose their versions.
		expect(answer).toMatchObject({
			statusCode: 500,
			body: { ok: false, message: expect.stringContaining('Loss of Versions') },
		});
		expect(filesIn(world, room)).toBe(2);
	});

	test('may name the guest by id, or no guest at all', async () => {
		const world = await startWorld();
		const without = answerOf(await call(world, dealOf(world, { guestEmail: undefined })));
		expect(without).toMatchObject({ statusCode: 200, body: { ok: true, guest: null } });
		expect(isInRoom(world)).toBe(true);

		const byId = { guestUserId: world.guest.id, guestEmail: undefined };
		expect(answerOf(await call(world, dealOf(world, byId)))).toMatchObject({
			statusCode: 200,
			body: { ok: true, guest: { email: world.guest.email, deleted: true } },
		});
		expect(isInRoom(world)).toBe(false);
	});
});

test.each(['Open', 'Lost', '', undefined])(
	'a deal with status %p touches nothing',
	async (status) => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		expect(answerOf(await call(world, dealOf(world, { status })))).toMatchObject({
			statusCode: 200,
			body: { ok: true, message: 'The deal is not closed, nothing was changed' },
		});
		expect(world.portal.requests.entries).toEqual([]);
	},
);

test('a file that is left keeps the guest in the room and is named', async () => {
	const world = await startWorld();
	const [first] = fillRoom(world, world.clientRoom, { folders: 2, filesEach: 3 });
	world.portal.openFile(first ?? 0, world.guest.id);

	expect(refusalOf(await call(world, dealOf(world)))).toMatchObject({
		statusCode: 409,
		body: {
			ok: false,
			moved: 5,
			left: [{ id: first, title: 'File 0-0.docx', reason: expect.stringContaining('editor') }],
		},
	});
	expect(isInRoom(world)).toBe(true);

	world.portal.closeFile(first ?? 0);
	expect(answerOf(await call(world, dealOf(world)))).toMatchObject({
		statusCode: 200,
		body: { found: 1, moved: 1, guest: { deleted: true } },
	});
	expect(filesIn(world, world.archiveRoom)).toBe(6);
});

test('a file that arrives after the others were moved keeps the guest in the room', async () => {
	const world = await startWorld();
	fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
	const run = call(world, dealOf(world), {
		onNode: ({ name, phase }) => {
			if (name === 'Move files' && phase === 'ended') {
				world.portal.addFile(world.clientRoom, 'Late.docx');
			}
		},
	});
	expect(refusalOf(await run)).toMatchObject({
		statusCode: 500,
		body: { ok: false, dealId: 'D-1', message: expect.stringContaining('still holds 1 file') },
	});
	expect(isInRoom(world)).toBe(true);
});

test.each([
	['an unknown room', { clientRoomId: 999_999 }],
	['no room', { clientRoomId: undefined }],
	['no client name', { clientName: '' }],
	['no archive', { archiveRootFolderId: null }],
	['an unknown guest', { guestEmail: 'nobody@client.example' }],
])('%s is answered as an error, and the guest stays', async (_case, changes) => {
	const world = await startWorld();
	fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
	const answer = refusalOf(await call(world, dealOf(world, changes)));
	expect(answer).toMatchObject({
		statusCode: 500,
		body: { ok: false, dealId: 'D-1', message: expect.stringMatching(/\w/) },
	});
	expect(isInRoom(world)).toBe(true);
});

test('an error holds nothing of what the nodes before had said', async () => {
	const world = await startWorld();
	const run = await call(world, dealOf(world, { guestEmail: 'nobody@client.example' }));
	expect(run.json('Delete guest', 1)).toMatchObject([{ complete: true }]);
	expect(run.json('What went wrong')).toEqual([
		{
			statusCode: 500,
			message: expect.stringContaining('nobody@client.example'),
			remedy: expect.stringMatching(/\w/),
		},
	]);
});

const DOCSPACE_NODES = ['Collect room files', 'Ensure folder', 'Move files', 'Delete guest'];

test.each(DOCSPACE_NODES)('%s without a credential fails the execution there', async (name) => {
	const world = await startWorld();
	fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
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
	expect(isInRoom(world)).toBe(true);
});

test('a guest of another room keeps everything, and the CRM hears who is in this one', async () => {
	const world = await startWorld();
	const { portal, manager, guest } = world;
	fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
	const room = portal.addRoom({ title: 'Fabrikam', type: 'custom', owner: manager.id }).id;
	const stranger = addGuest({ portal, manager, clientRoom: room }, 'Sam Stranger');

	const answer = refusalOf(await call(world, dealOf(world, { guestEmail: stranger.email })));
	expect(answer).toMatchObject({
		statusCode: 409,
		body: {
			ok: false,
			message: `${stranger.email} is not in the room, so nobody's access has ended`,
			moved: 3,
			guestsInRoom: [{ email: guest.email }],
		},
	});
	expect(isInRoom(world)).toBe(true);
	expect(isInRoom({ ...world, guest: stranger, clientRoom: room })).toBe(true);
});

describe('a CRM that calls again', () => {
	test('while the first run works gets the same end from both', async () => {
		const world = await startWorld({ msPerFile: 20 });
		fillRoom(world, world.clientRoom, { folders: 10, filesEach: 30 });
		world.portal.addFile(world.clientRoom, 'file 1-1.docx');
		const runs = await Promise.all([call(world, dealOf(world)), call(world, dealOf(world))]);

		const bodies = runs.map((run) => answerOf(run));
		expect(bodies).toEqual([
			expect.objectContaining({ statusCode: 200 }),
			expect.objectContaining({ statusCode: 200 }),
		]);
		expect(filesIn(world, world.clientRoom)).toBe(0);
		expect(filesIn(world, world.archiveRoom)).toBe(301);
		const folders = world.portal
			.state()
			.folders.filter(
				({ title, parentId }) => title === 'Contoso Ltd' && parentId === world.archiveRoom,
			);
		expect(folders).toHaveLength(1);
		expect(isInRoom(world)).toBe(false);
	});

	test('after the first run has ended hears that all is well', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		await call(world, dealOf(world));
		expect(answerOf(await call(world, dealOf(world)))).toMatchObject({
			statusCode: 200,
			body: { ok: true, found: 0, moved: 0, guest: { alreadyGone: true } },
		});
	});

	test('hears at once that the deal was accepted when "Answer at once" is enabled', async () => {
		const world = await startWorld();
		fillRoom(world, world.clientRoom, { folders: 1, filesEach: 3 });
		const enabled = {
			...workflow,
			nodes: workflow.nodes.map((node) =>
				node.name === 'Answer at once' ? { ...node, disabled: false } : node,
			),
		};
		const run = await call(world, dealOf(world), { workflow: enabled });
		expect(answerOf(run)).toMatchObject({ statusCode: 202, body: { dealId: 'D-1' } });
		expect(filesIn(world, world.archiveRoom)).toBe(3);
	});
});
