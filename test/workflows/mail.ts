import type { INodeType } from 'n8n-workflow';
import { LoadedNodeTypes } from '../harness/nodeTypes';

/** An e-mail as n8n's Send Email node was about to send it. */
export interface Mail {
	from: unknown;
	to: unknown;
	subject: unknown;
	text: unknown;
	/** The contents of the files attached, by name. */
	attached: Record<string, string>;
}

const TYPE = 'n8n-nodes-base.emailSend';

/**
 * n8n's Send Email node without a mail server.
 *
 * @returns the node type by its name, and the e-mails in order
 */
export async function mailbox(): Promise<{ nodeTypes: Record<string, INodeType>; mails: Mail[] }> {
	const types = new LoadedNodeTypes();
	await types.load([TYPE]);
	const { description } = types.getByNameAndVersion(TYPE, 2.1);
	const mails: Mail[] = [];
	const stub: INodeType = {
		description,
		async execute() {
			const items = this.getInputData();
			for (const [index, { binary = {} }] of items.entries()) {
				const field = (name: string) => this.getNodeParameter(name, index);
				const property = this.getNodeParameter('options.fileAttachments', index, '');
				const attached: Mail['attached'] = {};
				for (const [name, { fileName = '' }] of Object.entries(binary)) {
					if (name !== property) continue;
					const content = await this.helpers.getBinaryDataBuffer(index, name);
					attached[fileName] = content.toString('utf8');
				}
				mails.push({
					from: field('fromEmail'),
					to: field('toEmail'),
					subject: field('subject'),
					text: field('text'),
					attached,
				});
			}
			return [items.map((_item, index) => ({ json: {}, pairedItem: { item: index } }))];
		},
	};
	return { nodeTypes: { [TYPE]: stub }, mails };
}
