import { collated } from '../../collation';
import type { WholeFolderDto } from '../../types';

/** After how long files of a room go, and whether past the Trash (docspace-api.md 16.1). */
export interface FileLifetime {
	value: number;
	/** 0 days, 1 months, 2 years. */
	period: number;
	deletePermanently: boolean;
}

/** What stands across the files of a room; `additions` are flags (docspace-api.md 16.1). */
export interface Watermark {
	additions: number;
	text: string;
	rotate: number;
}

/** What a room is to be like; whatever is left out stays as it is, or as DocSpace has it. */
export interface RoomWishes {
	/** As the portal stores it. */
	title?: string;
	/** All its tags. */
	tags?: string[];
	/** Tags it is to have among others. */
	moreTags?: string[];
	/** In bytes, or one of `Quota`. */
	quota?: number;
	indexing?: boolean;
	denyDownload?: boolean;
	/** `off` for files that stay. */
	lifetime?: FileLifetime | 'off';
	watermark?: Watermark | 'off';
	/** Six hexadecimal digits. */
	color?: string;
}

/** Numbers that stand for a quota (docspace-api.md 16.1). */
export const Quota = { none: -1, ofThePortal: -2 } as const;

/** A wish that a room does not show. A type, because interfaces do not count as n8n's data. */
export type Unmet = { setting: keyof RoomWishes; reason: string };

/** What a request says to bring wishes about; tags to be added have one of their own (docspace-api.md T112). */
export function bodyFor({ lifetime, watermark, ...plain }: Omit<RoomWishes, 'moreTags'>): object {
	return { ...plain, lifetime: switched(lifetime), watermark: switched(watermark) };
}

function switched(wished: FileLifetime | Watermark | 'off' | undefined): object | undefined {
	return wished === 'off' ? { enabled: false } : wished && { ...wished, enabled: true };
}

/** Those of the wishes that are not as a room shows it, each with what is known of why. */
export function unmetIn(room: WholeFolderDto, wishes: RoomWishes): Unmet[] {
	const unmet: Unmet[] = [];
	const expect = (setting: keyof RoomWishes, isMet: boolean, reason = NOT_TAKEN) => {
		if (wishes[setting] !== undefined && !isMet) unmet.push({ setting, reason });
	};
	expect('title', room.title === wishes.title);
	const tags = new Set((room.tags ?? []).map(tagKey));
	const has = (tag: string) => tags.has(tagKey(tag));
	expect('tags', !!wishes.tags?.every(has) && tags.size === new Set(wishes.tags.map(tagKey)).size);
	expect('moreTags', !!wishes.moreTags?.every(has));
	expect(
		'quota',
		hasQuota(room, wishes.quota),
		room.quotaLimit === undefined ? NO_QUOTAS : undefined,
	);
	expect('indexing', room.indexing === wishes.indexing);
	expect('denyDownload', room.denyDownload === wishes.denyDownload);
	expect('lifetime', shows(room.lifetime, wishes.lifetime));
	expect('watermark', shows(room.watermark, wishes.watermark));
	expect('color', room.logo?.color?.toLowerCase() === wishes.color?.toLowerCase());
	return unmet;
}

const NOT_TAKEN = 'DocSpace accepted it and has not changed it';
const NO_QUOTAS =
	'rooms have no quotas of their own in this portal (Settings → Storage management)';

/** One tag and its like in other case are the same (docspace-api.md 16.4). */
function tagKey(tag: string): string {
	return collated(tag.trim());
}

function hasQuota({ quotaLimit, isCustomQuota }: WholeFolderDto, wished?: number): boolean {
	return wished === Quota.ofThePortal ? isCustomQuota !== true : quotaLimit === wished;
}

/** Whether what a room shows of something is what was wished for; the portal shows more of it than that. */
function shows(shown: object | undefined, wished: object | 'off' | undefined): boolean {
	if (shown === undefined || wished === undefined || wished === 'off') {
		return shown === undefined && wished === 'off';
	}
	const members = new Map<string, unknown>(Object.entries(shown));
	return Object.entries(wished).every(
		([name, value]) => (members.get(name) ?? '') === (value ?? ''),
	);
}
