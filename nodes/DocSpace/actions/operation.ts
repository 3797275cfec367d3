import {
	updateDisplayOptions,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyOptions,
	type NodeExecutionHint,
} from 'n8n-workflow';

import { PICKED_NAME } from '../locators/locator';
import type { PortalClient } from '../portal/http/client';
import type { Item } from './item';

/** One execution of the node. */
export interface Run {
	n8n: IExecuteFunctions;
	portal: PortalClient;
	items: Item[];
}

/** What was done for one input item: any number of output items, each with the same files. */
export interface Done {
	items: IDataObject[];
	binary?: IBinaryKeyData;
}

/** What one input item led to. */
export type Outcome = Done | { error: unknown };

/** Sums up in a sentence what one run of the node has put out; undefined where there is nothing to say. */
export type Hint = (results: IDataObject[]) => NodeExecutionHint | undefined;

/** One entry of the parameter *Operation*. */
export interface Operation {
	option: INodePropertyOptions & { value: string };
	fields: INodeProperties[];
	/** What n8n shows above the output, most important first. */
	hints?: Hint[];
	/** Returns one outcome for each input item, in order; fewer when it stopped at an error. */
	run: (run: Run) => Promise<Outcome[]>;
}

/** One entry of the parameter *Resource*, with its operations. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
}

/**
 * The parameter *Operation* of a resource and the fields of its operations, each shown where it belongs.
 * The first operation is the one chosen at first; the list shows them by name.
 */
export function propertiesOf({ option, operations }: Resource): INodeProperties[] {
	const options = operations.map((operation) => operation.option);
	const [first = ''] = options.map(({ value }) => value);
	options.sort((a, b) => (a.name < b.name ? -1 : 1));
	const choices: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [option.value] } },
		options,
		default: first,
	};
	const fields = operations.flatMap((operation) =>
		updateDisplayOptions(
			{ show: { resource: [option.value], operation: [operation.option.value] } },
			operation.fields,
		),
	);
	return [choices, ...fields];
}

/**
 * What stands below a node on the canvas: the room, folder, file or guest that was chosen, or else the operation as
 * the list of nodes calls it.
 */
export function subtitleOf(resources: Resource[]): string {
	const actions = resources.flatMap(({ option: { value }, operations }) =>
		operations.map(({ option }) => [`${value}.${option.value}`, option.action ?? option.name]),
	);
	const chosen = '$parameter["resource"] + "." + $parameter["operation"]';
	return `={{ ${PICKED_NAME} || (${JSON.stringify(Object.fromEntries(actions))})[${chosen}] }}`;
}

/**
 * Runs an operation by doing a job for each input item, one after the other. Stops at the first error
 * unless the node is to continue on errors.
 */
export function eachItem(job: (item: Item) => Promise<IDataObject[] | Done>): Operation['run'] {
	return async ({ n8n, portal, items }) => {
		const outcomes: Outcome[] = [];
		for (const item of items) {
			const outcome = await job(item).then(
				(done) => (Array.isArray(done) ? { items: done } : done),
				(error: unknown) => ({ error }),
			);
			outcomes.push(outcome);
			const goOn = 'items' in outcome || n8n.continueOnFail();
			if (!goOn || portal.signal?.aborted) break;
		}
		return outcomes;
	};
}
