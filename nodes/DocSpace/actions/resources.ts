import { file } from './file';
import { folder } from './folder';
import { guest } from './guest';
import type { Resource } from './operation';
import { room } from './room';
import { user } from './user';

/** The entries of the parameter *Resource*. */
export const resources: Resource[] = [file, folder, guest, room, user];
