import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import {
	type EntryId,
	type Portal,
	type PortalUser,
	type Sandbox,
	type SandboxOptions,
	startSandbox,
	type VirtualClock,
} from '../../sandbox';

/** A portal with one owner and what tests need to talk to it. */
export interface Bench {
	sandbox: Sandbox<VirtualClock>;
	portal: Portal;
	clock: VirtualClock;
	owner: PortalUser;
	/** Calls the API as the owner. */
	api: AxiosInstance;
	/** Calls the API with any Authorization header, or none. */
	as: (authorization?: string) => AxiosInstance;
	/** Calls the API as somebody, with a key of their own. */
	asUser: (user: PortalUser, scopes?: string[]) => AxiosInstance;
}

const running: Array<Sandbox<VirtualClock>> = [];

/** Starts a sandbox with one owner; ties stand still unless a test wants them shuffled. */
export async function startBench(options: Omit<SandboxOptions, 'clock'> = {}): Promise<Bench> {
	const sandbox = await startSandbox({ tieOrder: 'stable', ...options, clock: undefined });
	running.push(sandbox);
	const { portal, clock } = sandbox;
	const owner = portal.addUser({ displayName: 'Ann Owner', email: 'ann@a.example', type: 'Owner' });
	const as = (authorization?: string) =>
		axios.create({
			baseURL: `${sandbox.url}/api/2.0/`,
			headers: authorization === undefined ? {} : { Authorization: authorization },
			validateStatus: () => true,
			transitional: { silentJSONParsing: true },
		});
	const asUser = (user: PortalUser, scopes: string[] = []) =>
		as(`Bearer ${portal.addApiKey(user, scopes)}`);
	return { sandbox, portal, clock, owner, as, asUser, api: asUser(owner) };
}

/** Stops every sandbox that a test file started. */
export async function stopBenches(): Promise<void> {
	await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
}

/** An ordinary room of the owner. */
export function addRoom({ portal, owner }: Bench, title = 'ACME'): EntryId {
	return portal.addRoom({ title, type: 'custom', owner: owner.id }).id;
}

/** Two rooms and, in the first, files of the given titles. */
export function addRoomsWithFiles(bench: Bench, titles: string[]) {
	const from = addRoom(bench, 'From');
	const to = addRoom(bench, 'To');
	const fileIds = titles.map((title) => bench.portal.addFile(from, title).id);
	return { from, to, fileIds };
}

interface MoveOptions {
	conflictResolveType?: string | number;
	deleteAfter?: boolean;
	folderIds?: EntryId[];
	content?: boolean;
}

/** Asks for a move and answers with the response to that. */
export function putMove(
	api: AxiosInstance,
	fileIds: EntryId[],
	destFolderId: EntryId,
	options: MoveOptions = {},
): Promise<AxiosResponse> {
	const body = { fileIds, destFolderId, returnSingleOperation: true, ...options };
	return api.put('files/fileops/move', body);
}

/** Moves, lets all work be done, and answers with the finished operation. */
export async function move(
	bench: Bench,
	fileIds: EntryId[],
	destFolderId: EntryId,
	options: MoveOptions & { api?: AxiosInstance } = {},
) {
	const { api = bench.api, ...rest } = options;
	const accepted = await putMove(api, fileIds, destFolderId, rest);
	await bench.clock.advance(1000);
	const read = await api.get('files/fileops', { params: { id: accepted.data.response[0].id } });
	return read.data.response[0];
}

/** Titles directly in a folder, sorted. */
export function titlesIn(portal: Portal, folderId: EntryId): string[] {
	const { files, folders } = portal.folder(folderId);
	return [...files.values(), ...folders.values()].map(({ title }) => title).sort();
}

/** Everything a flat recursive listing shows in pages of 100. */
export async function collect(api: AxiosInstance, folderId: EntryId): Promise<EntryId[]> {
	const ids: EntryId[] = [];
	for (let startIndex = 0; ; startIndex += 100) {
		const { data } = await api.get(`files/${encodeURIComponent(folderId)}`, {
			params: { filterType: 1, startIndex },
		});
		ids.push(...data.response.files.map(({ id }: { id: EntryId }) => id));
		if (startIndex + 100 >= data.response.total) return ids;
	}
}
