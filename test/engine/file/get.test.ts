import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { byId, endWorlds, onlyItem, runnerOf, startWorld, type World } from '../../harness/world';

afterEach(endWorlds);

const getFile = runnerOf('file.get');

describe('File: Get', () => {
	test.each([
		['its id', (id: string) => byId(id)],
		[
			'the address of its editor',
			(id: string, url: string) => ({
				__rl: true,
				mode: 'url',
				value: `${url}/doceditor?fileId=${id}`,
			}),
		],
	])('finds the file by %s', async (_, spell) => {
		const world = await startWorld();
		const { portal, clientRoom, sandbox } = world;
		const { id } = portal.addFile(clientRoom, 'Contract.docx', { size: 1234 });
		const run = await getFile(world, { file: spell(String(id), sandbox.url) });
		expect(onlyItem(run)).toMatchObject({
			id,
			title: 'Contract.docx',
			folderId: clientRoom,
			extension: '.docx',
			size: 1234,
			version: 1,
			url: `${sandbox.url}/doceditor?fileId=${id}`,
		});
	});

	test('gives everything the portal says of it when not simplified', async () => {
		const world = await startWorld();
		const { id } = world.portal.addFile(world.clientRoom, 'Contract.docx');
		const run = await getFile(world, { file: byId(id), simplify: false });
		expect(onlyItem(run)).toMatchObject({ id, fileType: 7, security: { Read: true } });
	});

	test.each([
		['an id that names none', () => byId(999_999), 'was not found'],
		[
			'a link to a folder',
			({ sandbox }: World) => ({
				__rl: true,
				mode: 'url',
				value: `${sandbox.url}/rooms/shared/filter?folder=5`,
			}),
			'holds a link without the id of a file',
		],
		[
			'a link to another portal',
			() => ({ __rl: true, mode: 'url', value: 'https://other.example/doceditor?fileId=5' }),
			'holds a link to other.example',
		],
	])('refuses %s', async (_, spell, problem) => {
		const world = await startWorld();
		expect(failureOf(await getFile(world, { file: spell(world) })).message).toContain(problem);
	});

	test('says so when the user behind the credential may not read it', async () => {
		const world = await startWorld();
		const { portal, clientRoom } = world;
		const { id } = portal.addFile(clientRoom, 'Contract.docx');
		const stranger = addPerson(world, 'Sten Stranger');
		const credentials = world.credentialsOf(stranger);
		expect(failureOf(await getFile(world, { file: byId(id) }, { credentials })).message).toContain(
			'may not read',
		);
	});
});
