// The kinds of random cases, each with what is drawn and how it is played and judged. A further kind
// is a further line here: `cases` is an arbitrary of fast-check, and `play` takes the sandbox, one case of it and what
// hands over the console's output, and returns an Outcome (chaos.ts). The first is the one that --path means by itself.
export const KINDS = {
	archive: async (load) => ({
		cases: (await load('./cases.ts')).chaosCase,
		play: (await load('./chaos.ts')).playCase,
	}),
	entries: async (load) => ({
		cases: (await load('./entries/cases.ts')).entriesCase,
		play: (await load('./entries/play.ts')).playEntries,
	}),
	rooms: async (load) => ({
		cases: (await load('./rooms/cases.ts')).roomsCase,
		play: (await load('./rooms/play.ts')).playRooms,
	}),
	members: async (load) => ({
		cases: (await load('./members/cases.ts')).membersCase,
		play: (await load('./members/play.ts')).playMembers,
	}),
	uploads: async (load) => ({
		cases: (await load('./uploads/cases.ts')).uploadsCase,
		play: (await load('./uploads/play.ts')).playUploads,
	}),
};
