import type { Resource } from '../operation';
import { deleteGuest } from './delete.operation';
import { getGuests } from './getAll.operation';

export const guest: Resource = {
	option: { name: 'Guest', value: 'guest' },
	operations: [deleteGuest, getGuests],
};
