import type { EntryId } from '../model/types';
import type { Portal } from './portal';

/** What somebody else does, as plain data. `by` is a user id, the portal's owner by default. */
export type PlainAct =
	| { do: 'deleteFile'; id: EntryId; by?: string }
	| { do: 'addFile'; parentId: EntryId; title: string; size?: number }
	| { do: 'trashFile'; id: EntryId; by?: string }
	| { do: 'moveFile'; id: EntryId; to: EntryId; by?: string }
	| { do: 'renameFile'; id: EntryId; title: string; by?: string }
	| { do: 'addFolder'; parentId: EntryId; title: string }
	| { do: 'deleteFolder'; id: EntryId; by?: string }
	| { do: 'trashFolder'; id: EntryId; by?: string }
	| { do: 'renameRoom'; id: EntryId; title: string; by?: string }
	| { do: 'archiveRoom'; id: EntryId; by?: string }
	| { do: 'restoreRoom'; id: EntryId; by?: string }
	| { do: 'lockFile'; id: EntryId; by: string }
	| { do: 'unlockFile'; id: EntryId }
	| { do: 'openFile'; id: EntryId; by: string }
	| { do: 'closeFile'; id: EntryId; by?: string }
	| { do: 'setConverting'; id: EntryId; converting: boolean }
	| { do: 'miscount'; id: EntryId; files: number }
	| { do: 'setSwallowErrors'; id: EntryId; swallow: boolean }
	| { do: 'restrict'; id: EntryId; userId: string }
	| { do: 'relate'; callerId: string; guestId: string }
	| { do: 'disableUser'; userId: string }
	| { do: 'revokeOAuthTokens'; userId: string }
	| { do: 'stealResults'; userId: string };

/** An act of somebody else: plain data, or any code that runs in the sandbox's own process. */
export type Act = PlainAct | ((portal: Portal) => void);

/** Does what a plain act says. */
export function perform(portal: Portal, act: PlainAct): void {
	switch (act.do) {
		case 'deleteFile':
			return portal.deleteFile(act.id, act.by);
		case 'addFile':
			return void portal.addFile(act.parentId, act.title, { size: act.size });
		case 'trashFile':
			return portal.trashFile(act.id, act.by);
		case 'moveFile':
			return portal.moveFile(act.id, act.to, act.by);
		case 'renameFile':
			return portal.renameFile(act.id, act.title, act.by);
		case 'addFolder':
			return void portal.addFolder(act.parentId, act.title);
		case 'deleteFolder':
			return portal.deleteFolder(act.id, act.by);
		case 'trashFolder':
			return portal.trashFolder(act.id, act.by);
		case 'renameRoom':
			return portal.renameRoom(act.id, act.title, act.by);
		case 'archiveRoom':
			return portal.archiveRoom(act.id, act.by);
		case 'restoreRoom':
			return portal.restoreRoom(act.id, act.by);
		case 'lockFile':
			return portal.lockFile(act.id, act.by);
		case 'unlockFile':
			return portal.unlockFile(act.id);
		case 'openFile':
			return portal.openFile(act.id, act.by);
		case 'closeFile':
			return portal.closeFile(act.id, act.by);
		case 'setConverting':
			return portal.setConverting(act.id, act.converting);
		case 'miscount':
			return portal.miscount(act.id, act.files);
		case 'setSwallowErrors':
			return portal.setSwallowErrors(act.id, act.swallow);
		case 'restrict':
			return portal.restrict(act.id, act.userId);
		case 'relate':
			return portal.relate(act.callerId, act.guestId);
		case 'disableUser':
			return portal.disableUser(act.userId);
		case 'revokeOAuthTokens':
			return portal.revokeOAuthTokens({ id: act.userId });
		case 'stealResults':
			return portal.stealResults(act.userId);
	}
}
