import {
	accessDenied,
	badArgument,
	contentNotFound,
	invalidOperation,
	noSuchFile,
	plainFailure,
} from '../../ground/errors';
import { extensionOf, sanitiseTitle } from '../../model/titles';
import type { File } from '../../model/types';
import { readTitle } from '../reading';
import { type Answer, type Call, callerOf, findFile, type Route } from '../route';

function getFile(call: Call): Answer {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	if (!call.rights.can('Read', file)) {
		throw invalidOperation('This file is not open to you');
	}
	const version = call.query.whole('version') ?? 0;
	if (version > file.versions.length) throw noSuchFile();
	return { response: call.dto.file(file, version > 0 ? version : undefined) };
}

/** An address of its current version, to anybody who may read it, whether or not they may download (docspace-api.md 14.5). */
function presignFile(call: Call): Answer {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	if (!call.rights.can('Read', file)) {
		throw invalidOperation("You don't have enough permission to view the file");
	}
	return { response: call.dto.streamUrl(file) };
}

/** Renames a file, brings back an earlier version of it, or both (docspace-api.md 6.8, 14.9). */
function changeFile(call: Call): Answer {
	const title = readTitle(call);
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	const lastVersion = call.body.get('lastVersion');
	const isRestored = typeof lastVersion === 'number' && lastVersion > 0;
	if (title !== '' || !isRestored) renameFile(call, file, title);
	if (isRestored) restoreVersion(call, file, lastVersion);
	return { response: call.dto.file(file) };
}

/** Copies a version on top; beyond the current one there is only that one (docspace-api.md 14.9, T95). */
function restoreVersion(call: Call, file: File, asked: number): void {
	const { store, rights } = call;
	if (!rights.can('EditHistory', file)) throw accessDenied();
	if (rights.isLockedForCaller(file.lockedBy)) throw plainFailure('The file is locked');
	const current = file.versions.length;
	if (asked === current) throw badArgument('This version is the current one');
	const { id: actor } = callerOf(call);
	store.addVersion(file, file.versions[Math.min(asked, current) - 1] ?? file, actor);
	store.journal.note(actor, 'file.versionRestored', { id: file.id, version: asked });
}

/**
 * Renames without looking for clashes; a lost extension comes back. In DocSpace's own storage a file that
 * has no extension loses its content unless the new title brings one (docspace-api.md 6.8, T137).
 */
function renameFile(call: Call, file: File, asked: string): void {
	const { store, rights } = call;
	if (!rights.can('Rename', file)) throw accessDenied();
	const caller = callerOf(call);
	if (rights.isLockedForCaller(file.lockedBy)) throw plainFailure('The file is locked');
	if (file.provider !== undefined && file.editors.size > 0) {
		throw plainFailure('The file is being edited');
	}
	const before = file.title;
	const title = sanitiseTitle(asked);
	if (title === '' || title === before) return;
	const extension = extensionOf(before);
	const kept = extensionOf(title) === extension ? title : `${title}${extension}`;
	store.rename(file, kept);
	file.modified = store.stamp();
	file.modifiedBy = caller.id;
	store.journal.note(caller.id, 'file.renamed', { id: file.id, from: before, to: file.title });
	if (file.provider === undefined && extensionOf(before) === '' && extensionOf(kept) === '') {
		file.contentGone = true;
		throw contentNotFound();
	}
}

/**
 * Locking what is locked already changes nothing, not even whose lock it is; unlocking replaces the comment
 * of the version, which the answer still shows as it was (docspace-api.md 14.9).
 */
function lockFile(call: Call): Answer {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	const { store, rights, dto, body } = call;
	const caller = callerOf(call);
	if (!rights.canLock(file)) throw invalidOperation("You don't have enough permission to lock");
	const locks = body.flag('lockFile');
	if (locks === (file.lockedBy !== undefined)) return { response: dto.file(file) };
	file.lockedBy = locks ? caller.id : undefined;
	const response = dto.file(file);
	const version = file.versions.at(-1);
	if (!locks && version !== undefined) version.comment = 'Unlocked';
	if (locks) for (const id of file.editors) if (id !== caller.id) file.editors.delete(id);
	store.journal.note(caller.id, locks ? 'file.locked' : 'file.unlocked', { id: file.id });
	return { response };
}

/** Single files. */
export const FILE_ROUTES: Route[] = [
	{ method: 'PUT', template: 'files/file/{id}/lock', scope: 'files', hasBody: true, act: lockFile },
	{ method: 'GET', template: 'files/file/{id}', scope: 'files', anonymous: true, act: getFile },
	{ method: 'GET', template: 'files/file/{id}/presigneduri', scope: 'files', act: presignFile },
	{
		method: 'PUT',
		template: 'files/file/{id}',
		scope: 'files',
		anonymous: true,
		hasBody: true,
		act: changeFile,
	},
];
