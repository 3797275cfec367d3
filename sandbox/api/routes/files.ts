import {
	accessDenied,
	argumentNull,
	badArgument,
	contentNotFound,
	invalidOperation,
	noSuchFile,
	plainFailure,
} from '../../ground/errors';
import { Content } from '../../model/content';
import { CONVERTIBLE } from '../../model/fileTypes';
import { extensionOf, sanitiseTitle, uploadedTitle } from '../../model/titles';
import type { File, Folder } from '../../model/types';
import { readTitle } from '../reading';
import { type Answer, type Call, callerOf, findFile, folderOf, type Route } from '../route';

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

/** What the portal can do with which files; of this, what can become of them (docspace-api.md 14.5). */
function settings(): Answer {
	return { response: { extsConvertible: CONVERTIBLE } };
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
 * The file that an upload becomes a version of: one of the sanitised title as it was sent, so that none is
 * found for a name without extension; not one that is held, nor for guests (docspace-api.md 14.3).
 */
function versioned(
	{ store, rights, caller }: Call,
	parent: Folder,
	sent: string,
): File | undefined {
	const namesake = store.fileTitled(parent, sent);
	if (namesake === undefined || caller?.type === 'Guest') return undefined;
	const isHeld = rights.isLockedForCaller(namesake.lockedBy) || namesake.editors.size > 0;
	return isHeld || !rights.can('Edit', namesake) ? undefined : namesake;
}

interface Upload {
	title: string | undefined;
	content: string;
	isNew: boolean;
}

/** The query tells of a raw body; of a form only its own fields count (docspace-api.md 14.3). */
function readUpload({ query, content, contentType }: Call): Upload {
	const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType ?? '') ?? [];
	if (boundary === undefined) {
		const isNew = query.flag('createNewIfExist') ?? false;
		return { title: query.text('title'), content, isNew };
	}
	const parts = content.split(`--${boundary}`).map((part) => {
		const [head = '', ...rest] = part.split('\r\n\r\n');
		const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
		return [name, rest.join('\r\n\r\n').replace(/\r\n$/, '')] as const;
	});
	const fields = new Map(parts);
	return {
		title: fields.get('title'),
		content: fields.get('file') ?? '',
		isNew: fields.get('createNewIfExist') === 'true',
	};
}

/**
 * Takes the raw body for the content and the title from the query. A file of that title gets another
 * version and takes over the spelling, unless a new one is asked for, which is given a number; where it
 * cannot have one, a second file of that title is made (docspace-api.md 14.3, T136, T144). Note for tests:
 * the journal keeps the content.
 */
function insertFile(call: Call): Answer {
	const { store, rights } = call;
	const caller = callerOf(call);
	const parent = folderOf(call);
	if (!rights.can('Create', parent)) {
		throw invalidOperation("You don't have enough permission to create");
	}
	const { title: sent, content: text, isNew } = readUpload(call);
	if (sent === undefined) throw argumentNull('title');
	const title = uploadedTitle(sent);
	const content = Content.of(text);
	const namesake = isNew ? undefined : versioned(call, parent, sanitiseTitle(sent));
	const file =
		namesake ??
		store.addFile(parent, {
			title: isNew ? store.freeFileTitle(parent, title) : title,
			content,
			createdBy: caller.id,
		});
	if (namesake !== undefined) {
		store.addVersion(namesake, { size: content.size, content }, caller.id);
		if (namesake.title !== title) store.rename(namesake, title);
	}
	store.journal.note(caller.id, 'file.uploaded', {
		id: file.id,
		parentId: parent.id,
		title: file.title,
		content: text,
	});
	return { response: call.dto.file(file) };
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
	{ method: 'POST', template: 'files/{id}/insert', scope: 'files', act: insertFile },
	{ method: 'GET', template: 'files/file/{id}', scope: 'files', anonymous: true, act: getFile },
	{ method: 'GET', template: 'files/settings', scope: 'files', anonymous: true, act: settings },
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
