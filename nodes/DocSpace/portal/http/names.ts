import { isObject } from '../types';

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(name: string): string {
	return name.replace(
		/&(?:#(\d{1,6})|(amp|lt|gt|quot|apos));/g,
		(entity, code: string | undefined, word: string | undefined) =>
			code === undefined ? (CHARACTERS[word ?? ''] ?? entity) : String.fromCodePoint(Number(code)),
	);
}

/**
 * Takes an answer of the portal and puts people's names into it as they are: of all that it sends, the
 * portal HTML-encodes their `displayName` alone (docspace-api.md T150). Changes the answer itself.
 */
export function withPlainNames(answer: unknown): unknown {
	if (Array.isArray(answer)) for (const item of answer) withPlainNames(item);
	else if (isObject(answer)) {
		for (const [member, value] of Object.entries(answer)) {
			if (member !== 'displayName') withPlainNames(value);
			else if (typeof value === 'string') answer.displayName = decoded(value);
		}
	}
	return answer;
}
