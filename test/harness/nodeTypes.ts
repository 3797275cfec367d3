import {
	type ICredentialType,
	type IDataObject,
	type INodeType,
	type INodeTypes,
	type IVersionedNodeType,
	NodeHelpers,
} from 'n8n-workflow';
import baseCredentials from 'n8n-nodes-base/dist/known/credentials.json';
import baseNodes from 'n8n-nodes-base/dist/known/nodes.json';
import { DocSpaceApi } from '../../credentials/DocSpaceApi.credentials';
import { DocSpaceOAuth2Api } from '../../credentials/DocSpaceOAuth2Api.credentials';
import { DocSpacePasswordApi } from '../../credentials/DocSpacePasswordApi.credentials';
// With their extension, because a node's codex beside it has the same name but for that.
import { DocSpace } from '../../nodes/DocSpace/DocSpace.node.ts';
import { DocSpaceTrigger } from '../../nodes/DocSpace/DocSpaceTrigger.node.ts';
import { isRecord } from './guards';

/** Where a class of n8n-nodes-base lies. */
interface ClassLocation {
	module: string;
	className: string;
}

const OUR_NODES: Record<string, new () => INodeType> = {
	'n8n-nodes-docspace.docSpace': DocSpace,
	'n8n-nodes-docspace.docSpaceTrigger': DocSpaceTrigger,
};

const OUR_CREDENTIALS: Record<string, new () => ICredentialType> = {
	docSpaceApi: DocSpaceApi,
	docSpaceOAuth2Api: DocSpaceOAuth2Api,
	docSpacePasswordApi: DocSpacePasswordApi,
};

const BASE_PREFIX = 'n8n-nodes-base.';

function locate(known: unknown, name: string): ClassLocation {
	const entry = isRecord(known) && Object.hasOwn(known, name) ? known[name] : undefined;
	const { sourcePath, className } = isRecord(entry) ? entry : {};
	if (typeof sourcePath !== 'string' || typeof className !== 'string') {
		throw new Error(`Neither this package nor n8n-nodes-base knows "${name}"`);
	}
	return { module: `n8n-nodes-base/${sourcePath}`, className };
}

const modules = new Map<string, Promise<unknown>>();

/** A module that is known already takes no real time, in which a virtual clock would move on. */
async function load(module: string): Promise<unknown> {
	const loading: Promise<unknown> = modules.get(module) ?? import(module);
	modules.set(module, loading);
	return await loading;
}

async function instantiate({ module, className }: ClassLocation): Promise<unknown> {
	const exported = await load(module);
	const found = isRecord(exported) ? exported[className] : undefined;
	if (typeof found !== 'function') throw new Error(`${module} exports no class ${className}`);
	const instance: unknown = Reflect.construct(found, []);
	return instance;
}

function isNodeType(value: unknown): value is INodeType | IVersionedNodeType {
	return isRecord(value) && isRecord(value.description);
}

function isCredentialType(value: unknown): value is ICredentialType {
	return isRecord(value) && typeof value.name === 'string' && Array.isArray(value.properties);
}

async function loadBaseNode(type: string): Promise<INodeType | IVersionedNodeType> {
	const name = type.startsWith(BASE_PREFIX) ? type.slice(BASE_PREFIX.length) : type;
	const instance = await instantiate(locate(baseNodes, name));
	if (!isNodeType(instance)) throw new Error(`"${type}" is no node type`);
	return instance;
}

async function loadBaseCredential(name: string): Promise<ICredentialType> {
	const instance = await instantiate(locate(baseCredentials, name));
	if (!isCredentialType(instance)) throw new Error(`"${name}" is no credential type`);
	return instance;
}

/**
 * The node types of one execution. n8n asks for them synchronously, so they are loaded beforehand, each from
 * its own file: ours from the TypeScript source, n8n's own from `n8n-nodes-base`.
 */
export class LoadedNodeTypes implements INodeTypes {
	private readonly loaded = new Map<string, INodeType | IVersionedNodeType>();

	/** @param extra node types by type name that take precedence, e.g. stubs */
	constructor(extra: Record<string, INodeType> = {}) {
		for (const [name, nodeType] of Object.entries(extra)) this.loaded.set(name, nodeType);
	}

	/**
	 * Loads what a workflow uses.
	 *
	 * @param types type names such as `n8n-nodes-base.if`
	 * @throws when a type is neither ours nor one of n8n-nodes-base
	 */
	async load(types: Iterable<string>): Promise<void> {
		for (const type of types) {
			if (this.loaded.has(type)) continue;
			const Own = OUR_NODES[type];
			this.loaded.set(type, Own === undefined ? await loadBaseNode(type) : new Own());
		}
	}

	/** @throws when the type was not loaded */
	getByName(type: string): INodeType | IVersionedNodeType {
		const nodeType = this.loaded.get(type);
		if (nodeType === undefined) throw new Error(`The node type "${type}" was not loaded`);
		return nodeType;
	}

	/** @throws when the type was not loaded */
	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

/**
 * Loads a credential type and those it extends.
 *
 * @param name e.g. `docSpaceApi`
 * @returns the types by name, the asked one first
 * @throws when a type is neither ours nor one of n8n-nodes-base
 */
export async function loadCredentialTypes(name: string): Promise<Map<string, ICredentialType>> {
	const Own = OUR_CREDENTIALS[name];
	const instance = Own === undefined ? await loadBaseCredential(name) : new Own();
	const types = new Map<string, ICredentialType>([[name, instance]]);
	for (const parent of instance.extends ?? []) {
		for (const [key, type] of await loadCredentialTypes(parent)) types.set(key, type);
	}
	return types;
}
