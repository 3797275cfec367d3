import axios from 'axios';
import { startSandbox, type Sandbox } from '../../sandbox';

let sandbox: Sandbox;

beforeEach(async () => void (sandbox = await startSandbox()));
afterEach(async () => await sandbox.close());

/** A room with a file, and how its owner downloads from beside the API. */
function furnish() {
	const { portal, url } = sandbox;
	const owner = portal.addUser({ displayName: 'Olga', email: 'olga@a.example', type: 'Owner' });
	const room = portal.addRoom({ title: 'Room', type: 'custom', owner: owner.id });
	const { id } = portal.addFile(room.id, 'contract.docx', { content: 'Words' });
	const headers = { Authorization: `Bearer ${portal.addApiKey(owner)}` };
	const get = async (address: string, more = {}) =>
		await axios.get<string>(new URL(address, url).href, {
			headers: { ...headers, ...more },
			maxRedirects: 0,
			responseType: 'text',
			validateStatus: () => true,
		});
	return { portal, owner, room, id, headers, get };
}

const HANDLER = '/filehandler.ashx';

describe('a storage of its own (docspace-api.md 14.5)', () => {
	it('gets its downloads by redirect, and takes no credential beside its signature', async () => {
		const { portal, id, get, headers } = furnish();
		portal.settings.objectStorage = sandbox.url.replace('127.0.0.1', 'localhost');
		const redirect = await get(`${HANDLER}?action=download&fileid=${id}`);
		expect(redirect.status).toBe(302);
		const location = String(redirect.headers.location);
		expect(location).toContain('http://localhost');
		const validateStatus = () => true;
		expect((await axios.get(location, { validateStatus })).data).toBe('Words');
		expect((await axios.get(location, { headers, validateStatus })).status).toBe(400);
		const streamed = await get(`${HANDLER}?action=stream&fileid=${id}`);
		expect(streamed.data).toBe('Words');
	});
});

describe('a download (docspace-api.md 14.5)', () => {
	it('is told to webhooks, HEAD and ranges too; a stream is not (T84)', async () => {
		const { portal, id, get } = furnish();
		await get(`${HANDLER}?action=download&fileid=${id}`);
		await get(`${HANDLER}?action=download&fileid=${id}`, { Range: 'bytes=0-1' });
		await get(`${HANDLER}?action=stream&fileid=${id}`);
		expect(portal.journal.of('file.downloaded')).toHaveLength(2);
	});

	it('is the original where a pair cannot be converted, and a PDF in a room with watermarks (T86)', async () => {
		const { portal, owner, id, get } = furnish();
		const names = async (file: number | string, type: string) => {
			const { headers } = await get(`${HANDLER}?action=download&fileid=${file}&outputtype=${type}`);
			return String(headers['content-disposition']);
		};
		expect(await names(id, '.odt')).toBe('attachment; filename=contract.odt');
		expect(await names(id, '.xlsx')).toBe('attachment; filename=contract.docx');
		const room = portal.addRoom({
			title: 'Data',
			type: 'virtualData',
			owner: owner.id,
			watermark: { additions: 1, text: undefined, rotate: 0 },
		});
		const marked = portal.addFile(room.id, 'plan.docx', { content: 'Words' }).id;
		expect(await names(marked, '.odt')).toBe('attachment; filename=plan.pdf');
	});
});

describe('an archive (docspace-api.md 14.6)', () => {
	it('is packed one at a time for each user (T87)', async () => {
		const { portal, room, headers } = furnish();
		portal.settings.msPerFile = 1000;
		const pack = async () =>
			await axios.put(
				`${sandbox.url}/api/2.0/files/fileops/bulkdownload`,
				{ folderIds: [room.id], returnSingleOperation: true },
				{ headers, validateStatus: () => true },
			);
		expect((await pack()).status).toBe(200);
		expect((await pack()).status).toBe(403);
	});
});
