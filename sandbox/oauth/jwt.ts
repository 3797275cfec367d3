import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { isObject, type JsonObject } from '../ground/input';

/** One of the two algorithms that a portal takes (docspace-api.md 2.4). */
const ALGORITHM = 'ES256';
const KEY_ID = 'sandbox';
/** What RFC 7518 3.4 asks for, in place of OpenSSL's own form. */
const ENCODING = 'ieee-p1363';

function encode(part: JsonObject): string {
	return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): JsonObject {
	try {
		const json: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
		return isObject(json) ? json : {};
	} catch {
		return {};
	}
}

/** Whether a text looks like a JWT, which decides how a portal reads it (docspace-api.md 2.1). */
export function isJwt(text: string): boolean {
	return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

/** Signs JWTs with a key of its own, and tells its own from others. */
export class JwtSigner {
	private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

	sign(claims: JsonObject): string {
		const signed = `${encode({ alg: ALGORITHM, kid: KEY_ID })}.${encode(claims)}`;
		const signature = sign('sha256', Buffer.from(signed), {
			key: this.keys.privateKey,
			dsaEncoding: ENCODING,
		});
		return `${signed}.${signature.toString('base64url')}`;
	}

	/** The claims of a JWT with a right signature. */
	claimsOf(jwt: string): JsonObject | undefined {
		const [header = '', payload = '', signature = ''] = jwt.split('.');
		if (decode(header)['alg'] !== ALGORITHM) return undefined;
		const isOurs = verify(
			'sha256',
			Buffer.from(`${header}.${payload}`),
			{ key: this.keys.publicKey, dsaEncoding: ENCODING },
			Buffer.from(signature, 'base64url'),
		);
		return isOurs ? decode(payload) : undefined;
	}

	/** The public key, as anybody may have it. */
	keySet() {
		const key = this.keys.publicKey.export({ format: 'jwk' });
		return { keys: [{ ...key, kid: KEY_ID, use: 'sig', alg: ALGORITHM }] };
	}
}
