import { asPortalError, DocSpaceError, InputError, isRefusal, PortalError, quote } from '../errors';
import { PAUSES_BEFORE_REPEATING, type PortalClient, type PortalRequest } from '../http/client';
import { waitAndLook } from '../http/waiting';
import {
	byId,
	isThirdParty,
	keyOf,
	sameId,
	storageOf,
	type FileId,
	type FolderId,
	type Picked,
} from '../ids';
import { time } from '../time';
import { readSelfIfAllowed } from '../http/self';
import { comparisonOf, uploadedTitle, withoutNumber } from '../titles';
import {
	isAnything,
	isFile,
	isObject,
	type EmployeeDto,
	type FileDto,
	type FolderDto,
	type WholeFileDto,
} from '../types';
import { holderOf, readFile } from './files';
import { readParent } from './folders';
import {
	findNamesake,
	inTurnOfTitle,
	nameTaken,
	readFilesIn,
	type IfNameExists,
} from './namesakes';
import { cutIntoPieces, formOf, type Source } from './pieces';

/** A file to upload. */
export interface UploadOrder {
	folder: Picked<FolderId>;
	name: string;
	source: Source;
	/** What to do where the folder has a file of that name, with the label of its field. */
	ifNameExists: { policy: IfNameExists; field: string };
}

/** What became of it; where it was skipped, the file that was there. */
export interface Uploaded {
	file: FileDto;
	outcome: 'created' | 'newVersion' | 'skipped';
}

/** How many pieces of one file are on their way at once; each is held in memory. */
const PIECES_AT_ONCE = 3;

/** How often an upload is begun that cannot be gone on with. */
const MOST_ATTEMPTS = 3;

/** Uploads the files of one execution. */
export class Uploads {
	private readonly folders = new Map<string, FolderDto>();
	private pieceSize: number | undefined;
	/** Ids of the files stored so far; of two in one second that are alike, the time does not tell whose one is. */
	private readonly stored = new Set<string>();

	constructor(private readonly portal: PortalClient) {}

	/**
	 * Uploads a file in pieces and proves that it arrived (docspace-api.md 14.4). Those that go under one title
	 * into one folder take turns, or both would stand side by side. Throws `InputError` where the folder cannot
	 * take it, or where the title is taken and that is to fail.
	 */
	async upload(order: UploadOrder): Promise<Uploaded> {
		const { portal } = this;
		const { policy, field } = order.ifNameExists;
		const folder = await this.readFolder(order.folder);
		const title = uploadedTitle(order.name);
		return await inTurnOfTitle(portal, folder, title, async () => {
			const namesake =
				policy === 'keepBoth' ? undefined : await findNamesake(portal, folder, title);
			if (namesake && policy === 'skip') return { file: namesake, outcome: 'skipped' };
			if (namesake && policy === 'fail') throw nameTaken(field, folder, namesake);
			const target = namesake && (await readTarget(portal, namesake));
			return await this.transfer(order, folder, target ?? { title });
		});
	}

	private async readFolder(picked: Picked<FolderId>): Promise<FolderDto> {
		const key = keyOf(picked.id);
		const known = this.folders.get(key) ?? (await readParent(this.portal, picked, 'files'));
		this.folders.set(key, known);
		return known;
	}

	private async transfer(
		order: UploadOrder,
		folder: FolderDto,
		target: WholeFileDto | { title: string },
	): Promise<Uploaded> {
		const { portal, stored } = this;
		const pieceSize = (this.pieceSize ??= await readPieceSize(portal));
		refuseWhatWouldBeCut(order, pieceSize);
		const before = isThirdParty(folder.id) ? await readFilesIn(portal, folder) : [];
		for (let attempt = 1; ; attempt += 1) {
			const upload = new Upload(portal, { order, folder, target, before, stored, pieceSize });
			const uploaded = await upload.run().catch(async (error: unknown) => {
				if (!isRefusal(error, 'unreachable', 'gateway')) await upload.abort();
				if (error instanceof MustStartOver && attempt < MOST_ATTEMPTS) return undefined;
				throw error;
			});
			if (uploaded && !isThirdParty(folder.id)) stored.add(keyOf(uploaded.file.id));
			if (uploaded) return uploaded;
		}
	}
}

/** The portal may have taken a piece that cannot be sent again (docspace-api.md T81). */
class MustStartOver extends DocSpaceError {}

interface UploadPlan {
	order: UploadOrder;
	folder: FolderDto;
	/** The file that gets a new version, or the title of a new one. */
	target: WholeFileDto | { title: string };
	/** What lay in a folder of third-party storage. */
	before: FileDto[];
	/** What the execution has stored so far. */
	stored: Set<string>;
	pieceSize: number;
}

/** One attempt at uploading a file. */
class Upload {
	private readonly size: number;
	private path = '';
	/** By the portal's clock, in milliseconds. */
	private openedAt = 0;
	private self: ReturnType<typeof readSelfIfAllowed> | undefined;

	constructor(
		private readonly portal: PortalClient,
		private readonly plan: UploadPlan,
	) {
		this.size = plan.order.source.size;
	}

