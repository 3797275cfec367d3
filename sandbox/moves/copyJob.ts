import { nullReference } from '../ground/errors';
import { FolderType } from '../model/enums';
import { sameStorage } from '../model/providers';
import type { EntryId, File, Folder } from '../model/types';
import { type Batch, MoveChecks } from './moveChecks';
import { MoveJob } from './moveJob';

/** The form room's own folders, which are left out (docspace-api.md 14.7). */
const NEVER_COPIED: FolderType[] = [FolderType.readyForms, FolderType.formsInProcess];

/** Carries out a copy, entry by entry: only the current version of each file, and no locks (docspace-api.md 14.7). */
export class CopyJob extends MoveJob {
	protected override moveFile(
		file: File | undefined,
		destination: Folder,
		batch: Batch,
		found: File | undefined,
	): { movedTo?: EntryId; counts: boolean } {
		const checks = this.checks();
		this.problem = checks.file(file, destination)?.text ?? '';
		if (this.problem !== '' || file === undefined) return { counts: true };
		if (!this.context.store.folders.has(destination.id)) {
			this.problem = nullReference().message;
			return { counts: true };
		}
		const notForm = checks.formRefusal(file, destination);
		if (notForm !== undefined) {
			this.problem = notForm.text;
			return { counts: false };
		}
		const conflict = found && checks.conflictOf(file, destination, batch);
		const copied =
			conflict === undefined
				? this.copyFile(file, destination)
				: this.overwriteOrSkip(file, conflict, batch);
		if (copied !== undefined) this.context.operation.processed += 1;
		return { movedTo: copied, counts: true };
	}

	protected override moveFolderById(
		id: EntryId,
		destination: Folder,
		batch: Batch,
		twin: Folder | undefined,
	): void {
		const { store, operation } = this.context;
		const folder = store.folders.get(id);
		this.problem = this.checks().folder(folder, destination)?.text ?? '';
		if (this.problem !== '' || folder === undefined) return;
		// Where it lies already it is left out, unless there is to be another (docspace-api.md 14.7).
		if (folder.parentId === destination.id && batch.policy !== 'Duplicate') return;
		operation.resultFolders.push(this.copyFolder(folder, destination, batch, twin).id);
	}

	protected override checks(): MoveChecks {
		return new MoveChecks(this.context.store, this.context.user, 'Copy');
	}

	/** Folders of one title flow together, else there is a new one, with a number where one of the title is (14.7). */
	private copyFolder(
		folder: Folder,
		destination: Folder,
		batch: Batch,
		found: Folder | undefined,
	): Folder {
		const twin = found && this.twinOf(folder, destination, batch);
		const content = { files: [...folder.files.values()], folders: [...folder.folders.values()] };
		const copy = twin ?? this.newFolder(folder, destination);
		for (const file of content.files) {
			this.moveFile(file, copy, batch, this.lookFor(file, copy, batch));
			this.publish();
		}
		for (const child of content.folders) {
			if (NEVER_COPIED.includes(child.type)) continue;
			this.copyFolder(child, copy, batch, this.twinOf(child, copy, batch));
		}
		// A folder counts, and a new one once more, unless it stands beside its original (docspace-api.md 14.7).
		const isNewElsewhere = twin === undefined && folder.parentId !== destination.id;
		this.context.operation.processed += isNewElsewhere ? 2 : 1;
		return copy;
	}

	private newFolder(folder: Folder, destination: Folder): Folder {
		const { store, user } = this.context;
		const title = store.freeFolderTitle(destination, folder.title);
		const copy = store.addFolder(destination, { title, createdBy: user.id });
		this.note('folder.copied', { id: copy.id, sourceId: folder.id, to: destination.id, title });
		return copy;
	}

	/** Between storages bytes travel, up to a limit (docspace-api.md 14.7, T37). */
	private copyFile(file: File, destination: Folder): EntryId | undefined {
		const { store, settings, user } = this.context;
		const isWithin = sameStorage(file.provider, destination.provider);
		if (!isWithin && file.size > settings.maxTransferBytes) {
			this.problem = `File size exceeds the maximum of ${settings.maxTransferBytes} bytes`;
			return undefined;
		}
		const title = store.freeFileTitle(destination, file.title);
		const { size, isForm, id: sourceId } = file;
		const content = file.versions.at(-1)?.content;
		const copy = store.addFile(destination, { title, size, content, isForm, createdBy: user.id });
		copy.contentGone = file.contentGone;
		for (const version of copy.versions) version.comment = 'Copied';
		this.note('file.copied', { id: copy.id, sourceId, to: destination.id, title: copy.title });
		return copy.id;
	}

	private overwriteOrSkip(file: File, conflict: File, { policy }: Batch): EntryId | undefined {
		if (policy !== 'Overwrite') return undefined;
		const refusal = this.checks().overwriteRefusal(conflict);
		if (refusal !== undefined) {
			this.problem = refusal.text;
			return undefined;
		}
		this.overwrite(file, conflict);
		return conflict.id;
	}
}
