import { FilterType } from './enums';
import { extensionOf } from './titles';
import type { File } from './types';

const EXTENSIONS: [filter: number, fileType: number, extensions: string[]][] = [
	[FilterType.documents, 7, ['.docx', '.doc', '.odt', '.rtf', '.txt', '.md']],
	[FilterType.spreadsheets, 5, ['.xlsx', '.xls', '.ods', '.csv']],
	[FilterType.presentations, 6, ['.pptx', '.ppt', '.odp']],
	[FilterType.images, 4, ['.png', '.jpg', '.jpeg', '.gif', '.svg', '.webp', '.heic']],
	[FilterType.archives, 1, ['.zip', '.rar', '.7z', '.tar', '.gz']],
	[FilterType.media, 2, ['.mp4', '.mov', '.avi', '.mp3', '.wav']],
	[FilterType.diagrams, 11, ['.vsdx']],
	[FilterType.pdf, 10, ['.pdf']],
];

function kindOf(title: string): (typeof EXTENSIONS)[number] | undefined {
	const extension = extensionOf(title);
	return EXTENSIONS.find(([, , extensions]) => extensions.includes(extension));
}

/** The number the portal gives to a kind of file (`fileType` in its DTO). */
export function fileTypeOf(title: string): number {
	return kindOf(title)?.[1] ?? 0;
}

/** The category, part of the clash key: a form and a plain PDF of one title do not clash (docspace-api.md 6.4). */
export function categoryOf(file: File): number {
	if (file.isForm) return FilterType.pdfForm;
	const category = kindOf(file.title)?.[0] ?? FilterType.none;
	return category === FilterType.pdf ? FilterType.none : category;
}

/** Filters by kind that leave no folder in a listing (FolderDao.cs:2142). */
export function isFileFilter(filterType: number): boolean {
	return (
		filterType === FilterType.filesOnly ||
		filterType === FilterType.byExtension ||
		filterType === FilterType.pdfForm ||
		EXTENSIONS.some(([filter]) => filter === filterType)
	);
}

/** Whether a file passes a filter by kind; forms are told from other PDFs only after paging (3.3). */
export function passesFilter(file: File, filterType: number): boolean {
	if (filterType === FilterType.pdfForm) return extensionOf(file.title) === '.pdf';
	if (EXTENSIONS.some(([filter]) => filter === filterType)) {
		return kindOf(file.title)?.[0] === filterType;
	}
	return filterType !== FilterType.foldersOnly;
}

const CONTENT_TYPES: Record<string, string> = {
	'.txt': 'text/plain',
	'.csv': 'text/csv',
	'.html': 'text/html',
	'.json': 'application/json',
	'.pdf': 'application/pdf',
	'.png': 'image/png',
	'.zip': 'application/zip',
	'.gz': 'application/gzip',
	'.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	'.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** The media type under which a file is sent. */
export function contentTypeOf(title: string): string {
	return CONTENT_TYPES[extensionOf(title)] ?? 'application/octet-stream';
}

const CONVERSIONS: [from: string[], to: string[]][] = [
	[
		['.docx', '.doc', '.odt', '.rtf', '.txt'],
		['.docx', '.html', '.odt', '.pdf', '.rtf', '.txt'],
	],
	[
		['.xlsx', '.xls', '.ods', '.csv'],
		['.csv', '.ods', '.pdf', '.xlsx'],
	],
	[
		['.pptx', '.ppt', '.odp'],
		['.odp', '.pdf', '.pptx'],
	],
];

/** Into what files can be converted by their extension, a short excerpt of what portals know. */
export const CONVERTIBLE: Record<string, string[]> = Object.fromEntries(
	CONVERSIONS.flatMap(([from, to]) =>
		from.map((extension) => [extension, to.filter((other) => other !== extension)]),
	),
);