	/** Sends all of it, and proves that it is there. Throws `MustStartOver` where another attempt may help. */
	async run(): Promise<Uploaded> {
		await this.open();
		const { folder, pieceSize } = this.plan;
		if (this.size < pieceSize) return await this.prove(await this.sendAtOnce());
		const isInOrder = isThirdParty(folder.id);
		return await this.prove(isInOrder ? await this.sendInOrder() : await this.sendNumbered());
	}

	/** Frees what the portal keeps of an upload that failed; by itself it does so in 12 hours (14.4, T82). */
	async abort(): Promise<void> {
		const { portal, path } = this;
		if (path === '' || portal.signal?.aborted) return;
		await portal.write({ method: 'DELETE', path }, isAnything).catch(asPortalError);
	}

	/** What the upload is to become is decided here (docspace-api.md 14.4). A session that stays unused does no harm. */
	private async open(): Promise<void> {
		const { portal } = this;
		const { order, folder, target } = this.plan;
		const path = `files/${encodeURIComponent(folder.id)}/session`;
		const body = {
			// A file that gets a new version would also get this title (docspace-api.md T136).
			fileName: target.title,
			fileSize: this.size,
			createNewIfExist: order.ifNameExists.policy !== 'newVersion',
		};
		const { id } = await portal
			.writePatiently({ method: 'POST', path, body }, isSession, nothingToSee)
			.catch((error: unknown) => {
				const isUnknownRoute = isRefusal(error, 'notPortal') && error.httpStatus === 404;
				throw isUnknownRoute ? tooOld(portal) : error;
			});
		this.path = `${path}/${id}`;
		this.openedAt = portal.now ?? time.now();
	}

	/** Less than one piece is stored at once; sent twice, it is another version of the same file (14.4). */
	private async sendAtOnce(): Promise<FileId> {
		const [piece = Buffer.alloc(0)] = await allOf(this.pieces());
		return await this.complete(this.request(piece));
	}

	/** Pieces with numbers may be sent in any order, and again (docspace-api.md 14.4, T75). */
	private async sendNumbered(): Promise<FileId> {
		const pieces = numbered(this.pieces());
		const send = async (): Promise<void> => {
			for await (const { number, piece } of pieces) {
				await this.portal.writePatiently(this.request(piece, number), isSession, nothingToSee);
			}
		};
		// Once it has failed, no piece may still be on its way: what follows ends the upload, or is about another file.
		const ends = await Promise.allSettled(Array.from({ length: PIECES_AT_ONCE }, send));
		for (const end of ends) if (end.status === 'rejected') throw end.reason;
		return await this.complete({ method: 'PUT', path: `${this.path}/finalize` });
	}

	/** Third-party storage appends whatever comes, so that nothing may be sent twice (docspace-api.md T81). */
	private async sendInOrder(): Promise<FileId> {
		const { portal } = this;
		let left = this.size;
		for await (const piece of this.pieces()) {
			left -= piece.length;
			const sent = await portal.write(this.request(piece), isObject);
			if (sent.outcome === 'done' && isUploaded(sent.answer)) return sent.answer.file.id;
			if (sent.outcome === 'done') continue;
			const found =
				left === 0
					? await waitAndLook(PAUSES_BEFORE_REPEATING, async () => await this.look(), portal.signal)
					: undefined;
			if (found) return found.file.id;
			const { message, remedy, httpStatus } = sent.error;
			throw new MustStartOver(message, remedy, undefined, httpStatus);
		}
		throw incomplete(this.plan);
	}

	/** Sends the request after which the file is there. Where its answer is lost, the file is looked for. */
	private async complete(request: PortalRequest): Promise<FileId> {
		const isFinal = ({ kind }: PortalError) => kind === 'server';
		const { result } = await this.portal
			.writeUntilSeen(request, isUploaded, async () => await this.look(), isFinal)
			.catch((error: unknown) => {
				throw isRefusal(error, 'invalid') ? incomplete(this.plan) : error;
			});
		return result.file.id;
	}

	private request(piece: Buffer, chunkNumber?: number): PortalRequest {
		const path = chunkNumber === undefined ? this.path : `${this.path}/upload`;
		return { method: 'POST', path, query: { chunkNumber }, raw: formOf(piece) };
	}

	private pieces(): AsyncGenerator<Buffer> {
		return cutIntoPieces(this.plan.order.source, this.plan.pieceSize);
	}

	/** The file, once it is there: of the right size, and not as it was before. */
	private async look(): Promise<Stored | undefined> {
		const { portal } = this;
		const { folder, target } = this.plan;
		if ('id' in target) {
			const file = await readFile(portal, target.id);
			const isSame = file.version === target.version && file.updated === target.updated;
			if (isSame || sizeOf(file) !== this.size) return undefined;
			return (await this.isOurs(file.updatedBy)) ? { file } : undefined;
		}
		const compared = comparisonOf(folder.id);
		const wanted = compared(target.title);
		const alike = (await readFilesIn(portal, folder))
			.filter(({ title }) => [title, withoutNumber(title)].map(compared).includes(wanted))
			.filter((file) => sizeOf(file) === this.size)
			.sort((a, b) => byId(b, a));
		for (const { id } of alike) {
			const file = await readFile(portal, id);
			const isAnothers = this.plan.stored.has(keyOf(id));
			if (!isAnothers && this.isNew(file) && (await this.isOurs(file.createdBy))) return { file };
		}
		return undefined;
	}

