import {
	accessDenied,
	accountNotFound,
	argumentNull,
	badArgument,
	folderToFillNotFound,
	invalidOperation,
	nullReference,
	ValidationProblem,
} from '../../ground/errors';
import { FileShare, FolderType, SubjectType } from '../../model/enums';
import { Content, pieceOf } from '../../model/content';
import { CONVERTIBLE } from '../../model/fileTypes';
import { sanitiseTitle } from '../../model/titles';
import type { EntryId, File, Folder } from '../../model/types';
import { blankFor, titleOfDocument } from '../../uploads/blanks';
import type { Session } from '../../uploads/sessions';
import { destinedFor, storeUpload } from '../../uploads/storing';
import { readForm, wholeNumber } from '../multipart';
import { readRequiredTitle } from '../reading';
import { type Answer, type Call, callerOf, findFolder, folderOf, type Route } from '../route';

/** What may be uploaded at once, and how (docspace-api.md 14.4); into what files can be converted (14.5). */
function settings({ settings: { chunkUploadSize } }: Call): Answer {
	const response = { chunkUploadSize, maxUploadThreadCount: 15, extsConvertible: CONVERTIBLE };
	return { response };
}

/** Which of some titles are taken in a folder, compared as they are (docspace-api.md 14.3). */
function checkTitles(call: Call): Answer {
	const parent = folderOf(call);
	const titles = (call.body.list('filesTitle') ?? []).map(String);
	return { response: titles.filter((title) => call.store.fileTitled(parent, title) !== undefined) };
}

interface Inserted {
	title: string | undefined;
	content: Buffer;
	isNew: boolean;
}

/** The query tells of a raw body; of a form only its own fields count (docspace-api.md 14.3). */
function readInserted({ query, content, contentType }: Call): Inserted {
	const form = readForm(content, contentType);
	if (form === undefined) {
		const isNew = query.flag('createNewIfExist') ?? false;
		return { title: query.text('title'), content, isNew };
	}
	return {
		title: form.get('title')?.toString(),
		content: form.get('file') ?? Buffer.alloc(0),
		isNew: form.get('createNewIfExist')?.toString() === 'true',
	};
}

/** Uploads in one request, the body being the content. Note for tests: the journal keeps it as text. */
function insertFile(call: Call): Answer {
	const {
		store,
		rights,
		settings: { keptBytes },
	} = call;
	const user = callerOf(call);
	const parent = folderOf(call);
	if (!rights.can('Create', parent)) {
		throw invalidOperation("You don't have enough permission to create");
	}
	const { title: sent, content, isNew } = readInserted(call);
	if (sent === undefined) throw argumentNull('title');
	const destined = destinedFor(store, { rights, user }, { parent, sent, isNew });
	const file = storeUpload(store, destined, new Content([pieceOf(content, keptBytes)]));
	store.journal.note(user.id, 'file.uploaded', {
		id: file.id,
		parentId: parent.id,
		title: file.title,
		content: content.toString(),
	});
	return { response: call.dto.file(file) };
}

/** The folder below another that a path leads to; what is missing of it is made (docspace-api.md 14.4). */
function folderAt(call: Call, parent: Folder, path: string): Folder {
	const { store } = call;
	const parts = path.split('/');
	const end = parts.indexOf('');
	return parts.slice(0, end < 0 ? parts.length : end).reduce((at, part) => {
		const title = sanitiseTitle(part);
		const known = store.folderTitled(at, title);
		return known ?? store.addFolder(at, { title, createdBy: callerOf(call).id });
	}, parent);
}

/** Decides at once what the upload becomes (docspace-api.md 14.4). */
function openSession(call: Call): Answer {
	const { store, rights, body, uploads } = call;
	if (!body.has('fileName')) {
		throw new ValidationProblem({
			$: ["JSON deserialization was missing required member 'fileName'."],
		});
	}
	const sent = body.text('fileName') ?? '';
	const size = wholeNumber(body.get('fileSize'), 'fileSize');
	const folder = findFolder(call, call.params['id']);
	if (folder === undefined) throw folderToFillNotFound();
	if (!rights.can('Create', folder) || folder.type === FolderType.rooms) throw accessDenied();
	if (sent === '') throw badArgument("The value cannot be an empty string. (Parameter 'title')");
	const parent = folderAt(call, folder, body.text('relativePath') ?? '');
	const isNew = body.flag('createNewIfExist');
	const destined = destinedFor(store, { rights, user: callerOf(call) }, { parent, sent, isNew });
	const session = uploads.begin(destined, size);
	const path = [...store.ancestors(parent)].reverse().map(({ id }) => id);
	return { response: shownSession(call, session, [...path, parent.id]) };
}

function shownSession({ dto }: Call, session: Session, path: EntryId[]) {
	const { id, size, created, expires } = session;
	return {
		id,
		path,
		created: dto.dates.show(created),
		expired: dto.dates.show(expires),
		location: `http://localhost/ChunkedUploader.ashx?uid=${id}`,
		bytes_total: size,
	};
}

function shownUpload({ dto }: Call, file: File): Answer {
	const { id, parentId: folderId, versions, title } = file;
	const version = versions.length;
	const response = { id, folderId, version, title, uploaded: true, file: dto.file(file) };
	return { response, status: 201 };
}

