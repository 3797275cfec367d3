import type { World } from '../harness/world';
import dealClosed from '../../workflows/archive-client-room-on-deal-closed.json';
import dealWon from '../../workflows/create-client-room-on-deal-won.json';
import beginHubSpot from '../../workflows/create-client-room-on-hubspot-deal-won.json';
import beginPipedrive from '../../workflows/create-client-room-on-pipedrive-deal-won.json';
import hubSpot from '../../workflows/archive-client-room-on-hubspot-deal-won.json';
import pipedrive from '../../workflows/archive-client-room-on-pipedrive-deal-won.json';
import roomArchived from '../../workflows/email-files-left-when-docspace-room-archived.json';
import stayedBehind from '../../workflows/notify-when-files-stayed-behind.json';
import salesforce from '../../workflows/archive-client-room-on-salesforce-opportunity-won.json';

/** All sample workflows by the names of their files. */
export const samples: Record<string, unknown> = {
	'archive-client-room-on-deal-closed': dealClosed,
	'archive-client-room-on-hubspot-deal-won': hubSpot,
	'archive-client-room-on-pipedrive-deal-won': pipedrive,
	'archive-client-room-on-salesforce-opportunity-won': salesforce,
	'create-client-room-on-deal-won': dealWon,
	'create-client-room-on-hubspot-deal-won': beginHubSpot,
	'create-client-room-on-pipedrive-deal-won': beginPipedrive,
	'email-files-left-when-docspace-room-archived': roomArchived,
	'notify-when-files-stayed-behind': stayedBehind,
};

/** What stands in the samples for things that only a portal and its owner know. */
const PLACEHOLDERS = {
	room: '12345',
	guest: 'guest@example.com',
	archive: 'PASTE THE LINK OF YOUR ARCHIVE ROOM OR FOLDER',
};

/**
 * Fills in a sample's settings and its pinned data as its user would.
 *
 * @param workflow one of {@link samples}
 * @param world whose rooms and guest they are
 */
export function settled(workflow: unknown, { clientRoom, archiveRoom, guest }: World): unknown {
	const filled: unknown = JSON.parse(
		JSON.stringify(workflow)
			.replaceAll(`"${PLACEHOLDERS.room}"`, `"${clientRoom}"`)
			.replaceAll(PLACEHOLDERS.guest, guest.email)
			.replaceAll(PLACEHOLDERS.archive, String(archiveRoom)),
	);
	return filled;
}
