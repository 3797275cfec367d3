import type { EntryId } from '../../sandbox';
import workflow from '../../workflows/email-files-left-when-docspace-room-archived.json';
import { runWorkflow } from '../harness/engine';
import { endWorlds, fillRoom, startWorld, type World } from '../harness/world';
import { mailbox, type Mail } from './mail';

afterEach(endWorlds);

/** A room of the manager's that somebody has archived. */
function addArchivedRoom({ portal, manager }: World): EntryId {
	return portal.addRoom({ title: 'Contoso Ltd', type: 'custom', owner: manager.id, archived: true })
		.id;
}

/** Runs the workflow with its pinned event, in which the room is this world's. */
async function mailsAbout(world: World, roomId: EntryId): Promise<Mail[]> {
	const { nodeTypes, mails } = await mailbox();
	const [event] = workflow.pinData['Room archived'];
	if (event === undefined) throw new Error('No event is pinned');
	const { json } = event;
	const { error } = await runWorkflow({
		workflow,
		startNode: 'Room archived',
		input: [{ json: { ...json, entity: { ...json.entity, id: roomId } } }],
		credentials: world.credentials,
		nodeTypes,
	});
	expect(error).toBeUndefined();
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

test('a room that cannot be read is told with what to do', async () => {
	const world = await startWorld();
	expect(await mailsAbout(world, 999_999)).toEqual([
		expect.objectContaining({
			subject: 'Nobody knows what is left in the archived room Contoso Ltd',
			text: expect.stringMatching(/could not be read: .*\n\nWhat to do: \w/),
			attached: {},
		}),
	]);
});
