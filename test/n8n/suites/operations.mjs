import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import { addArchive, filesIn, foldersIn, readState } from '../deals.mjs';
import { byEmail, byId, from, lineWorkflow, n8nNode, runLine, sent } from '../line.mjs';
import { PACKAGE_NAME } from '../package.mjs';

const file = (operation, fields) => ({ resource: 'file', operation, ...fields });
const folder = (operation, fields) => ({ resource: 'folder', operation, ...fields });
const room = (operation, fields) => ({ resource: 'room', operation, ...fields });
const user = (operation, fields) => ({ resource: 'user', operation, ...fields });
const guest = (operation, fields) => ({ resource: 'guest', operation, ...fields });

const ensure = (folderName) => folder('ensure', { parentFolder: byId(sent('room')), folderName });
const toFile = n8nNode('convertToFile', 1.1, {
	operation: 'toBinary',
	sourceProperty: 'content',
	options: { fileName: 'Offer.pdf', mimeType: 'application/pdf' },
});
const sentContent = n8nNode('set', 3.4, {
	mode: 'raw',
	jsonOutput: '={{ { content: $("Webhook").first().json.body.content } }}',
	options: {},
});

const FILES = {
	'Ensure folder': ensure('Offers'),
	'Ensure another': ensure('Sent offers'),
	Content: sentContent,
	'To a file': toFile,
	Upload: file('upload', { folder: byId(from('Ensure folder', 'id')) }),
	Create: file('create', {
		folder: byId(from('Ensure folder', 'id')),
		fileType: 'document',
		fileName: 'Letter',
	}),
	Get: file('get', { file: byId(from('Upload', 'id')) }),
	'Get many': file('getAll', { folder: byId(from('Ensure folder', 'id')) }),
	Copy: file('copy', {
		files: from('Upload', 'id'),
		destinationFolder: byId(from('Ensure another', 'id')),
	}),
	Rename: file('rename', { file: byId(from('Copy', 'files[0].id')), newName: 'Offer of May' }),
	Share: file('share', { file: byId(from('Rename', 'id')), access: 'read' }),
	'Get link': file('getLink', { file: byId(from('Rename', 'id')) }),
	Download: file('download', { file: byId(from('Rename', 'id')), binaryPropertyName: 'data' }),
	'Its bytes': n8nNode('extractFromFile', 1.1, { operation: 'binaryToPropery', options: {} }),
	Move: file('move', {
		files: "={{ [$('Create').first().json, $('Rename').first().json] }}",
		destinationFolder: byId(sent('archive')),
	}),
	Delete: file('delete', { files: from('Upload', 'id') }),
};

const FOLDERS = {
	Contracts: ensure('Contracts'),
	'Old contracts': ensure('Old contracts'),
	Letter: file('create', {
		folder: byId(from('Contracts', 'id')),
		fileType: 'document',
		fileName: 'Letter',
	}),
	Copy: folder('copy', {
		folder: byId(from('Contracts', 'id')),
		destinationFolder: byId(from('Old contracts', 'id')),
	}),
	Rename: folder('rename', { folder: byId(from('Copy', 'id')), newName: 'Contracts 2025' }),
	Move: folder('move', {
		folder: byId(from('Contracts', 'id')),
		destinationFolder: byId(from('Rename', 'id')),
	}),
	Get: folder('get', { folder: byId(from('Rename', 'id')) }),
	'Get many': folder('getAll', {
		folder: byId(from('Old contracts', 'id')),
		includeSubfolders: true,
	}),
	Download: folder('download', {
		folder: byId(from('Old contracts', 'id')),
		binaryPropertyName: 'data',
	}),
	Unpacked: n8nNode('compression', 1.1, { operation: 'decompress' }),
	'Get link': folder('getLink', { folder: byId(from('Rename', 'id')), createIfMissing: true }),
	'Get history': folder('getHistory', { folder: byId(from('Old contracts', 'id')) }),
	'Move by Move Files': file('move', {
		files: "={{ $('Get many').all().map(({ json }) => json).slice(0, 1) }}",
		destinationFolder: byId(sent('room')),
	}),
	Delete: folder('delete', { folder: byId(from('Old contracts', 'id')) }),
};

const inRoom = { room: byId(from('Create', 'id')) };
const roles = (rows) => ({
	values: rows.map(([email, role]) => ({ member: byEmail(email), role })),
});

