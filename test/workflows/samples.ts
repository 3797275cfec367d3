import dealClosed from '../../workflows/archive-client-room-on-deal-closed.json';
import hubSpot from '../../workflows/archive-client-room-on-hubspot-deal-won.json';
import pipedrive from '../../workflows/archive-client-room-on-pipedrive-deal-won.json';
import salesforce from '../../workflows/archive-client-room-on-salesforce-opportunity-won.json';

/** All sample workflows by the names of their files. */
export const samples: Record<string, unknown> = {
	'archive-client-room-on-deal-closed': dealClosed,
	'archive-client-room-on-hubspot-deal-won': hubSpot,
	'archive-client-room-on-pipedrive-deal-won': pipedrive,
	'archive-client-room-on-salesforce-opportunity-won': salesforce,
};
