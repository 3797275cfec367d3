import { DocSpaceError, InputError, isRefusal, NotAllowedError, quote } from '../errors';
import { readFile } from '../content/files';
import { refusalOf } from '../content/refusals';
import type { PortalClient } from '../http/client';
import { lengthOf } from '../http/streams';
import { isThirdParty, type FileId, type Picked } from '../ids';
import { extensionOf } from '../titles';
import {
	FolderType,
	isFolder,
	isFolderContent,
	isObject,
	roomIn,
	type WholeFileDto,
} from '../types';
import { BrokenOff, fromTheStart, keepAll, type Download, type Keep } from './keeping';

/** A format that a file is wanted in, with its dot, and the label of its field. */
export interface WantedFormat {
	extension: string;
	field: string;
}

/** A version of a file, and the label of its field; 0 for the current one. */
export interface WantedVersion {
	version: number;
	field: string;
}

/** What was downloaded, and of which file. */
export interface FileDownload<T> extends Download<T> {
	file: WholeFileDto;
}

interface Wanted {
	version: WantedVersion;
	format?: WantedFormat;
}

/**
 * Downloads a file, or what the portal converts it into, to its last byte. Throws `InputError` for what cannot be
 * converted so: DocSpace would hand out the file as it is (docspace-api.md 14.5, T86).
 */
export async function downloadFile<T>(
	portal: PortalClient,
	picked: Picked<FileId>,
	wanted: Wanted,
	keep: Keep<T>,
): Promise<FileDownload<T>> {
	return await fromTheStart(portal, async () => {
		const file = await readVersion(portal, picked, wanted.version);
		const problem = whyNotDownloadable(file);
		if (problem) throw problem;
		const extension = await formatFor(portal, file, wanted.format);
		const address = extension
			? convertedAddress(file, extension)
			: await streamAddress(portal, file);
		const opened = await portal.open(address).catch((error: unknown) => {
			throw whyNotOpened(error, file, extension);
		});
		const download = await keepAll(portal, opened, file.title, keep);
		if (extension) refuseOriginal(download, file, extension);
		else if (!(await isAsCounted(portal, download, file))) {
			throw lengthOf(opened) === undefined
				? new BrokenOff(file.title, 'fewer bytes arrived than DocSpace counts')
				: storedOtherwise(download, file);
		}
		return { ...download, file };
	});
}

async function readVersion(
	portal: PortalClient,
	picked: Picked<FileId>,
	{ version, field }: WantedVersion,
): Promise<WholeFileDto> {
	const current = await readFile(portal, picked.id).catch(refusalOf('file', picked));
	const { version: last = 1, title } = current;
	if (version === 0 || version === last) return current;
	if (version < last) return await readFile(portal, picked.id, version);
	throw new InputError(
		field,
		`is ${version}, but ${quote(title)} has ${last === 1 ? 'only one version' : `only ${last} versions`}`,
		'Enter a smaller number, or 0 for the current version',
	);
}

function whyNotDownloadable({ title, security, rootFolderType }: WholeFileDto) {
	if (rootFolderType === FolderType.trash) {
		return new DocSpaceError(
			`${quote(title)} lies in the Trash, out of which DocSpace hands no files`,
			'Take it back out of there in DocSpace, then run again',
		);
	}
	return security?.Download === false ? mayNotDownload(title) : undefined;
}

function mayNotDownload(title: string): NotAllowedError {
	return new NotAllowedError(
		`DocSpace does not let you download ${quote(title)}`,
		'Its room denies downloads to Viewers: give the user behind the credential a higher role there, or turn that off in the settings of the room',
	);
}

