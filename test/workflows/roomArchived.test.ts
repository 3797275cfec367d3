import type { EntryId } from '../../sandbox';
import workflow from '../../workflows/email-files-left-when-docspace-room-archived.json';
import { runWorkflow, type RunWorkflowOptions, type WorkflowRun } from '../harness/engine';
import { failureOf } from '../harness/failure';
import { endWorlds, fillRoom, startWorld, type World } from '../harness/world';
import { mailbox, type Mail } from './mail';

afterEach(endWorlds);

/** A room of the manager's that somebody has archived. */
function addArchivedRoom({ portal, manager }: World): EntryId {
	return portal.addRoom({ title: 'Contoso Ltd', type: 'custom', owner: manager.id, archived: true })
		.id;
}

/** Runs the workflow with its pinned event, in which the room is this world's. */
async function runAbout(
	{ credentials }: Pick<RunWorkflowOptions, 'credentials'>,
	roomId: EntryId,
): Promise<{ run: WorkflowRun; mails: Mail[] }> {
	const { nodeTypes, mails } = await mailbox();
	const [event] = workflow.pinData['Room archived'];
	if (event === undefined) throw new Error('No event is pinned');
	const { json } = event;
	const run = await runWorkflow({
		workflow,
		startNode: 'Room archived',
		input: [{ json: { ...json, entity: { ...json.entity, id: roomId } } }],
		credentials,
		nodeTypes,
	});
	return { run, mails };
}

async function mailsAbout(world: World, roomId: EntryId): Promise<Mail[]> {
	const { run, mails } = await runAbout(world, roomId);
	expect([run.status, run.error?.message]).toEqual(['success', undefined]);
	return mails;
}

test('a room that is archived with files and guests in it is told with a list of both', async () => {
	const world = await startWorld();
	const { portal, manager, guest } = world;
	const room = addArchivedRoom(world);
	fillRoom(world, room, { folders: 2, filesEach: 60 });
	portal.share(room, guest.id, 'ReadWrite', { by: manager.id });
	const [mail, ...others] = await mailsAbout(world, room);
	expect(others).toEqual([]);
	expect(mail).toMatchObject({
		from: 'n8n@example.com',
		to: 'you@example.com',
		subject: '120 files and 1 guest left in the archived room Contoso Ltd',
		text: expect.stringContaining(`- ${guest.displayName} (${guest.email})\n`),
	});
	const [header, ...lines] = String(mail?.attached['Files in Contoso Ltd.csv']).trim().split('\n');
	expect(header).toContain('title,path');
	expect(lines).toHaveLength(120);
	expect(lines).toContainEqual(expect.stringContaining('File 1-59.docx,Folder 1,'));
});

test('a guest of a room that is archived empty is named', async () => {
	const world = await startWorld();
	const { portal, manager, guest } = world;
	const room = addArchivedRoom(world);
	portal.share(room, guest.id, 'Read', { by: manager.id });
	expect(await mailsAbout(world, room)).toEqual([
		expect.objectContaining({
			subject: '0 files and 1 guest left in the archived room Contoso Ltd',
			text: expect.stringContaining(guest.email),
			attached: {},
		}),
	]);
});

test('a room that is archived without files and guests is told nobody', async () => {
	const world = await startWorld();
	expect(await mailsAbout(world, addArchivedRoom(world))).toEqual([]);
});

test('a room that cannot be read is told with what to do, and fails the execution', async () => {
	const world = await startWorld();
	const { run, mails } = await runAbout(world, 999_999);
	expect(mails).toEqual([
		expect.objectContaining({
			subject: 'Nobody knows what is left in the archived room Contoso Ltd',
			text: expect.stringMatching(/could not be read: .*\n\nWhat to do: \w/),
			attached: {},
		}),
	]);
	expect(run.status).toBe('error');
	const { message, remedy } = failureOf(run);
	expect(mails[0]?.text).toBe(`${message}\n\nWhat to do: ${remedy}`);
});

test('members that cannot be read fail the execution too', async () => {
	const world = await startWorld();
	const room = addArchivedRoom(world);
	world.portal.faults.add({ on: 'GET files/rooms/{id}/share', answer: 'accessDenied', times: 0 });
	const { run, mails } = await runAbout(world, room);
	expect(mails).toHaveLength(1);
	expect(run.status).toBe('error');
});

test('a missing credential fails the execution', async () => {
	const { run, mails } = await runAbout({}, 1);
	expect(mails).toEqual([]);
	expect(failureOf(run).message).toBe("'Credential' is not set");
});
