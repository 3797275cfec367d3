import { DocSpaceError, quote } from '../../errors';
import type { PortalClient } from '../../http/client';
import { growingPauses, waitAndLook } from '../../http/waiting';
import { keyOf } from '../../ids';
import { time } from '../../time';
import { inTurn } from '../../turns';
import {
	isTemplateJobIfAny,
	type FolderDto,
	type TemplateJobDto,
	type WholeFolderDto,
} from '../../types';
import { isFormFolder } from '../folders';
import { listFilesBelow, listFoldersBelow } from '../listing';

/** What a template holds and a room made of it does not. A type, because interfaces do not count as n8n's data. */
export type NotCopied = { path: string; type: 'file' | 'folder' };

const JOBS = 'files/rooms/fromTemplate';
/** The portal copies file after file. */
const MAX_WAIT_MS = 60 * 60_000;
const LONGEST_PAUSE_MS = 5000;
/** How long a room is looked for of whose request nothing is known. */
const PATIENCE_MS = 60_000;
const MOST_ATTEMPTS = 5;

/** Waits until the portal makes no room of a template: it makes one at a time, for whomever (docspace-api.md T110). */
export async function untilNoneIsMade(portal: PortalClient): Promise<TemplateJobDto | undefined> {
	const look = async () => {
		const job = await portal.get(`${JOBS}/status`, isTemplateJobIfAny);
		return job?.isCompleted === false ? undefined : { job };
	};
	const pauses = growingPauses(250, time.now() + MAX_WAIT_MS, LONGEST_PAUSE_MS);
	const seen = await waitAndLook(pauses, look, portal.signal);
	if (seen) return seen.job;
	throw new DocSpaceError(
		'DocSpace has been making a room from a template for an hour, and makes one at a time',
		'Look in DocSpace what became of it, then run again',
	);
}

/**
 * Makes a room of a template and waits until it is filled. While the portal makes somebody else's, ours is dropped
 * without a word, and the job that is told is theirs (docspace-api.md 16.2, T110): so only the room counts that
 * `look` finds, which takes none for ours that is not. Our own take turns.
 */
export async function makeFromTemplate(
	portal: PortalClient,
	template: WholeFolderDto,
	settings: object,
	look: () => Promise<WholeFolderDto | undefined>,
): Promise<WholeFolderDto> {
	const body = { ...settings, templateId: template.id };
	return await inTurn(`room from template in ${portal.origin}`, portal.signal, async () => {
		let said = '';
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
			await untilNoneIsMade(portal);
			const known = attempt > 1 && (await look());
			if (known) return known;
			const written = await portal.write({ method: 'POST', path: JOBS, body }, isTemplateJobIfAny);
			const job = await untilNoneIsMade(portal);
			const isLost = written.outcome === 'uncertain';
			const pauses = growingPauses(1000, time.now() + (isLost ? PATIENCE_MS : 0));
			const made = await waitAndLook(pauses, look, portal.signal);
			if (made) return made;
			// It may be the failure of somebody else's, in whose place ours was dropped.
			if (said !== '' && job?.error === said) break;
			said = job?.error ?? '';
		}
		throw notMade(template, said);
	});
}

function notMade({ title }: FolderDto, said: string): DocSpaceError {
	const problem = `DocSpace made no room from the template ${quote(title)}`;
	return said === ''
		? new DocSpaceError(
				`${problem}: it was busy with those of others`,
				'Run again when fewer rooms are made from templates at once',
			)
		: new DocSpaceError(
				`${problem}. It says: ${said}`,
				'Remove the cause, then run again; nothing is left of the attempt',
			);
}

/**
 * What a template holds and a room that was made of it does not: the portal leaves out what it cannot copy and tells
 * nobody (docspace-api.md T111).
 */
export async function missingIn(
	portal: PortalClient,
	room: WholeFolderDto,
	template: WholeFolderDto,
): Promise<NotCopied[]> {
	const counts = ({ filesCount = 0, foldersCount = 0 }: WholeFolderDto) =>
		filesCount + foldersCount;
	if (counts(room) >= counts(template)) return [];
	const [there, wanted] = await Promise.all([contentOf(portal, room), contentOf(portal, template)]);
	const left = new Map<string, number>();
	for (const entry of there) left.set(nameOf(entry), (left.get(nameOf(entry)) ?? 0) + 1);
	return wanted.filter((entry) => {
		const number = left.get(nameOf(entry)) ?? 0;
		left.set(nameOf(entry), number - 1);
		return number <= 0;
	});
}

function nameOf({ type, path }: NotCopied): string {
	return `${type} ${path}`;
}

/** All that lies in a room, but for the folders that DocSpace keeps in it for itself, which no copy has. */
async function contentOf(portal: PortalClient, { id }: WholeFolderDto): Promise<NotCopied[]> {
	const [files, folders] = await Promise.all([
		listFilesBelow(portal, id, (file) => file),
		listFoldersBelow(portal, id, undefined),
	]);
	const byKey = new Map(folders.entries.map((folder) => [keyOf(folder.id), folder]));
	/** From the room down; undefined below a folder of DocSpace's own. */
	const pathOf = (title: string, parentId = id): string | undefined => {
		const parent = byKey.get(keyOf(parentId));
		if (!parent) return title;
		return isFormFolder(parent) ? undefined : pathOf(`${parent.title}/${title}`, parent.parentId);
	};
	const paths = [
		...folders.entries
			.filter((folder) => !isFormFolder(folder))
			.map(({ title, parentId }) => ({ path: pathOf(title, parentId), type: 'folder' as const })),
		...files.entries.map(({ title, folderId }) => ({
			path: pathOf(title, folderId),
			type: 'file' as const,
		})),
	];
	return paths.flatMap(({ path, type }) => (path === undefined ? [] : [{ path, type }]));
}
