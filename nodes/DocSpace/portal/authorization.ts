/** The header of a key or token as a user pasted it, with or without “Bearer” (docspace-api.md 2.1). */
export function authorization(apiKey: string): string {
	return `Bearer ${apiKey.trim().replace(/^Bearer\s+/i, '')}`;
}
