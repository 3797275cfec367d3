// What the demo itself asks a portal, beside the workflow: for the picture before and after, and for the progress.
import axios from 'axios';

const PAGE = 100;
/** How many levels of a tree are drawn. */
const DEPTH = 2;

/**
 * A client for a portal's API.
 *
 * @param {string} url
 * @param {string} apiKey
 */
export function connect(url, apiKey) {
	return axios.create({
		baseURL: new URL('/api/2.0', url).href,
		headers: { Authorization: `Bearer ${apiKey}`, 'User-Agent': 'n8n-nodes-docspace-demo' },
		timeout: 30_000,
	});
}

/**
 * Reads the folders of a room or folder, at all levels, with the number of files below each.
 *
 * @param {import('axios').AxiosInstance} api
 * @param {string | number} id
 */
export async function readTree(api, id) {
	const folders = new Map();
	let current;
	let total = 0;
	let startIndex = 0;
	do {
		const { data } = await api.get(`files/${encodeURIComponent(id)}`, {
			params: { filterType: 2, withSubFolders: true, count: PAGE, startIndex },
		});
		current = data.response.current;
		total = data.response.total;
		for (const folder of data.response.folders) folders.set(String(folder.id), folder);
		startIndex += PAGE;
	} while (startIndex < total);
	return { current, folders: [...folders.values()] };
}

/**
 * Draws a tree down to the second level; what lies deeper, or holds no file, is counted.
 *
 * @param {Awaited<ReturnType<typeof readTree>>} tree
 * @returns {string[]} lines
 */
export function drawTree({ current, folders }) {
	const childrenOf = ({ id }) =>
		folders
			.filter(({ parentId }) => String(parentId) === String(id))
			.sort((a, b) => a.title.localeCompare(b.title));
	const countBelow = (folder) =>
		childrenOf(folder).reduce((sum, child) => sum + 1 + countBelow(child), 0);

	const lines = [];
	const draw = (folder, depth, branch, indent) => {
		const { title, filesCount = 0 } = folder;
		const isOpen = depth < DEPTH && filesCount > 0;
		const hidden = isOpen ? 0 : countBelow(folder);
		const note = hidden > 0 ? `, ${plural(hidden, 'folder')} below` : '';
		lines.push(`${branch}${title} (${plural(filesCount, 'file')})${note}`);
		if (!isOpen) return;
		childrenOf(folder).forEach((child, index, { length }) => {
			const isLast = index === length - 1;
			draw(
				child,
				depth + 1,
				`${indent}${isLast ? '└─' : '├─'} `,
				`${indent}${isLast ? '   ' : '│  '}`,
			);
		});
	};
	draw(current, 0, '', '');
	return lines;
}

/** A number with its noun: `1 file`, `1,200 files`. */
export function plural(count, noun) {
	return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Asks for the user's file operations again and again, as the web UI of the same user does. Each answer uses up
 * whatever has finished, so the workflow must not depend on it.
 *
 * @param {import('axios').AxiosInstance} api
 * @returns {() => void} stops it
 */
export function pollLikeTheWebUi(api) {
	const timer = setInterval(() => {
		// Nobody waits for the answer; a portal that does not answer is the workflow's business.
		api.get('files/fileops').catch(() => {});
	}, 700);
	return () => clearInterval(timer);
}
