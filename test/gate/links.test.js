const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { posix } = require('node:path');

const CODE = /^( *)```[\s\S]*?^\1```|`[^`\n]+`/gm;
const LINK = /\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g;

/** The pages of the project, those included that are yet to be committed. */
function pages() {
	const list = execFileSync(
		'git',
		['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.md'],
		{ encoding: 'utf8' },
	);
	return list.split('\n').filter((path) => path !== '' && existsSync(path));
}

/** Where GitHub finds each heading of a page. */
function anchorsOf(page) {
	const text = readFileSync(page, 'utf8').replace(/^( *)```[\s\S]*?^\1```/gm, '');
	const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading);
	return headings.map((heading) =>
		heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.trim()
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-'),
	);
}

/** What is wrong with a link on a page, if anything. */
function faultOf(page, link) {
	const [path, anchor] = link.split('#');
	const target = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
	if (!existsSync(target)) return `${page}: ${link} leads nowhere`;
	if (anchor === undefined || anchorsOf(target).includes(anchor)) return undefined;
	return `${page}: ${link} names no heading`;
}

test('every link within the repository leads to a file that is there, and to a heading in it', () => {
	const links = pages().flatMap((page) =>
		[...readFileSync(page, 'utf8').replace(CODE, '').matchAll(LINK)]
			.map(([, link, source]) => ({ page, link: link ?? source }))
			.filter(({ link }) => !/^[a-z]+:/.test(link)),
	);

	expect(links.length).toBeGreaterThan(100);
	expect(links.map(({ page, link }) => faultOf(page, link)).filter(Boolean)).toEqual([]);
});

test('what n8n links to is a heading of the README', () => {
	const files = ['nodes/DocSpace/DocSpace.node.json', 'credentials/DocSpaceApi.credentials.ts'];
	const anchors = files.flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/n8n-nodes-docspace#([\w-]+)/g)].map(
			([, anchor]) => anchor,
		),
	);

	expect(anchors.length).toBeGreaterThan(1);
	expect(anchors.filter((anchor) => !anchorsOf('README.md').includes(anchor))).toEqual([]);
});
