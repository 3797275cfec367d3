import {
	badArgument,
	folderNotFound,
	invalidOperation,
	plainFailure,
	selectorNotFound,
	ValidationProblem,
} from '../../ground/errors';
import { type Body, isObject } from '../../ground/input';
import { FolderType, OperationType } from '../../model/enums';
import { categoryOf } from '../../model/fileTypes';
import { looksLikeProviderId, parseEntryId } from '../../model/providers';
import type { AnyEntry, EntryId, Folder } from '../../model/types';
import { checkDelete, deleteJob, type DeleteOrder } from '../../moves/deleteJob';
import { CopyJob } from '../../moves/copyJob';
import { checkDownload, downloadJob, type DownloadOrder } from '../../moves/downloadJob';
import { MoveChecks } from '../../moves/moveChecks';
import type { MoveOrder } from '../../moves/moveChecks';
import { MoveJob } from '../../moves/moveJob';
import type { Operation } from '../../moves/operations';
import { type Answer, type Call, callerOf, type Route } from '../route';

const POLICIES = ['Skip', 'Overwrite', 'Duplicate'] as const;

/** Numbers and texts are ids, all else is ignored without a word (docspace-api.md 4, 6.1). */
function readIds(values: unknown[] | undefined): EntryId[] {
	return (values ?? []).flatMap((value) => {
		if (typeof value === 'string') return [parseEntryId(value)];
		if (typeof value !== 'number') return [];
		const id = parseEntryId(String(value));
		if (typeof id === 'string') throw plainFailure('The number is out of range for an Int32.');
		return [id];
	});
}

function readDestination(body: Body): EntryId {
	const value = body.get('destFolderId');
	const id = typeof value === 'number' || typeof value === 'string' ? parseEntryId(`${value}`) : '';
	if (typeof id === 'string' && !looksLikeProviderId(id)) throw selectorNotFound();
	return id;
}

function readPolicy(body: Body): MoveOrder['policy'] {
	const value = body.get('conflictResolveType') ?? 'Skip';
	const policy =
		typeof value === 'number'
			? POLICIES[value]
			: POLICIES.find((name) => name.toLowerCase() === String(value).toLowerCase());
	if (policy === undefined) throw body.wrongType('conflictResolveType');
	return policy;
}

/** `content: true` stands for what lies directly in the folders (docspace-api.md 6.1, T41). */
function withContent(call: Call, order: MoveOrder): MoveOrder {
	const folders = order.folderIds.flatMap((id) => call.store.folders.get(id) ?? []);
	const childFiles = folders.flatMap(({ files }) => [...files.keys()]);
	const childFolders = folders.flatMap((folder) => [...folder.folders.keys()]);
	return { ...order, fileIds: [...order.fileIds, ...childFiles], folderIds: childFolders };
}

/** Operations of the caller as one read shows them, and so takes them away (docspace-api.md 6.5). */
function readOperations(call: Call, wanted: (operation: Operation) => boolean): unknown[] {
	const userId = call.caller?.id ?? '';
	return call.operations.read(userId, wanted).map((operation) => call.dto.operation(operation));
}

/** Before 3.2.1 a portal does not know how to show a single operation (docspace-api.md 12). */
function askedFor(call: Call, id: string | undefined): (operation: Operation) => boolean {
	if (id === undefined || id === '' || !call.abilities.singleOperation) return () => true;
	return (operation) => operation.id === id;
}

/** A move or a copy, which differ in what is checked and done (docspace-api.md 6.1, 14.7). */
function transfer(type: 'move' | 'copy') {
	return (call: Call): Answer => {
		const { body, abilities } = call;
		const plain: MoveOrder = {
			fileIds: readIds(body.list('fileIds')),
			folderIds: readIds(body.list('folderIds')),
			destinationId: '',
			policy: readPolicy(body),
		};
		const order = body.flag('content') ? withContent(call, plain) : plain;
		const isOfType = (operation: Operation) => operation.type === OperationType[type];
		// Nothing to do starts nothing, and answers with everything else (docspace-api.md 6.1, T26).
		if (order.fileIds.length + order.folderIds.length === 0) {
			return { response: readOperations(call, isOfType) };
		}
		const operation = start(call, { ...order, destinationId: readDestination(body) }, type);
		const isSingle = body.flag('returnSingleOperation') && abilities.singleOperation;
		const wanted = isSingle ? ({ id }: Operation) => id === operation.id : isOfType;
		return { response: readOperations(call, wanted) };
	};
}

