import { Random } from '../ground/random';
import type { EntryId, PortalUser } from '../model/types';
import type { Portal } from './portal';

/** What the demo portal holds: ids and secrets that programs and people need to use it. */
export interface DemoPortal {
	/** Of the owner, without restrictions. */
	apiKey: string;
	/** Of the room admin, without restrictions. */
	roomAdminApiKey: string;
	/** Of the room admin, for files and rooms only. */
	filesApiKey: string;
	/** The owner's personal access token. */
	personalAccess: string;
	ownerEmail: string;
	ownerPassword: string;
	ownerId: string;
	roomAdminId: string;
	memberId: string;
	guestId: string;
	guestEmail: string;
	/** The ordinary room "Archive", which is not the portal's Archive section. */
	archiveRoomId: EntryId;
	/** The folder in it under which every closed client gets a folder. */
	archiveFolderId: EntryId;
	clientRoomId: EntryId;
	formRoomId: EntryId;
	thirdPartyRoomId: EntryId;
	publicRoomId: EntryId;
	dataRoomId: EntryId;
	archivedRoomId: EntryId;
}

export const DEMO_GUEST_EMAIL = 'guest@client.example';
const OWNER_PASSWORD = 'Sandbox-2026';

const DAY_MS = 24 * 60 * 60 * 1000;

interface People {
	owner: PortalUser;
	admin: PortalUser;
	member: PortalUser;
	guest: PortalUser;
}

function addPeople(portal: Portal): People {
	const owner = portal.addUser({
		displayName: 'Ann Becker',
		email: 'ann@agency.example',
		type: 'Owner',
		password: OWNER_PASSWORD,
	});
	const invitedBy = owner.id;
	const admin = portal.addUser({
		displayName: 'Robert Admin',
		email: 'robert@agency.example',
		type: 'RoomAdmin',
		invitedBy,
	});
	const member = portal.addUser({
		displayName: 'Ulla User',
		email: 'ulla@agency.example',
		type: 'User',
		invitedBy,
	});
	const guest = portal.addUser({
		displayName: 'Gita Client',
		email: DEMO_GUEST_EMAIL,
		type: 'Guest',
		invitedBy: owner.id,
	});
	portal.addUser({
		displayName: 'Gustav Client',
		email: 'gustav@client.example',
		type: 'Guest',
		invitedBy: admin.id,
	});
	return { owner, admin, member, guest };
}

function addClientRoom(portal: Portal, { owner, admin, member, guest }: People): EntryId {
	const day = portal.clock.now() - 30 * DAY_MS;
	const room = portal.addRoom({
		title: 'Contoso: Website Relaunch',
		type: 'custom',
		owner: owner.id,
		tags: ['crm', 'active'],
		created: day,
	});
	portal.share(room.id, admin.id, 'RoomManager', { by: owner.id });
	portal.share(room.id, member.id, 'ContentCreator', { by: owner.id });
	portal.share(room.id, guest.id, 'Read', { by: owner.id });
	const contracts = portal.addFolder(room.id, 'Contracts');
	const signed = portal.addFolder(contracts.id, 'Signed');
	const design = portal.addFolder(room.id, 'Design');
	const files: [EntryId, string, number][] = [
		[room.id, 'Kick-off notes.docx', 18_400],
		[room.id, 'Budget 2026.xlsx', 44_100],
		[contracts.id, 'Contract.docx', 32_700],
		[contracts.id, 'Offer.pdf', 120_300],
		[signed.id, 'Contract.docx', 33_100],
		[signed.id, 'contract.docx', 31_900],
		[design.id, 'Logo final.png', 210_500],
		[design.id, 'Café menu draft.pptx', 98_200],
		[design.id, 'Übersicht.docx', 12_000],
	];
	files.forEach(([parentId, title, size], index) => {
		portal.addFile(parentId, title, {
			size,
			modified: day + index * DAY_MS,
			versions: 1 + (index % 3),
		});
	});
	return room.id;
}

function addFormRoom(portal: Portal, { owner, guest }: People): EntryId {
	const room = portal.addRoom({ title: 'Onboarding forms', type: 'form', owner: owner.id });
	portal.share(room.id, guest.id, 'FillForms', { by: owner.id });
	portal.addFile(room.id, 'Questionnaire.pdf', { isForm: true });
	for (const folder of [...room.folders.values()]) {
		const inProcess = folder.title === 'In process';
		const type = inProcess ? 28 : 27;
		const inner = portal.addFolder(folder.id, 'Questionnaire', { type });
		portal.addFile(inner.id, inProcess ? '1 - Gita.pdf' : '1 - Gustav.pdf', {
			createdBy: guest.id,
		});
	}
	return room.id;
}

function addThirdPartyRoom(portal: Portal, { owner }: People): EntryId {
	const room = portal.addRoom({
		title: 'Contoso on Nextcloud',
		type: 'public',
		owner: owner.id,
		provider: 'sbox',
	});
	const photos = portal.addFolder(room.id, 'Photos');
	portal.addFile(room.id, 'Brief.docx');
	portal.addFiles(photos.id, ['IMG_0001.jpg', 'IMG_0002.jpg', 'IMG_0003.jpg']);
	return room.id;
}

