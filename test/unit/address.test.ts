import { idFromLink } from '../../nodes/DocSpace/locators/links';
import { portalOrigin } from '../../nodes/DocSpace/portal/address';

describe('the address of a portal', () => {
	it.each([
		['https://acme.onlyoffice.com', 'https://acme.onlyoffice.com'],
		['https://acme.onlyoffice.com/', 'https://acme.onlyoffice.com'],
		[
			'  https://ACME.onlyoffice.com/rooms/shared/1/filter?folder=2#x ',
			'https://acme.onlyoffice.com',
		],
		['acme.onlyoffice.com', 'https://acme.onlyoffice.com'],
		['acme.onlyoffice.com/rooms/personal', 'https://acme.onlyoffice.com'],
		['docspace:8092', 'https://docspace:8092'],
		['http://192.168.1.5:8092/login', 'http://192.168.1.5:8092'],
		['HTTPS://acme.onlyoffice.com:443', 'https://acme.onlyoffice.com'],
		['https://docspace.müller.example', 'https://docspace.xn--mller-kva.example'],
		['http://[::1]:8092', 'http://[::1]:8092'],
	])('reduces %j', (address, origin) => {
		expect(portalOrigin(address)).toBe(origin);
	});

	it.each([
		'',
		'   ',
		undefined,
		null,
		12,
		'not an address',
		'ftp://acme.onlyoffice.com',
		'javascript:alert(1)',
		'https://',
		'https://user:secret@acme.onlyoffice.com',
		`sk-${'0'.repeat(64)}`,
	])('refuses %j, and does not repeat it', (address) => {
		expect(() => portalOrigin(address)).toThrow(/^'Portal Address' is (empty|not a web address)$/);
	});
});

describe('a link copied from a portal', () => {
	const origin = 'https://acme.onlyoffice.com';

	it.each([
		['/rooms/shared/12/filter?count=100&folder=34', '34'],
		['/rooms/shared/12/filter?folder=12&sortby=DateAndTime', '12'],
		['/rooms/shared/12/filter', '12'],
		['/rooms/shared/12', '12'],
		['/rooms/archived/filter?folder=12', '12'],
		['/rooms/archived/12/filter?folder=34', '34'],
		['/rooms/personal/filter?folder=34', '34'],
		['/rooms/shared/filter?folder=drive-12-1AbCd', 'drive-12-1AbCd'],
		['/rooms/shared/sbox%2D3%2DL2RvY3M/filter', 'sbox-3-L2RvY3M'],
		['/rooms/shared/filter?folder=onedrive-4-%7Cdocs%20and%2Bmore', 'onedrive-4-|docs and+more'],
		['/rooms/shared/12/filter?folder=', '12'],
		['/rooms/share?key=abc&folder=34', '34'],
	])('%s', (path, id) => {
		expect(idFromLink('Room', `${origin}${path}`, origin)).toBe(id);
	});

	it.each([
		['https://acme.onlyoffice.com/', /without the id/],
		['https://acme.onlyoffice.com/rooms', /without the id/],
		['https://acme.onlyoffice.com/rooms/else/filter', /without the id/],
		['https://acme.onlyoffice.com/rooms/shared/%E0%A4%A/filter', /without the id/],
		['https://acme.onlyoffice.com/doceditor?fileId=12', /without the id/],
		['https://acme.onlyoffice.com/rooms/share?key=abc', /share link/],
		['https://acme.onlyoffice.com/s/abc', /share link/],
		[
			'https://other.onlyoffice.com/rooms/shared/12',
			/other\.onlyoffice\.com.*acme\.onlyoffice\.com/,
		],
		['https://acme.onlyoffice.com:8443/rooms/shared/12', /acme\.onlyoffice\.com:8443/],
		['https://', /is not a link/],
	])('refuses %s', (link, message) => {
		expect(() => idFromLink('Room', link, origin)).toThrow(message);
		expect(() => idFromLink('Room', link, origin)).toThrow(/^'Room' /);
	});
});
