import type { INodeType } from 'n8n-workflow';

/**
 * Stands in for the DocSpace Trigger as far as the samples use it. Its events are pinned data or the test's
 * input, so it never runs.
 */
const trigger: INodeType = {
	description: {
		displayName: 'DocSpace Trigger',
		name: 'docSpaceTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow when something happens in DocSpace',
		defaults: { name: 'DocSpace Trigger' },
		inputs: [],
		outputs: ['main'],
		credentials: [{ name: 'docSpaceApi', required: true }],
		properties: [
			{ displayName: 'Events', name: 'events', type: 'multiOptions', options: [], default: [] },
			{ displayName: 'Include Details', name: 'includeDetails', type: 'boolean', default: false },
		],
	},
};

/** The trigger by its type name. */
export const ROOM_TRIGGER = { 'n8n-nodes-docspace.docSpaceTrigger': trigger };
