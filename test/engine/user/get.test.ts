import { failureOf } from '../../harness/failure';
import { addPerson } from '../../harness/people';
import { byEmail, byId, endWorlds, onlyItem, runnerOf, startWorld } from '../../harness/world';

afterEach(endWorlds);

const getUser = runnerOf('user.get');
const NOBODY = '00000000-1111-2222-3333-444444444444';

describe('User: Get', () => {
	test('finds a person by id and by exact address, in few fields', async () => {
		const world = await startWorld();
		const ann = addPerson(world, 'Ann Archer', 'User');
		const { id } = world.portal.addGroup('Sales', [ann]);
		const expected = {
			id: ann.id,
			name: 'Ann Archer',
			email: 'ann@company.example',
			type: 'User',
			status: 'active',
			groups: [{ id, name: 'Sales' }],
			registered: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
			invitedBy: '',
		};
		expect(onlyItem(await getUser(world, { user: byId(ann.id) }))).toEqual(expected);
		expect(onlyItem(await getUser(world, { user: byEmail('Ann@Company.example') }))).toEqual(
			expected,
		);
	});

	test('says of which type somebody is', async () => {
		const world = await startWorld();
		const admin = addPerson(world, 'Dan Admin', 'DocSpaceAdmin');
		const typeOf = async (id: string) => onlyItem(await getUser(world, { user: byId(id) })).type;
		expect(await typeOf(admin.id)).toBe('DocSpace admin');
		expect(await typeOf(world.manager.id)).toBe('Room admin');
		expect(await typeOf(world.guest.id)).toBe('Guest');
		const owner = addPerson(world, 'Oz Owner', 'Owner');
		expect(await typeOf(owner.id)).toBe('Owner');
	});

	test('tells who is behind the credential, for which accounts.self:read is enough', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(world.manager, ['accounts.self:read']);
		expect(onlyItem(await getUser(world, { who: 'me' }, { credentials }))).toMatchObject({
			id: world.manager.id,
			name: 'Mara Manager',
			type: 'Room admin',
		});
	});

	test('gives the portal’s own answer when not simplified', async () => {
		const world = await startWorld();
		const fields = { user: byId(world.guest.id), simplify: false };
		expect(onlyItem(await getUser(world, fields))).toMatchObject({
			isVisitor: true,
			displayName: 'Gus Guest',
		});
	});

	test('refuses an address and an id that nobody has, an empty field and a number (T46)', async () => {
		const world = await startWorld();
		const problem = async (user: unknown) =>
			failureOf(await getUser(world, { user: byId(String(user)) })).message;
		expect(await problem('nobody@company.example')).toBe(
			"'User' was not found: DocSpace knows nobody by “nobody@company.example”",
		);
		expect(await problem(NOBODY)).toContain('was not found');
		expect(await problem('={{ "" }}')).toBe("'User' is empty");
		expect(await problem('={{ ["ann@company.example"] }}')).toContain(
			'nor the id of a person: “["',
		);
		expect(await problem(123)).toContain('neither an e-mail address nor the id of a person');
	});

	test('says whose credential may see a person who is hidden', async () => {
		const world = await startWorld();
		const credentials = world.credentialsOf(addPerson(world, 'Rita Roomadmin'));
		const { message, remedy } = failureOf(
			await getUser(world, { user: byId(world.guest.id) }, { credentials }),
		);
		expect(message).toContain('does not let you see');
		expect(remedy).toContain('guests they have invited');
	});
});
