import table from '../../sandbox/model/mysqlGeneralCi.json';
import {
	comparisonOf,
	FreeTitles,
	hasExtension,
	isOnlyIllegal,
	LONGEST_TITLE,
	storedTitle,
	uploadedTitle,
} from '../../nodes/DocSpace/portal/titles';

describe('a title as DocSpace stores it', () => {
	it.each([
		['A/B: C', 'A_B_ C'],
		['*+:"<>?|\\/\t.', '__________' + '_.'],
		['  Contoso  ', 'Contoso'],
		['Contoso 🎉', 'Contoso __'],
		['Contoso\nLtd', 'Contoso\nLtd'],
		['Contoso...', 'Contoso...'],
		['Ünïcode – dash', 'Ünïcode – dash'],
	])('%j is stored as %j', (title, stored) => {
		expect(storedTitle(title)).toBe(stored);
		expect(storedTitle(stored)).toBe(stored);
	});

	it('tells names of which nothing would be left', () => {
		expect(['??', '🎉', '/ \\'.replace(' ', '')].map(isOnlyIllegal)).toEqual([true, true, true]);
		expect(['_', '__', 'a?', '1', ''].map(isOnlyIllegal)).toEqual([
			false,
			false,
			false,
			false,
			false,
		]);
	});
});

describe('the title of an upload', () => {
	it.each([
		['UPPER.TXT', 'UPPER.txt'],
		['two.dots.TAR.GZ', 'two.dots.TAR.gz'],
		['README', 'README.'],
		['README.', 'README.'],
		['.env', '.env'],
		[`p + "q" 'r'.csv`, "p _ _q_ 'r'.csv"],
		[`${'k'.repeat(196)}.txt`, `${'k'.repeat(166)}.txt`],
	])('%j is stored as %j', (title, stored) => {
		expect(uploadedTitle(title)).toBe(stored);
	});

	it.each([
		['a.docx', true],
		['.env', true],
		['README', false],
		['README.', false],
		['v1.2.', false],
	])('%j has an extension: %s', (title, has) => {
		expect(hasExtension(title)).toBe(has);
	});
});

const inOwnStorage = comparisonOf(1);
const inThirdParty = comparisonOf('drive-1');

describe('titles that clash in DocSpace’s own storage', () => {
	it.each([
		['Contract.pdf', 'CONTRACT.PDF'],
		['Café.docx', 'cafe.docx'],
		['Contract', 'Contract  '],
		['ёлка', 'ЕЛКА'],
		['Straße', 'STRASE'],
	])('%j and %j', (left, right) => {
		expect(inOwnStorage(left)).toBe(inOwnStorage(right));
	});

	it.each([
		['Contract.pdf', 'Contract.docx'],
		['Contract', ' Contract'],
		['Contract 1', 'Contract 10'],
		['Contract[', 'Contract{'],
		['Йод', 'Иод'],
		['か', 'が'],
		['กา', 'กี'],
		['øre', 'ore'],
		['Caf\u00e9', 'Cafe\u0301'],
		['Cafe', 'Cafe\u0301'],
		['Straße', 'STRASSE'],
	])('but not %j and %j', (left, right) => {
		expect(inOwnStorage(left)).not.toBe(inOwnStorage(right));
	});

	it('are those that its database was seen to take for equal, character by character', () => {
		const countsAs = new Map<string, string>();
		for (const [key, characters] of Object.entries(table.equal)) {
			for (const character of characters) countsAs.set(character, key);
		}
		const wrong = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
			(character) =>
				inOwnStorage(`${character}.`) !== inOwnStorage(`${countsAs.get(character) ?? character}.`),
		);
		expect(wrong).toEqual([]);
		const groupsApart = new Set(
			Array.from({ length: 0x10000 }, (_, code) => inOwnStorage(`${String.fromCharCode(code)}.`)),
		);
		expect(groupsApart.size).toBe(0x10000 - countsAs.size);
	});
});

describe('titles that clash in third-party storage', () => {
	it('differ in nothing but case', () => {
		expect(inThirdParty('MÜLLER')).toBe(inThirdParty('Müller'));
		expect(inThirdParty('Muller')).not.toBe(inThirdParty('Müller'));
		expect(inThirdParty('Müller ')).not.toBe(inThirdParty('Müller'));
	});
});

describe('free titles', () => {
	it('puts the number before the extension', () => {
		expect(new FreeTitles(['contract.pdf'], inOwnStorage).next('contract.pdf')).toBe(
			'contract (1).pdf',
		);
		expect(new FreeTitles([], inOwnStorage).next('archive.tar.gz')).toBe('archive.tar (1).gz');
		expect(new FreeTitles([], inOwnStorage).next('README')).toBe('README (1)');
		expect(new FreeTitles([], inOwnStorage).next('.env')).toBe('.env (1).env');
		expect(new FreeTitles(['.env (1).env'], inOwnStorage).next('.env')).toBe('.env (2).env');
	});

	it('passes over what is taken, in whatever case, and never gives the same twice', () => {
		const free = new FreeTitles(
			['Contract.pdf', 'CONTRACT (1).PDF', 'contract (3).pdf'],
			inOwnStorage,
		);
		expect([1, 2, 3].map(() => free.next('contract.pdf'))).toEqual([
			'contract (2).pdf',
			'contract (4).pdf',
			'contract (5).pdf',
		]);
		expect(free.next('Contract.PDF')).toBe('Contract (6).PDF');
	});

	it('stays within what DocSpace allows, and shortens the name rather than the extension', () => {
		const free = new FreeTitles([], inOwnStorage);
		for (const title of [`${'x'.repeat(161)}.pdf`, `${'x'.repeat(300)}.pdf`, 'x'.repeat(165)]) {
			const given = free.next(title);
			expect(given.length).toBeLessThanOrEqual(LONGEST_TITLE);
			expect(given).toMatch(title.endsWith('.pdf') ? / \(\d+\)\.pdf$/ : / \(\d+\)$/);
		}
	});

	it('gives different titles to names that are alike up to where they are cut', () => {
		const free = new FreeTitles([], inOwnStorage);
		const given = ['a', 'b', 'c'].map((end) => free.next(`${'x'.repeat(164)}${end}.pdf`));
		expect(new Set(given).size).toBe(3);
	});

	it('never cuts a character in two', () => {
		for (const length of [80, 81, 82]) {
			const given = new FreeTitles([], inOwnStorage).next(
				`${'x'.repeat(length % 2)}${'🎉'.repeat(length)}.pdf`,
			);
			expect(given.length).toBeLessThanOrEqual(LONGEST_TITLE);
			// Throws for half a character.
			expect(() => encodeURIComponent(given)).not.toThrow();
		}
	});

	it('numbers ten thousand namesakes in a moment', () => {
		const free = new FreeTitles(['scan.pdf'], inOwnStorage);
		const given = Array.from({ length: 10_000 }, () => free.next('scan.pdf'));
		expect(new Set(given).size).toBe(10_000);
		expect(given.at(-1)).toBe('scan (10000).pdf');
	});
});
