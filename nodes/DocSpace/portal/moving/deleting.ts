import { whyNotDeletable } from '../content/files';
import { asPortalError, InputError, isRefusal, PortalError } from '../errors';
import type { PortalClient } from '../http/client';
import { waitAndLook } from '../http/waiting';
import { isThirdParty, keyOf, type FileId } from '../ids';
import { cutInto } from '../lists';
import { time } from '../time';
import { inTurn } from '../turns';
import { FolderType, type FileDto } from '../types';
import { readAgain, type LastSeen, type ReadAgain } from './candidates';
import { isLost, pausesAfter, remove, type OperationEnd } from './fileOperations';
import type { GivenFile, Switch } from './orders';
import type { NamedFile } from './report';
import { ABOUT_SINGLE_FILES, CHUNK } from './sending';

/** What became of files that were to be deleted; each is in exactly one of the lists. */
export interface DeletionReport {
	complete: boolean;
	requested: number;
	deleted: FileId[];
	/** Those that lie in the Trash since before, where deleting them again would destroy them (T91). */
	alreadyInTrash: FileId[];
	/** Those of which DocSpace knows nothing, as of files that were destroyed before. */
	notFound: FileId[];
	failed: NamedFile[];
	unknown: NamedFile[];
}

type Fate =
	| { kind: 'deleted' | 'alreadyInTrash' | 'notFound' }
	| { kind: 'failed' | 'unknown'; reason: string };

/** Long enough for any queue in which a deletion stands. */
export const DELETE_WAIT_MS = 60 * 60_000;

/**
 * Deletes files, to the Trash or past it, and looks what became of each. No file is sent twice, and none that
 * lies in the Trash, unless it is to be destroyed. Deletions of one process take turns (docspace-api.md 14.8,
 * T91 to T93). Throws `InputError` where files have no Trash to go to, `PortalError` where nothing could be
 * done at all.
 */
export async function deleteFiles(
	portal: PortalClient,
	files: GivenFile[],
	permanently: Switch,
): Promise<DeletionReport> {
	const withoutTrash = files.filter(({ id }) => isThirdParty(id));
	if (withoutTrash.length > 0 && !permanently.isOn) {
		throw new InputError(
			permanently.field,
			`is off, but ${withoutTrash.length} of the files lie in third-party storage, where DocSpace has no Trash`,
			'Turn the option on if the files may be destroyed',
		);
	}
	return await inTurn(
		deletionTurn(portal),
		portal.signal,
		async () => await new Deletion(portal, files, permanently.isOn).run(),
	);
}

/** The line in which deletions of one process wait, so that none destroys what another has just put into the Trash. */
export function deletionTurn({ origin }: PortalClient): string {
	return `delete in ${origin}`;
}

/** Whether an entry lies in a Trash. */
export function isInTrash({ rootFolderType }: Pick<FileDto, 'rootFolderType'>): boolean {
	return rootFolderType === FolderType.trash;
}

class Deletion {
	private readonly fates = new Map<string, Fate>();
	private readonly titles = new Map<string, string>();
	/** How the operation ended in which a file was sent. */
	private readonly sent = new Map<string, OperationEnd>();
	private stoppedBy: PortalError | undefined;
	private readonly deadline = time.now() + DELETE_WAIT_MS;

	constructor(
		private readonly portal: PortalClient,
		private readonly files: GivenFile[],
		private readonly permanently: boolean,
	) {
		for (const file of files) if ('title' in file) this.titles.set(keyOf(file.id), file.title);
	}

	async run(): Promise<DeletionReport> {
		const ready = await this.readyAmong(this.files.map(lastSeen));
		for (const chunk of cutInto(CHUNK, ready)) await this.send(chunk);
		if (this.stoppedBy && this.sent.size === 0) throw this.stoppedBy;
		const waiting = ready.filter(({ id }) => this.sent.has(keyOf(id)));
		if (waiting.length > 0) await this.settle(waiting);
		return this.report(ready);
	}

	/** Reads files again, ends the way of those that are not to be sent, and returns the others. */
	private async readyAmong(files: LastSeen[]): Promise<FileDto[]> {
		const now = await readAgain(this.portal, files);
		return files.flatMap(({ id }) => {
			const file = now.get(keyOf(id));
			if (file && 'folderId' in file) this.titles.set(keyOf(id), file.title);
			const fate = this.fateBefore(file);
			if (fate) this.fates.set(keyOf(id), fate);
			return fate || !file || 'gone' in file ? [] : [file];
		});
	}

	private fateBefore(file: ReadAgain | undefined): Fate | undefined {
		if (!file || 'gone' in file) {
			return file?.exists ? { kind: 'failed', reason: file.gone } : { kind: 'notFound' };
		}
		if (!this.permanently && isInTrash(file)) return { kind: 'alreadyInTrash' };
		const reason = whyNotDeletable(file);
		return reason === '' ? undefined : { kind: 'failed', reason };
	}

