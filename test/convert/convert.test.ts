import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { convertWorkflow } from '../../convert/conversion';
import { OPERATIONS } from '../../convert/operations';
import { DocSpace } from '../../nodes/DocSpace/DocSpace.node.ts';
import { DocSpaceTrigger } from '../../nodes/DocSpace/DocSpaceTrigger.node.ts';
import { fileItem, inMemory } from '../harness/binary';
import { readWorkflow, runWorkflow } from '../harness/engine';
import { isRecord } from '../harness/guards';
import { endWorlds, startWorld } from '../harness/world';
import { FIELDS, THEIRS, workflowWith } from './official';

afterEach(endWorlds);

/** The converted node of a workflow in which there is one. */
function convertedFrom(source: unknown, name = 'DocSpace') {
	const { workflow, nodes } = convertWorkflow(source);
	const node = readWorkflow(workflow).nodes.find((one) => one.name === name);
	if (node === undefined) throw new Error(`No node ${name}`);
	return { workflow, node, looks: nodes.flatMap(({ looks }) => looks) };
}

const parametersOf = (operation: string, fields: INodeParameters): INodeParameters => {
	const [resource = '', name = ''] = operation.split('.');
	return { resource, operation: name, ...fields };
};

test('each of the official node’s 35 operations becomes one of ours', () => {
	expect(Object.keys(OPERATIONS)).toHaveLength(35);
	expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(FIELDS).sort());
});

describe.each(Object.keys(FIELDS))('%s', (operation) => {
	const fieldsOf = FIELDS[operation];

	it('fills only fields that our operation shows', async () => {
		const world = await startWorld();
		const { node } = convertedFrom(workflowWith(parametersOf(operation, fieldsOf?.(world) ?? {})));
		const { description } = new DocSpace();
		const { properties } = description;
		// As n8n fills them up when it loads the workflow.
		const filled = NodeHelpers.getNodeParameters(
			properties,
			node.parameters,
			true,
			false,
			node,
			description,
		);
		expect(Object.keys(filled ?? {})).toEqual(expect.arrayContaining(Object.keys(node.parameters)));
		const issues = NodeHelpers.getNodeParametersIssues(properties, node, description);
		expect(issues?.parameters ?? {}).toEqual({});
	});

	it('runs on a portal without a word to change', async () => {
		const world = await startWorld();
		world.manager.type = 'DocSpaceAdmin';
		const source = workflowWith(parametersOf(operation, fieldsOf?.(world) ?? {}));
		const { workflow, looks } = convertedFrom(source);
		const run = await runWorkflow({
			workflow,
			input: [fileItem(inMemory('Offer.pdf', 'Dear customer'))],
			credentials: world.credentials,
		});
		expect(run.error?.message).toBeUndefined();
		expect(run.items('DocSpace').length).toBeGreaterThan(0);
		expect(looks.filter((look) => !/It lists files only/.test(look))).toEqual([]);
	});
});

