import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { File } from '../../../sandbox';
import { uploadedTitle } from '../../../sandbox/model/titles';
import { NODE_NAME } from '../../harness/engine';
import { isRecord } from '../../harness/guards';
import { withReport, type Report, type Violation } from '../judging';
import { secretsStaySecret, type NodeRun } from '../nodeRuns';
import type { UploadsCase } from './cases';
import { contentOf, sourcesOf } from './contents';
import { areNamesakes, type Stored, type UploadsStage } from './stage';

/** What must hold of the portal after all runs. */
export function judgePortal(stage: UploadsStage, spec: UploadsCase, runs: NodeRun[]): Violation[] {
	return withReport((report) => {
		nothingElseIsTouched(stage, report);
		for (const stored of stage.stored) judgeStored(stage, spec, stored, runs, report);
		noSourceTwice(stage, spec, report);
		secretsStaySecret(stage, runs, report);
	});
}

/** What others have made is as they left it; nothing but uploads is done by us. */
function nothingElseIsTouched({ portal, manager, others }: UploadsStage, report: Report): void {
	for (const { actor, what, id } of portal.journal.entries) {
		if (actor === manager.id && what !== 'file.uploadedBySession') {
			report('untouched', `${what} ${String(id)}, which nobody asked for`);
		}
	}
	const gone = new Set(portal.journal.of('file.deleted').map(({ id }) => String(id)));
	for (const [file, { titles, versions }] of others) {
		const isThere = portal.store.files.get(file.id) === file;
		if (!isThere && !gone.has(String(file.id))) report('untouched', `${nameOf(file)} is gone`);
		// A version brings the title along that was read before it, its extension in small letters (14.3, T136).
		if (![...titles, ...titles.map(uploadedTitle)].includes(file.title)) {
			report('untouched', `${nameOf(file)} was “${String(titles.at(-1))}”`);
		}
		if (versions.some((version, at) => file.versions[at] !== version)) {
			report('untouched', `${nameOf(file)} has lost a version`);
		}
	}
}

const nameOf = ({ title, id }: File) => `“${title}” (${id})`;

/** All of an item, as the version of a file that it was meant to be, or as a file where none was. */
function judgeStored(
	stage: UploadsStage,
	spec: UploadsCase,
	{ file, version, number, title, beside, sequence }: Stored,
	runs: NodeRun[],
	report: Report,
): void {
	const bytes = version.content?.bytes;
	const sources = sourcesOf(spec, bytes).filter(({ item }) => bearsTitle(spec, title, item));
	if (sources.length === 0 || bytes?.length !== version.size) {
		return report('bytes', `version ${number} of ${nameOf(file)} is none of the files uploaded`);
	}
	const items = sources.flatMap(({ item }) => spec.items[item] ?? []);
	if (number > 1) {
		const mayBeVersion = spec.policy === 'newVersion' || isStoredAgain(stage, file, number);
		if (!mayBeVersion) report('versions', `${nameOf(file)} got version ${number}`);
		return;
	}
	if (spec.policy === 'keepBoth') return;
	// What others have added since a run began may have come after its last look.
	const begun = Math.min(
		...runs.filter(({ name }) => sources.some(({ run }) => run === name)).map(({ from }) => from),
	);
	const namesakes = [...beside].filter(([other]) => {
		const since = stage.others.get(other)?.since ?? 0;
		return since <= begun || since > sequence;
	});
	const hasTwin = ({ title: wanted }: { title: string }) =>
		namesakes.some(([, one]) => areNamesakes(spec, one, { title: wanted }));
	if (items.every(hasTwin)) report('twin', `${nameOf(file)} was stored beside its namesake`);
}

/** Whether a title is that of an item, with a number or without. */
function bearsTitle(spec: UploadsCase, title: string, item: number): boolean {
	const wanted = spec.items[item];
	const titles = [title, title.replace(/ \(\d+\)(?=(\.[^.]*)?$)/, '')];
	return wanted !== undefined && titles.some((one) => areNamesakes(spec, one, wanted));
}

/** A small file that is sent again, because nothing was to be seen of it, is a version of its own. */
function isStoredAgain({ stored }: UploadsStage, file: File, number: number): boolean {
	const [before, now] = [number - 1, number].map((wanted) => {
		const one = stored.find((other) => other.file === file && other.number === wanted);
		return one?.version.content?.bytes;
	});
	return before !== undefined && now !== undefined && before.equals(now);
}

/** What one run uploads of one item is one file. */
function noSourceTwice({ stored }: UploadsStage, spec: UploadsCase, report: Report): void {
	const files = new Map<string, Set<File>>();
	for (const { file, version } of stored) {
		const [source, other] = sourcesOf(spec, version.content?.bytes);
		if (source === undefined || other !== undefined) continue;
		const key = `item ${source.item} of the ${source.run} run`;
		files.set(key, new Set([...(files.get(key) ?? []), file]));
	}
	for (const [key, set] of files) {
		if (set.size > 1) report('twin', `${key} is stored as ${[...set].map(nameOf).join(', ')}`);
	}
}

