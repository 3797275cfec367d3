import type { EntryId } from '../../sandbox';
import { type Bench, startBench, stopBenches } from './support';

afterAll(stopBenches);

const START = 'files/rooms/fromTemplate';

/** A template of one file at its top and one in a folder. */
function addTemplate({ portal, owner }: Bench, title = 'Onboarding'): EntryId {
	const room = { title, type: 'custom' as const, owner: owner.id, template: true };
	const { id } = portal.addRoom(room);
	portal.addFile(id, 'contract.docx', { content: 'Words' });
	portal.addFile(portal.addFolder(id, 'Offers').id, 'offer.docx');
	return id;
}

const statusOf = async ({ api }: Bench) => (await api.get(`${START}/status`)).data.response;

describe('rooms made of templates (16.2)', () => {
	it('are told by their job, whose last state stays', async () => {
		const bench = await startBench({ templateMs: 100, msPerFile: 50 });
		const templateId = addTemplate(bench);
		expect(await statusOf(bench)).toBeUndefined();
		const { data } = await bench.api.post(START, { templateId, title: 'Contoso' });
		expect(data.response).toEqual({ roomId: -1, progress: 0, error: '', isCompleted: false });
		await bench.clock.advance(150);
		const { roomId, progress } = await statusOf(bench);
		expect(progress).toBeLessThan(1);
		expect(bench.portal.folder(roomId).title).toBe('Contoso');
		await bench.clock.advance(1000);
		const end = { roomId, progress: 100, error: '', isCompleted: true };
		expect(await statusOf(bench)).toEqual(end);
		expect(await statusOf(bench)).toEqual(end);
		expect(bench.portal.folder(roomId)).toMatchObject({ filesCount: 2, foldersCount: 1 });
		const [contract] = bench.portal.folder(roomId).files.keys();
		expect(String(bench.portal.bytesOf(contract ?? 0))).toBe('Words');
	});

	it('come one at a time: a second one is dropped, and told the first (T110)', async () => {
		const bench = await startBench({ templateMs: 100 });
		const templateId = addTemplate(bench);
		await bench.api.post(START, { templateId, title: 'First' });
		const other = bench.portal.addUser({
			displayName: 'Rob',
			email: 'rob@a.example',
			type: 'DocSpaceAdmin',
		});
		const second = await bench.asUser(other).post(START, { templateId, title: 'Second' });
		expect(second.status).toBe(200);
		await bench.clock.advance(1000);
		const { roomId } = await statusOf(bench);
		expect(bench.portal.folder(roomId).title).toBe('First');
		expect(bench.portal.state().rooms.map(({ title }) => title)).not.toContain('Second');
	});

	it('lack a file that cannot be copied, and nothing tells it (T111)', async () => {
		const bench = await startBench();
		const templateId = addTemplate(bench);
		const lost = bench.portal.addFile(templateId, 'lost.docx');
		lost.contentGone = true;
		await bench.api.post(START, { templateId, title: 'Contoso' });
		await bench.clock.advance(1000);
		const { roomId, error } = await statusOf(bench);
		expect(error).toBe('');
		expect(bench.portal.filesBelow(roomId).map(({ title }) => title)).not.toContain('lost.docx');
	});
});

describe('new rooms', () => {
	it('have the quota that was asked for only where rooms have quotas (16.1)', async () => {
		const body = { title: 'Contoso', roomType: 5, quota: 5_000_000 };
		const without = (await (await startBench()).api.post('files/rooms', body)).data.response;
		expect(without).not.toHaveProperty('quotaLimit');
		const bench = await startBench({ roomQuotas: true });
		const { id, quotaLimit } = (await bench.api.post('files/rooms', body)).data.response;
		expect(quotaLimit).toBe(5_000_000);
		const { data } = await bench.api.put(`files/rooms/${id}`, { quota: -2 });
		expect(data.response).toMatchObject({ isCustomQuota: false });
	});

	it('are not found by their title before the search index knows them (8.1)', async () => {
		const bench = await startBench({ searchIndexMs: 5000 });
		await bench.api.post('files/rooms', { title: 'Contoso', roomType: 5 });
		const found = async () =>
			(await bench.api.get('files/rooms?filterValue=Contoso')).data.response.total;
		expect(await found()).toBe(0);
		await bench.clock.advance(6000);
		expect(await found()).toBe(1);
	});

	it('are refused with 402 beyond what the plan allows (16.1)', async () => {
		const bench = await startBench({ maxActiveRooms: 1 });
		const create = async () =>
			(await bench.api.post('files/rooms', { title: 'Contoso', roomType: 5 })).status;
		expect(await create()).toBe(200);
		expect(await create()).toBe(402);
	});
});

it('DELETE files/rooms answers with whichever deletion comes first (16.5, T114)', async () => {
	const bench = await startBench({ msPerFile: 100 });
	const { portal, owner, api } = bench;
	const add = (title: string) => portal.addRoom({ title, type: 'custom', owner: owner.id }).id;
	const [one, two] = [add('One'), add('Two')];
	const first = (await api.delete(`files/rooms/${one}`, { data: {} })).data.response;
	const second = (await api.delete(`files/rooms/${two}`, { data: {} })).data.response;
	expect(second.id).toBe(first.id);
});
