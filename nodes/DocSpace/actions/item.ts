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
import { userFrom } from '../locators/user';
import type { Source } from '../portal/content/pieces';
import type { Keep } from '../portal/downloads/keeping';
import { InputError, quote } from '../portal/errors';
import type { PortalClient } from '../portal/http/client';
import type { Picked } from '../portal/ids';
import type { NamedPerson } from '../portal/people/people';
import { isObject } from '../portal/types';

/** A file of an input item. */
export interface BinaryFile {
	fileName: string | undefined;
	/** Without its dot; empty where n8n knows none. */
	extension: string;
	source: Source;
}

/** As much as is read of a file at once. */
const READ_AT_ONCE = 1024 * 1024;

/** One input item: what the node's fields hold for it, and the portal they are about. */
export class Item {
	constructor(
		private readonly n8n: IExecuteFunctions,
		readonly portal: PortalClient,
		readonly index: number,
	) {}

	/** What a field holds, by itself or among *Options*; `ifHidden` where it is not shown or was not added. */
	get(name: string, ifHidden?: NodeParameterValueType): unknown {
		return this.options[name] ?? this.n8n.getNodeParameter(name, this.index, ifHidden);
	}

	/** Whether a field was added among *Options*, and be it with an expression that yields nothing. */
	isAdded(name: string): boolean {
		return name in this.options;
	}

	private get options(): Record<string, unknown> {
		const options = this.n8n.getNodeParameter('options', this.index, {});
		return isObject(options) ? options : {};
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
		const problem = isEmpty(value) ? 'is empty' : `is ${quote(value)}`;
		throw new InputError(displayName, problem, `Use ${others} or ${choices.at(-1)}`);
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

	/** The files in the binary fields that a field names, separated by commas, or that it holds itself. Throws `InputError`. */
	async binaries({ name, displayName }: INodeProperties): Promise<BinaryFile[]> {
		const value = this.get(name);
		const found = isBinaryData(value)
			? [value]
			: String(value)
					.split(',')
					.map((key) => this.binaryIn(key.trim(), displayName));
		return await Promise.all(
			found.map(async (data) => ({
				fileName: data.fileName,
				extension: data.fileExtension ?? '',
				source: await this.sourceOf(data, displayName),
			})),
		);
	}

	private binaryIn(key: string, field: string): IBinaryData {
		try {
			return this.n8n.helpers.assertBinaryData(this.index, key);
		} catch {
			const there = Object.keys(this.n8n.getInputData()[this.index]?.binary ?? {});
			throw noBinaryData(field, key, there);
		}
	}

	/** In n8n's memory the content is there as a whole; from wherever else it comes as a stream. */
	private async sourceOf(data: IBinaryData, field: string): Promise<Source> {
		const { helpers } = this.n8n;
		const { id } = data;
		if (id === undefined) {
			const size = Buffer.byteLength(data.data, 'base64');
			return { size, read: async () => [Buffer.from(data.data, 'base64')] };
		}
		const { fileSize } = await helpers.getBinaryMetadata(id).catch((error: unknown) => {
			throw notKept(field, data, error);
		});
		return {
			size: fileSize,
			read: async () => await helpers.getBinaryStream(id, READ_AT_ONCE),
		};
	}

	/** The guest that was picked in a field. Throws `InputError`. */
	guest({ name, displayName }: INodeProperties): NamedPerson {
		return guestFrom(this.get(name), displayName);
	}

	/** The person that was picked in a field, member of the portal or guest. Throws `InputError`. */
	user({ name, displayName }: INodeProperties): NamedPerson {
		return userFrom(this.get(name), displayName);
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

/** Binary data that an expression yields itself. */
function isBinaryData(value: unknown): value is IBinaryData {
	return isObject(value) && typeof value.mimeType === 'string' && typeof value.data === 'string';
}

function noBinaryData(field: string, key: string, there: string[]): InputError {
	return new InputError(
		field,
		`names ${quote(key)}, and the input item has no file there`,
		there.length > 0
			? `Enter one of the binary fields that it has: ${there.join(', ')}`
			: 'Connect a node that puts out a file, such as HTTP Request with the response format File',
	);
}

/** n8n deletes what an execution has kept some time after it, whoever still holds its name. */
function notKept(field: string, { fileName = '' }: IBinaryData, error: unknown): InputError {
	return new InputError(
		field,
		`names ${quote(fileName)}, of which n8n has the content no more: ${error instanceof Error ? error.message : String(error)}`,
		'Run the workflow again from the node that made the file',
	);
}
