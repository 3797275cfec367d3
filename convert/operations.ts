import type { Given } from './given';

/** How a node of theirs becomes one of ours. */
export interface Rewriting {
	/** Our resource and operation, `file.copy`. */
	to: string;
	/** Reads their fields and returns ours. */
	rewrite(given: Given): Record<string, unknown>;
	/** What ours puts out that theirs did not; undefined where it is the same. */
	output?: string;
}

/** The official node makes a link where there is none; ours only when it is told to. */
const WITH_LINK = { createIfMissing: true };
const LINK_OUTPUT = 'The link is {{ $json.url }} now, not sharedTo.shareLink';

/** Theirs put out what the portal says of a file, folder, room or person; so does ours without *Simplify*. */
const WHOLE = { simplify: false };
const LISTED = { returnAll: true, ...WHOLE };

const ROOM_TYPES = {
	1: 'formFilling',
	2: 'collaboration',
	5: 'custom',
	6: 'public',
	8: 'virtualData',
};

const ROLES = {
	2: 'viewer',
	5: 'reviewer',
	6: 'commenter',
	7: 'formFiller',
	9: 'roomManager',
	10: 'editor',
	11: 'contentCreator',
};

const FILE_TYPES = {
	document: 'document',
	spreadsheet: 'spreadsheet',
	presentation: 'presentation',
	pdfForm: 'pdfForm',
};

const USER_TYPES = { 1: 'RoomAdmin', 2: 'Guest', 3: 'DocSpaceAdmin', 4: 'User' };

const AS_BEFORE = '{{ $json.id }} and {{ $json.title }} are as before, other fields are not';
const ONE_FOLDER = `The item is about the one folder. ${AS_BEFORE}`;
const ONE_PERSON = 'The item says what became of the one person, see docs/operations.md';

