import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { readEvents } from '../portal/events/webhooks';
import { pickFrom } from './picking';

/** The entry of *Events* that shows the portal's own list below. */
export const MORE_EVENTS = 'more';

/** What most workflows wait for (docspace-api.md 10.3); the portal's own list has the rest. */
const COMMON = {
	file: ['created', 'uploaded', 'updated', 'moved', 'copied', 'trashed', 'restored', 'deleted'],
	folder: ['created', 'updated', 'moved', 'copied', 'trashed', 'restored', 'deleted'],
	form: ['submit', 'filled.out'],
	room: ['created', 'updated', 'copied', 'archived', 'restored', 'deleted'],
	user: ['created', 'invited', 'updated', 'deleted'],
};

const GROUPS: Record<string, string> = {
	'*': 'Everything',
	agent: 'AI agents',
	file: 'Files',
	folder: 'Folders',
	form: 'Forms',
	group: 'Groups of people',
	room: 'Rooms',
	user: 'People',
};

const NAMES: Record<string, string> = { '*': 'All Events', 'form.submit': 'Form Submitted' };

/** `room.archived` is Room Archived; what a later DocSpace adds is named in the same way. */
function toOption(event: string): INodePropertyOptions {
	const words = event
		.split(/[._\s-]+/)
		.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
	const [thing = ''] = event.split('.');
	return {
		name: NAMES[event] ?? words.join(' '),
		value: event,
		description: `${GROUPS[thing] ?? words[0]}: ${event}`,
	};
}

/** The entries of *Events*, each of which n8n's node panel lists by itself: “On file uploaded”. */
export const commonEvents: INodePropertyOptions[] = [
	{ ...toOption('*'), action: 'On any event' },
	...Object.entries(COMMON).flatMap(([thing, happenings]) =>
		happenings.map((happening) => toOption(`${thing}.${happening}`)),
	),
	{
		name: 'More Events From My Portal',
		value: MORE_EVENTS,
		action: 'On another event of my portal',
		description: 'Choose below from all that your DocSpace offers you',
	},
];

/** The events of this portal that the user of the credential may subscribe to, each by a readable name. */
export async function getEvents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pickFrom(this, 'The list of events', async (portal) => {
		const events = await readEvents(portal);
		return events
			.filter(({ available }) => available)
			.map(({ name }) => toOption(name))
			.sort((a, b) => a.name.localeCompare(b.name));
	});
}
