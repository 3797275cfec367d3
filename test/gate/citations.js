// Finds comments that cite docs/docspace-api.md by a section or a trap that it does not have.

/** `docspace-api.md 6.4, T27 to T29` and the short form, `(3.3)` or `(6.4, T37)`. */
const NAMED =
	/docspace-api\.md[`”]?,? (?:sections? )?((?:(?:\d+(?:\.\d+)?|T\d+)(?:, | and | to )?)+)/g;
const SHORT =
	/\(((?:\d{1,2}\.\d{1,2}|T\d+)(?:(?:, | and | to )(?:\d{1,2}(?:\.\d{1,2})?|T\d+))*)\)/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*$/gm;

/** The sections and traps of the page, such as `6.4` and `T27`. */
function placesIn(page) {
	const sections = [...page.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(
		([, section]) => section,
	);
	const points = [...page.matchAll(/^## (\d+)\..*\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].flatMap(
		([, section, text]) =>
			[...text.matchAll(/^(\d+)\. /gm)].map(([, point]) => `${section}.${point}`),
	);
	const traps = [...page.matchAll(/^- \*\*(T\d+)\*\* /gm)].map(([, trap]) => trap);
	return new Set([...sections, ...points, ...traps]);
}

/** What a source file cites, each as `6.4` or `T27`. */
function citationsIn(source) {
	return [...source.matchAll(COMMENT)].flatMap(([comment]) => {
		const text = comment.replace(/\n\s*(\*|\/\/)?\s*/g, ' ');
		return [...text.matchAll(NAMED), ...text.matchAll(SHORT)].flatMap(([, list]) =>
			list.match(/T\d+|\d+(?:\.\d+)?/g),
		);
	});
}

module.exports = { citationsIn, placesIn };