describe('A converted workflow', () => {
	it('keeps expressions, notes, settings and all other nodes as they were', () => {
		const source = workflowWith(
			{ resource: 'file', operation: 'getFileInfo', fileId: '={{ $json.file }}' },
			{ notes: 'Ask Ann', retryOnFail: true, onError: 'continueErrorOutput' },
		);
		const { workflow, node } = convertedFrom(source);
		expect(node).toMatchObject({
			type: 'n8n-nodes-docspace.docSpace',
			position: [200, 0],
			notes: 'Ask Ann',
			retryOnFail: true,
			onError: 'continueErrorOutput',
			parameters: { file: { mode: 'id', value: '={{ $json.file }}' } },
		});
		expect(workflow).toMatchObject({
			connections: source.connections,
			nodes: [source.nodes[0], {}],
		});
	});

	it('does what the official node does where n8n has left out fields at their default', () => {
		const { node } = convertedFrom(workflowWith({ parentId: 7 }));
		expect(node.parameters).toMatchObject({
			resource: 'file',
			operation: 'create',
			fileType: 'document',
			fileName: 'File from n8n',
		});
	});

	it('chooses My documents by the expression that did', () => {
		const place = { isMyDocuments: '={{ $json.mine }}', parentId: '={{ $json.folder }}' };
		const { node, looks } = convertedFrom(workflowWith(place));
		expect(node.parameters.folder).toMatchObject({
			value: "={{ ($json.mine) ? '@my' : $json.folder }}",
		});
		expect(looks).toEqual([]);
	});

	it('keeps what was picked from a list, with its name', () => {
		const roomId = { __rl: true, mode: 'list', value: '12', cachedResultName: 'Contoso' };
		const source = workflowWith({ resource: 'room', operation: 'getRoomInfo', roomId });
		expect(convertedFrom(source).node.parameters.room).toEqual(roomId);
	});

	it('names the credential to make, by the name that n8n will find it under', () => {
		const theirs = [
			['apiKey', 'ApiKey'],
			['basicAuth', 'BasicAuth'],
			['oAuth2', 'OAuth2'],
			['personalAccessToken', 'PersonalAccessToken'],
		];
		const { credentials = [] } = new DocSpace().description;
		for (const [authentication = '', kind] of theirs) {
			const type = `onlyofficeDocspace${kind}Api`;
			const stored = { credentials: { [type]: { id: '7', name: 'Our portal' } } };
			const { node, looks } = convertedFrom(
				workflowWith({ authentication, resource: 'user', isMe: true }, stored),
			);
			const [[name = '', credential] = []] = Object.entries(node.credentials ?? {});
			const shown = credentials.find(
				({ displayOptions }) =>
					displayOptions?.show?.authentication?.[0] === node.parameters.authentication,
			);
			expect(name).toBe(shown?.name);
			expect(credential).toEqual({ id: null, name: 'Our portal' });
			expect(looks.join()).toContain('Our portal');
		}
	});

	it('names what reads an output that has changed, wherever it is', () => {
		const source = workflowWith({
			resource: 'file',
			operation: 'moveFile',
			fileId: 7,
			destFolderId: 8,
		});
		const set = (name: string, value: string) => ({
			name,
			type: 'n8n-nodes-base.set',
			parameters: { assignments: { assignments: [{ value }] } },
		});
		const { looks } = convertedFrom({
			...source,
			nodes: [
				...source.nodes,
				set('Next', '=File {{ $json.title }} moved'),
				set('Later', "={{ $('DocSpace').item.json.webUrl }}"),
				set('Other', '={{ $json.unrelated }}'),
			],
			connections: {
				...source.connections,
				DocSpace: { main: [[{ node: 'Next', type: 'main', index: 0 }]] },
			},
		});
		expect(looks).toHaveLength(2);
		expect(looks[0]).toMatch(/^“Next” reads \{\{ \$json\.title \}\}\. /);
		expect(looks[1]).toMatch(/^“Later” reads .*webUrl/);
	});

	it('says nothing of an output that stays the same', () => {
		const source = workflowWith({ resource: 'room', operation: 'getRoomInfo', roomId: '={{ 7 }}' });
		const reader = {
			name: 'Next',
			type: 'n8n-nodes-base.set',
			parameters: { a: '={{ $json.id }}' },
		};
		const { looks } = convertedFrom({
			...source,
			nodes: [...source.nodes, reader],
			connections: { DocSpace: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
		});
		expect(looks).toEqual([]);
	});

	it('loses pinned data that is no longer what the node puts out, and says so', () => {
		const source = workflowWith({ resource: 'room', operation: 'searchRoom' });
		const pinData = { DocSpace: [{ json: { folders: [] } }], Start: [{ json: { a: 1 } }] };
		const { workflow, looks } = convertedFrom({ ...source, pinData });
		expect(workflow.pinData).toEqual({ Start: [{ json: { a: 1 } }] });
		expect(looks.join()).toContain('pinned');
	});

	it('gives a role that an expression chose back to the builder', () => {
		const { looks } = convertedFrom(
			workflowWith({
				resource: 'room',
				operation: 'inviteUser',
				roomId: '={{ $json.room }}',
				userEmail: '={{ $json.email }}',
				userAccess: '={{ $json.access }}',
			}),
		);
		expect(looks.join()).toMatch(/\$json\.access.*viewer/);
	});

	it('keeps a tool of an AI Agent a tool', () => {
		const source = workflowWith({ resource: 'user', isMe: true });
		const [start, node] = source.nodes;
		const tool = { ...node, type: `${THEIRS}onlyofficeDocspaceTool` };
		expect(convertedFrom({ ...source, nodes: [start, tool] }).node.type).toBe(
			'n8n-nodes-docspace.docSpaceTool',
		);
	});

	it('is refused where there is none, with what to do', () => {
		expect(() => convertWorkflow([])).toThrow('choose Download in its menu');
	});
});

describe('The official trigger', () => {
	const trigger = (parameters: object) =>
		convertedFrom({
			nodes: [{ name: 'DocSpace', type: `${THEIRS}onlyofficeDocspaceTrigger`, parameters }],
			connections: {},
		});

	it('has each of its 28 events in ours, by its name', () => {
		const { properties } = new DocSpaceTrigger().description;
		const listed = properties.find(({ name }) => name === 'events')?.options ?? [];
		const known = listed.map((option) => ('value' in option ? option.value : ''));
		for (let bit = 0; bit < 28; bit += 1) {
			const { node } = trigger({ events: [2 ** bit] });
			const { events, otherEvents = [] } = node.parameters;
			const all = [events, otherEvents].flat().filter((event) => event !== 'more');
			expect(all).toHaveLength(1);
			expect(known).toEqual(expect.arrayContaining([events].flat()));
		}
	});

	it('starts with archived rooms where that was chosen, and with all where nothing was', () => {
		expect(trigger({ events: [16777216] }).node.parameters.events).toEqual(['room.archived']);
		expect(trigger({}).node.parameters.events).toEqual(['*']);
		expect(trigger({ events: [16, 256] }).node.parameters).toMatchObject({
			events: ['file.uploaded', 'more'],
			otherEvents: ['group.created'],
		});
	});

	it('tells where the event’s data is now', () => {
		const { looks } = convertedFrom({
			nodes: [
				{ name: 'DocSpace', type: `${THEIRS}onlyofficeDocspaceTrigger`, parameters: {} },
				{ name: 'Next', type: 'n8n-nodes-base.set', parameters: { a: '={{ $json.payload.id }}' } },
			],
			connections: { DocSpace: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
		});
		expect(looks.join()).toMatch(/“Next” reads .*payload.*entity/s);
	});
});

test('all that it writes is a workflow that n8n can read', async () => {
	const world = await startWorld();
	for (const [operation, fieldsOf] of Object.entries(FIELDS)) {
		const { workflow } = convertWorkflow(workflowWith(parametersOf(operation, fieldsOf(world))));
		expect(isRecord(JSON.parse(JSON.stringify(workflow)))).toBe(true);
	}
});