const ROOMS = {
	Create: room('create', { roomName: sent('name'), createFrom: 'type', roomType: 'custom' }),
	Update: room('update', { ...inRoom, options: { tags: 'client, 2026' } }),
	'Add members': room('addMembers', {
		...inRoom,
		membersToAdd: roles([
			[sent('colleague'), 'editor'],
			[sent('guest'), 'viewer'],
			[sent('otherGuest'), 'viewer'],
		]),
	}),
	'Get members': room('getMembers', { ...inRoom, returnAll: true }),
	'Change role': room('changeRole', {
		...inRoom,
		member: byEmail(sent('guest')),
		role: 'commenter',
	}),
	'Remove members': room('removeMembers', {
		...inRoom,
		remove: 'chosen',
		members: sent('otherGuest'),
	}),
	Get: room('get', inRoom),
	'Get many': room('getAll', { search: sent('name') }),
	'Get link': room('getLink', inRoom),
	Letter: file('create', {
		folder: byId(from('Create', 'id')),
		fileType: 'document',
		fileName: 'Letter',
	}),
	'Collect files': room('collectFiles', inRoom),
	'Get history': room('getHistory', inRoom),
	'Archive client room': room('archiveClientRoom', {
		...inRoom,
		archiveFolder: byId(sent('archive')),
		clientName: sent('name'),
		whoseAccess: 'allGuests',
		level: 'oneRoom',
	}),
	Archive: room('archive', inRoom),
	Unarchive: room('unarchive', inRoom),
	'Archive again': room('archive', inRoom),
	Delete: room('delete', inRoom),
};

const theUser = { user: byEmail(sent('email')) };

const PEOPLE = {
	Me: user('get', { who: 'me' }),
	Invite: user('invite', { email: sent('email'), type: 'User' }),
	Get: user('get', theUser),
	'Get many': user('getAll', { search: sent('email') }),
	Update: user('update', { ...theUser, type: 'RoomAdmin' }),
	Disable: user('disable', theUser),
	Enable: user('enable', theUser),
	Delete: user('delete', { ...theUser, disableFirst: true }),
	'Get guests': guest('getAll', { search: sent('guest') }),
	'Delete guest': guest('delete', { guest: byEmail(sent('guest')), level: 'wholePortal' }),
};

const FILE_BYTES = 300_000;

