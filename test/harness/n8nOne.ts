import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { DocSpace } from '../../nodes/DocSpace/DocSpace.node';
import { DOCSPACE_NODE } from './engine';

/** n8n 1 takes `ignoreHttpStatusErrors` for a yes or no: it hands out all answers, whatever `except` names. */
class DocSpaceInN8nOne extends DocSpace {
	override async execute(this: IExecuteFunctions) {
		const { helpers } = this;
		const ask = helpers.httpRequestWithAuthentication;
		helpers.httpRequestWithAuthentication = async function (type, options, more) {
			const ignoreHttpStatusErrors = Boolean(options.ignoreHttpStatusErrors);
			return await ask.call(this, type, { ...options, ignoreHttpStatusErrors }, more);
		};
		return await DocSpace.prototype.execute.call(this);
	}
}

const nodeTypes: Record<string, INodeType> = { [DOCSPACE_NODE]: new DocSpaceInN8nOne() };

/** What a run is given to have its 401s handed out as n8n 1 does. */
export const IN_N8N_1 = { nodeTypes };
