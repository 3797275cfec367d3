import type { Resource } from '../operation';
import { getUser } from './get.operation';
import { getUsers } from './getAll.operation';
import { inviteUser } from './invite.operation';

export const user: Resource = {
	option: { name: 'User', value: 'user' },
	operations: [getUser, getUsers, inviteUser],
};
