import { accessDenied } from '../../ground/errors';
import type { AnyEntry, ShareRecord } from '../../model/types';
import { Links, required } from '../../people/links';
import { type Answer, type Call, callerOf, findFile, findFolder, type Route } from '../route';

const INVITATION = 0;

const linksFor = (call: Call) => new Links(call.store, call.rights, callerOf(call));
const fileOf = (call: Call) => required(findFile(call, call.params['id']));
const folderOf = (call: Call) => required(findFolder(call, call.params['id']));

function shown(call: Call, record: ShareRecord | undefined): Answer {
	return { response: record && call.dto.people.share(record, false) };
}

/** Reading makes a link where there is none (docspace-api.md T100). */
const getLink =
	(find: (call: Call) => AnyEntry) =>
	(call: Call): Answer => {
		if (call.caller === undefined) throw accessDenied();
		return shown(call, linksFor(call).primary(find(call)));
	};

const makeLink =
	(find: (call: Call) => AnyEntry) =>
	(call: Call): Answer =>
		shown(call, linksFor(call).primary(find(call), call.body));

const changeLink =
	(find: (call: Call) => AnyEntry) =>
	(call: Call): Answer =>
		shown(call, linksFor(call).change(find(call), call.body));

function changeRoomLink(call: Call): Answer {
	const isInvitation = (call.body.get('linkType') ?? INVITATION) === INVITATION;
	return isInvitation
		? shown(call, linksFor(call).changeInvitation(folderOf(call), call.body))
		: changeLink(folderOf)(call);
}

/** Only of files is the total told (docspace-api.md 14.11). */
function listFileLinks(call: Call): Answer {
	const records = linksFor(call).listed(fileOf(call));
	const start = call.query.whole('startIndex') ?? 0;
	const page = records.slice(start, start + call.query.pageSize());
	const response = page.map((record) => call.dto.people.share(record, false));
	return { response, count: page.length, total: records.length };
}

function listFolderLinks(call: Call): Answer {
	const records = linksFor(call).listed(folderOf(call));
	const response = records.map((record) => call.dto.people.share(record, false));
	return { response, count: records.length };
}

/** Links of files, folders and rooms; those of rooms are listed with their members. */
export const LINK_ROUTES: Route[] = [
	{
		method: 'GET',
		template: 'files/file/{id}/link',
		scope: 'files',
		anonymous: true,
		act: getLink(fileOf),
	},
	{
		method: 'GET',
		template: 'files/folder/{id}/link',
		scope: 'files',
		anonymous: true,
		act: getLink(folderOf),
	},
	{
		method: 'GET',
		template: 'files/rooms/{id}/link',
		scope: 'rooms',
		anonymous: true,
		act: getLink(folderOf),
	},
	{
		method: 'POST',
		template: 'files/file/{id}/link',
		scope: 'files',
		hasBody: true,
		act: makeLink(fileOf),
	},
	{
		method: 'POST',
		template: 'files/folder/{id}/link',
		scope: 'files',
		hasBody: true,
		act: makeLink(folderOf),
	},
	{ method: 'GET', template: 'files/file/{id}/links', scope: 'files', act: listFileLinks },
	{ method: 'GET', template: 'files/folder/{id}/links', scope: 'files', act: listFolderLinks },
	{
		method: 'PUT',
		template: 'files/file/{id}/links',
		scope: 'files',
		hasBody: true,
		act: changeLink(fileOf),
	},
	{
		method: 'PUT',
		template: 'files/folder/{id}/links',
		scope: 'files',
		hasBody: true,
		act: changeLink(folderOf),
	},
	{
		method: 'PUT',
		template: 'files/rooms/{id}/links',
		scope: 'rooms',
		hasBody: true,
		act: changeRoomLink,
	},
];
