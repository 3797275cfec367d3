import {
	startSandbox,
	type EntryId,
	type Portal,
	type PortalUser,
	type Sandbox,
	type SandboxOptions,
	type VirtualClock,
} from '../../sandbox';
import { NODE_NAME, runNode, type RunNodeOptions, type WorkflowRun } from './engine';
import { installVirtualTime } from './virtualTime';

/** A portal as a client of ours has it, and the node connected to it. */
export interface World {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	/** Owns both rooms; the credential is theirs. A Room admin, as most builders are. */
	manager: PortalUser;
	guest: PortalUser;
	/** The room to be emptied; the guest is in it by the manager's invitation. */
	clientRoom: EntryId;
	/** An ordinary room named “Archive”. */
	archiveRoom: EntryId;
	/** A folder in it, empty. */
	clientFolder: EntryId;
	credentials: { docSpaceApi: { portalUrl: string; apiKey: string } };
	/** Runs one operation with the given fields, behind a Manual Trigger. */
	run: (options: RunOptions) => Promise<WorkflowRun>;
	/** Credentials with another person's key, or with fewer scopes. */
	credentialsOf: (user: PortalUser, scopes?: string[]) => World['credentials'];
}

export interface RunOptions extends Omit<RunNodeOptions, 'parameters'> {
	/** `room.collectFiles`, `folder.ensure`, `file.move` or `guest.delete`. */
	operation: string;
	fields: RunNodeOptions['parameters'];
}

const cleanups: Array<() => Promise<void> | void> = [];

/** Builds a world; waiting in it is virtual. */
export async function startWorld(
	options: Omit<SandboxOptions, 'clock' | 'fill'> = {},
): Promise<World> {
	const sandbox = await startSandbox({ ...options, clock: undefined });
	const putBack = installVirtualTime(sandbox.clock);
	cleanups.push(putBack, () => sandbox.close());

	const { portal } = sandbox;
	portal.addUser({ displayName: 'Olga Owner', email: 'olga@company.example', type: 'Owner' });
	const manager = portal.addUser({
		displayName: 'Mara Manager',
		email: 'mara@company.example',
		type: 'RoomAdmin',
	});
	const guest = portal.addUser({
		displayName: 'Gus Guest',
		email: 'gus@client.example',
		type: 'Guest',
		invitedBy: manager.id,
	});
	const clientRoom = portal.addRoom({ title: 'Contoso', type: 'custom', owner: manager.id }).id;
	const archiveRoom = portal.addRoom({ title: 'Archive', type: 'custom', owner: manager.id }).id;
	const clientFolder = portal.addFolder(archiveRoom, 'Contoso').id;
	portal.share(clientRoom, guest.id, 'ReadWrite', { by: manager.id });

	const credentialsOf: World['credentialsOf'] = (user, scopes) => ({
		docSpaceApi: { portalUrl: sandbox.url, apiKey: portal.addApiKey(user, scopes) },
	});
	const credentials = credentialsOf(manager);
	return {
		sandbox,
		portal,
		manager,
		guest,
		clientRoom,
		archiveRoom,
		clientFolder,
		credentials,
		credentialsOf,
		run: async ({ operation, fields, ...rest }) => {
			const [resource = '', name = ''] = operation.split('.');
			return await runNode({
				credentials,
				...rest,
				parameters: { resource, operation: name, ...fields },
			});
		},
	};
}

/** A function that runs one operation with the given fields, as the manager unless told otherwise. */
export function runnerOf(operation: string) {
	return async (
		world: World,
		fields: RunOptions['fields'] = {},
		more: Omit<RunOptions, 'operation' | 'fields'> = {},
	): Promise<WorkflowRun> => await world.run({ operation, fields, ...more });
}

/** Ends all worlds of a test file. Throws when a request broke a rule that the sandbox watches over. */
export async function endWorlds(): Promise<void> {
	const failures: unknown[] = [];
	for (const cleanup of cleanups.splice(0).reverse()) {
		try {
			await cleanup();
		} catch (error) {
			failures.push(error);
		}
	}
	if (failures.length > 0) throw failures[0];
}

/** Puts `count` files of distinct titles into each of `folders` new folders of a room. */
export function fillRoom(
	{ portal }: World,
	roomId: EntryId,
	{ folders, filesEach }: { folders: number; filesEach: number },
): EntryId[] {
	return Array.from({ length: folders }, (_, at) => {
		const folder = portal.addFolder(roomId, `Folder ${at}`);
		const titles = Array.from({ length: filesEach }, (__, n) => `File ${at}-${n}.docx`);
		return portal.addFiles(folder.id, titles).map(({ id }) => id);
	}).flat();
}

/** Adds rooms of the manager's: Client 1, Client 2 and so on. */
export function addRooms({ portal, manager }: World, count: number, title = 'Client'): void {
	for (let n = 1; n <= count; n += 1) {
		portal.addRoom({ title: `${title} ${n}`, type: 'custom', owner: manager.id });
	}
}

/** A picker's value by id. */
export function byId(value: EntryId | undefined) {
	return { __rl: true, mode: 'id', value: value ?? '' };
}

/** A guest picker's value by e-mail. */
export function byEmail(value: string) {
	return { __rl: true, mode: 'email', value };
}

/** The only item the node put out. */
export function onlyItem(run: WorkflowRun) {
	const items = run.json(NODE_NAME);
	const [item] = items;
	if (item === undefined || items.length > 1) {
		throw new Error(
			`Expected one item, got ${items.length}${run.error ? ` and: ${run.error.message}` : ''}`,
		);
	}
	return item;
}