	/** Whether the credential's user did it; somebody else may upload as many bytes under that title at that moment. */
	private async isOurs(by: EmployeeDto | undefined): Promise<boolean> {
		this.self ??= readSelfIfAllowed(this.portal);
		const self = await this.self;
		return !self || !by || self.id === by.id;
	}

	/** Whether a file has come since the upload began; the clocks of third-party storage are their own. */
	private isNew({ id, created = '' }: WholeFileDto): boolean {
		const { folder, before } = this.plan;
		if (isThirdParty(folder.id)) return !before.some((file) => sameId(file.id, id));
		return Date.parse(created) >= this.openedAt;
	}

	/** Reads the file as the portal has it now, and compares. */
	private async prove(id: FileId): Promise<Uploaded> {
		const { target } = this.plan;
		const file = await readFile(this.portal, id);
		const result = { id, title: file.title, size: sizeOf(file), version: file.version };
		if (sizeOf(file) !== this.size) {
			throw new DocSpaceError(
				`Of ${quote(file.title)} only ${sizeOf(file)} of ${this.size} bytes arrived in DocSpace`,
				`Delete the file with the ID ${id}, then run again`,
				result,
			);
		}
		if ('id' in target && !sameId(target.id, id)) {
			throw new DocSpaceError(
				`${quote(file.title)} did not become a new version of the file with the ID ${target.id}: DocSpace stored it beside that one, with the ID ${id}, because somebody has just opened or locked it, or because the user behind the credential is a guest`,
				'Delete one of the two in DocSpace. If that user is a guest, use the credential of somebody who is not',
				result,
			);
		}
		const isVersion = 'id' in target || !this.isNew(file);
		return { file, outcome: isVersion ? 'newVersion' : 'created' };
	}
}

/** To be looked at where only the answer tells what was done, and doing it again does no harm. */
const nothingToSee = async (): Promise<undefined> => undefined;

async function* numbered(pieces: AsyncIterable<Buffer>) {
	let number = 0;
	for await (const piece of pieces) {
		number += 1;
		yield { number, piece };
	}
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
}

function sizeOf({ pureContentLength = 0 }: FileDto): number {
	return pureContentLength;
}

/** The file that is to get a new version, which the portal would otherwise store beside it (docspace-api.md T70). */
async function readTarget(portal: PortalClient, { id }: FileDto): Promise<WholeFileDto> {
	const file = await readFile(portal, id);
	const mayEdit = file.security?.Edit !== false;
	const problem =
		holderOf(file) || (mayEdit ? '' : 'your role in the room does not allow changing it');
	if (problem === '') return file;
	throw new DocSpaceError(
		`${quote(file.title)} can get no new version now: ${problem}`,
		'See to it in DocSpace, then run again; or choose Keep Both',
		{ id: file.id, title: file.title },
	);
}

/** How large the pieces of an upload must be (docspace-api.md 14.4, T76). */
async function readPieceSize(portal: PortalClient): Promise<number> {
	return (await portal.get('files/settings', isUploadSettings)).chunkUploadSize;
}

/** SharePoint takes each piece for all of the file (docspace-api.md T81). */
function refuseWhatWouldBeCut({ folder, source }: UploadOrder, pieceSize: number): void {
	if (!storageOf(folder.id).startsWith('spoint-') || source.size < pieceSize) return;
	throw new InputError(
		folder.field,
		`lies in SharePoint, where DocSpace would store only the end of a file of ${source.size} bytes`,
		`Upload files of ${pieceSize} bytes and more into another storage, or to SharePoint itself`,
	);
}

function incomplete({ target }: UploadPlan): DocSpaceError {
	return new DocSpaceError(
		`DocSpace lacks parts of ${quote(target.title)}, so that it stored none of it`,
		'Run again; if it stays, please report it',
	);
}

function tooOld({ origin }: PortalClient): PortalError {
	return new PortalError(
		'tooOld',
		`The DocSpace at ${origin} knows no uploads in pieces, which came with version 3.7.1`,
		'Update DocSpace',
	);
}

/** A file that the portal has stored. */
interface Stored {
	file: { id: FileId };
}

/** The answer to the request after which a file is there (docspace-api.md 14.4). */
function isUploaded(value: unknown): value is Stored {
	return isObject(value) && value.uploaded === true && isFile(value.file);
}

function isUploadSettings(value: unknown): value is { chunkUploadSize: number } {
	return isObject(value) && typeof value.chunkUploadSize === 'number' && value.chunkUploadSize > 0;
}

function isSession(value: unknown): value is { id: string } {
	return isObject(value) && typeof value.id === 'string';
}