/** Accepts a move; since 3.7.1 only after all its checks (docspace-api.md 6.3). */
export function startMove(call: Call, order: MoveOrder): Operation {
	return start(call, order, 'move');
}

function start(call: Call, order: MoveOrder, type: 'move' | 'copy'): Operation {
	const { store, operations, abilities, body } = call;
	const user = callerOf(call);
	const isCopy = type === 'copy';
	if (abilities.movePreCheck) {
		new MoveChecks(store, user, isCopy ? 'Copy' : 'Move').checkRequest(order);
	}
	const { destinationId, fileIds, folderIds, policy } = order;
	return operations.start({
		user,
		type: OperationType[type],
		hold: !body.flag('deleteAfter'),
		details: { type, destinationId, fileIds, folderIds, policy },
		destinationId,
		steps: (context) => new (isCopy ? CopyJob : MoveJob)(context, order).run(),
	});
}

/** Since 3.7.1 checked as a whole before it is accepted (docspace-api.md 14.8). */
function deleteEntries(call: Call): Answer {
	const { store, body, abilities, operations } = call;
	const user = callerOf(call);
	const order: DeleteOrder = {
		fileIds: readIds(body.list('fileIds')),
		folderIds: readIds(body.list('folderIds')),
		immediately: body.flag('immediately'),
	};
	const isDelete = ({ type }: Operation) => type === OperationType.delete;
	if (order.fileIds.length + order.folderIds.length === 0) {
		return { response: readOperations(call, isDelete) };
	}
	if (abilities.movePreCheck) checkDelete(store, user, order);
	const operation = operations.start({
		user,
		type: OperationType.delete,
		hold: !body.flag('deleteAfter'),
		details: { type: 'delete', ...order },
		steps: (context) => deleteJob(context, order),
	});
	const isSingle = body.flag('returnSingleOperation') && abilities.singleOperation;
	const wanted = isSingle ? ({ id }: Operation) => id === operation.id : isDelete;
	return { response: readOperations(call, wanted) };
}

/** Files that are to be converted, by their ids (docspace-api.md 14.6). */
function readConversions(values: unknown[] | undefined): DownloadOrder['convertIds'] {
	return (values ?? []).filter(isObject).flatMap(({ key, value }) => {
		return readIds([key]).map((id) => ({ id, extension: String(value) }));
	});
}

/** One at a time for each user, whose result is kept whatever is asked (docspace-api.md 14.6). */
function bulkDownload(call: Call): Answer {
	const { store, body, operations } = call;
	const user = callerOf(call);
	const order: DownloadOrder = {
		fileIds: readIds(body.list('fileIds')),
		folderIds: readIds(body.list('folderIds')),
		convertIds: readConversions(body.list('fileConvertIds')),
	};
	const { fileIds, folderIds, convertIds } = order;
	if (fileIds.length + folderIds.length + convertIds.length === 0) {
		const isDownload = ({ type }: Operation) => type === OperationType.download;
		return { response: readOperations(call, isDownload) };
	}
	checkDownload(store, operations, user, order);
	const { id: started } = operations.start({
		user,
		type: OperationType.download,
		hold: true,
		details: { type: 'download', ...order },
		steps: (context) => downloadJob(context, order),
	});
	return { response: readOperations(call, ({ id }) => id === started) };
}

function listOperations(call: Call): Answer {
	return { response: readOperations(call, askedFor(call, call.query.text('id'))) };
}

const TYPE_NAMES: Record<string, number> = {
	move: 0,
	copy: 1,
	delete: 2,
	download: 3,
	markasread: 4,
	import: 5,
	convert: 6,
	duplicate: 7,
};

/** Import and Convert cannot be asked for (docspace-api.md 6.6). */
function listOperationsOfType(call: Call): Answer {
	const text = call.params['type'] ?? '';
	const type = /^\d+$/.test(text) ? Number(text) : TYPE_NAMES[text.toLowerCase()];
	if (type === undefined) {
		throw new ValidationProblem({ operationType: [`The value '${text}' is not valid.`] });
	}
	if (type === TYPE_NAMES['import'] || type === TYPE_NAMES['convert']) {
		throw badArgument("Unsupported operation type. (Parameter 'operationType')");
	}
	const byId = askedFor(call, call.query.text('id'));
	return {
		response: readOperations(call, (operation) => operation.type === type && byId(operation)),
	};
}

