import { isObject, type JsonObject } from '../ground/input';
import { CHOICES, DEFAULT_SETTINGS, type Settings } from '../ground/settings';
import { isPlainAct } from '../portal/acts';
import type { Fault, JobTrouble } from '../portal/faults';
import { isPresetName } from '../portal/presetAnswers';
import { hasShape, type Members } from '../portal/shape';

const JOB_TROUBLES: JobTrouble[] = [
	'crash',
	'cancel',
	'dieUncounted',
	'deleteDestination',
	'lockFile',
	'openFile',
	'loseResult',
];

function isActList(value: unknown): boolean {
	return value === undefined || (Array.isArray(value) && value.every(isPlainAct));
}

function isAnswer(value: unknown): boolean {
	if (value === undefined || isPresetName(value)) return true;
	return isObject(value) && hasShape(value, { status: 'number', body: 'text?' });
}

/** Whether plain data describes a fault. */
export function isFault(value: unknown): value is Fault {
	if (!isObject(value) || !isActList(value.acts)) return false;
	const members: Members = {
		on: 'text',
		nth: 'number?',
		times: 'number?',
		file: 'number?',
		delayMs: 'number?',
	};
	if (!hasShape(value, members)) return false;
	const { trouble, cut } = value;
	const knownTrouble = trouble === undefined || JOB_TROUBLES.some((name) => name === trouble);
	const knownCut = cut === undefined || cut === 'before' || cut === 'after' || cut === 'within';
	return knownTrouble && knownCut && isAnswer(value.answer) && isAnswer(value.answerAfter);
}

const WORDS = new Map<string, readonly unknown[]>(Object.entries(CHOICES));

/** Whether plain data holds nothing but settings with fitting values. */
export function isSettings(value: unknown): value is Partial<Settings> {
	if (!isObject(value)) return false;
	const defaults: JsonObject = { ...DEFAULT_SETTINGS };
	return Object.entries(value).every(([name, setting]) => {
		const words = WORDS.get(name);
		if (words !== undefined) return words.includes(setting);
		return Object.hasOwn(defaults, name) && typeof setting === typeof defaults[name];
	});
}
