import type { IExecuteFunctions, INodeProperties, NodeParameterValueType } from 'n8n-workflow';

import { guestFrom } from '../locators/guest';
import type { LinkReader } from '../locators/links';
import { pickedFrom } from '../locators/locator';
import { InputError, quote } from '../portal/errors';
import type { PortalClient } from '../portal/http/client';
import type { Picked } from '../portal/ids';
import type { NamedGuest } from '../portal/people/people';
import { isObject } from '../portal/types';

/** One input item: what the node's fields hold for it, and the portal they are about. */
export class Item {
	constructor(
		private readonly n8n: IExecuteFunctions,
		readonly portal: PortalClient,
		readonly index: number,
	) {}

	/** What a field holds, by itself or among *Options*; `ifHidden` where it is not shown or was not added. */
	get(name: string, ifHidden?: NodeParameterValueType): unknown {
		return this.option(name) ?? this.n8n.getNodeParameter(name, this.index, ifHidden);
	}

	/** What one of *Options* holds; undefined where it was not added. */
	option(name: string): unknown {
		const options = this.n8n.getNodeParameter('options', this.index, {});
		return isObject(options) ? options[name] : undefined;
	}

	/** Whether a switch is shown and on. */
	isOn(name: string): boolean {
		return this.get(name, false) === true;
	}

	/** Which of these a field holds; its default where it is hidden. Throws `InputError` for anything else. */
	choice<T extends string>(
		{ name, displayName, default: usual }: INodeProperties,
		choices: readonly T[],
	): T {
		const value = this.get(name, usual);
		const choice = choices.find((one) => one === value);
		if (choice) return choice;
		const others = choices.slice(0, -1).join(', ');
		throw new InputError(displayName, `is ${quote(value)}`, `Use ${others} or ${choices.at(-1)}`);
	}

	/** The room, folder or file that was picked in a field. Throws `InputError`. */
	async picked({ name, displayName }: INodeProperties, readLink?: LinkReader): Promise<Picked> {
		return await pickedFrom(this.get(name, ''), displayName, this.portal, readLink);
	}

	/** The guest that was picked in a field. Throws `InputError`. */
	guest({ name, displayName }: INodeProperties): NamedGuest {
		return guestFrom(this.get(name), displayName);
	}
}
