import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { ALL_EVENTS, readEvents } from '../portal/events/webhooks';
import { pickFrom } from './picking';

/** The events of this portal that the user of the credential may subscribe to, each by a readable name. */
export async function getEvents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await pickFrom(this, 'The list of events', async (portal) => {
		const events = await readEvents(portal);
		return events
			.filter(({ available }) => available)
			.map(({ name, id }) => ({
				name: id === ALL_EVENTS ? 'All Events' : readable(name),
				value: name,
			}))
			.sort((a, b) => a.name.localeCompare(b.name));
	});
}

/** `room.archived` is Room Archived; what a later DocSpace adds is named in the same way. */
function readable(name: string): string {
	if (name === 'form.submit') return 'Form Submitted';
	return name
		.split(/[._\s-]+/)
		.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
		.join(' ');
}
