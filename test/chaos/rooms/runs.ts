import { launchNode, NODE_NAME, type Execution, type WorkflowRun } from '../../harness/engine';
import { kindOf, type RoomsStage } from './stage';

/** One execution of Room: Create. */
export interface RoomRun {
	name: string;
	execution: Execution;
	/** How it ended; undefined while it is under way. */
	ended?: WorkflowRun;
	/** How many files the room it put out held then. */
	filesAtEnd?: number;
	/** Virtual milliseconds it took. */
	took: number;
	/** Its process was killed, so that nobody heard what it said. */
	killed: boolean;
	key: string;
}

/** Starts Room: Create as a case wants it, with a key of its own. */
export function launch(stage: RoomsStage, name: string): RoomRun {
	const { portal, manager, sandbox, spec, template } = stage;
	const key = portal.addApiKey(manager);
	stage.secrets.push(key);
	const startedAt = sandbox.clock.now();
	const execution = launchNode({
		parameters: {
			resource: 'room',
			operation: 'create',
			// The same data comes again in another spelling.
			roomName: name === 'first' ? spec.name : spec.nameAgain,
			...(spec.from === 'template'
				? { createFrom: 'template', template: { __rl: true, mode: 'id', value: template } }
				: { createFrom: 'type', roomType: kindOf(spec.from) }),
			ifExists: spec.ifExists,
			options: { tags: 'client' },
		},
		settings: { onError: 'continueErrorOutput' },
		credentials: { docSpaceApi: { portalUrl: sandbox.url, apiKey: key } },
	});
	const run: RoomRun = { name, execution, took: 0, killed: false, key };
	void execution.finished.then((ended) => {
		run.ended = ended;
		run.took = sandbox.clock.now() - startedAt;
		const [item] = ended.json(NODE_NAME);
		run.filesAtEnd = portal.store.folders.get(Number(item?.id))?.filesCount;
	});
	return run;
}
