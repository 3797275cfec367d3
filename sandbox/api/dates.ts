import type { Settings } from '../ground/settings';

/** `yyyy-MM-ddTHH:mm:ss.fffffff` with the portal's offset, `Z` when that is 0 (docspace-api.md 1.4). */
export function formatDate(ms: number, utcOffsetMinutes: number): string {
	const local = new Date(ms + utcOffsetMinutes * 60_000).toISOString().replace('Z', '0000');
	if (utcOffsetMinutes === 0) return `${local}Z`;
	const sign = utcOffsetMinutes < 0 ? '-' : '+';
	const minutes = Math.abs(utcOffsetMinutes);
	const pad = (value: number) => String(value).padStart(2, '0');
	return `${local}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Shows moments in the portal's time zone; most come up again and again. */
export class Dates {
	private readonly known = new Map<number, string>();

	constructor(private readonly settings: Settings) {}

	show(ms: number): string {
		const shown = this.known.get(ms) ?? formatDate(ms, this.settings.utcOffsetMinutes);
		this.known.set(ms, shown);
		return shown;
	}
}
