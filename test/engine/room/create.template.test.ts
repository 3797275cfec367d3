import type { Fault } from '../../../sandbox';
import { hintsOf } from '../../harness/engine';
import { failureOf } from '../../harness/failure';
import { addTemplate, roomsNamed } from '../../harness/operations/rooms';
import { addPerson } from '../../harness/people';
import { writesTo } from '../../harness/requests';
import {
	byId,
	endWorlds,
	onlyItem,
	runnerOf,
	startWorld,
	type RunOptions,
	type World,
} from '../../harness/world';

afterEach(endWorlds);

const START = 'POST files/rooms/fromTemplate';
const create = runnerOf('room.create');

/** Creates Fabrikam from a template that has just been added. */
async function startWithTemplate(options: Parameters<typeof startWorld>[0] = {}) {
	const world = await startWorld({ templateMs: 500, msPerFile: 100, ...options });
	const template = addTemplate(world);
	const run = async (fields: RunOptions['fields'] = {}, more: Parameters<typeof create>[2] = {}) =>
		await create(
			world,
			{
				roomName: 'Fabrikam',
				createFrom: 'template',
				template: byId(template),
				...fields,
			},
			more,
		);
	return { world, template, run };
}

const titlesIn = ({ portal }: World, id: unknown) =>
	portal
		.filesBelow(Number(id))
		.map(({ title }) => title)
		.sort();

describe('Room: Create from a template', () => {
	test('waits until the room is filled, and proves that all was copied', async () => {
		const { world, run } = await startWithTemplate();
		const room = onlyItem(await run({ options: { tags: 'client', denyDownload: true } }));
		expect(room).toMatchObject({
			id: roomsNamed(world, 'Fabrikam')[0],
			type: 'Custom room',
			tags: ['client'],
			created: true,
			notApplied: [],
			notCopied: [],
		});
		expect(titlesIn(world, room.id)).toEqual(['contract.docx', 'offer.docx']);
	});

	test('names what was not copied, though the portal does not', async () => {
		const { world, template, run } = await startWithTemplate();
		const { portal } = world;
		portal.addFile(template, 'lost.docx').contentGone = true;
		const [offers] = portal.folder(template).folders.keys();
		portal.addFile(offers ?? 0, 'offer.docx').contentGone = true;
		const done = await run();
		expect(onlyItem(done)).toMatchObject({
			created: true,
			notCopied: [
				{ path: 'lost.docx', type: 'file' },
				{ path: 'Offers/offer.docx', type: 'file' },
			],
		});
		expect(hintsOf(done)).toEqual([
			'DocSpace left out 2 of what the template holds: lost.docx; Offers/offer.docx',
		]);
	});

	test('a second time puts out the same room', async () => {
		const { world, run } = await startWithTemplate();
		const { id } = onlyItem(await run());
		expect(onlyItem(await run())).toMatchObject({ id, created: false });
		expect(writesTo(world)).toEqual([START]);
	});

	test('two items come one after the other, and none is lost (T110)', async () => {
		const { world, run } = await startWithTemplate();
		const items = [{ json: { name: 'One' } }, { json: { name: 'Two' } }];
		const runs = await Promise.all([
			run({ roomName: '={{ $json.name }}' }, { items }),
			run({ roomName: 'Three' }),
		]);
		expect(runs.map(({ status }) => status)).toEqual(['success', 'success']);
		for (const title of ['One', 'Two', 'Three']) {
			expect(titlesIn(world, roomsNamed(world, title)[0])).toHaveLength(2);
		}
		expect(writesTo(world)).toEqual([START, START, START]);
	});

	test('waits for the room that somebody else is making, and takes it for no other’s (T110)', async () => {
		const { world, template, run } = await startWithTemplate();
		const { portal } = world;
		const ann = addPerson(world, 'Ann Archer', 'DocSpaceAdmin');
		const hers = { sourceId: template, title: 'Fabrikam', settings: {} };
		portal.templates.startRoom(ann, hers);
		const { id } = onlyItem(await run({ ifExists: 'create' }));
		expect(portal.folder(Number(id)).createdBy).toBe(world.manager.id);
		expect(roomsNamed(world, 'Fabrikam')).toHaveLength(2);
	});

	test('asks again where somebody else was quicker, so that the portal dropped it (T110)', async () => {
		const { world, template, run } = await startWithTemplate();
		const { portal } = world;
		const ann = addPerson(world, 'Ann Archer', 'DocSpaceAdmin');
		const hers = { sourceId: template, title: 'Northwind', settings: {} };
		portal.faults.add({ on: START, acts: [() => portal.templates.startRoom(ann, hers)] });
		const { id } = onlyItem(await run());
		expect(portal.folder(Number(id))).toMatchObject({ title: 'Fabrikam' });
		expect(roomsNamed(world, 'Northwind')).toHaveLength(1);
		expect(writesTo(world)).toEqual([START, START]);
	});

	test.each<[string, Fault, number]>([
		['only the answer was lost', { on: START, cut: 'after' }, 1],
		['the portal failed after it had begun', { on: START, answerAfter: 'serverError' }, 1],
		['the request never arrived', { on: START, cut: 'before' }, 2],
		['a look at it failed', { on: 'GET files/rooms/fromTemplate/status', cut: 'before' }, 1],
	])('makes one room when %s', async (_, fault, requests) => {
		const { world, run } = await startWithTemplate();
		world.portal.faults.add(fault);
		const { id } = onlyItem(await run());
		expect(roomsNamed(world, 'Fabrikam')).toEqual([id]);
		expect(titlesIn(world, id)).toHaveLength(2);
		expect(writesTo(world)).toHaveLength(requests);
	});

	test('does not use a room of the name before it is filled', async () => {
		const { world, template, run } = await startWithTemplate();
		const { portal, manager } = world;
		portal.templates.startRoom(manager, { sourceId: template, title: 'Fabrikam', settings: {} });
		await world.sandbox.clock.advance(550);
		expect(roomsNamed(world, 'Fabrikam')).toHaveLength(1);
		const { id, created } = onlyItem(await run());
		expect({ created, files: titlesIn(world, id).length }).toEqual({ created: false, files: 2 });
	});

	test('refuses a room that is no template, and says what DocSpace says of one it cannot copy', async () => {
		const { world, template, run } = await startWithTemplate();
		const { message, remedy } = failureOf(await run({ template: byId(world.clientRoom) }));
		expect(message).toBe("'Room Template' names the room “Contoso”, which is no room template");
		expect(remedy).toContain('from the list');
		expect(writesTo(world)).toEqual([]);
		world.portal.faults.add({
			on: START,
			acts: [() => world.portal.deleteFolder(template)],
		});
		const failure = failureOf(await run());
		expect(failure.message).toContain('made no room from the template “Onboarding”. It says:');
		expect(roomsNamed(world, 'Fabrikam')).toEqual([]);
	});

	test('stops once the execution is cancelled', async () => {
		const { world, run } = await startWithTemplate();
		const cancel = new AbortController();
		world.portal.faults.add({
			on: 'GET files/rooms/fromTemplate/status',
			nth: 2,
			acts: [() => cancel.abort()],
		});
		expect((await run({}, { signal: cancel.signal })).status).toBe('canceled');
	});
});
