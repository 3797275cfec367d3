import { pbkdf2Sync } from 'node:crypto';

/** How a client hashes a password that it does not want to send; a real portal has 100,000 iterations (docspace-api.md 19). */
export const PASSWORD_HASHING = { size: 256, iterations: 1000, salt: 'sandbox' };

/** What the portal keeps of a password. */
export function hashedPassword(password: string): string {
	const { size, iterations, salt } = PASSWORD_HASHING;
	return pbkdf2Sync(password, salt, iterations, size / 8, 'sha256').toString('hex');
}