/** Cancels, and then reads what is left, with all that reading consumes (docspace-api.md 6.6, 6.8). */
function terminate(call: Call): Answer {
	const { id } = call.params;
	call.operations.terminate(call.caller?.id ?? '', id === undefined || id === '' ? undefined : id);
	return { response: readOperations(call, () => true) };
}

interface DestinationQuestion {
	fileIds: EntryId[];
	folderIds: EntryId[];
	destination: Folder | undefined;
}

function readQuestion(call: Call): DestinationQuestion {
	const { query, store } = call;
	const ids = (name: string) => query.all(name).map(parseEntryId);
	return {
		fileIds: ids('fileIds'),
		folderIds: ids('folderIds'),
		destination: store.folders.get(parseEntryId(query.text('destFolderId') ?? '')),
	};
}

/** Entries whose title the destination already holds; clashes among the moved are not seen (6.6). */
function findConflicts(call: Call): Answer {
	const { fileIds, folderIds, destination } = readQuestion(call);
	const { store, rights, dto } = call;
	if (destination === undefined) throw invalidOperation('The required folder was not found');
	if (!rights.can('Create', destination)) {
		throw invalidOperation("You don't have enough permission to create");
	}
	const files = fileIds.flatMap((id) => store.files.get(id) ?? []);
	const folders = folderIds.flatMap((id) => store.folders.get(id) ?? []);
	const clashing: AnyEntry[] = [
		...folders.filter(({ title }) => store.folderTitled(destination, title) !== undefined),
		...files.filter((file) => {
			const found = store.fileTitled(destination, file.title);
			return found !== undefined && categoryOf(found) === categoryOf(file);
		}),
	];
	return { response: clashing.map((entry) => dto.entry(entry)) };
}

const CHECK_RESULT = { allAllowed: 0, partAllowed: 1, noneAllowed: 2 };

/** Tells which files a form room would take (docspace-api.md 6.6). */
function checkDestination(call: Call): Answer {
	const { fileIds, destination } = readQuestion(call);
	const { store, dto } = call;
	if (destination === undefined) throw folderNotFound();
	const isFormRoom = store.roomOf(destination)?.type === FolderType.formRoom;
	const files = fileIds
		.flatMap((id) => store.files.get(id) ?? [])
		.filter(({ isForm }) => !isFormRoom || isForm);
	const some = files.length === 0 ? CHECK_RESULT.noneAllowed : CHECK_RESULT.partAllowed;
	const result = files.length === fileIds.length ? CHECK_RESULT.allAllowed : some;
	return { response: { result, files: files.map((file) => dto.file(file)) } };
}

/** File operations. */
export const OPERATION_ROUTES: Route[] = [
	{
		method: 'GET',
		template: 'files/fileops',
		scope: 'files',
		anonymous: true,
		act: listOperations,
	},
	{
		method: 'PUT',
		template: 'files/fileops/move',
		scope: 'files',
		hasBody: true,
		act: transfer('move'),
	},
	{
		method: 'PUT',
		template: 'files/fileops/copy',
		scope: 'files',
		hasBody: true,
		act: transfer('copy'),
	},
	{
		method: 'PUT',
		template: 'files/fileops/delete',
		scope: 'files',
		hasBody: true,
		act: deleteEntries,
	},
	{
		method: 'PUT',
		template: 'files/fileops/bulkdownload',
		scope: 'files',
		anonymous: true,
		hasBody: true,
		act: bulkDownload,
	},
	// The literal route catches `fileops/move` before the one by type does (docspace-api.md 6.6, T36).
	{ method: 'GET', template: 'files/fileops/move', scope: 'files', act: findConflicts },
	{
		method: 'GET',
		template: 'files/fileops/checkdestfolder',
		scope: 'files',
		act: checkDestination,
	},
	{
		method: 'GET',
		template: 'files/fileops/{type}',
		scope: 'files',
		anonymous: true,
		act: listOperationsOfType,
	},
	{
		method: 'PUT',
		template: 'files/fileops/terminate',
		scope: 'files',
		anonymous: true,
		act: terminate,
	},
	{
		method: 'PUT',
		template: 'files/fileops/terminate/{id}',
		scope: 'files',
		anonymous: true,
		act: terminate,
	},
];
