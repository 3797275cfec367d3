import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

/** Binary data as n8n keeps it in memory. */
export function inMemory(fileName: string | undefined, content: string | Buffer): IBinaryData {
	const fileExtension = fileName?.split('.').slice(1).at(-1);
	const data = Buffer.from(content).toString('base64');
	return { data, fileName, fileExtension, mimeType: 'application/octet-stream' };
}

/** An input item that holds a file, in the field of which nodes think first. */
export function fileItem(data: IBinaryData): INodeExecutionData {
	return { json: {}, binary: { data } };
}
