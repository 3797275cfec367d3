const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');

const { citationsIn, placesIn } = require('./citations');

const PAGE = 'docs/docspace-api.md';
const SOURCES = ['*.ts', '*.mjs', '*.js'];

/** The files of the project, those included that are yet to be committed. */
function sources() {
	const list = execFileSync(
		'git',
		['ls-files', '--cached', '--others', '--exclude-standard', '--', ...SOURCES],
		{ encoding: 'utf8' },
	);
	return list.split('\n').filter((path) => path !== '' && existsSync(path));
}

test('every section and trap that a comment cites stands in docs/docspace-api.md', () => {
	const places = placesIn(readFileSync(PAGE, 'utf8'));
	const files = sources();
	const cited = files.flatMap((path) =>
		citationsIn(readFileSync(path, 'utf8')).map((place) => ({ path, place })),
	);

	expect(cited.length).toBeGreaterThan(300);
	expect(cited.filter(({ place }) => !places.has(place))).toEqual([]);
});

test('a citation of a place that the page lacks is found, in the long form and in the short one', () => {
	const places = placesIn('## 6. Moves\n\n### 6.4 The job\n\n- **T27** Skip.\n');
	const source =
		'/** Skips (docspace-api.md 6.4, T27). */\n// Not so (6.9, T99).\n/* Cites docspace-api.md 7.1 */';

	const unknown = citationsIn(source).filter((place) => !places.has(place));

	expect(unknown).toEqual(['6.9', 'T99', '7.1']);
});
