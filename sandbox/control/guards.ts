import type { PlainAct } from '../portal/acts';
import { isPresetName } from '../ground/answers';
import type { Fault, JobTrouble } from '../portal/faults';
import { isObject, type JsonObject } from '../ground/input';
import { DEFAULT_SETTINGS, type Settings } from '../ground/settings';
import { isPortalVersion } from '../ground/versions';

type Kind = 'id' | 'text' | 'flag' | 'number' | 'optional text' | 'optional number';

const ACT_MEMBERS: Record<PlainAct['do'], Record<string, Kind>> = {
	deleteFile: { id: 'id', by: 'optional text' },
	addFile: { parentId: 'id', title: 'text', size: 'optional number' },
	trashFile: { id: 'id', by: 'optional text' },
	moveFile: { id: 'id', to: 'id', by: 'optional text' },
	renameFile: { id: 'id', title: 'text', by: 'optional text' },
	addFolder: { parentId: 'id', title: 'text' },
	deleteFolder: { id: 'id', by: 'optional text' },
	trashFolder: { id: 'id', by: 'optional text' },
	renameRoom: { id: 'id', title: 'text', by: 'optional text' },
	archiveRoom: { id: 'id', by: 'optional text' },
	restoreRoom: { id: 'id', by: 'optional text' },
	lockFile: { id: 'id', by: 'text' },
	unlockFile: { id: 'id' },
	openFile: { id: 'id', by: 'text' },
	closeFile: { id: 'id', by: 'optional text' },
	setConverting: { id: 'id', converting: 'flag' },
	miscount: { id: 'id', files: 'number' },
	setSwallowErrors: { id: 'id', swallow: 'flag' },
	restrict: { id: 'id', userId: 'text' },
	relate: { callerId: 'text', guestId: 'text' },
	disableUser: { userId: 'text' },
	revokeOAuthTokens: { userId: 'text' },
	stealResults: { userId: 'text' },
};

const JOB_TROUBLES: JobTrouble[] = [
	'crash',
	'cancel',
	'dieUncounted',
	'deleteDestination',
	'lockFile',
	'openFile',
	'loseResult',
];

function isOfKind(value: unknown, kind: Kind): boolean {
	switch (kind) {
		case 'id':
			return typeof value === 'number' || typeof value === 'string';
		case 'text':
			return typeof value === 'string';
		case 'flag':
			return typeof value === 'boolean';
		case 'number':
			return typeof value === 'number';
		case 'optional text':
			return value === undefined || typeof value === 'string';
		case 'optional number':
			return value === undefined || typeof value === 'number';
	}
}

function hasMembers(value: JsonObject, members: Record<string, Kind>): boolean {
	return Object.entries(members).every(([name, kind]) => isOfKind(value[name], kind));
}

function isActName(name: unknown): name is PlainAct['do'] {
	return typeof name === 'string' && Object.hasOwn(ACT_MEMBERS, name);
}

/** Whether plain data says what somebody does. */
export function isPlainAct(value: unknown): value is PlainAct {
	return isObject(value) && isActName(value.do) && hasMembers(value, ACT_MEMBERS[value.do]);
}

function isActList(value: unknown): boolean {
	return value === undefined || (Array.isArray(value) && value.every(isPlainAct));
}

function isAnswer(value: unknown): boolean {
	if (value === undefined || isPresetName(value)) return true;
	return isObject(value) && hasMembers(value, { status: 'number', body: 'optional text' });
}

/** Whether plain data describes a fault. */
export function isFault(value: unknown): value is Fault {
	if (!isObject(value) || !isActList(value.acts)) return false;
	const members: Record<string, Kind> = {
		on: 'text',
		nth: 'optional number',
		times: 'optional number',
		file: 'optional number',
		delayMs: 'optional number',
	};
	if (!hasMembers(value, members)) return false;
	const { trouble, cut } = value;
	const knownTrouble = trouble === undefined || JOB_TROUBLES.some((name) => name === trouble);
	const knownCut = cut === undefined || cut === 'before' || cut === 'after';
	return knownTrouble && knownCut && isAnswer(value.answer) && isAnswer(value.answerAfter);
}

const CHOICES = {
	titleComparison: ['mysql', 'postgresql'],
	tieOrder: ['shuffled', 'stable'],
};

/** Whether plain data holds nothing but settings with fitting values. */
export function isSettings(value: unknown): value is Partial<Settings> {
	if (!isObject(value)) return false;
	const defaults: JsonObject = { ...DEFAULT_SETTINGS };
	return Object.entries(value).every(([name, setting]) => {
		if (name === 'portalVersion') return isPortalVersion(setting);
		if (name === 'titleComparison' || name === 'tieOrder') {
			return CHOICES[name].some((choice) => choice === setting);
		}
		return Object.hasOwn(defaults, name) && typeof setting === typeof defaults[name];
	});
}
