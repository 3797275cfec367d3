import type { Resource } from '../operation';
import { deleteUserOperation } from './delete.operation';
import { disableUser } from './disable.operation';
import { enableUser } from './enable.operation';
import { getUser } from './get.operation';
import { getUsers } from './getAll.operation';
import { inviteUser } from './invite.operation';
import { updateUser } from './update.operation';

export const user: Resource = {
	option: { name: 'User', value: 'user' },
	operations: [
		getUser,
		getUsers,
		inviteUser,
		updateUser,
		disableUser,
		enableUser,
		deleteUserOperation,
	],
};
