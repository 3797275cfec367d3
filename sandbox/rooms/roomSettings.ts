import { badArgument, ValidationProblem } from '../ground/errors';
import { type Body, isObject } from '../ground/input';
import type { Settings } from '../ground/settings';
import { clashKey } from '../model/titles';
import type { RoomLifetime, RoomSettings, RoomWatermark } from '../model/types';

const MAX_COLOR_LENGTH = 6;
const MAX_LIFETIME = 999;

function readLifetime(body: Body): RoomLifetime | undefined {
	const given = body.get('lifetime');
	if (!isObject(given)) throw body.wrongType('lifetime');
	if (given['enabled'] === false) return undefined;
	const value = Number(given['value']);
	if (!(value >= 1 && value <= MAX_LIFETIME)) {
		const message = `The field Value must be between 1 and ${MAX_LIFETIME}.`;
		throw new ValidationProblem({ 'Lifetime.Value': [message] });
	}
	const deletePermanently = given['deletePermanently'] === true;
	return { deletePermanently, period: Number(given['period'] ?? 0), value };
}

function readWatermark(body: Body): RoomWatermark | undefined {
	const given = body.get('watermark');
	if (!isObject(given)) throw body.wrongType('watermark');
	if (given['enabled'] === false) return undefined;
	const { text } = given;
	return {
		additions: Number(given['additions'] ?? 0),
		text: typeof text === 'string' ? text : undefined,
		rotate: Number(given['rotate'] ?? 0),
	};
}

/**
 * What a body says of a room's settings, and nothing of what it leaves out (docspace-api.md 16.1, 16.3). Without
 * room quotas in the portal a quota is taken and forgotten.
 */
export function readRoomSettings(body: Body, settings: Settings): Partial<RoomSettings> {
	const isGiven = (name: string) => body.get(name) !== undefined && body.get(name) !== null;
	if ((body.text('color') ?? '').length > MAX_COLOR_LENGTH) {
		const message = `The field Color must be a string with a maximum length of ${MAX_COLOR_LENGTH}.`;
		throw new ValidationProblem({ Color: [message] });
	}
	// The sandbox has no covers, so it knows none that is asked for.
	if (isGiven('cover'))
		throw badArgument("Value does not fall within the expected range. (Parameter 'icon')");
	return {
		...(isGiven('tags') ? { tags: distinct((body.list('tags') ?? []).map(String)) } : {}),
		...(isGiven('indexing') ? { indexing: body.flag('indexing') } : {}),
		...(isGiven('denyDownload') ? { denyDownload: body.flag('denyDownload') } : {}),
		...(isGiven('lifetime') ? { lifetime: readLifetime(body) } : {}),
		...(isGiven('watermark') ? { watermark: readWatermark(body) } : {}),
		...(isGiven('color') ? { color: body.text('color') } : {}),
		...(isGiven('quota') && settings.roomQuotas ? { quota: Number(body.get('quota')) } : {}),
	};
}

/** Tags that differ only in case or accents are one (docspace-api.md 16.4). */
export function distinct(tags: string[]): string[] {
	const byKey = new Map<string, string>();
	for (const tag of tags) {
		const key = tagKey(tag);
		if (!byKey.has(key)) byKey.set(key, tag);
	}
	return [...byKey.values()];
}

/** Two tags are one when their keys are equal. */
export function tagKey(tag: string): string {
	return clashKey(tag, 'mysql');
}
