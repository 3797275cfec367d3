import {
	tryToParseDateTime,
	type IBinaryData,
	type IExecuteFunctions,
	type INodeProperties,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { guestFrom } from '../locators/guest';
import type { LinkReader } from '../locators/links';
import { isEmpty, pickedFrom } from '../locators/locator';
import type { Keep } from '../portal/downloads/keeping';
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
		const options = this.n8n.getNodeParameter('options', this.index, {});
		const option = isObject(options) ? options[name] : undefined;
		return option ?? this.n8n.getNodeParameter(name, this.index, ifHidden);
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

	/**
	 * The moment in a field that may be left empty, in milliseconds. Without a time zone it counts in the workflow's.
	 * Throws `InputError` for what is no date.
	 */
	moment({ name, displayName }: INodeProperties): number | undefined {
		const value = this.get(name, '');
		if (isEmpty(value)) return undefined;
		const moment = momentOf(value, this.n8n.getTimezone());
		if (moment !== undefined) return moment;
		throw new InputError(
			displayName,
			`is not a date: ${quote(value)}`,
			'Choose one, or use an expression such as {{ $now.minus({ days: 7 }) }}',
		);
	}

	/** The room, folder or file that was picked in a field. Throws `InputError`. */
	async picked({ name, displayName }: INodeProperties, readLink?: LinkReader): Promise<Picked> {
		return await pickedFrom(this.get(name, ''), displayName, this.portal, readLink);
	}

	/** Keeps a file among n8n's binary data, and tells how many bytes of it n8n has then. */
	keep: Keep<IBinaryData> = async ({ stream, fileName, mimeType }) => {
		const { helpers } = this.n8n;
		const kept = await helpers.prepareBinaryData(stream, fileName, mimeType);
		const size = kept.id
			? (await helpers.getBinaryMetadata(kept.id)).fileSize
			: Buffer.byteLength(kept.data, 'base64');
		return { kept, size };
	};

	/** The guest that was picked in a field. Throws `InputError`. */
	guest({ name, displayName }: INodeProperties): NamedGuest {
		return guestFrom(this.get(name), displayName);
	}
}

/** In milliseconds; undefined for what n8n does not take for a date. */
function momentOf(value: unknown, timeZone: string): number | undefined {
	try {
		return tryToParseDateTime(value, timeZone).toMillis();
	} catch {
		return undefined;
	}
}
