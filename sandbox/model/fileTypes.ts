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
