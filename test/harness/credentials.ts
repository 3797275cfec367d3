import { getAdditionalKeys } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type ICredentials,
	ICredentialsHelper,
	type ICredentialType,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeType,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	NodeHelpers,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { isParameters, isRecord } from './guards';
import { loadCredentialTypes } from './nodeTypes';

/** What a user typed into credentials, by credential type name. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/** The node in whose name expressions are resolved when no workflow runs (pickers, the credential test). */
const CREDENTIAL_NODE: INode = {
	id: 'credential',
	name: 'Credential',
	type: 'credential',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const CREDENTIAL_NODE_TYPE: INodeType = {
	description: {
		displayName: 'Credential',
		name: 'credential',
		group: ['transform'],
		version: 1,
		description: 'Resolves the expressions of a credential',
		defaults: { name: 'Credential' },
		inputs: [],
		outputs: [],
		properties: [],
	},
};

function isCredentialData(value: unknown): value is ICredentialDataDecryptedObject {
	return isRecord(value);
}

/**
 * Credentials in memory, used as n8n's server uses its encrypted ones: hidden fields get their defaults,
 * expressions in them are resolved, and requests are signed by what the credential class itself says.
 */
export class MemoryCredentials extends ICredentialsHelper {
	private readonly data: CredentialData;
	/** What expressions of credentials come to; each request asks for the same. */
	private readonly resolved = new Map<string, unknown>();

	private readonly workflow = new Workflow({
		nodes: [CREDENTIAL_NODE],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => CREDENTIAL_NODE_TYPE,
			getByNameAndVersion: () => CREDENTIAL_NODE_TYPE,
			getKnownTypes: () => ({}),
		},
	});

	private constructor(
		data: CredentialData,
		private readonly types: Map<string, ICredentialType>,
	) {
		super();
		this.data = structuredClone(data);
	}

	/**
	 * Loads the classes of the given credentials.
	 *
	 * @param data what the user typed, by type name; copied, so that a token refresh stays inside
	 * @param extra credential types that take precedence over ours, e.g. stubs
	 */
	static async create(
		data: CredentialData,
		extra: readonly ICredentialType[] = [],
	): Promise<MemoryCredentials> {
		const types = new Map<string, ICredentialType>(extra.map((type) => [type.name, type]));
		for (const name of Object.keys(data)) {
			if (types.has(name)) continue;
			for (const [key, type] of await loadCredentialTypes(name)) types.set(key, type);
		}
		return new MemoryCredentials(data, types);
	}

	/** The names of the credentials there are. */
	get names(): string[] {
		return Object.keys(this.data);
	}

	/** What a credential holds now, e.g. after a token refresh. */
	stored(name: string): ICredentialDataDecryptedObject {
		return structuredClone(this.dataOf(name));
	}

	getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		const type = this.types.get(name);
		if (type === undefined) throw new Error(`Unknown credential type "${name}"`);
		const properties = [...type.properties];
		for (const parent of type.extends ?? []) {
			for (const property of this.getCredentialsProperties(parent)) {
				// A type's own field stands in for its parent's of the same name.
				if (!properties.some((own) => own.name === property.name)) properties.push(property);
			}
		}
		return properties;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		name: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const original = structuredClone(this.dataOf(name));
		if (raw === true || !isParameters(original)) return original;

		const complete = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(name),
			original,
			true,
			false,
			null,
			null,
		);
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		const resolved =
			resolveValues === undefined
				? this.workflow.expression.getComplexParameterValue(
						CREDENTIAL_NODE,
						complete ?? {},
						mode,
						keys,
						undefined,
						undefined,
						complete ?? {},
					)
				: resolveValues.workflow.expression.getParameterValue(
						complete ?? {},
						resolveValues.runExecutionData,
						resolveValues.runIndex,
						resolveValues.itemIndex,
						resolveValues.node.name,
						resolveValues.connectionInputData,
						mode,
						keys,
						executeData,
						false,
						complete ?? {},
					);
		if (!isCredentialData(resolved)) throw new Error(`The credential "${name}" holds no fields`);
		// The token is no field of the credential, n8n keeps it beside them.
		const { oauthTokenData } = this.dataOf(name);
		return oauthTokenData === undefined ? resolved : { ...resolved, oauthTokenData };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		incoming: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		if (!('url' in incoming)) throw new Error('A request without an address cannot be signed');
		const signed = incoming;
		const authenticate = this.types.get(name)?.authenticate;
		if (authenticate === undefined) return signed;
		if (typeof authenticate === 'function') return await authenticate(credentials, signed);

		const resolve = (value: unknown) => {
			if (typeof value !== 'string' || !value.startsWith('=')) return value;
			if (workflow === undefined || node === undefined) {
				throw new Error('An expression in a credential needs a workflow to be resolved in');
			}
			const key = JSON.stringify([value, credentials]);
			if (!this.resolved.has(key)) {
				const known = { $credentials: credentials };
				this.resolved.set(
					key,
					workflow.expression.getSimpleParameterValue(node, value, 'internal', known),
				);
			}
			return this.resolved.get(key);
		};
		// As n8n does it: each group of the generic form (headers, qs, …) is merged into the request's own.
		const groups: Record<string, unknown> = {};
		for (const [group, entries] of Object.entries(authenticate.properties)) {
			const own: unknown = Reflect.get(signed, group);
			groups[group] = {
				...(isRecord(own) ? own : {}),
				...Object.fromEntries(
					Object.entries(entries ?? {}).map(([key, value]) => [
						String(resolve(key)),
						resolve(value),
					]),
				),
			};
		}
		return Object.assign(signed, groups);
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const expirable = this.types
			.get(name)
			?.properties.find(
				(property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
			);
		if (expirable === undefined) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		return await this.runPreAuthentication(helpers, credentials, name);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		name: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.types.get(name)?.preAuthentication?.call(helpers, credentials);
		if (!isCredentialData(output)) return undefined;
		Object.assign(this.dataOf(name), output);
		return { ...credentials, ...output };
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('There are no encrypted credentials here');
	}

	async updateCredentials(
		_nodeCredentials: INodeCredentialsDetails,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		Object.assign(this.dataOf(name), data);
	}

	async updateCredentialsOauthTokenData(
		_nodeCredentials: INodeCredentialsDetails,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.dataOf(name).oauthTokenData = data.oauthTokenData ?? {};
	}

	private dataOf(name: string): ICredentialDataDecryptedObject {
		const data = this.data[name];
		if (data === undefined) throw new Error(`There is no credential "${name}"`);
		return data;
	}
}