/** What each of the official node's 35 operations becomes. */
export const OPERATIONS: Record<string, Rewriting> = {
	'file.copyFile': {
		to: 'file.copy',
		rewrite: (given) => ({
			files: given.text('fileId'),
			destinationFolder: given.place('destFolderId'),
			conflictPolicy: 'keepBoth',
		}),
		output: 'The item is a report now: the new file is in {{ $json.copied[0] }}',
	},
	'file.createFile': {
		to: 'file.create',
		rewrite: (given) => ({
			folder: given.place('parentId'),
			fileType: given.choice('type', 'document', FILE_TYPES),
			fileName: given.text('title', 'File from n8n'),
			ifNameExists: 'keepBoth',
		}),
		output: `The item is our own description of the file. ${AS_BEFORE}`,
	},
	'file.deleteFile': {
		to: 'file.delete',
		rewrite: (given) => ({ files: given.text('fileId') }),
		output: 'The item is a report now: {{ $json.deleted[0] }} is the ID of the deleted file',
	},
	'file.downloadFile': {
		to: 'file.download',
		rewrite(given) {
			const format = given.text('outputFormat').replace(/^\./, '');
			const asText = given.isOn('asText');
			if (asText !== false) {
				given.looks.push('As Text gave a spreadsheet as CSV and all else as TXT: see Convert To');
			}
			const convertTo = asText === false ? format : 'txt';
			return {
				file: given.picker('fileId'),
				binaryPropertyName: given.text('binaryPropertyName', 'data'),
				...(convertTo && { options: { convertTo } }),
			};
		},
		output: `The item is our own description of the file. ${AS_BEFORE}`,
	},
	'file.getFileInfo': {
		to: 'file.get',
		rewrite: (given) => ({ file: given.picker('fileId'), ...WHOLE }),
	},
	'file.getFileSharedLink': {
		to: 'file.getLink',
		rewrite: (given) => ({ file: given.picker('fileId'), ...WITH_LINK }),
		output: LINK_OUTPUT,
	},
	'file.moveFile': {
		to: 'file.move',
		rewrite: (given) => ({
			files: given.text('fileId'),
			destinationFolder: given.place('destFolderId'),
			conflictPolicy: 'keepBoth',
			options: { withinRoom: true },
		}),
		output:
			'The item is a report now, one for all files that go into one folder; a moved file keeps its ID',
	},
	'file.updateFile': {
		to: 'file.rename',
		rewrite: (given) => ({ file: given.picker('fileId'), newName: given.text('title') }),
		output: `The item is our own description of the file. ${AS_BEFORE}`,
	},
	'file.uploadFile': {
		to: 'file.upload',
		rewrite(given) {
			if (given.isOn('binaryData') !== true) {
				given.looks.push(
					`The text ${JSON.stringify(given.text('fileContent'))} was the file: put a node Convert to File before this one`,
				);
			}
			return {
				folder: given.place('parentId'),
				binaryPropertyName: given.text('binaryPropertyName', 'data'),
				fileName: given.text('fileName'),
				ifNameExists: 'keepBoth',
			};
		},
		output: `The item is our own description of the file. ${AS_BEFORE}`,
	},
	'folder.copyFolder': {
		to: 'folder.copy',
		rewrite: (given) => ({
			folder: given.picker('folderId'),
			destinationFolder: given.place('destFolderId'),
			conflictPolicy: 'keepBoth',
		}),
		output: ONE_FOLDER,
	},
	'folder.createFolder': {
		to: 'folder.ensure',
		rewrite(given) {
			return {
				parentFolder: given.place('parentId'),
				folderName: given.text('title', 'Folder from n8n'),
			};
		},
		output: `A folder of that name is taken, not made a second time. ${ONE_FOLDER}`,
	},
	'folder.deleteFolder': {
		to: 'folder.delete',
		rewrite: (given) => ({ folder: given.picker('folderId') }),
		output: ONE_FOLDER,
	},
	'folder.getFolderContents': {
		to: 'file.getAll',
		rewrite(given) {
			given.looks.push('It lists files only: for the folders add Folder → Get Many beside it');
			const search = given.text('query');
			return {
				folder: given.place('folderId'),
				...LISTED,
				...(search && { options: { search } }),
			};
		},
		output: 'There is an item for each file now, instead of one with lists of files and folders',
	},
	'folder.getFolderHistory': {
		to: 'folder.getHistory',
		rewrite: (given) => ({
			folder: given.picker('folderId'),
			...LISTED,
			options: given.filled({ from: 'fromDate', until: 'toDate' }),
		}),
	},
	'folder.getFolderInfo': {
		to: 'folder.get',
		rewrite: (given) => ({ folder: given.place('folderId'), ...WHOLE }),
	},
	'folder.getFolderSharedLink': {
		to: 'folder.getLink',
		rewrite: (given) => ({ folder: given.picker('folderId'), ...WITH_LINK }),
		output: LINK_OUTPUT,
	},
	'folder.moveFolder': {
		to: 'folder.move',
		rewrite: (given) => ({
			folder: given.picker('folderId'),
			destinationFolder: given.place('destFolderId'),
		}),
		output: ONE_FOLDER,
	},
	'folder.updateFolder': {
		to: 'folder.rename',
		rewrite: (given) => ({ folder: given.picker('folderId'), newName: given.text('title') }),
		output: ONE_FOLDER,
	},
	'room.archiveRoom': {
		to: 'room.archive',
		rewrite: (given) => ({ room: given.picker('roomId') }),
		output: 'The item is a report now: {{ $json.roomId }} and {{ $json.roomTitle }} are the room',
	},
	'room.createRoom': {
		to: 'room.create',
		rewrite: (given) => ({
			roomName: given.text('title', 'Room from n8n'),
			roomType: given.choice('roomType', '6', ROOM_TYPES),
			ifExists: 'create',
		}),
		output: `The item is our own description of the room. ${AS_BEFORE}`,
	},
	'room.getRoomInfo': {
		to: 'room.get',
		rewrite: (given) => ({ room: given.picker('roomId'), ...WHOLE }),
	},
	'room.getRoomSharedLink': {
		to: 'room.getLink',
		rewrite: (given) => ({ room: given.picker('roomId'), ...WITH_LINK }),
		output: LINK_OUTPUT,
	},
	'room.inviteUser': {
		to: 'room.addMembers',
		rewrite(given) {
			if (given.has('culture')) {
				given.looks.push('The invitation is in the language of the portal, which had been chosen');
			}
			return {
				room: given.picker('roomId'),
				membersToAdd: {
					values: [{ member: given.person(), role: given.choice('userAccess', '', ROLES) }],
				},
				ifAlreadyMember: 'changeRole',
				options: { notify: given.isOn('notify', true) },
			};
		},
		output: 'The item is a report now: the person is in {{ $json.members[0] }}',
	},
	'room.removeUser': {
		to: 'room.removeMembers',
		rewrite: (given) => ({
			room: given.picker('roomId'),
			remove: 'chosen',
			members: given.person().value,
		}),
		output: 'The item is a report now: the person is in {{ $json.removed[0] }}',
	},
	'room.searchRoom': {
		to: 'room.getAll',
		rewrite: (given) => ({ search: given.text('query'), ...LISTED }),
		output: 'There is an item for each room now, instead of one with a list of folders',
	},
	'room.searchUser': {
		to: 'room.getMembers',
		rewrite(given) {
			if (given.has('query')) {
				given.looks.push(
					`It lists all members: a Filter behind it finds those with ${given.text('query')}`,
				);
			}
			return { room: given.picker('roomId'), ...LISTED };
		},
	},
	'room.updateRoom': {
		to: 'room.update',
		rewrite: (given) => ({
			room: given.picker('roomId'),
			options: given.filled({ newName: 'title' }),
		}),
		output: `The item is our own description of the room. ${AS_BEFORE}`,
	},
	'room.updateUser': {
		to: 'room.changeRole',
		rewrite: (given) => ({
			room: given.picker('roomId'),
			member: given.person(),
			role: given.choice('userAccess', '', ROLES),
			options: { notify: false },
		}),
		output: ONE_PERSON,
	},
	'user.deleteUser': {
		to: 'user.delete',
		rewrite: (given) => ({ user: given.picker('userId') }),
		output: ONE_PERSON,
	},
	'user.disableUser': {
		to: 'user.disable',
		rewrite: (given) => ({ user: given.picker('userId') }),
		output: ONE_PERSON,
	},
	'user.enableUser': {
		to: 'user.enable',
		rewrite: (given) => ({ user: given.picker('userId') }),
		output: ONE_PERSON,
	},
	'user.getUser': {
		to: 'user.get',
		rewrite(given) {
			const isMe = given.isOn('isMe');
			if (typeof isMe === 'string') given.looks.push(`Whether it is me: the expression ${isMe}`);
			return isMe === true ? { who: 'me', ...WHOLE } : { user: given.person(), ...WHOLE };
		},
	},
	'user.inviteUser': {
		to: 'user.invite',
		rewrite: (given) => ({
			email: given.text('email'),
			type: given.choice('type', '4', USER_TYPES),
		}),
		output: ONE_PERSON,
	},
	'user.searchUser': {
		to: 'user.getAll',
		rewrite: (given) => ({ search: given.text('query'), ...LISTED }),
	},
	'user.updateUser': {
		to: 'user.update',
		rewrite: (given) => ({
			user: given.picker('userId'),
			type: given.choice('type', '2', USER_TYPES),
		}),
		output: ONE_PERSON,
	},
};

/** What their node does where n8n has left out the operation, because it is the resource's default. */
export const DEFAULT_OPERATIONS: Record<string, string> = {
	file: 'createFile',
	folder: 'createFolder',
	room: 'createRoom',
	user: 'getUser',
};
