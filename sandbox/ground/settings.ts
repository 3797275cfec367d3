import { PORTAL_VERSIONS, type PortalVersion } from './versions';

/** Settings that are one of a few words. */
export const CHOICES = {
	portalVersion: PORTAL_VERSIONS,
	titleComparison: ['mysql', 'postgresql'],
	tieOrder: ['shuffled', 'stable'],
} as const;

export type TitleComparison = (typeof CHOICES.titleComparison)[number];
export type TieOrder = (typeof CHOICES.tieOrder)[number];

/** What can be changed while a sandbox runs. */
export interface Settings {
	portalVersion: PortalVersion;
	/** The version a portal tells of itself: this one wherever packaging set none (docspace-api.md 12, T154). */
	toldVersion: string;
	/** How the portal's database compares titles (docspace-api.md 5.2). */
	titleComparison: TitleComparison;
	/** Whether entries with equal sort keys come in an order drawn anew for every page (docspace-api.md 3.3). */
	tieOrder: TieOrder;
	/** How long every request takes. */
	latencyMs: number;
	/**
	 * A folder that is asked for has its id at once, but is there, and the request answered, only up to so
	 * long afterwards: how long is drawn anew for each, so that ids come to light out of order (T16).
	 */
	folderCommitMs: number;
	/** How long a job works on one file; 0 lets a job finish as soon as it starts. */
	msPerFile: number;
	/** How long a room template, or a room made of one, takes before its first file (docspace-api.md 16.2). */
	templateMs: number;
	/** How long a new room is not found by its title yet: a portal with a search index writes it later (docspace-api.md 8.1). */
	searchIndexMs: number;
	/** How many jobs run at once (docspace-api.md 6.5). */
	workers: number;
	/** The portal's time zone, east of Greenwich (docspace-api.md 1.4). */
	utcOffsetMinutes: number;
	/** Largest file that may travel from one storage to another (docspace-api.md 6.4). */
	maxTransferBytes: number;
	/** How large the pieces of a large upload are (docspace-api.md 14.4). */
	chunkUploadSize: number;
	/** The largest file that may be uploaded (docspace-api.md 14.4). */
	maxUploadBytes: number;
	/** The largest piece of an upload whose bytes the sandbox keeps; of larger ones only a hash. */
	keptBytes: number;
	/** False makes every conversion fail, as where no Document Server answers (docspace-api.md 14.5, 14.6). */
	documentServer: boolean;
	/** Where the object storage is to which downloads are redirected; `''` where the portal streams them (docspace-api.md 14.5). */
	objectStorage: string;
	/** How many active rooms the portal may have; 0 for any number (docspace-api.md 8.4). */
	maxActiveRooms: number;
	/** Whether rooms have quotas; what is asked for is ignored otherwise (docspace-api.md 16.1). */
	roomQuotas: boolean;
	/** False makes `GET keys/@self` an unknown route, as it was before 3.1.1. */
	keysSelfRoute: boolean;
	/** Id of who consents to every application at once; without one, a page asks (docspace-api.md 2.4). */
	oauthConsentBy: string;
	/** How long codes, access and refresh tokens are good (docspace-api.md 2.4). */
	oauthCodeMs: number;
	oauthAccessMs: number;
	oauthRefreshMs: number;
	/** Networks that webhooks may not reach, as the portal's own `webhooks:blacklist` (docspace-api.md 10.2). */
	webhookBlacklist: string;
	/** The http address behind all https addresses of webhooks, because a sandbox trusts no certificate; `''` for none. */
	webhookHttpsEndsAt: string;
	/** How often the portal looks for events to deliver (docspace-api.md 10.5). */
	webhookPollMs: number;
	/** Whether passwords, and so secrets, need a capital letter, a digit and a special character. */
	strictPasswords: boolean;
	/** How many invitations one request may hold; 0 for any number (docspace-api.md 16.6). */
	maxInvitations: number;
	/** Whether guests may be invited by their address (docspace-api.md 16.6). */
	guestInvitations: boolean;
	/** False refuses to delete anybody but guests, as a portal whose identity service fails (docspace-api.md 17.4). */
	identityService: boolean;
	/** How long it takes to give what somebody has to another (docspace-api.md 17.3, 17.4). */
	msPerHandover: number;
	/** How many admins and Room admins are paid for; 0 for any number (docspace-api.md 17.2). */
	paidSeats: number;
	/** False lets nobody be invited to the portal (docspace-api.md 17.2). */
	allowInvitingMembers: boolean;
	/** Leaves developer tools, webhooks among them, to admins (docspace-api.md 10.1). */
	restrictDeveloperTools: boolean;
}

const MINUTE_MS = 60 * 1000;

export const DEFAULT_SETTINGS: Settings = {
	portalVersion: '3.7.2',
	toldVersion: '3.1.0',
	titleComparison: 'mysql',
	tieOrder: 'shuffled',
	latencyMs: 0,
	folderCommitMs: 0,
	msPerFile: 0,
	templateMs: 0,
	searchIndexMs: 0,
	workers: 10,
	utcOffsetMinutes: 180,
	maxTransferBytes: 100 * 1024 * 1024,
	chunkUploadSize: 10 * 1024 * 1024,
	maxUploadBytes: 100 * 1024 ** 3,
	keptBytes: 100 * 1024 * 1024,
	documentServer: true,
	objectStorage: '',
	maxActiveRooms: 0,
	roomQuotas: false,
	keysSelfRoute: true,
	oauthConsentBy: '',
	oauthCodeMs: MINUTE_MS,
	oauthAccessMs: 60 * MINUTE_MS,
	oauthRefreshMs: 60 * 24 * 60 * MINUTE_MS,
	webhookBlacklist:
		'0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/8,fd00::/8,fe80::/10',
	webhookHttpsEndsAt: '',
	webhookPollMs: 5000,
	strictPasswords: false,
	maxInvitations: 0,
	guestInvitations: true,
	identityService: true,
	msPerHandover: 0,
	paidSeats: 0,
	allowInvitingMembers: true,
	restrictDeveloperTools: false,
};
