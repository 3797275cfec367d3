import { failureOf } from '../harness/failure';
import { row } from '../harness/operations/memberships';
import { writesTo } from '../harness/requests';
import { byEmail, byId, endWorlds, startWorld, type World } from '../harness/world';

afterEach(endWorlds);

/** GET files/rooms/{id} answers for any folder (docspace-api.md 5.4). */
describe('Every field that asks for a room', () => {
	const inArchive = ({ clientFolder }: World) => ({
		__rl: true,
		mode: 'list',
		value: clientFolder,
	});
	test.each([
		['Room', 'room.get', {}],
		['Room', 'room.getMembers', {}],
		['Room', 'room.update', { options: { newName: 'Contoso' } }],
		['Room', 'room.delete', {}],
		['Room Template', 'room.create', { roomName: 'Contoso', createFrom: 'template' }],
		['Room', 'room.removeMembers', {}],
		['Room', 'room.addMembers', { membersToAdd: { values: [row('anna@client.com')] } }],
		['Room', 'room.changeRole', row('anna@client.com')],
		['Room', 'room.archive', {}],
		['Room', 'room.unarchive', {}],
		['Room', 'room.collectFiles', {}],
		['Room', 'room.archiveClientRoom', { clientName: 'Contoso' }],
		['Room', 'guest.delete', { level: 'oneRoom' }],
		['Room That Must Be Empty', 'guest.delete', { onlyIfRoomIsEmpty: true }],
	])('refuses a folder, and says so: %s of %s', async (field, operation, more) => {
		const world = await startWorld();
		const folder = inArchive(world);
		const run = await world.run({
			operation,
			fields: {
				room: folder,
				roomToBeEmpty: folder,
				template: folder,
				archiveFolder: byId(world.archiveRoom),
				...(operation === 'guest.delete' ? { guest: byEmail(world.guest.email) } : {}),
				...more,
			},
		});
		expect(failureOf(run).message).toBe(`'${field}' names the folder “Contoso”, not a room`);
		expect(writesTo(world)).toEqual([]);
	});
});