	/**
	 * One file that is held makes the portal refuse all of a chunk without saying which (T93): those that
	 * explain it when they are read again are set aside, and where none does, halves are tried.
	 */
	private async send(chunk: FileDto[]): Promise<void> {
		if (this.stoppedBy || chunk.length === 0) return;
		const end = await remove(this.portal, {
			fileIds: chunk.map(({ id }) => id),
			permanently: this.permanently,
			deadline: this.deadline,
		}).catch(asPortalError);
		if (!(end instanceof PortalError)) {
			for (const { id } of chunk) this.sent.set(keyOf(id), end);
			if (isRefusal(end.lostBy, 'tooOld')) this.stoppedBy = end.lostBy;
			return;
		}
		if (!isRefusal(end, ...ABOUT_SINGLE_FILES)) {
			this.stoppedBy = end;
			return;
		}
		const ready = await this.readyAmong(chunk).catch(asPortalError);
		if (ready instanceof PortalError) {
			this.stoppedBy = ready;
			return;
		}
		const [only] = ready;
		if (only && ready.length === 1 && chunk.length === 1) {
			this.fates.set(keyOf(only.id), { kind: 'failed', reason: end.message });
		} else if (ready.length < chunk.length) await this.send(ready);
		else for (const half of cutInto(Math.ceil(chunk.length / 2), ready)) await this.send(half);
	}

	/** Looks where the files are that were sent, longer where nothing is known of an operation. */
	private async settle(sent: FileDto[]): Promise<void> {
		const look = async () => {
			const open = sent.filter(({ id }) => this.fates.get(keyOf(id))?.kind !== 'deleted');
			const now = await readAgain(
				this.portal,
				open.map((file) => ({ ...file, mayBeGone: true })),
			).catch(asPortalError);
			for (const { id } of open) {
				const operation = this.sent.get(keyOf(id));
				const fate: Fate =
					now instanceof PortalError
						? { kind: 'unknown', reason: `it was sent, and then: ${now.message}` }
						: this.fateAfter(now.get(keyOf(id)), operation);
				this.fates.set(keyOf(id), fate);
			}
			const isOpen = ({ id }: FileDto) => {
				const end = this.sent.get(keyOf(id));
				return end && isLost(end) && this.fates.get(keyOf(id))?.kind !== 'deleted';
			};
			return now instanceof PortalError || !open.some(isOpen) || undefined;
		};
		await waitAndLook(pausesAfter(...this.sent.values()), look, this.portal.signal);
	}

	private fateAfter(file: ReadAgain | undefined, operation: OperationEnd | undefined): Fate {
		if (!file) return { kind: 'deleted' };
		if ('gone' in file) {
			return file.exists ? { kind: 'unknown', reason: file.gone } : { kind: 'deleted' };
		}
		if (!this.permanently && isInTrash(file)) return { kind: 'deleted' };
		if (operation?.kind !== 'ended') {
			return { kind: 'unknown', reason: 'DocSpace has not deleted it so far, and may still do so' };
		}
		const said = operation.said === '' ? '' : `: “${operation.said}”`;
		const reason =
			whyNotDeletable(file) ||
			`DocSpace accepted the deletion and left the file where it was${said}`;
		return { kind: 'failed', reason };
	}

	private report(ready: FileDto[]): DeletionReport {
		const { stoppedBy, titles } = this;
		for (const { id } of ready) {
			if (stoppedBy && !this.fates.has(keyOf(id))) {
				this.fates.set(keyOf(id), { kind: 'failed', reason: stoppedBy.message });
			}
		}
		const ending = (kind: Fate['kind']) =>
			this.files.flatMap(({ id }) => (this.fates.get(keyOf(id))?.kind === kind ? [id] : []));
		const named = (kind: Fate['kind']): NamedFile[] =>
			ending(kind).map((id) => {
				const fate = this.fates.get(keyOf(id));
				const reason = fate && 'reason' in fate ? fate.reason : '';
				return { id, title: titles.get(keyOf(id)) ?? '', reason };
			});
		const failed = named('failed');
		const unknown = named('unknown');
		return {
			complete: failed.length + unknown.length === 0,
			requested: this.files.length,
			deleted: ending('deleted'),
			alreadyInTrash: ending('alreadyInTrash'),
			notFound: ending('notFound'),
			failed,
			unknown,
		};
	}
}

function lastSeen(file: GivenFile): LastSeen {
	return 'folderId' in file
		? { id: file.id, folderId: file.folderId, roomId: file.roomId }
		: { id: file.id };
}
