import { jsonParse } from 'n8n-workflow';

import { folderUrl } from '../address';
import { asPortalError, nothingIf } from '../errors';
import { keyOf, sameId, toEntryId, type FolderId, type RoomId } from '../ids';
import { lookAt } from '../content/listing';
import type { PortalClient } from '../http/client';
import { time } from '../time';
import { isFolder, isObject, type JsonObject } from '../types';

/** One event as the portal reports it (docspace-api.md 10.4). */
export interface Delivery {
	/** The same in all attempts to deliver the event. */
	eventId: number;
	/** The portal's name of what happened, such as `room.archived`. */
	event: string;
	time: string;
	/** The same in ms. */
	happenedAt: number;
	/** Who did it. */
	userId: string;
	/** What it happened to, cut by the portal to its basic members. */
	entity: JsonObject;
}

/** Reads the body of a delivery; undefined when it is none. */
export function readDelivery(body: string): Delivery | undefined {
	const json = jsonParse<unknown>(body, { fallbackValue: null });
	if (!isObject(json) || !isObject(json.event) || !isObject(json.payload)) return undefined;
	const { id, trigger, createOn, createBy } = json.event;
	if (typeof id !== 'number' || typeof trigger !== 'string') return undefined;
	// Nobody could tell the age of an event without a time; the portal always sends one.
	if (typeof createOn !== 'string' || Number.isNaN(Date.parse(createOn))) return undefined;
	return {
		eventId: id,
		event: trigger,
		time: createOn,
		happenedAt: Date.parse(createOn),
		userId: typeof createBy === 'string' ? createBy : '',
		entity: json.payload,
	};
}

/** What an event is about: the part of its name before the dot. */
function kindOf({ event }: Delivery): string {
	return event.split('.')[0] ?? '';
}

/**
 * Whether an event is about a room, or about a file or folder at any depth in it. The payload names no
 * room, only the folder around the entry, so the way up is read; what was moved or trashed out of the
 * room counts when the payload still tells where it came from.
 * Throws `PortalError` when the portal does not answer; undefined when the folder is gone or closed.
 */
export async function concernsRoom(
	portal: PortalClient,
	delivery: Delivery,
	roomId: RoomId,
): Promise<boolean | undefined> {
	const kind = kindOf(delivery);
	const { id, parentId, folderIdDisplay, originId, originRoomId } = delivery.entity;
	// A file may have the same number as the room.
	if (['room', 'agent', 'folder'].includes(kind) && isSame(id, roomId)) return true;
	if (!['file', 'form', 'folder'].includes(kind)) return false;
	if (isSame(originRoomId, roomId)) return true;
	const places = [parentId, folderIdDisplay, originId]
		.map(toEntryId)
		.filter((place) => place !== undefined);
	if (places.some((place) => sameId(place, roomId))) return true;
	let isKnown = true;
	for (const place of new Map(places.map((at) => [keyOf(at), at])).values()) {
		const way = await wayTo(portal, place);
		if (way?.includes(keyOf(roomId))) return true;
		isKnown &&= way !== undefined;
	}
	return isKnown ? false : undefined;
}

function isSame(value: unknown, roomId: RoomId): boolean {
	const id = toEntryId(value);
	return id !== undefined && sameId(id, roomId);
}

/** Events come in bursts, from the same few folders; a folder seldom moves. */
const KNOWN_FOR_MS = 30_000;
const MOST_KNOWN = 500;

const waysByFolder = new Map<string, { ids: string[]; until: number }>();

/** The folders from the section down to this one; undefined when it is gone or closed. */
async function wayTo(portal: PortalClient, folderId: FolderId): Promise<string[] | undefined> {
	const key = `${portal.origin} ${keyOf(folderId)}`;
	const known = waysByFolder.get(key);
	if (known && known.until > time.now()) return known.ids;
	const page = await lookAt(portal, folderId).catch(nothingIf('notFound', 'forbidden'));
	if (page === undefined) return undefined;
	const ids = [...page.pathParts, page.current].map(({ id }) => keyOf(id));
	if (waysByFolder.size >= MOST_KNOWN) waysByFolder.clear();
	waysByFolder.set(key, { ids, until: time.now() + KNOWN_FOR_MS });
	return ids;
}

/** Where the portal tells all it knows of an entity, and where a browser shows it. */
interface Place {
	path: string;
	urlOf?: (details: JsonObject, origin: string) => unknown;
}

const FILES: Place = { path: 'files/file', urlOf: ({ webUrl }) => webUrl };

const urlOfFolder: Place['urlOf'] = (details, origin) =>
	isFolder(details) ? folderUrl(origin, details) : undefined;

/** By kind; payloads of groups leave nothing out. */
const PLACES: Record<string, Place> = {
	file: FILES,
	form: FILES,
	folder: { path: 'files/folder', urlOf: urlOfFolder },
	room: { path: 'files/rooms', urlOf: urlOfFolder },
	agent: { path: 'files/rooms' },
	user: { path: 'people' },
};

/** The whole entity of an event, a file, folder or room with its `url`, or why it could not be read. */
export type Details = { details: JsonObject } | { details: null; detailsMissing: string };

/** Reads the entity of an event; never throws `PortalError`, because the event itself has happened. */
export async function readDetails(portal: PortalClient, delivery: Delivery): Promise<Details> {
	const { path, urlOf } = PLACES[kindOf(delivery)] ?? {};
	const { id } = delivery.entity;
	if (path === undefined || (typeof id !== 'string' && typeof id !== 'number')) {
		return { details: null, detailsMissing: 'DocSpace shows nothing beyond “entity”' };
	}
	return await portal.get(`${path}/${encodeURIComponent(id)}`, isObject).then(
		(details) => ({
			details: urlOf ? { ...details, url: urlOf(details, portal.origin) } : details,
		}),
		(error: unknown) => ({ details: null, detailsMissing: asPortalError(error).message }),
	);
}