/** n8n's own offer, added to every node that has a credential: its HTTP Request node. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

const WORKFLOWS = { files: FILES, folders: FOLDERS, rooms: ROOMS, people: PEOPLE };

/** Every operation of the node in a workflow that a user could have built; the portal's state is the proof. */
export function operationsSuite(world) {
	let count = 0;
	let credentials;

	before(async () => {
		const { url: portalUrl, ownerEmail: email, ownerPassword } = world.sandbox;
		const signIn = { portalUrl, email, password: ownerPassword };
		const add = async (type, data) => await world.editor.addCredential(type, 'Password', data);
		credentials = {
			apiKey: { docSpaceApi: world.credentials.docSpaceApi },
			password: { docSpacePasswordApi: await add('docSpacePasswordApi', signIn) },
		};
	});

	/** Runs a workflow of operations, and checks that each node of it put something out. */
	async function run(name, body, credential = credentials.apiKey) {
		count += 1;
		const steps = WORKFLOWS[name];
		const items = await runLine(
			world,
			lineWorkflow(`all-${name}-${count}`, steps, credential),
			body,
		);
		const silent = Object.keys(steps).filter((step) => items[step].length === 0);
		assert.deepEqual(silent, []);
		return items;
	}

	const state = async () => await readState(world.sandbox);

	test('every operation that n8n offers is in one of these workflows', async () => {
		const nodes = await world.editor.load('/types/nodes.json');
		const { properties } = nodes.find(({ name }) => name === `${PACKAGE_NAME}.docSpace`);
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ options, displayOptions }) =>
				displayOptions.show.resource.flatMap((resource) =>
					options
						.filter(({ value }) => value !== CUSTOM_API_CALL)
						.map(({ value }) => `${resource}.${value}`),
				),
			);
		const run = Object.values(WORKFLOWS)
			.flatMap((steps) => Object.values(steps))
			.map(({ resource, operation }) => `${resource}.${operation}`);
		assert.ok(offered.length > 40, `${offered.length} operations`);
		assert.deepEqual(
			offered.filter((operation) => !run.includes(operation)),
			[],
		);
	});

	test('a file is uploaded, copied, shared and downloaded, and its bytes stay the same', async () => {
		const room = await addArchive(world.sandbox);
		const archive = await addArchive(world.sandbox);
		const content = randomBytes(FILE_BYTES).toString('base64');
		const done = await run('files', { room: room.id, archive: archive.id, content });
		const [{ json: uploaded }] = done.Upload;
		const [downloaded] = done.Download;
		assert.equal(uploaded.title, 'Offer.pdf');
		assert.equal(uploaded.size, FILE_BYTES);
		assert.deepEqual(titles(done['Get many']), ['Letter.docx', 'Offer.pdf']);
		assert.equal(downloaded.json.fileName, 'Offer of May.pdf');
		// n8n keeps files beside its database: an id is set, and the nodes hand on no bytes.
		for (const { binary } of [...done['To a file'], downloaded]) {
			assert.match(binary.data.id, /^filesystem/);
		}
		assert.ok(done['Its bytes'][0].json.data === content, 'other bytes came back');
		assert.equal(done['Get link'][0].json.url, done.Share[0].json.url);
		assert.deepEqual(done.Delete[0].json.deleted, [uploaded.id]);
		const { files } = await state();
		const archived = files.filter(({ folderId }) => folderId === archive.id);
		assert.deepEqual(archived.map(({ title }) => title).sort(), [
			'Letter.docx',
			'Offer of May.pdf',
		]);
	});

	test('a folder is copied, moved and downloaded as a ZIP that n8n unpacks', async () => {
		const room = await addArchive(world.sandbox);
		const done = await run('folders', { room: room.id });
		assert.deepEqual(titles(done['Get many']), ['Contracts', 'Contracts 2025']);
		const [{ binary }] = done.Download;
		assert.match(binary.data.id, /^filesystem/);
		const [{ binary: unpacked }] = done.Unpacked;
		assert.deepEqual(
			Object.values(unpacked)
				.map(({ directory, fileName }) => `${directory}/${fileName}`)
				.sort(),
			['Contracts 2025/Contracts/Letter.docx', 'Contracts 2025/Letter.docx'],
		);
		assert.ok(done['Get link'][0].json.created);
		const { folders } = await state();
		assert.equal(done.Delete[0].json.deleted, true);
		const inTheRoom = folders.filter(({ parentId }) => parentId === room.id);
		assert.deepEqual(
			inTheRoom.map(({ title }) => title),
			['Contracts 2025'],
		);
	});

	test('a room is made, filled, emptied into the archive and deleted', async () => {
		const { id: archive } = await addArchive(world.sandbox);
		const body = {
			name: `Fabrikam ${randomUUID()}`,
			archive,
			colleague: 'ulla@agency.example',
			guest: 'fay@fabrikam.example',
			otherGuest: 'fred@fabrikam.example',
		};
		const done = await run('rooms', body);
		const { id } = done.Create[0].json;
		assert.deepEqual(
			done['Get many'].map(({ json }) => json.id),
			[id],
		);
		assert.deepEqual(done.Get[0].json.tags, ['client', '2026']);
		assert.deepEqual(
			done['Add members'][0].json.members.map(({ role }) => role),
			['Editor', 'Viewer', 'Viewer'],
		);
		assert.equal(done['Get members'].length, 4);
		assert.equal(done['Change role'][0].json.role, 'Commenter');
		const [{ json: emptied }] = done['Archive client room'];
		assert.equal(emptied.movedCount, 1);
		assert.deepEqual(
			emptied.guests.map(({ email, deleted }) => [email, deleted]),
			[[body.guest, true]],
		);
		assert.deepEqual(done.Archive[0].json.guestsWithAccess, []);
		const { folders, files } = await state();
		const client = foldersIn({ folders }, archive, body.name);
		assert.equal(client.length, 1);
		assert.equal(filesIn({ files }, client[0].id).length, 1);
		assert.ok(!folders.some((folder) => folder.id === id));
	});

	for (const way of ['apiKey', 'password']) {
		test(`people are invited, changed and deleted, signed in by ${way}`, async () => {
			const { control, ownerEmail, ownerId: invitedBy } = world.sandbox;
			const email = `new@${way}.example`.toLowerCase();
			const guest = `guest@${way}.example`.toLowerCase();
			await control.post('users', { displayName: 'Guest', email: guest, type: 'Guest', invitedBy });
			const done = await run('people', { email, guest }, credentials[way]);
			assert.equal(done.Me[0].json.email, ownerEmail);
			assert.ok(done.Invite[0].json.invited);
			assert.deepEqual(
				done['Get many'].map(({ json }) => json.email),
				[email],
			);
			assert.equal(done.Update[0].json.type, 'Room admin');
			const { users } = await state();
			assert.ok(!users.some((one) => [email, guest].includes(one.email)));
		});
	}
}

const titles = (items) => items.map(({ json }) => json.title).sort();
