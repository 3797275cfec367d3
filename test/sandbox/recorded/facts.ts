/** An answer as it was recorded, or as the sandbox gave it, its ids already replaced by labels. */
export interface Answered {
	name: string;
	method?: string;
	path?: string;
	/** None where a recording holds only what was seen, not the answer it was seen in. */
	status: number | null;
	contentType?: string;
	answer?: unknown;
}

export type Said = string | number | boolean | null | Said[] | { [member: string]: Said };

/** What of an answer is worth comparing: no sentence of a server, no host, no picture. */
export interface Fact {
	name: string;
	/** Method and path, ids as labels. */
	asked?: string;
	status: number;
	/** Of an answer that is no success: the kind of its body, and the type of the error without namespace. */
	refusal?: string;
	says?: Said;
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members that are compared by value; those that hold more are looked into. */
const VALUES = [
	'Operation',
	'acceptRanges',
	'access',
	'action',
	'additions',
	'available',
	'canEditAccess',
	'canRevoke',
	'canShare',
	'configs',
	'contentLength',
	'count',
	'current',
	'deletePermanently',
	'denyDownload',
	'displayName',
	'disposition',
	'enabled',
	'fileEntryType',
	'fileExst',
	'fileStatus',
	'fileType',
	'files',
	'filesCount',
	'finished',
	'firstName',
	'folderType',
	'folders',
	'foldersCount',
	'inRoom',
	'indexing',
	'isActive',
	'isAdmin',
	'isCollaborator',
	'isCompleted',
	'isForm',
	'isLocked',
	'isOwner',
	'isRoomAdmin',
	'isVisitor',
	'lastName',
	'length',
	'lifetime',
	'locked',
	'members',
	'order',
	'pathParts',
	'period',
	'permissions',
	'pinned',
	'private',
	'processed',
	'progress',
	'providerItem',
	'pureContentLength',
	'range',
	'related',
	'response',
	'roomType',
	'rootFolderType',
	'rotate',
	'shared',
	'sharedExternal',
	'sharedForUser',
	'sharedTo',
	'size',
	'ssl',
	'status',
	'statusCode',
	'subjectType',
	'tags',
	'text',
	'title',
	'total',
	'triggers',
	'type',
	'version',
	'versionGroup',
	'watermark',
];
/** Members of which only the kind is compared. */
const KINDS = [
	'created',
	'createOn',
	'createdOn',
	'docSpace',
	'documentServer',
	'editingBy',
	'keyPostfix',
	'lockedBy',
	'registrationDate',
	'sharedLink',
	'sharedToUser',
	'updated',
	'url',
	'webUrl',
];
const IDS = ['folderId', 'id', 'parentId', 'rootFolderId'];
/** What may be done with links and with the form gallery, which the sandbox has not. */
const FLAGS_OF_OTHERS = ['CopySharedLink', 'Embed', 'SubmitToFormGallery'];
const PEOPLE = ['createBy', 'createdBy', 'updatedBy'];
/** Lists whose order means nothing: what was changed in one second comes in any. */
const UNORDERED = ['files', 'folders', 'tags'];
const SECTIONS = ['<archiveRoot>', '<roomsRoot>', '<templatesRoot>', '<trash>'];
/** Lists of a whole portal: what the questions did not make does not count. */
const OF_THE_PORTAL = ['GET files/rooms', 'GET people/filter'];

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return '<list>';
	if (isObject(value)) return '<object>';
	if (typeof value === 'string') return /^<(date|guid|url)>$/.test(value) ? value : '<text>';
	return `<${typeof value}>`;
}

/** A name or address without the stamp that told apart what one recording made from what another made. */
function plain(text: string): string {
	return text.replace(/[. ](<stamp>|m[0-9a-z]{7})(?=@|$|\.zip)/, '');
}

function trueOnes(flags: unknown): string {
	if (!isObject(flags)) return kindOf(flags);
	const isTrue = (name: string) => flags[name] === true && !FLAGS_OF_OTHERS.includes(name);
	return Object.keys(flags).filter(isTrue).sort().join(' ');
}

function cut(value: unknown): Said {
	if (Array.isArray(value)) return value.map(cut);
	if (typeof value === 'string') return plain(value);
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	if (!isObject(value)) return null;
	const kept: Record<string, Said> = {};
	for (const name of Object.keys(value).sort()) {
		const said = cutMember(name, value[name]);
		if (said !== undefined) kept[name] = said;
	}
	// How long an archive is, is up to who packs it.
	if (/\.zip"?$/.test(String(kept['disposition']))) {
		delete kept['length'];
		delete kept['contentLength'];
	}
	// How the portal calls a link is its own words.
	if ('linkType' in value) delete kept['title'];
	if ('available' in value) return nameOfTrigger(value);
	// How many people there are of a kind is the portal's own; that there are no others is not.
	if ('kinds' in value) return { kinds: cut(value['kinds']) };
	if (typeof value['id'] === 'string' && SECTIONS.includes(value['id'])) {
		for (const name of ['createdBy', 'updatedBy', 'filesCount', 'foldersCount']) delete kept[name];
	}
	return kept;
}

