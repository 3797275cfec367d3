import { jsonParse } from 'n8n-workflow';

import { PortalError } from '../errors';
import { isObject } from '../types';
import { readAnswer, type BrokenConnection, type HttpAnswer } from './answers';
import type { PortalRequest } from './client';

/** The request that signs somebody in (docspace-api.md 19). */
export function signInRequest(email: string, password: string): PortalRequest {
	return { method: 'POST', path: 'authentication', body: { userName: email, password } };
}

/**
 * The token that such a request was answered with; it is good for months. Throws `PortalError`, which says what
 * stands in the way: a success without a token is the question for a second factor (T131).
 */
export function tokenIn(result: HttpAnswer | BrokenConnection, origin: string): string {
	const read = readAnswer(result, { origin, credential: 'password' });
	if (read instanceof PortalError) throw whyNotSignedIn(result, read);
	const answer = isObject(read.response) ? read.response : {};
	if (typeof answer.token === 'string' && answer.token !== '') return answer.token;
	if (answer.tfa === true || answer.sms === true) throw secondFactor(answer.sms === true);
	throw new PortalError(
		'notPortal',
		`${origin} answered the sign-in with something other than DocSpace does`,
		'Check Portal Address in the credential',
	);
}

const USE_A_KEY =
	'use an API key instead (DocSpace: Settings → Developer tools → API keys), which needs neither password nor code';

function secondFactor(isBySms: boolean): PortalError {
	return new PortalError(
		'unauthorized',
		`DocSpace asks for a second factor to sign in${isBySms ? ', and has sent a code by SMS' : ''}: n8n cannot enter one`,
		`In the node and the credential, ${USE_A_KEY}. Or have an admin exempt this account from two-factor authentication (Settings → Security)`,
	);
}

function whyNotSignedIn(result: HttpAnswer | BrokenConnection, error: PortalError): PortalError {
	if (!('status' in result)) return error;
	const { status } = result;
	if (status === 401) {
		return new PortalError(
			'unauthorized',
			'DocSpace did not accept the e-mail address or the password',
			`Correct them in the credential; after more than five wrong attempts in a minute DocSpace refuses the right password too. Somebody who signs in by SSO has no password here: ${USE_A_KEY}`,
			status,
		);
	}
	const said = jsonParse<unknown>(result.body, { fallbackValue: null });
	const refusal = isObject(said) && isObject(said.error) ? said.error : undefined;
	if (status !== 403 || !refusal) return error;
	// Of attempts in excess and of captchas the portal names no type of error (docspace-api.md 1.2).
	return typeof refusal.type === 'string'
		? new PortalError(
				'unauthorized',
				'DocSpace does not let this account sign in',
				'It may be disabled: ask an admin of the portal, or enter another account in the credential',
				status,
			)
		: new PortalError(
				'unauthorized',
				'DocSpace refuses to sign this account in for now: too many wrong attempts, or it asks for a captcha, which n8n cannot solve',
				`Wait a minute and run again. If it stays, sign in once in the browser with the same e-mail address, or ${USE_A_KEY}`,
				status,
			);
}
