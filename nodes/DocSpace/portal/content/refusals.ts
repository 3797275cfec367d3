import { InputError, isRefusal } from '../errors';
import type { Picked } from '../ids';

/** What to do where there is no such entry, and where the credential's user may not read it. */
const REMEDIES = {
	file: {
		notFound: 'Check the ID; it may be that of a file deleted meanwhile, or of a folder',
		forbidden: 'Invite that user to its room, or use the credential of somebody who is in it',
	},
	folder: {
		notFound: 'Choose the folder from the list, or copy its link from the browser',
		forbidden:
			'Invite that user to its room as Room manager, or use the credential of somebody who is',
	},
	room: {
		notFound: 'Choose the room from the list, or copy its link from the browser',
		forbidden:
			'Invite that user to the room as Room manager, or use the credential of somebody who is',
	},
} as const;

/** To be caught with: explains why an entry that somebody picked could not be read; any other error stays as it is. */
export function refusalOf(kind: keyof typeof REMEDIES, { id, field }: Picked) {
	return (error: unknown): never => {
		const { notFound, forbidden } = REMEDIES[kind];
		if (isRefusal(error, 'notFound')) {
			const problem = `was not found: DocSpace has no ${kind} with the ID ${id}`;
			throw new InputError(field, problem, notFound);
		}
		if (isRefusal(error, 'forbidden')) {
			const problem = `names a ${kind} (${id}) that the user behind the credential may not read`;
			throw new InputError(field, problem, forbidden);
		}
		throw error;
	};
}
