import type { Settings } from '../ground/settings';
import { FolderType, ROOM_FOLDER_TYPE } from '../model/enums';
import type { Store } from '../model/store';
import type { EntryId, Folder, PortalUser, RoomSettings } from '../model/types';
import { Rights } from '../rules/rights';
import { openLink, openRoom } from './newRoom';

/** What one reads of such a job, whoever started it. */
export interface TemplateJob {
	/** Id of what it makes; -1 before that is there (docspace-api.md 16.2). */
	madeId: EntryId;
	progress: number;
	error: string;
	isCompleted: boolean;
}

/** Works on in steps; what it returns is the portal's text where it failed. */
type Steps = Generator<void, string | undefined>;

/** One job at a time for the whole portal: a second one is dropped without a word (docspace-api.md 16.2, T110). */
export class SingleJob {
	private job: TemplateJob | undefined;

	constructor(
		private readonly store: Store,
		private readonly settings: Settings,
	) {}

	/** The last job, also when it is over; nothing before there was one. */
	get last(): TemplateJob | undefined {
		return this.job;
	}

	start(steps: (job: TemplateJob) => Steps): void {
		if (this.job?.isCompleted === false) return;
		const job: TemplateJob = { madeId: -1, progress: 0, error: '', isCompleted: false };
		this.job = job;
		this.proceed(job, steps(job), this.settings.templateMs);
	}

	private proceed(job: TemplateJob, steps: Steps, pause: number): void {
		const { clock } = this.store;
		clock.schedule(clock.now() + pause, () => {
			const { done, value: problem } = steps.next();
			if (done !== true) return this.proceed(job, steps, this.settings.msPerFile);
			if (problem === undefined) job.progress = 100;
			else job.error = problem;
			job.isCompleted = true;
		});
	}
}

const NO_SOURCE = 'Object reference not set to an instance of an object.';

/** A room that is to be made of a template, or a template of a room. */
export interface CopyOrder {
	sourceId: EntryId;
	title: string;
	/** What is to be other than in the source. */
	settings: Partial<RoomSettings>;
}

/** Room templates, and rooms made of them (docspace-api.md 16.2). */
export class Templates {
	readonly toRooms: SingleJob;
	readonly toTemplates: SingleJob;

	constructor(
		private readonly store: Store,
		settings: Settings,
	) {
		this.toRooms = new SingleJob(store, settings);
		this.toTemplates = new SingleJob(store, settings);
	}

	/** Makes a room of a template, unless the portal is busy with another. */
	startRoom(user: PortalUser, order: CopyOrder): void {
		this.toRooms.start((job) => this.room(user, order, job));
	}

	/** Makes a template of a room, unless the portal is busy with another. */
	startTemplate(user: PortalUser, order: CopyOrder): void {
		this.toTemplates.start((job) => this.template(user, order, job));
	}

	private *room(
		user: PortalUser,
		{ sourceId, title, settings }: CopyOrder,
		job: TemplateJob,
	): Steps {
		const template = this.store.folders.get(sourceId);
		if (template === undefined) return NO_SOURCE;
		const isTemplate = this.store.rootOf(template)?.type === FolderType.roomTemplates;
		if (!isTemplate || !new Rights(this.store, user).can('Read', template)) {
			return "You don't have enough permission to view the folder content";
		}
		const { kind = 'custom', indexing, denyDownload, quota } = template.room ?? {};
		// Neither the lifetime of files nor the watermark comes from the template.
		const own = { kind, indexing, denyDownload, quota, ...settings };
		const room = openRoom(this.store, user, { title }, own);
		openLink(this.store, room, kind, user.id);
		job.madeId = room.id;
		yield* this.copyContent(template, room, user, job);
		return undefined;
	}

	private *template(
		user: PortalUser,
		{ sourceId, title, settings }: CopyOrder,
		job: TemplateJob,
	): Steps {
		const { store } = this;
		const source = store.folders.get(sourceId);
		if (source === undefined) return NO_SOURCE;
		if (!new Rights(store, user).can('EditRoom', source) || source.room === undefined) {
			return "You don't have permission to edit the room";
		}
		const template = store.addFolder(store.templatesRoot, {
			title,
			type: ROOM_FOLDER_TYPE[source.room.kind],
			createdBy: user.id,
			room: { ...source.room, tags: [], ...settings },
		});
		job.madeId = template.id;
		yield* this.copyContent(source, template, user, job);
		return undefined;
	}

	/** What cannot be copied is left out and nowhere told; folders of the portal's own stay out (T111). */
	private *copyContent(
		from: Folder,
		to: Folder,
		user: PortalUser,
		job: TemplateJob,
	): Generator<void> {
		const { store } = this;
		const step = 0.9 / Math.max(from.filesCount, 1);
		const places: Array<[source: Folder, target: Folder]> = [[from, to]];
		for (const [source, target] of places) {
			for (const file of [...source.files.values()]) {
				yield;
				if (file.contentGone) continue;
				const { title, size, isForm } = file;
				const content = file.versions.at(-1)?.content;
				store.addFile(target, { title, size, content, isForm, createdBy: user.id });
				job.progress += step;
			}
			const folders = [...source.folders.values()];
			const copied = folders.filter(({ type }) => source !== from || type === FolderType.default);
			for (const folder of copied) {
				const { title, type } = folder;
				places.push([folder, store.addFolder(target, { title, type, createdBy: user.id })]);
			}
		}
	}
}
