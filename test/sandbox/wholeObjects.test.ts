import axios from 'axios';
import { startSandbox } from '../../sandbox';
import { addRoom, startBench, stopBenches, type Bench } from './support';

describe('“fields” names leaves only (1.1)', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		bench.portal.wholeObjects.take();
		await stopBenches();
	});

	const ask = async (fields: string) =>
		await bench.api.get(`files/${addRoom(bench)}`, { params: { fields } });

	it.each([
		'total,pathParts,current.id,current.security,files.id,files.editingBy,folders.title',
		'count,startIndex,current.createdBy.displayName',
		'nothing.of.the.kind',
	])('answers what asks for %s', async (fields) => {
		expect((await ask(fields)).status).toBe(200);
		expect(bench.portal.wholeObjects.take()).toEqual([]);
	});

	it.each([
		'current',
		'total,files',
		'folders,total',
		'files.id,files.createdBy',
		'current.updatedBy',
		'sharedToUser',
	])('answers nobody for a while when one asks for %s', async (fields) => {
		await expect(ask(fields)).rejects.toThrow();
		await expect(bench.api.get('people/@self')).rejects.toThrow();

		await bench.clock.advance(5000);

		expect((await bench.api.get('people/@self')).status).toBe(200);
		expect(bench.portal.wholeObjects.take()).toEqual([
			expect.stringMatching(/^GET .* asks for all of /),
		]);
	});
});

describe('A sandbox of which somebody asked for a whole object', () => {
	async function broken() {
		const sandbox = await startSandbox();
		const url = `${sandbox.url}/api/2.0/files/2?fields=current`;
		await expect(axios.get(url)).rejects.toThrow();
		return sandbox;
	}

	it('does not close in peace, so that no test passes', async () => {
		await expect((await broken()).close()).rejects.toThrow('asks for all of current');
	});

	it('cannot be reset in peace either, from outside as well', async () => {
		const sandbox = await broken();
		const answer = await axios.post(`${sandbox.url}/sandbox/reset`, {}, { validateStatus: null });
		expect(answer.status).toBe(500);
		await sandbox.close();
	});
});
