import type { Resource } from '../operation';
import { moveFiles } from './move.operation';

export const file: Resource = {
	option: { name: 'File', value: 'file' },
	operations: [moveFiles],
};
