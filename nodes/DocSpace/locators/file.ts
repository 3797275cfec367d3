import { byId, byUrl, picker } from './modes';

/** A picker of one file. It offers no list: a portal has too many files to choose from one. */
export const fileLocator = picker('File', 'file', [
	byId('e.g. 501', 'The “id” of a file that another operation puts out, such as Get Many'),
	byUrl(
		'e.g. https://yourcompany.onlyoffice.com/doceditor?fileId=501',
		'Open the file in DocSpace and copy the address of its editor',
	),
]);
