import type { IBinaryData } from 'n8n-workflow';

export declare function onDisk(
	fileName: string,
	content: Buffer | NodeJS.ReadableStream,
): Promise<IBinaryData>;
export declare function replaceOnDisk(data: IBinaryData, content: Buffer): Promise<void>;
export declare function clearDisk(): Promise<void>;