const sentPart = ({ content, contentType }: Call) => readForm(content, contentType)?.get('file');

function takeNext(call: Call): Answer {
	const { session, file } = call.uploads.takeNext(call.params['sid'] ?? '', sentPart(call));
	if (file !== undefined) return shownUpload(call, file);
	const { title, parent } = session.destined;
	return { response: { id: 0, folderId: parent.id, version: 1, title } };
}

function takeNumbered(call: Call): Answer {
	const number = call.query.whole('chunkNumber') ?? 0;
	const session = call.uploads.takeNumbered(call.params['sid'] ?? '', number, sentPart(call));
	return { response: shownSession(call, session, [session.destined.parent.id]) };
}

/** Where a new document is to be made; whatever is wrong with it is no right (docspace-api.md 14.1). */
function folderForNew(call: Call): Folder {
	const isMine = call.params['id'] === '@my';
	const { myDocumentsId, type } = callerOf(call);
	if (isMine && type === 'Guest') throw nullReference();
	const folder = isMine
		? call.store.folders.get(myDocumentsId)
		: findFolder(call, call.params['id']);
	if (folder === undefined || folder.type === FolderType.rooms) throw accessDenied();
	if (!call.rights.can('Create', folder)) throw accessDenied();
	return folder;
}

/** The file whose content a new one gets, whatever kind it is of (docspace-api.md 14.1, T69). */
function templateOf({ store, rights, body }: Call): File | undefined {
	const id = body.get('templateId');
	if (id === undefined || id === null || id === 0) return undefined;
	if (typeof id === 'string' && /^\d+$/.test(id)) throw nullReference();
	const template =
		typeof id === 'number' || typeof id === 'string' ? store.files.get(id) : undefined;
	if (template === undefined) {
		throw typeof id === 'string'
			? accountNotFound()
			: invalidOperation('The required file was not found');
	}
	if (rights.can('Read', template)) return template;
	throw invalidOperation("You don't have enough permission to view the file");
}

/** Makes a document; equal titles may stand side by side (docspace-api.md 14.1, T67 to T70, T106). */
function createFile(call: Call): Answer {
	const { store, body, dto } = call;
	const asked = readRequiredTitle(call);
	if (body.get('title') === null) throw argumentNull('fileWrapper.Title');
	if (asked === '') throw badArgument('The value cannot be an empty string.');
	const user = callerOf(call);
	const parent = folderForNew(call);
	const keepsExtension = body.flag('enableExternalExt');
	const template = templateOf(call);
	const title = keepsExtension ? keptTitle(asked) : titleOfDocument(asked);
	const isEmpty = keepsExtension && template === undefined;
	const blank = isEmpty ? Content.of('') : blankFor(title);
	const content = template === undefined ? blank : template.versions.at(-1)?.content;
	const size = template?.size ?? blank.size;
	const isForm = template?.isForm ?? title.endsWith('.pdf');
	const file = store.addFile(parent, { title, content, size, isForm, createdBy: user.id });
	file.contentGone = isEmpty;
	const response = dto.file(file);
	const isPublic = store.roomOf(parent)?.room?.kind === 'public';
	if (isPublic) {
		store.setLink(file, { title }, SubjectType.primaryExternalLink, user.id);
	}
	const { id, parentId } = file;
	store.journal.note(user.id, 'file.created', { id, parentId, title: file.title });
	// The answer shows what the link, which it does not know of yet, gives to others.
	return { response: isPublic ? { ...response, access: FileShare.Read } : response };
}

function keptTitle(asked: string): string {
	const title = sanitiseTitle(asked);
	return title.includes('.') ? title : `${title}.`;
}

const isBeforeSessions: Route['isMissing'] = ({ portalVersion }) => portalVersion !== '3.7.2';

/** Files that come into being. */
export const UPLOAD_ROUTES: Route[] = [
	{ method: 'GET', template: 'files/settings', scope: 'files', anonymous: true, act: settings },
	{ method: 'POST', template: 'files/{id}/insert', scope: 'files', act: insertFile },
	{
		method: 'POST',
		template: 'files/{id}/upload/check',
		scope: 'files',
		hasBody: true,
		act: checkTitles,
	},
	{ method: 'POST', template: 'files/{id}/file', scope: 'files', hasBody: true, act: createFile },
	{
		method: 'POST',
		template: 'files/{id}/session',
		scope: 'files',
		hasBody: true,
		isMissing: isBeforeSessions,
		act: openSession,
	},
	{
		method: 'POST',
		template: 'files/{id}/session/{sid}',
		scope: 'files',
		isMissing: isBeforeSessions,
		act: takeNext,
	},
	{
		method: 'POST',
		template: 'files/{id}/session/{sid}/upload',
		scope: 'files',
		isMissing: isBeforeSessions,
		act: takeNumbered,
	},
	{
		method: 'PUT',
		template: 'files/{id}/session/{sid}/finalize',
		scope: 'files',
		isMissing: isBeforeSessions,
		act: (call) => shownUpload(call, call.uploads.finish(call.params['sid'] ?? '')),
	},
	{
		method: 'DELETE',
		template: 'files/{id}/session/{sid}',
		scope: 'files',
		isMissing: isBeforeSessions,
		act: (call) => {
			call.uploads.abort(call.params['sid'] ?? '');
			return {};
		},
	},
];
