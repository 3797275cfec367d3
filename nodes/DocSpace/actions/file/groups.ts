import { groupedBy } from '../../portal/lists';
import type { Item } from '../item';
import type { Outcome, Run } from '../operation';

/** How items that ask for the same share their requests. */
interface Grouping<Order, Ended> {
	/** Equal for orders that may be carried out together. */
	keyOf: (order: Order) => string;
	/** Carries orders out together; what became of each, in their order. */
	work: (group: Order[]) => Promise<Ended[]>;
	outcomeOf: (order: Order, ended: Ended) => Outcome;
}

/**
 * Runs an operation for groups of input items. Those that cannot be read fail alone; a group that fails does so for
 * each of its items. Stops at the first error unless the node is to continue on errors.
 */
export async function outcomesOfGroups<Order, Ended>(
	run: Run,
	read: (item: Item) => Promise<Order>,
	{ keyOf, work, outcomeOf }: Grouping<Order, Ended>,
): Promise<Outcome[]> {
	const outcomes: Array<Outcome | undefined> = run.items.map(() => undefined);
	const orders = await Promise.all(
		run.items.map(async (item, at) => {
			const order = await read(item).catch((error: unknown) => {
				outcomes[at] = { error };
			});
			return order ? [{ at, order }] : [];
		}),
	);
	const mayGoOn = () =>
		run.n8n.continueOnFail() || outcomes.every((outcome) => !outcome || 'items' in outcome);
	for (const group of groupedBy(orders.flat(), ({ order }) => keyOf(order)).values()) {
		if (!mayGoOn()) break;
		const done = await work(group.map(({ order }) => order)).then(
			(ended) => ({ ended }),
			(error: unknown) => ({ error }),
		);
		for (const [position, { at, order }] of group.entries()) {
			const ended = 'ended' in done ? done.ended[position] : undefined;
			outcomes[at] =
				'error' in done ? done : ended === undefined ? undefined : outcomeOf(order, ended);
		}
	}
	// Where it stopped, the error is what counts; the items behind it have no outcome.
	return outcomes.map((outcome) => outcome ?? { items: [] });
}
