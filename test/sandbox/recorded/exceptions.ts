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
		question: /^rename folder: a section$/,
		at: /^asked$/,
		because: 'the recording has the bare number of that folder',
	},
	{
		question: /^(lock|unlock) by another$/,
		at: /^says\.response\.fileStatus$/,
		because: 'the sandbox does not note what is new to whom',
	},
];

/** Whether an exception covers a difference. */
export function allows({ question, at }: Exception, difference: Difference): boolean {
	return question.test(difference.question) && at.test(difference.at);
}
