// The path of docs/first-flow.md, which its suite follows and its pictures are taken on.

/** The name of the node that the flow consists of; n8n calls it after the action. */
export const FIRST_NODE = 'Move client files to archive, end guest access';

/** Each step as the page tells it; `picture` is taken when it is done. */
export const FIRST_FLOW = [
	{
		step: 'an empty workflow starts by hand',
		async follow(editor) {
			await editor.openEmptyWorkflow();
			await editor.addFirstStep('Trigger manually');
		},
	},
	{
		step: 'a search for “docspace” finds what the node can do',
		picture: 'actions',
		async follow(editor) {
			await editor.continueFlow();
			await editor.searchNodes('docspace');
			await editor.openActions();
		},
	},
	{
		step: 'the node asks for a credential, which takes an address and a key',
		picture: 'credential',
		async follow(editor, { sandbox }) {
			await editor.addByAction(FIRST_NODE);
			await editor.startCredential();
			await editor.type('portalUrl', sandbox.url);
			await editor.type('apiKey', sandbox.apiKey);
		},
	},
	{
		step: 'a credential that works closes when it is saved',
		follow: async (editor) => await editor.saveCredential(),
	},
	{
		step: 'room and archive are picked from lists, and most of the rest can stay as it is',
		picture: 'fields',
		async follow(editor, { client, clientName }) {
			await editor.openList('room', client);
			await editor.choose(client);
			await editor.openList('archiveFolder', 'Archive/');
			await editor.choose('Archive/Closed deals');
			await editor.type('clientName', clientName);
			await editor.switchOn('archiveRoom');
		},
	},
	{
		step: 'the button runs it, and the output says what became of the files',
		picture: 'output',
		async follow(editor) {
			await editor.executeNode();
		},
	},
];
