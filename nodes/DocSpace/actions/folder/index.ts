import type { Resource } from '../operation';
import { ensureFolder } from './ensure.operation';

export const folder: Resource = {
	option: { name: 'Folder', value: 'folder' },
	operations: [ensureFolder],
};
