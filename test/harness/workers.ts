import type { INodeType } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';
import { DOCSPACE_NODE } from './engine';
import type { World } from './world';

/**
 * Our node as each of several n8n processes has it (the workers of queue mode): with modules of its own, and
 * so with limits and turns of its own. Each is to be given to a run as `nodeTypes`.
 */
export async function startWorkers(
	{ sandbox }: World,
	count: number,
): Promise<Array<Record<string, INodeType>>> {
	const workers: Array<Record<string, INodeType>> = [];
	for (let worker = 0; worker < count; worker += 1) {
		await jest.isolateModulesAsync(async () => {
			// By its classes n8n knows errors; all else of it keeps no state.
			jest.doMock('n8n-workflow', () => n8nWorkflow);
			const { installVirtualTime } = await import('./virtualTime');
			const { DocSpace } = await import('../../nodes/DocSpace/DocSpace.node.ts');
			installVirtualTime(sandbox.clock);
			workers.push({ [DOCSPACE_NODE]: new DocSpace() });
		});
	}
	jest.dontMock('n8n-workflow');
	return workers;
}
