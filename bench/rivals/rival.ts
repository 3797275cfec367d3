/** An id as the portal gives it: a number in its own storage, a text in third-party storage. */
export type EntryId = number | string;

/** What is to be done: empty a client's room into the archive, then end the guest's access. */
export interface ArchiveJob {
	/** The portal's address without a path. */
	url: string;
	apiKey: string;
	roomId: EntryId;
	/** The folder under which every closed client gets a folder. */
	archiveRootId: EntryId;
	/** The title of that folder. */
	clientName: string;
	guestId?: string;
	/** All waiting goes through here. */
	wait(ms: number): Promise<void>;
	/** Told how many files were found, as soon as they are. */
	onListed?(found: number): void;
	/** Breaks off whatever is under way; the run then fails with the reason. */
	signal?: AbortSignal;
}

/** What a way of archiving says of itself, true or not. */
export interface RivalReport {
	/** Whether it told its user that everything was moved. */
	saysDone: boolean;
	/** How many files it found in the room. */
	found: number;
	archiveFolderId?: EntryId;
}

/** A way of archiving a room that people use today. */
export interface Rival {
	name: string;
	/** Does the job; failures of the portal are part of the report, only a broken-off run throws. */
	archive(job: ArchiveJob): Promise<RivalReport>;
}
