import type { Difference } from './differences';

/** A difference that may be. */
export interface Exception {
	question: RegExp;
	/** Where in the answer. */
	at: RegExp;
	because: string;
}

/** Differences that are meant: the sandbox is no whole server. */
export const MEANT: Exception[] = [
	{
		question: /^no key on files$/,
		at: /^refusal$/,
		because: 'folder 1 was a section of the recorded portal, and is no folder of a sandbox',
	},
	{
		question: /^scoped key rooms list$/,
		at: /^says\.response\.folders/,
		because: 'the one room on that page was none of those that the questions are about',
	},
	{
		question: /^(listing: count 1|archived room listing)$/,
		at: /^says\.response\.files\.0/,
		because: 'of files of one second any may come first (docspace-api.md 3.3)',
	},
	{
		question:
			/^(rename folder: a section|status: pending|(room create: share without private|fromTemplate): members|create file: its links in a public room)$/,
		at: /^asked$/,
		because: 'the recording has a bare number for an id, and a label for a number that is none',
	},
	{
		question: /^(download of external|session content:|download: (pptx|txt|template)) /,
		at: /^asked$/,
		because: 'the recording has bare numbers for these ids',
	},
	{
		question: /^(lock|unlock) by another$/,
		at: /^says\.response\.fileStatus$/,
		because: 'the sandbox does not note what is new to whom',
	},
	{
		question: /^copy: a file: end$/,
		at: /^says\.status$/,
		because: 'its task was about to be called completed (docspace-api.md 6.5)',
	},
	{
		question: /^copy: nothing: accepted$/,
		at: /^says\./,
		because: 'the recorded server still had the end of a copy before it (docspace-api.md T26)',
	},
	{
		question: /^copy: by a reader into own documents: end$/,
		at: /^says\.files\.0\.folderId$/,
		because: 'the recording had no label for these documents',
	},
];

/** Questions to served routes that wait for a route which is not served: they show what that one did. */
export const WAITING: Array<[questions: RegExp, route: string]> = [
	[/^create file: folder afterwards$/, 'POST files/file/{id}/copyas'],
	[/^(text|html): /, 'POST files/{id}/text'],
	[/^upload( twins)?: /, 'POST files/{id}/upload'],
	[/^session: room afterwards$/, 'POST files/{id}/upload/create_session'],
	[/^edit_session: /, 'POST files/file/{id}/edit_session'],
	[/^duplicate: /, 'PUT files/fileops/duplicate'],
	[/^deleteversion: /, 'PUT files/fileops/deleteversion'],
	[/^emptytrash: /, 'PUT files/fileops/emptytrash'],
	[/^share my file: /, 'PUT files/file/{id}/share'],
	[/^share key: /, 'GET files/share/{id}'],
	[/^owner: /, 'POST files/owner'],
	[/^group: at the end$/, 'PUT group/{id}'],
	[/^group: get deleted$/, 'DELETE group/{id}'],
	[/^(token|cookie): /, 'POST authentication/logout'],
];

/** Whether an exception covers a difference. */
export function allows({ question, at }: Exception, difference: Difference): boolean {
	return question.test(difference.question) && at.test(difference.at);
}
