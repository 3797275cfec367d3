import { InputError } from '../errors';
import { PAGE, type PortalClient } from '../http/client';
import { isThirdParty, type FolderId, type Picked } from '../ids';
import { isObject, type EmployeeDto } from '../types';
import { readFolder, refusePartOfForms } from './folders';
import { refusalOf } from './refusals';

/** One thing that somebody did (docspace-api.md 15.3). */
export interface HistoryDto {
	id: number;
	action: { key: string };
	initiator?: EmployeeDto;
	date: string;
	/** What it was about; which members there are hangs on the action. */
	data?: Record<string, unknown>;
}

/** The newest of a group, and the others of it. */
interface GroupDto extends HistoryDto {
	related?: HistoryDto[];
}

function isEvent(value: unknown): value is HistoryDto {
	return (
		isObject(value) &&
		typeof value.id === 'number' &&
		isObject(value.action) &&
		typeof value.action.key === 'string' &&
		typeof value.date === 'string'
	);
}

function isGroup(value: unknown): value is GroupDto {
	const { related = [] } = isObject(value) ? value : {};
	return isEvent(value) && Array.isArray(related) && related.every(isEvent);
}

/** Which part of a history is wanted: moments in milliseconds, and how many events, the newest first. */
export interface HistoryRange {
	from: number | undefined;
	until: number | undefined;
	limit: number | undefined;
}

const DAY_MS = 24 * 3_600_000;

/**
 * What happened in a folder or room and in all that lies below it, the newest first, each event by itself. The portal
 * groups them, knows some that it does not show, and counts all (docspace-api.md T107): so pages are read by its count
 * until it is reached. It filters by its own time zone: so it is asked for a day more, and this package chooses.
 * Throws `InputError` for what has no history, or shows only a part of it to the user behind the credential.
 */
export async function readHistory(
	portal: PortalClient,
	picked: Picked<FolderId>,
	{ from = -Infinity, until = Infinity, limit = Infinity }: HistoryRange,
): Promise<HistoryDto[]> {
	const { id, field } = picked;
	if (isThirdParty(id)) {
		throw new InputError(
			field,
			`names something in third-party storage (${id}), of which DocSpace keeps no history`,
			'Choose a room or folder in DocSpace’s own storage',
		);
	}
	refusePartOfForms(picked, await readFolder(portal, picked));
	const query = {
		count: Math.min(PAGE, limit),
		fromDate: Number.isFinite(from) ? new Date(from - DAY_MS).toISOString() : undefined,
		toDate: Number.isFinite(until) ? new Date(until + DAY_MS).toISOString() : undefined,
	};
	// By id: what happens meanwhile moves events to later pages, where they come again.
	const found = new Map<number, HistoryDto>();
	for (let startIndex = 0; ; startIndex += query.count) {
		const page = await portal
			.getPage(`files/folder/${encodeURIComponent(id)}/log`, isGroup, { ...query, startIndex })
			.catch(refusalOf('folder', picked));
		for (const event of page.items.flatMap(({ related = [], ...newest }) => [newest, ...related])) {
			const at = Date.parse(event.date);
			if (at >= from && at <= until) found.set(event.id, event);
		}
		if (found.size >= limit || startIndex + query.count >= page.total) break;
	}
	const events = [...found.values()];
	return events.sort((a, b) => Date.parse(b.date) - Date.parse(a.date)).slice(0, limit);
}