function isListOfTriggers(value: unknown): boolean {
	return Array.isArray(value) && value.every((item) => isObject(item) && 'available' in item);
}

/** A webhook's trigger: its name is the portal's own, its number no id of anything. */
function nameOfTrigger({ name, available }: JsonObject): Said {
	return { name: cut(name), available: cut(available) };
}

function cutMember(name: string, value: unknown): Said | undefined {
	if (value === undefined || value === null) return undefined;
	if (IDS.includes(name)) return typeof value === 'string' ? value : kindOf(value);
	if (PEOPLE.includes(name)) return cut(isObject(value) ? value['id'] : value);
	if (KINDS.includes(name)) return kindOf(value);
	if (name === 'email') return typeof value === 'string' ? plain(value) : kindOf(value);
	if (name === 'security') return trueOnes(value);
	// A number in the answer to a change of members; a sentence, or none, in an operation.
	if (name === 'error') return typeof value === 'number' || value === '' ? value : kindOf(value);
	// In bytes, that of a download; that of an entry is for people to read.
	if (name === 'contentLength' && !/^\d+$/.test(String(value))) return undefined;
	// What somebody did, by its name.
	if (name === 'action' && isObject(value)) return cut(value['key']);
	if (!VALUES.includes(name)) return undefined;
	const said = cut(value);
	const isUnordered = UNORDERED.includes(name) || isListOfTriggers(value);
	return isUnordered && Array.isArray(said) ? inOrder(said) : said;
}

const textOf = (said: Said) => JSON.stringify(said);

function inOrder(list: Said[]): Said[] {
	const keyOf = (item: Said) =>
		typeof item === 'object' && item !== null && !Array.isArray(item)
			? `${String(item['title'])} ${String(item['id'])} ${textOf(item)}`
			: textOf(item);
	return list
		.map((item): [string, Said] => [keyOf(item), item])
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([, item]) => item);
}

/** Which kind of body a refusal has (docspace-api.md 1.2, 1.3). */
function refusalOf({ status, answer, contentType }: Answered): string | undefined {
	if (status === null || status < 400) return undefined;
	const media = contentType === undefined || contentType === '' ? '' : ` (${contentType})`;
	if (!isObject(answer)) return answer === '' || answer === undefined ? 'empty' : `text${media}`;
	const { error, response } = answer;
	if (isObject(error)) {
		const type = typeof error['type'] === 'string' ? error['type'] : 'none';
		return `error ${type.slice(type.lastIndexOf('.') + 1)}`;
	}
	if (isObject(response))
		return `${'errors' in response ? 'validation' : 'wrapped problem'}${media}`;
	return `problem${media}`;
}

/** Leaves out, of a list over the whole portal, what has no label, and all numbers that count it. */
function withoutStrangers(answer: unknown): unknown {
	if (!isObject(answer)) return answer;
	const isOurs = (item: unknown) =>
		isObject(item) && typeof item['id'] === 'string' && !/^<(number|guid)>$/.test(item['id']);
	const { response } = answer;
	if (Array.isArray(response)) return { response: response.filter(isOurs) };
	if (!isObject(response) || !Array.isArray(response['folders'])) return answer;
	return { response: { files: response['files'], folders: response['folders'].filter(isOurs) } };
}

/** Cuts an answer down to what the sandbox must say as well. */
export function factOf(answered: Answered): Fact {
	const { name, method, path, status, answer } = answered;
	const refusal = refusalOf(answered);
	const asked = method === undefined || path === undefined ? undefined : `${method} ${plain(path)}`;
	const isWide = asked !== undefined && OF_THE_PORTAL.includes(asked);
	const says = cut(isWide ? withoutStrangers(answer) : answer);
	const fact: Fact = { name, status: status ?? 200 };
	if (asked !== undefined) fact.asked = asked;
	if (refusal !== undefined) fact.refusal = refusal;
	else if (says !== null) fact.says = says;
	return fact;
}

/** Cuts a table of outcomes down to the rows that are asked, and each outcome to its status and kind. */
export function tableFact({ name, answer }: Answered, rows: string[]): Fact {
	const table = isObject(answer) ? Object.entries(answer) : [];
	const plainRows = new Map(table.map(([row, cells]) => [row.replace('.<stamp>', ''), cells]));
	const outcome = (cell: unknown) => /^\d+( empty| problem)?/.exec(String(cell))?.[0] ?? '';
	const cellsOf = (row: string) => {
		const cells = plainRows.get(row);
		return isObject(cells) ? Object.values(cells) : [cells];
	};
	const says = rows.map((row) => [row, cellsOf(row).map(outcome).join(' ')]);
	return { name, status: 200, says: Object.fromEntries(says) };
}

function isFact(value: unknown): value is Fact {
	return (
		isObject(value) && typeof value['name'] === 'string' && typeof value['status'] === 'number'
	);
}

/** Whether a file holds facts. */
export function isFacts(value: unknown): value is Fact[] {
	return Array.isArray(value) && value.every(isFact);
}