function addDataRoom(portal: Portal, { owner, guest }: People): EntryId {
	const room = portal.addRoom({
		title: 'Due diligence',
		type: 'virtualData',
		owner: owner.id,
		indexing: true,
		denyDownload: true,
	});
	portal.share(room.id, guest.id, 'FillForms', { by: owner.id });
	portal.addFormRole(room.id, guest.id);
	portal.addFile(room.id, 'Index.docx');
	const folder = portal.addFolder(room.id, 'Balance sheets');
	portal.addFiles(folder.id, ['2024.xlsx', '2025.xlsx']);
	return room.id;
}

/** Fills a portal with a small agency: its people, a client's room to close, and a room of every awkward kind. */
export function seedDemo(portal: Portal): DemoPortal {
	const people = addPeople(portal);
	const { owner, admin, member, guest } = people;
	const archive = portal.addRoom({ title: 'Archive', type: 'custom', owner: owner.id });
	portal.share(archive.id, admin.id, 'RoomManager', { by: owner.id });
	const closed = portal.addFolder(archive.id, 'Closed deals');
	const northwind = portal.addFolder(closed.id, 'Northwind Traders');
	portal.addFiles(northwind.id, ['Contract.docx', 'Final invoice.pdf']);
	const clientRoomId = addClientRoom(portal, people);
	const open = portal.addRoom({ title: 'Press kit', type: 'public', owner: admin.id });
	portal.addFiles(open.id, ['Press release.docx', 'Logo.svg']);
	portal.shareLink(open.id, 'primary');
	const old = portal.addRoom({
		title: 'Fabrikam (closed)',
		type: 'collaboration',
		owner: owner.id,
		archived: true,
	});
	portal.addFile(old.id, 'Handover.docx');
	portal.share(old.id, guest.id, 'Read', { by: owner.id });
	return {
		apiKey: portal.addApiKey(owner),
		roomAdminApiKey: portal.addApiKey(admin),
		filesApiKey: portal.addApiKey(admin, ['files:write', 'rooms:write']),
		personalAccess: portal.addToken(owner),
		ownerEmail: owner.email,
		ownerPassword: OWNER_PASSWORD,
		ownerId: owner.id,
		roomAdminId: admin.id,
		memberId: member.id,
		guestId: guest.id,
		guestEmail: guest.email,
		archiveRoomId: archive.id,
		archiveFolderId: closed.id,
		clientRoomId,
		formRoomId: addFormRoom(portal, people),
		thirdPartyRoomId: addThirdPartyRoom(portal, people),
		publicRoomId: open.id,
		dataRoomId: addDataRoom(portal, people),
		archivedRoomId: old.id,
	};
}

const FOLDER_NAMES = [
	'Contracts',
	'2024',
	'2025',
	'2026',
	'Invoices',
	'Entwürfe',
	'Договоры',
	'Σχέδια',
	'契約書',
	'عقود',
	'Photos & media',
	'Contracts',
];

const FILE_NAMES = [
	'Contract.docx',
	'contract.docx',
	'Invoice.pdf',
	'Offer.xlsx',
	'Café Übersicht.docx',
	'Cafe Ubersicht.docx',
	'Договор поставки.docx',
	'Σύμβαση.pdf',
	'業務委託契約書.docx',
	'عقد الخدمات.pdf',
	'Meeting notes.docx',
	'Launch 🎉 plan.pptx',
	'Photo.jpg',
	'Scan 001.pdf',
	'archive.tar.gz',
	'README.md',
];

const SUFFIX = ' final version approved by the client.docx';
const LONGEST_FILE = `${'Ж'.repeat(165 - SUFFIX.length)}${SUFFIX}`;
const TOP_FOLDERS = 5;
const FOLDERS_PER_FOLDER = 3;
/** Files that arrive within one second, so that listings have ties to shuffle. */
const UPLOAD_BATCH = 150;

/**
 * Fills a room with about 1,200 files in 80 folders, four levels deep: namesakes within and across
 * folders, several scripts, titles of 165 units, empty files, bulk uploads within one second.
 */
export function fillClientRoom(
	portal: Portal,
	roomId: EntryId,
	options: { files?: number; folders?: number; seed?: number } = {},
): { folderIds: EntryId[]; fileIds: EntryId[] } {
	const { files = 1200, folders = 80, seed = 1 } = options;
	const random = new Random(seed);
	return portal.quietly(() => {
		const folderIds: EntryId[] = [];
		for (let index = 0; index < folders; index++) {
			const above = Math.floor((index - TOP_FOLDERS) / FOLDERS_PER_FOLDER);
			const parentId = (index < TOP_FOLDERS ? undefined : folderIds[above]) ?? roomId;
			const title = FOLDER_NAMES[index % FOLDER_NAMES.length] ?? 'Folder';
			folderIds.push(portal.addFolder(parentId, title).id);
		}
		const start = portal.clock.now() - 90 * DAY_MS;
		const fileIds = Array.from({ length: files }, (_, index) => {
			const place = random.below(folderIds.length + 1);
			const batch = Math.floor(index / UPLOAD_BATCH);
			return portal.addFile(folderIds[place] ?? roomId, fileTitle(index, random), {
				size: index % 97 === 0 ? 0 : 500 + random.below(900_000),
				modified: start + batch * DAY_MS,
				versions: index % 11 === 0 ? 3 : 1,
			}).id;
		});
		return { folderIds, fileIds };
	});
}

function fileTitle(index: number, random: Random): string {
	if (index % 200 === 7) return LONGEST_FILE;
	const name = FILE_NAMES[random.below(FILE_NAMES.length)] ?? 'File.docx';
	return index % 3 === 0 ? name : `${String(index % 400).padStart(3, '0')} ${name}`;
}
