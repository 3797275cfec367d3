import {
	byId,
	isEmail,
	isGuid,
	isThirdParty,
	sameId,
	storageOf,
	toEntryId,
} from '../../nodes/DocSpace/portal/ids';

describe('ids of files, folders and rooms', () => {
	it.each([
		[12, 12],
		['12', '12'],
		[' 12 ', '12'],
		['2147483647', '2147483647'],
		['drive-12', 'drive-12'],
		['drive-12-1AbCd', 'drive-12-1AbCd'],
		['sbox-3-L2RvY3M', 'sbox-3-L2RvY3M'],
		['dropbox-7-L0FDTUUvUTE', 'dropbox-7-L0FDTUUvUTE'],
	])('takes %j', (value, id) => {
		expect(toEntryId(value)).toBe(id);
	});

	it.each([
		0,
		-1,
		1.5,
		NaN,
		Infinity,
		2147483648,
		'',
		'0',
		'012',
		'12.0',
		'1e3',
		'99999999999',
		'abc',
		'drive-',
		'12x',
		'66faa6e4-f133-11ea-b126-00ffeec8b4ef',
		true,
		null,
		undefined,
		[12],
		{ id: 12 },
	])('does not take %j', (value) => {
		expect(toEntryId(value)).toBeUndefined();
	});

	it('compares them by what they name, whatever their type', () => {
		expect(sameId(12, '12')).toBe(true);
		expect(sameId(12, 13)).toBe(false);
		expect(sameId('drive-1', 'drive-12')).toBe(false);
	});

	it('tells the storages apart, accounts included', () => {
		expect(storageOf(12)).toBe('internal');
		expect(storageOf('12')).toBe('internal');
		expect(storageOf('drive-12')).toBe(storageOf('drive-12-1AbCd-2'));
		expect(storageOf('drive-12')).not.toBe(storageOf('drive-13'));
		expect(isThirdParty('drive-12-1AbCd')).toBe(true);
		expect(isThirdParty(12)).toBe(false);
	});

	it('puts the oldest first: numbers by value, whatever their type', () => {
		const ids = [{ id: 100 }, { id: '9' }, { id: 10 }, { id: '2000' }, { id: 99 }];
		expect([...ids].sort(byId).map(({ id }) => Number(id))).toEqual([9, 10, 99, 100, 2000]);
		const texts = [{ id: 'drive-1-b' }, { id: 'drive-1-a' }];
		expect([...texts].sort(byId)).toEqual([{ id: 'drive-1-a' }, { id: 'drive-1-b' }]);
	});
});

describe('ids of people', () => {
	it('tells GUIDs and addresses from everything else', () => {
		expect(isGuid('66FAA6E4-f133-11ea-b126-00ffeec8b4ef')).toBe(true);
		expect(isGuid('66faa6e4f13311eab12600ffeec8b4ef')).toBe(false);
		expect(isEmail('anna.b+crm@client.example')).toBe(true);
		expect(['anna', 'anna@client', '@client.example', 'a b@client.example'].map(isEmail)).toEqual([
			false,
			false,
			false,
			false,
		]);
	});
});
