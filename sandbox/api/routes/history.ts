import { BareRefusal, noSuchFile, accessDenied } from '../../ground/errors';
import type { AnyEntry } from '../../model/types';
import { grouped, type HistoryEvent, historyOf } from '../../rules/history';
import { type Answer, type Call, findFile, folderOf, type Route } from '../route';

function shown({ dto }: Call, { actor, at, ...event }: HistoryEvent) {
	return { ...event, initiator: dto.people.employee(actor), date: dto.dates.show(at) };
}

/** Pages hold so many events, and fewer items, for these are grouped; the total is of events (docspace-api.md 15.3). */
const getHistory =
	(find: (call: Call) => AnyEntry) =>
	(call: Call): Answer => {
		// An id of third-party storage leads to no route.
		if (/\D/.test(call.params['id'] ?? '')) throw new BareRefusal(404, 'empty');
		const { query, rights, store } = call;
		const count = query.pageSize();
		const entry = find(call);
		if (!rights.can('Read', entry)) throw accessDenied();
		const [from, to] = ['fromDate', 'toDate'].map((name) => Date.parse(query.text(name) ?? ''));
		const events = historyOf(store, entry).filter(
			({ at }) => !(from !== undefined && at < from) && !(to !== undefined && at > to),
		);
		const start = query.whole('startIndex') ?? 0;
		const page = events.slice(start, start + count);
		const response = grouped(page).map(([first, ...related]) => ({
			...(first && shown(call, first)),
			related: related.map((event) => shown(call, event)),
		}));
		return { response, count: page.length, total: events.length };
	};

function fileOf(call: Call): AnyEntry {
	const file = findFile(call, call.params['id']);
	if (file === undefined) throw noSuchFile();
	return file;
}

/** What happened to files, folders and rooms. */
export const HISTORY_ROUTES: Route[] = [
	{ method: 'GET', template: 'files/file/{id}/log', scope: 'files', act: getHistory(fileOf) },
	{ method: 'GET', template: 'files/folder/{id}/log', scope: 'files', act: getHistory(folderOf) },
];
