/** 3.1.1 stands for all that are too old for the node: it knows no single operation and no `fields`. */
export const PORTAL_VERSIONS = ['3.1.1', '3.6.1', '3.7.2'] as const;
export type PortalVersion = (typeof PORTAL_VERSIONS)[number];

/** What a portal of some version does or does not do yet (docspace-api.md 12). */
export interface Abilities {
	sparseFields: boolean;
	singleOperation: boolean;
	subFoldersParameter: boolean;
	movePreCheck: boolean;
	operationStatus: boolean;
	scopesOnAnonymousRoutes: boolean;
	strictGuestDeletion: boolean;
	convertingLeavesTotal: boolean;
	webhookAddressChecks: boolean;
	laterWebhookTriggers: boolean;
	sharedExternal: boolean;
}

/** The abilities of one version. */
export function abilitiesOf(version: PortalVersion): Abilities {
	const since321 = version !== '3.1.1';
	const since371 = version === '3.7.2';
	return {
		sparseFields: since321,
		singleOperation: since321,
		subFoldersParameter: since371,
		movePreCheck: since371,
		operationStatus: since371,
		scopesOnAnonymousRoutes: since371,
		strictGuestDeletion: since371,
		convertingLeavesTotal: since371,
		webhookAddressChecks: since371,
		laterWebhookTriggers: since371,
		sharedExternal: since371,
	};
}

/** Whether a text names one of the versions the sandbox knows. */
export function isPortalVersion(text: unknown): text is PortalVersion {
	return PORTAL_VERSIONS.some((version) => version === text);
}
