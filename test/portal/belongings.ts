import { randomBytes } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import {
	numberIn,
	personOf,
	type PortalClient,
	record,
	records,
	Refused,
	textIn,
	type Person,
} from './client';

/** Somebody whom the test made, with what it takes to sign in as them. */
export interface Guest extends Person {
	password: string;
}

/** RoomType of a Custom room, and FileShare of a Content creator (docspace-api.md 1.4). */
const CUSTOM_ROOM = 5;
const CONTENT_CREATOR = 11;
/** Where rooms are looked for: the Rooms and the Archive section (8.1). */
const AREAS = [0, 1];
const GUESTS = 2;
const TERMINATED = 2;
const PAGE = 100;
const LOOK_AGAIN_MS = 250;
const LONGEST_WAIT_MS = 60_000;

/** A mark that no other run has: what bears it in its name is ours. */
export function newMark(): string {
	return randomBytes(5).toString('hex');
}

/** Rooms, guests and webhooks of one run: makes them, finds them again by their mark, and takes them away. */
export class Belongings {
	/** Where n8n could be reached by this run. */
	private readonly addresses = new Set<string>();
	private guests = 0;

	constructor(
		private readonly client: PortalClient,
		/** Goes on when the run was stopped. */
		private readonly cleaner: PortalClient,
		private readonly ownerId: string,
		readonly mark: string,
	) {}

	async newRoom(name: string): Promise<number> {
		const body = { title: `n8n-nodes-docspace test ${this.mark} ${name}`, roomType: CUSTOM_ROOM };
		return numberIn(record(await this.client.ask('POST', 'files/rooms', { body })), 'id');
	}

	/** A guest of ours who is active at once: nobody has to be invited (17.2). */
	async newGuest(): Promise<Guest> {
		this.guests += 1;
		const password = `Aa1-${randomBytes(9).toString('hex')}`;
		const body = {
			type: 'Guest',
			email: `n8n-test-${this.mark}-${this.guests}@example.com`,
			// Names that a portal encodes and n8n must show as they are.
			firstName: 'Zoë',
			lastName: "O'Test",
			password,
		};
		const made = personOf(await this.client.ask('POST', 'people/active', { body }));
		return { ...made, password };
	}

	/** Lets a guest into a room, where they may add files of their own. */
	async letIn(roomId: number, guest: Guest): Promise<void> {
		const invitations = [{ id: guest.id, access: CONTENT_CREATOR }];
		const body = { invitations, notify: false };
		await this.client.ask('PUT', `files/rooms/${roomId}/share`, { body });
		if ((await this.client.membersOf(roomId)).includes(guest.id)) return;
		throw new Error(`The portal did not let ${guest.email} into the room`);
	}

	/** Remembers where webhooks may point that have to go. */
	expectWebhooksFor(address: string): void {
		this.addresses.add(address);
	}

	/** Takes everything away, as far as it can; answers with what is still there, and why. */
	async takeAwayAll(): Promise<string[]> {
		const left = await this.takeAway();
		return [...left, ...(await this.attempt('the Trash', () => this.removeFromTrash()))];
	}

	/** The same, but for what n8n has put into the Trash: folders that another run had made, too. */
	async takeAway(): Promise<string[]> {
		return [
			...(await this.attempt('the webhooks', () => this.removeWebhooks())),
			...(await this.attempt('the list of rooms', () => this.removeRooms())),
			...(await this.attempt('the list of guests', () => this.removeGuests())),
		];
	}

	private async attempt(what: string, remove: () => Promise<string[] | void>): Promise<string[]> {
		try {
			return (await remove()) ?? [];
		} catch (error) {
			return [`${what}: ${error instanceof Error ? error.message : String(error)}`];
		}
	}

	private async removeWebhooks(): Promise<void> {
		if (this.addresses.size === 0) return;
		for (const { configs } of records(await this.cleaner.ask('GET', 'settings/webhook'))) {
			const config = record(configs);
			if (!this.addresses.has(textIn(config, 'uri'))) continue;
			await this.cleaner.ask('DELETE', `settings/webhook/${numberIn(config, 'id')}`);
		}
	}

	private async removeRooms(): Promise<string[]> {
		const left: string[] = [];
		for (const searchArea of AREAS) {
			for (const room of await this.ownRooms(searchArea)) {
				left.push(...(await this.attempt(room.title, () => this.removeRoom(room.id))));
			}
		}
		return left;
	}

	private async ownRooms(searchArea: number): Promise<Array<{ id: number; title: string }>> {
		const params = { filterValue: this.mark, searchArea, count: PAGE };
		const { folders } = record(await this.cleaner.ask('GET', 'files/rooms', { params }));
		return records(folders)
			.filter(({ createdBy }) => textIn(record(createdBy), 'id') === this.ownerId)
			.map((room) => ({ id: numberIn(room, 'id'), title: textIn(room, 'title') }))
			.filter(({ title }) => title.includes(this.mark));
	}

	/** A room with a file in it that somebody has locked would stay (14.8). */
	private async removeRoom(roomId: number): Promise<void> {
		for (const { id, locked } of await this.cleaner.filesBelow(roomId)) {
			if (locked) await this.cleaner.setLocked(id, false);
		}
		await this.destroy([roomId]);
	}

	private async removeFromTrash(): Promise<void> {
		const { folders } = await this.cleaner.list('@trash');
		const own = folders.filter(({ title }) => textIn({ title }, 'title').includes(this.mark));
		if (own.length > 0) await this.destroy(own.map((folder) => numberIn(folder, 'id')));
	}

	/** Deletes folders or rooms for good, and waits until they are gone. */
	private async destroy(folderIds: number[]): Promise<void> {
		const body = {
			folderIds,
			fileIds: [],
			deleteAfter: false,
			immediately: true,
			returnSingleOperation: true,
		};
		await this.cleaner.ask('PUT', 'files/fileops/delete', { body });
		for (const id of folderIds) await this.waitUntilGone(id);
	}

	private async waitUntilGone(folderId: number): Promise<void> {
		for (let waited = 0; waited < LONGEST_WAIT_MS; waited += LOOK_AGAIN_MS) {
			const folder = await this.cleaner.askUnless(404, 'GET', `files/folder/${folderId}`);
			if (folder === undefined) return;
			await sleep(LOOK_AGAIN_MS);
		}
		throw new Error('the portal has not deleted it within a minute');
	}

	private async removeGuests(): Promise<string[]> {
		const params = { filterValue: this.mark, area: GUESTS, count: PAGE };
		const found = records(await this.cleaner.ask('GET', 'people/filter', { params })).map(personOf);
		const own = found.filter(({ email }) => email.startsWith(`n8n-test-${this.mark}-`));
		const left: string[] = [];
		for (const { id, email } of own) {
			left.push(...(await this.attempt(email, () => this.removeGuest(id))));
		}
		return left;
	}

	/** Deleted for good, which a person must be disabled for (7.4). */
	private async removeGuest(id: string): Promise<void> {
		const body = { userIds: [id] };
		await this.cleaner.ask('PUT', `people/status/${TERMINATED}`, { body });
		await this.cleaner.ask('DELETE', `people/${id}`);
	}
}

/** Whether DocSpace lets an admin take people off their own guest list: since 3.7.1 (7.1). */
export async function mayUseGuestList(client: PortalClient): Promise<boolean> {
	const body = { userIds: [] };
	return await client.ask('DELETE', 'people/guests', { body }).then(
		() => true,
		(error: unknown) => {
			if (error instanceof Refused && error.status === 403) return false;
			throw error;
		},
	);
}
