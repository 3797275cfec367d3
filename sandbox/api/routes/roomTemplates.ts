import { ValidationProblem } from '../../ground/errors';
import { sanitiseTitle } from '../../model/titles';
import type { EntryId } from '../../model/types';
import { readRoomSettings } from '../../rooms/roomSettings';
import type { CopyOrder, TemplateJob } from '../../rooms/templates';
import { type Answer, type Call, callerOf, type Route } from '../route';
import { readRoomTitle } from './rooms';

/** Ids of the portal's own storage only (docspace-api.md 16.2). */
function readSource(call: Call, name: string): EntryId {
	const id = call.body.get(name);
	if (typeof id === 'number') return id;
	throw new ValidationProblem({ $: [`JSON deserialization was missing '${name}'.`] });
}

function readOrder(call: Call, source: string): CopyOrder {
	return {
		sourceId: readSource(call, source),
		title: sanitiseTitle(readRoomTitle(call)),
		settings: readRoomSettings(call.body, call.settings),
	};
}

/** No word of who started it, and nothing before there was one (docspace-api.md 16.2). */
function shown(job: TemplateJob | undefined, made: 'roomId' | 'templateId'): Answer {
	if (job === undefined) return {};
	const { madeId, progress, error, isCompleted } = job;
	return { response: { [made]: madeId, progress, error, isCompleted } };
}

const roomStatus = ({ templates }: Call): Answer => shown(templates.toRooms.last, 'roomId');
const templateStatus = ({ templates }: Call): Answer =>
	shown(templates.toTemplates.last, 'templateId');

function createRoom(call: Call): Answer {
	call.templates.startRoom(callerOf(call), readOrder(call, 'templateId'));
	return roomStatus(call);
}

function createTemplate(call: Call): Answer {
	call.templates.startTemplate(callerOf(call), readOrder(call, 'roomId'));
	return templateStatus(call);
}

/** Room templates, and rooms made of them. */
export const ROOM_TEMPLATE_ROUTES: Route[] = [
	{
		method: 'POST',
		template: 'files/rooms/fromTemplate',
		scope: 'rooms',
		hasBody: true,
		act: createRoom,
	},
	{ method: 'GET', template: 'files/rooms/fromTemplate/status', scope: 'rooms', act: roomStatus },
	{
		method: 'POST',
		template: 'files/roomtemplate',
		scope: 'files',
		hasBody: true,
		act: createTemplate,
	},
	{ method: 'GET', template: 'files/roomtemplate/status', scope: 'files', act: templateStatus },
];
