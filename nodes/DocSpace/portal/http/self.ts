import type { PortalClient } from './client';
import { asPortalError, PortalError } from '../errors';
import { isPerson, type PersonDto } from '../types';

/** Reads the credential's own user. */
export async function readSelf(portal: PortalClient): Promise<PersonDto> {
	return await portal.get('people/@self', isPerson);
}

/** The same, or undefined where the key may not ask. */
export async function readSelfIfAllowed(portal: PortalClient): Promise<PersonDto | undefined> {
	const self = await readSelf(portal).catch(asPortalError);
	return self instanceof PortalError ? undefined : self;
}
