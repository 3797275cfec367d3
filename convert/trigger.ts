import type { Given } from './given';
import type { Rewriting } from './operations';

/** The official trigger numbers events by bits; 0 is all of them. */
const EVENTS = [
	...['created', 'invited', 'updated', 'deleted'].map((what) => `user.${what}`),
	...['created', 'updated', 'deleted'].map((what) => `group.${what}`),
	...['created', 'uploaded', 'updated', 'trashed', 'deleted', 'restored', 'copied', 'moved'].map(
		(what) => `file.${what}`,
	),
	...['created', 'updated', 'trashed', 'deleted', 'restored', 'copied', 'moved'].map(
		(what) => `folder.${what}`,
	),
	...['created', 'updated', 'archived', 'deleted', 'restored', 'copied'].map(
		(what) => `room.${what}`,
	),
];

/** Our trigger lists events of groups only behind *More Events From My Portal*. */
const isBehindMore = (event: string) => event.startsWith('group.');

/** The official trigger. Its webhook's name and secret are not needed: ours makes its own. */
export const TRIGGER: Rewriting = {
	to: 'trigger',
	rewrite(given: Given) {
		const bits = given.list('events', [0]);
		if (bits === undefined)
			given.looks.push('Events is an expression of numbers: choose them again');
		if (bits?.includes(0)) return { events: ['*'] };
		const events = EVENTS.filter((_, bit) => bits?.includes(2 ** bit));
		const others = events.filter(isBehindMore);
		const common = events.filter((event) => !isBehindMore(event));
		return others.length > 0
			? { events: [...common, 'more'], otherEvents: others }
			: { events: common };
	},
	output:
		'The item is { event, eventId, time, userId, entity } now: event is what was event.trigger, entity what was payload',
};
