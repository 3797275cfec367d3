import { countRoundTrips } from '../../bench/roundTrips';

// In parentheses of docs/bench/round-trips.md: the least possible.
it.each([
	{
		size: { files: 10, folders: 2 },
		trips: { collect: 1, ensure: 3, move: 4, guest: 3, whole: 11 },
		least: 11,
		inOneNode: 19,
	},
	{
		size: { files: 100, folders: 10 },
		trips: { collect: 1, ensure: 3, move: 5, guest: 3, whole: 12 },
		least: 12,
		inOneNode: 20,
	},
	{
		size: { files: 1_000, folders: 100 },
		trips: { collect: 2, ensure: 3, move: 10, guest: 3, whole: 18 },
		least: 17,
		inOneNode: 26,
	},
])('so many round trips follow one another: $size', async ({ size, trips, least, inOneNode }) => {
	const counted = await countRoundTrips(size);
	expect(counted.trips).toEqual(trips);
	expect(counted.least.whole).toBe(least);
	expect(counted.inOneNode).toBe(inOneNode);
	// n8n's HTTP helper opens a connection for each request.
	expect(counted.connections).toBe(counted.requests.length);
});
