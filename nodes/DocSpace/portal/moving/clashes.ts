import type { Candidate, Fate } from './candidates';
import type { Destination } from './destination';
import { quote } from '../errors';
import { isThirdParty, keyOf, type FileId } from '../ids';
import { groupedBy } from '../lists';
import { FreeTitles, hasExtension } from '../titles';

/** What to do with files of equal titles, as the user chose it. */
export type ConflictPolicy = 'keepBoth' | 'skip' | 'overwrite';

/**
 * Decides about equal titles before anything is sent, because the portal would leave the losers behind
 * without a word, or destroy them (docspace-api.md 6.4, T27 to T29). Returns the candidates to send, with
 * `wantedTitle` and `overwrites`; some of the others have a `fate` then, the rest waits for what becomes
 * of those. `all` are the files of the order, those that have arrived included. Both are in order.
 */
export function planTitles(
	candidates: Candidate[],
	destination: Destination,
	policy: ConflictPolicy,
	all: Candidate[],
): Candidate[] {
	return { keepBoth, skip, overwrite }[policy](candidates, destination, all);
}

/**
 * Whether a file survives another title. In DocSpace's own storage one without extension loses its content
 * for good when it gets another name without extension (docspace-api.md 6.8, T137).
 */
export function mayBeRenamed({ id, title }: Candidate): boolean {
	return hasExtension(title) || isThirdParty(id);
}

/** The first of equal titles keeps it; the others take the next free one, or stay where that harms them. */
function keepBoth(
	candidates: Candidate[],
	destination: Destination,
	all: Candidate[],
): Candidate[] {
	// Nobody is given a title that another file brings along, or that one would need a new title too. One that
	// stays counts as well: third-party storage gives no title of its folder twice (docspace-api.md 6.4).
	const { compared } = destination;
	const hidden = candidates.flatMap(({ hiddenClashes }) => hiddenClashes);
	const brought = all.map(({ title }) => title);
	const free = new FreeTitles([...destination.titles, ...hidden, ...brought], compared);
	const used = new Set([...destination.titles, ...hidden.map(compared)]);
	const send: Candidate[] = [];
	for (const candidate of candidates) {
		const clashes = used.has(compared(candidate.title));
		if (clashes && !mayBeRenamed(candidate)) {
			const example = `${candidate.title.replace(/\.$/, '')}.txt`;
			candidate.fate = {
				kind: 'failed',
				reason: `another file is named ${quote(candidate.title)} too, and DocSpace destroys the content of a file without extension when it gets a number; give it a name with an extension, such as ${quote(example)}, and run again`,
			};
			continue;
		}
		candidate.wantedTitle = clashes ? free.next(candidate.ownTitle) : candidate.title;
		used.add(compared(candidate.wantedTitle));
		send.push(candidate);
	}
	return send;
}

/**
 * One winner per title: an entry that is there already, else the file with the lowest id. Its namesakes
 * wait until it has arrived; where it may not be moved, the next of them goes.
 */
function skip(candidates: Candidate[], destination: Destination): Candidate[] {
	const send: Candidate[] = [];
	const titlesSent = new Set<string>();
	for (const candidate of candidates) {
		const title = destination.compared(candidate.title);
		const [there] = destination.withTitle(candidate.title);
		if (there) {
			candidate.fate = skippedFor(there);
		} else if (!titlesSent.has(title)) {
			titlesSent.add(title);
			send.push(candidate);
		}
	}
	return send;
}

/** The fate of a file whose title another has that is in the destination. */
export function skippedFor({
	id,
	title,
}: {
	id: FileId;
	title: string;
}): Fate & { kind: 'skipped' } {
	return {
		kind: 'skipped',
		reason: `a file named ${quote(title)} (${id}) is in the destination already`,
	};
}

/** Files that clash with each other would destroy one another, so none of them is sent (T28). */
function overwrite(
	candidates: Candidate[],
	destination: Destination,
	all: Candidate[],
): Candidate[] {
	const namesakes = groupedBy(candidates, ({ title }) => destination.compared(title));
	const own = new Set(all.map(({ id }) => keyOf(id)));
	for (const group of namesakes.values()) {
		for (const candidate of group) {
			candidate.overwrites = destination.withTitle(candidate.title);
			const rival =
				group.find((other) => other !== candidate)?.id ??
				candidate.overwrites.find(({ id }) => own.has(keyOf(id)))?.id;
			if (rival === undefined) continue;
			candidate.fate = {
				kind: 'failed',
				reason: `it has the same name as file ${rival}, and with Overwrite only one of them would survive; choose Keep Both`,
			};
		}
	}
	return candidates.filter(({ fate }) => !fate);
}