/** Undefined where the file is wanted as it is. Throws `InputError`. */
async function formatFor(
	portal: PortalClient,
	{ title }: WholeFileDto,
	wanted: WantedFormat | undefined,
): Promise<string | undefined> {
	const own = extensionOf(title).toLowerCase();
	if (!wanted || wanted.extension === own) return undefined;
	const settings = await portal.get('files/settings', isObject);
	const conversions = isObject(settings.extsConvertible) ? settings.extsConvertible[own] : [];
	const possible = Array.isArray(conversions) ? conversions.map(String) : [];
	if (possible.includes(wanted.extension)) return wanted.extension;
	throw new InputError(
		wanted.field,
		`is ${quote(wanted.extension)}, which DocSpace cannot make of ${quote(title)}`,
		possible.length === 0 ? 'Download it as it is' : `Of this file it makes ${possible.join(', ')}`,
	);
}

/** The portal streams from there itself, and tells no webhook of it (docspace-api.md 14.5, T84). */
async function streamAddress(portal: PortalClient, { id, version }: WholeFileDto): Promise<string> {
	const path = `files/file/${encodeURIComponent(id)}/presigneduri`;
	const address = new URL(await portal.get(path, isText));
	// It names the version that is the current one by now; third-party storage keeps no others.
	if (!isThirdParty(id)) address.searchParams.set('version', String(version));
	return address.href;
}

function convertedAddress({ id, version }: WholeFileDto, extension: string): string {
	const query = new URLSearchParams({ action: 'download', fileid: String(id) });
	query.set('version', String(version));
	query.set('outputtype', extension);
	return `/filehandler.ashx?${query}`;
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function whyNotOpened(error: unknown, { title }: WholeFileDto, extension?: string): unknown {
	if (isRefusal(error, 'forbidden')) return mayNotDownload(title);
	if (isRefusal(error, 'notFound')) {
		return new DocSpaceError(
			`DocSpace lists ${quote(title)}, but its content is gone`,
			'Restore an earlier version of it in DocSpace, or upload it again',
			undefined,
			404,
		);
	}
	if (!isRefusal(error, 'invalid') || !extension) return error;
	return new DocSpaceError(
		`DocSpace could not convert ${quote(title)} into ${extension}: ${error.message}`,
		'See in DocSpace whether the file opens: it may be protected by a password, or the Document Server may be down',
	);
}

/** Without a word the portal hands out the file as it is where it cannot convert it (docspace-api.md T86). */
function refuseOriginal(
	{ fileName }: Download<unknown>,
	{ title }: WholeFileDto,
	extension: string,
) {
	if (extensionOf(fileName).toLowerCase() === extension) return;
	throw new DocSpaceError(
		`DocSpace handed out ${quote(fileName)} instead of ${quote(title)} as ${extension}`,
		'Choose another format, or download the file as it is',
	);
}

/**
 * Whether the portal counts as many bytes as it has sent. In a room with watermarks every file differs from what
 * is stored (docspace-api.md 14.5), and third-party storage knows sizes of its own.
 */
async function isAsCounted(
	portal: PortalClient,
	{ size, fileName }: Download<unknown>,
	file: WholeFileDto,
): Promise<boolean> {
	const { pureContentLength: counted = 0, title } = file;
	const isAsStored = extensionOf(fileName).toLowerCase() === extensionOf(title).toLowerCase();
	if (size === counted || !isAsStored || isThirdParty(file.id)) return true;
	return await isWatermarked(portal, file);
}

/** An upload that was cut short is kept with the size that it was to have (docspace-api.md T80). */
function storedOtherwise(
	{ size }: Download<unknown>,
	{ title, pureContentLength: counted = 0 }: WholeFileDto,
) {
	return new DocSpaceError(
		`DocSpace counts ${counted} bytes of ${quote(title)}, but holds ${size}`,
		'Run again if somebody has changed it just now. If it stays, its upload was cut short: upload it again',
	);
}

async function isWatermarked(portal: PortalClient, { folderId }: WholeFileDto): Promise<boolean> {
	const folder = `files/${encodeURIComponent(folderId)}`;
	const { pathParts } = await portal.get(folder, isFolderContent, { count: 1 });
	const room = roomIn(pathParts);
	if (!room) return false;
	const { watermark } = await portal.get(`files/rooms/${encodeURIComponent(room.id)}`, isFolder);
	return watermark !== undefined;
}
