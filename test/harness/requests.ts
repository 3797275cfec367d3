import type { World } from './world';

/** The writes the portal was asked for, in their order, such as `PUT files/rooms/{id}/share`. */
export function writesTo({ portal }: Pick<World, 'portal'>): string[] {
	return portal.requests.entries.filter(({ method }) => method !== 'GET').map(({ route }) => route);
}

/** How often the portal was asked for each route. */
export function requestCounts({ portal }: Pick<World, 'portal'>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { route } of portal.requests.entries) counts[route] = (counts[route] ?? 0) + 1;
	return counts;
}
