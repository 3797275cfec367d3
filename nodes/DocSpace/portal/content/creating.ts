import { DocSpaceError, InputError, quote, type PortalError } from '../errors';
import type { PortalClient } from '../http/client';
import type { FileId, FolderId, Picked } from '../ids';
import {
	comparisonOf,
	extensionOf,
	FreeTitles,
	LONGEST_TITLE,
	storedTitle,
	uploadedTitle,
} from '../titles';
import { isFile, type FolderDto, type WholeFileDto } from '../types';
import { readFile } from './files';
import { readParent } from './folders';
import { findNamesake, inTurnOfTitle, nameTaken, readFilesIn } from './namesakes';
import { refusalOf } from './refusals';
import type { WantedName } from './renaming';

/** A file to make. */
export interface NewFileOrder {
	folder: Picked<FolderId>;
	name: WantedName;
	/** Empty, of the kind that an extension tells, or with the content of another file. */
	content: { extension: string } | { template: Picked<FileId> };
	/** What to do where the folder has a file of that name, with the label of its field. */
	ifNameExists: { policy: 'keepBoth' | 'use' | 'fail'; field: string };
}

/** What became of it. A type, because interfaces do not count as n8n's data. */
export type NewFile = { file: WholeFileDto; created: boolean };

/**
 * Makes a file. The portal would let equal titles stand side by side, take the extension for what the file is,
 * and drop what stands before a slash (docspace-api.md 14.1, T67 to T70, T135). Throws `InputError` where the
 * folder cannot take it, or where the title is taken and that is to fail.
 */
export async function createFile(portal: PortalClient, order: NewFileOrder): Promise<NewFile> {
	const { policy, field } = order.ifNameExists;
	const folder = await readParent(portal, order.folder, 'files');
	const template = await readTemplate(portal, order);
	const wanted = titleOf(order, template);
	return await inTurnOfTitle(portal, folder, wanted, async () => {
		const namesake = await findNamesake(portal, folder, wanted);
		if (namesake && policy === 'use') {
			return { file: await readFile(portal, namesake.id), created: false };
		}
		if (namesake && policy === 'fail') throw nameTaken(field, folder, namesake);
		const title = namesake ? await freeTitle(portal, folder, wanted) : wanted;
		const id = await write(portal, folder, title, template);
		return { file: await prove(portal, id, template), created: true };
	});
}

async function readTemplate(
	portal: PortalClient,
	{ content }: NewFileOrder,
): Promise<WholeFileDto | undefined> {
	if (!('template' in content)) return undefined;
	return await readFile(portal, content.template.id).catch(refusalOf('file', content.template));
}

/** The title with the extension that the content has; another one would only pretend to be it (docspace-api.md T69). */
function titleOf({ name, content }: NewFileOrder, template: WholeFileDto | undefined): string {
	const extension = 'extension' in content ? content.extension : extensionOf(template?.title ?? '');
	const entered = storedTitle(name.title);
	const hasIt = extensionOf(entered).toLowerCase() === extension.toLowerCase();
	const title = uploadedTitle(hasIt ? entered : `${entered}${extension}`);
	if (title.length <= LONGEST_TITLE) return title;
	throw new InputError(
		name.field,
		`has ${title.length} characters with the extension, and DocSpace allows ${LONGEST_TITLE}`,
		'Shorten it',
	);
}

async function freeTitle(portal: PortalClient, folder: FolderDto, title: string): Promise<string> {
	const titles = (await readFilesIn(portal, folder)).map((file) => file.title);
	return new FreeTitles(titles, comparisonOf(folder.id)).next(title);
}

/** Makes the file of a title that none has so far, by which it is known where the answer is lost. */
async function write(
	portal: PortalClient,
	folder: FolderDto,
	title: string,
	template: WholeFileDto | undefined,
): Promise<FileId> {
	const compared = comparisonOf(folder.id);
	const look = async () => {
		const files = await readFilesIn(portal, folder);
		const made = files.find((file) => compared(file.title) === compared(title));
		return made && (await readFile(portal, made.id));
	};
	const { result } = await portal.writeUntilSeen(
		{
			method: 'POST',
			path: `files/${encodeURIComponent(folder.id)}/file`,
			// Without the last, a title would end in .docx, .xlsx or .pptx; without a template, it makes a file of nothing.
			body: template ? { title, templateId: template.id, enableExternalExt: true } : { title },
		},
		isFile,
		look,
		({ kind }: PortalError) => kind === 'server',
	);
	return result.id;
}

/** Reads the file as the portal has it now: whether it holds something, or as much as its template (T68). */
async function prove(
	portal: PortalClient,
	id: FileId,
	template: WholeFileDto | undefined,
): Promise<WholeFileDto> {
	const file = await readFile(portal, id);
	const { pureContentLength: size = 0 } = file;
	const isWhole = template ? size === (template.pureContentLength ?? 0) : size > 0;
	if (isWhole) return file;
	throw new DocSpaceError(
		`${quote(file.title)} was created, but DocSpace put ${size} bytes into it`,
		`Delete the file with the ID ${id}, then run again`,
		{ id, title: file.title, size },
	);
}
