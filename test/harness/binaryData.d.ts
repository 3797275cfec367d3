import type { IBinaryData } from 'n8n-workflow';

export declare function onDisk(
	fileName: string,
	content: Buffer | NodeJS.ReadableStream,
): Promise<IBinaryData>;
export declare function takeFromDisk(
	data: IBinaryData,
	take: (piece: Buffer) => void,
): Promise<void>;
export declare function replaceOnDisk(data: IBinaryData, content: Buffer): Promise<void>;
export declare function clearDisk(): Promise<void>;
