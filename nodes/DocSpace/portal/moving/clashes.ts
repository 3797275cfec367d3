import { inOrder, type Candidate, type Fate } from './candidates';
import type { Destination } from './destination';
import { quote } from '../errors';
import { isThirdParty, keyOf } from '../ids';
import { groupedBy } from '../lists';
import { folded, FreeTitles, hasExtension } from '../titles';

/** What to do with files of equal titles, as the user chose it. */
export type ConflictPolicy = 'keepBoth' | 'skip' | 'overwrite';

/** Which candidates to send, and what is decided of others already; the rest waits for what becomes of those. */
export interface Plan {
	send: Candidate[];
	decided: Map<Candidate, Fate>;
}

/**
 * Decides about equal titles before anything is sent, because the portal would leave the losers behind
 * without a word, or destroy them (docspace-api.md 6.4, T27 to T29). Sets each candidate's
 * `wantedTitle` and `overwrites`. `all` are the files of the order, those that have arrived included.
 */
export function planTitles(
	candidates: Candidate[],
	destination: Destination,
	policy: ConflictPolicy,
	all: Candidate[],
): Plan {
	switch (policy) {
		case 'keepBoth':
			return keepBoth(candidates, destination);
		case 'skip':
			return skip(candidates, destination);
		case 'overwrite':
			return overwrite(candidates, destination, all);
	}
}

/**
 * Whether a file survives another title. In DocSpace's own storage one without extension loses its content
 * for good when it gets another name without extension (docspace-api.md 6.8, T137).
 */
export function mayBeRenamed({ id, title }: Candidate): boolean {
	return hasExtension(title) || isThirdParty(id);
}

/** The first of equal titles keeps it; the others take the next free one, or stay where that harms them. */
function keepBoth(candidates: Candidate[], destination: Destination): Plan {
	// Nobody is given a title that another file brings along, or that one would need a new title too.
	const free = new FreeTitles([...destination.titles, ...candidates.map(({ title }) => title)]);
	const used = new Set(destination.titles);
	const send: Candidate[] = [];
	const decided = new Map<Candidate, Fate>();
	for (const candidate of inOrder(candidates)) {
		const clashes = used.has(folded(candidate.title));
		if (clashes && !mayBeRenamed(candidate)) {
			decided.set(candidate, {
				kind: 'failed',
				reason: `another file is named ${quote(candidate.title)} too, and DocSpace destroys the content of a file without extension when it gets a number; give it a name with an extension, such as ${quote(withExtension(candidate.title))}, and run again`,
			});
			continue;
		}
		candidate.wantedTitle = clashes ? free.next(candidate.ownTitle) : candidate.title;
		used.add(folded(candidate.wantedTitle));
		send.push(candidate);
	}
	return { send, decided };
}

function withExtension(title: string): string {
	return `${title.replace(/\.$/, '')}.txt`;
}

/**
 * One winner per title: an entry that is there already, else the file with the lowest id. Its namesakes
 * wait until it has arrived; where it may not be moved, the next of them goes.
 */
function skip(candidates: Candidate[], destination: Destination): Plan {
	const send: Candidate[] = [];
	const titlesSent = new Set<string>();
	const decided = new Map<Candidate, Fate>();
	for (const candidate of inOrder(candidates)) {
		const title = folded(candidate.title);
		const [there] = destination.withTitle(candidate.title);
		if (there) {
			decided.set(candidate, {
				kind: 'skipped',
				reason: `a file named ${quote(there.title)} (${there.id}) is in the destination already`,
			});
		} else if (!titlesSent.has(title)) {
			titlesSent.add(title);
			send.push(candidate);
		}
	}
	return { send, decided };
}

/** Files that clash with each other would destroy one another, so none of them is sent (T28). */
function overwrite(candidates: Candidate[], destination: Destination, all: Candidate[]): Plan {
	const namesakes = groupedBy(candidates, ({ title }) => folded(title));
	const own = new Set(all.map(({ id }) => keyOf(id)));
	const decided = new Map<Candidate, Fate>();
	for (const group of namesakes.values()) {
		for (const candidate of group) {
			candidate.overwrites = destination.withTitle(candidate.title);
			const rival =
				group.find((other) => other !== candidate)?.id ??
				candidate.overwrites.find(({ id }) => own.has(keyOf(id)))?.id;
			if (rival === undefined) continue;
			decided.set(candidate, {
				kind: 'failed',
				reason: `it has the same name as file ${rival}, and with Overwrite only one of them would survive; choose Keep Both`,
			});
		}
	}
	return { send: inOrder(candidates).filter((candidate) => !decided.has(candidate)), decided };
}
