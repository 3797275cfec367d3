import { ask, type Section, type Step, NOBODY } from './asking';

/** The stamp of a recording stands in the names of its groups, by which they are looked for. */
export const STAMP = 'm0000000';

const named = (name: string) => `P2 ${name} ${STAMP}`;

const create = (what: string, body: Record<string, unknown>, label?: string, as = 'owner'): Step =>
	ask(`group: ${what}`, 'POST', 'group', { body, as, label });
const get = (what: string, path: string, as = 'owner', query = {}): Step =>
	ask(`group: ${what}`, 'GET', path, { as, query });
const list = (what: string, query: Record<string, string | number>, as = 'owner'): Step =>
	ask(`group: list ${what}`.trim(), 'GET', 'group', { as, query });
const listAs = (as: string): Step =>
	ask(`group: list as ${as}`, 'GET', 'group', {
		as,
		query: { filterValue: named('g') },
		recorded: (response) => ({ response }),
	});

const GROUPS: Step[] = [
	create(
		'create',
		{ groupName: named('g'), groupManager: '<rob>', members: ['<ulla>', '<rita>'] },
		'groupA',
	),
	create('same name', { groupName: named('g'), groupManager: '<rob>', members: [] }, 'groupB'),
	create('no members', { groupName: named('g2') }),
	create('guest as member', { groupName: named('g3'), members: ['<gita>'] }),
	create('unknown member', { groupName: named('g3'), members: [NOBODY] }),
	create('no name', { members: [] }),
	create('empty name', { groupName: '' }),
	create('129', { groupName: 'g'.repeat(129) }),
	create('by a room admin', { groupName: named('g4'), members: [] }, undefined, 'rob'),
	create('by an admin', { groupName: named('g5'), members: [] }, undefined, 'dora'),
	get('get', 'group/<groupA>'),
	get('get without members', 'group/<groupA>', 'owner', { includeMembers: false }),
	list('', { filterValue: STAMP, count: 100 }),
	list('by user', { userId: '<ulla>', count: 100 }),
	list('count 101', { count: 101 }),
	...['dora', 'rob', 'ulla', 'gita'].map(listAs),
	...['rob', 'ulla', 'gita'].map((as) => get(`get as ${as}`, 'group/<groupA>', as)),
	get('get unknown', 'group/<guid>'),
	get('get text', 'group/x'),
];

/** Reading and making groups; what changes them is not served. */
export const GROUP_SECTIONS: Section[] = [{ title: 'groups (17.5)', steps: GROUPS }];
