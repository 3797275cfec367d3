import type { Exception } from './exceptions';

/**
 * EXPECTED BY OTHER BRANCHES: differences that the sandbox of another branch mends. Take an entry away when
 * its branch is merged; the test names those that no longer differ.
 */
export const PENDING: Exception[] = [
	{
		question: /^listing: |^move /,
		at: /title$/,
		recorded: 'Contract.pdf',
		because: 'wt-move: the extension of what is uploaded becomes lower case',
	},
	{
		question: /^listing: /,
		at: /title$/,
		recorded: 'README.',
		because: 'wt-move: what is uploaded without an extension gets a dot',
	},
	{
		question: /^insert: (without title|upper extension|no extension|200)$/,
		at: /./,
		because:
			'wt-move: titles of what is uploaded; by hand: insertFile throws argumentNull("title")',
	},
	{
		question: /^rename: no extension$|^bare name (README|NOTES): rename/,
		at: /^(status|refusal|says)$/,
		because: 'wt-move: renaming a file without an extension destroys its content',
	},
	{
		question: /^bare name NOTES: afterwards$/,
		at: /fileExst$/,
		because: 'wt-move: a dot at the end is no extension',
	},
	{
		question: /^bare name KEEP: /,
		at: /^says\./,
		because: 'wt-move: which file an upload becomes a version of',
	},
	{
		question: /^listing: text id$/,
		at: /^(status|refusal)$/,
		because: 'wt-ensure: an id of storage that is not connected is 500',
	},
	{
		question: /^deleted folder listing$|^DELETE folder: listing in the trash$/,
		at: /^(status|refusal|says)$/,
		because: 'wt-ensure: the listing of a deleted folder is 403',
	},
	{
		question: /^webhook triggers$/,
		at: /^says\./,
		because:
			'wt-trigger: all events together come first; by hand: listTriggers answers a `count` as well',
	},
	{
		question: /^webhook: nobody answers$/,
		at: /^(status|refusal)$/,
		because: 'wt-trigger: where nobody listens is 500',
	},
];