/** What a run says of each of its items, as long as it lived. */
interface Said {
	item: number;
	json: IDataObject;
}

function saidBy({ ended }: NodeRun, output: number): Said[] {
	return (ended?.items(NODE_NAME, output) ?? []).map((one) => ({
		item: itemOf(one),
		json: one.json,
	}));
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	const [paired] = [pairedItem].flat();
	return isRecord(paired) ? Number(paired.item) : Number(paired ?? -1);
}

/** What must hold of what one run said. */
export function judgeRun(stage: UploadsStage, spec: UploadsCase, run: NodeRun): Violation[] {
	return withReport((report) => {
		if (run.ended === undefined) return report('ends', `${run.name} has not ended`);
		if (run.killed) return;
		const done = saidBy(run, 0);
		const failed = saidBy(run, 1);
		const told = [...done, ...failed].map(({ item }) => item).sort();
		const all = spec.items.map((_, at) => at);
		const isCut = run.ended.status === 'canceled' || run.ended.status === 'error';
		if (!isCut && told.join() !== all.join()) {
			report('sum', `${run.name} tells of the items ${told.join()}`);
		}
		for (const { item, json } of done) {
			// Of a node that was cancelled n8n keeps what came in.
			if (isCut && json.uploaded === undefined) continue;
			if (json.uploaded === true) judgeUploaded(stage, spec, run, { item, json }, report);
			else judgeSkipped(stage, spec, { item, json }, report);
		}
	});
}

function judgeUploaded(
	{ stored }: UploadsStage,
	spec: UploadsCase,
	{ name, from, to }: NodeRun,
	{ item, json }: Said,
	report: Report,
): void {
	const content = contentOf(spec, name, item);
	const ours = stored.filter(
		({ sequence, version }) =>
			from < sequence && sequence <= to && version.content?.bytes?.equals(content) === true,
	);
	const found = ours.filter(({ id }) => String(id) === String(json.id));
	const last = found.at(-1);
	const said = `${name}: item ${item} is said to be ${String(json.id)}`;
	// Of two runs that upload as many bytes under one title in one second the portal's answers do not tell whose a file is.
	const isOfAnother = stored.some(({ id, version: { content: other } }) => {
		const isAlike = String(id) === String(json.id) && json.size === other?.size;
		return isAlike && sourcesOf(spec, other?.bytes).some(({ run }) => run !== name);
	});
	if (last === undefined && isOfAnother && spec.disturbance.kind !== 'none') return;
	if (last === undefined) return report('truth', `${said}, and is not`);
	if (json.size !== content.length) report('truth', `${said} with ${String(json.size)} bytes`);
	const numbers = found.map(({ number }) => number);
	const version = Number(json.version);
	const isVersion = numbers.includes(version) || (version > last.number && spec.items.length > 1);
	if (!isVersion) report('truth', `${said} as version ${version}, not ${numbers.join()}`);
	const isNew = numbers.includes(1);
	if (content.length > 0 && json.newVersion === isNew) {
		report('truth', `${said}, newVersion ${String(json.newVersion)}, versions ${numbers.join()}`);
	}
}

function judgeSkipped(
	{ ids }: UploadsStage,
	spec: UploadsCase,
	{ item, json }: Said,
	report: Report,
): void {
	const wanted = spec.items[item];
	const isThere = ids.has(String(json.id));
	const isAlike = wanted && areNamesakes(spec, String(json.title), wanted);
	if (spec.policy !== 'skip' || !isThere || !isAlike) {
		report('truth', `item ${item} is said to be there as ${String(json.id)}`);
	}
}

/** On a portal at peace everything arrives, or is there, or is refused as it was asked for. */
export function judgeConvergence(
	stage: UploadsStage,
	spec: UploadsCase,
	run: NodeRun,
	before: File[],
): Violation[] {
	return withReport((report) => {
		for (const { item, json } of saidBy(run, 1)) {
			const wanted = spec.items[item];
			const message = JSON.stringify(json.error).slice(0, 300);
			const mayFail = spec.policy === 'fail' && /is Fail, and/.test(message);
			const isThere = [...before, ...stage.stored.map(({ file }) => file)].some(
				({ title }) => wanted && areNamesakes(spec, title, wanted),
			);
			if (mayFail && isThere) continue;
			if (spec.storage === 'spoint' && message.includes('lies in SharePoint')) continue;
			report('converges', `item ${item}: ${message}`);
		}
	});
}

/** Once all is there, one more run makes only what it is asked to make. */
export function judgeRepetition(
	{ stored }: UploadsStage,
	{ policy }: UploadsCase,
	{ from, to }: NodeRun,
): Violation[] {
	return withReport((report) => {
		if (policy === 'keepBoth') return;
		for (const { sequence, file, number } of stored) {
			if (sequence <= from || sequence > to) continue;
			if (policy === 'newVersion' && number > 1) continue;
			report('repetition', `${nameOf(file)} got version ${number} in a run more`);
		}
	});
}
