const STYLE = `
:root { color-scheme: light dark; --bg: #f4f5f7; --card: #fff; --ink: #20242c; --soft: #6b7280;
	--line: #e2e5ea; --blue: #3b6ef5; --green: #1f9d63; --red: #d64545; --amber: #b7791f; }
@media (prefers-color-scheme: dark) { :root { --bg: #15181d; --card: #1e2229; --ink: #e6e8ec;
	--soft: #97a0ae; --line: #2c323b; --blue: #7ea2ff; --green: #5bd09a; --red: #ff8080; --amber: #e5b567; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 16px; align-items: baseline; padding: 14px 24px; flex-wrap: wrap;
	border-bottom: 1px solid var(--line); background: var(--card); }
h1 { font-size: 17px; margin: 0; } h2 { font-size: 12px; margin: 0 0 10px; color: var(--soft);
	text-transform: uppercase; letter-spacing: .07em; }
main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(300px, 2fr); gap: 20px; padding: 20px 24px; }
@media (max-width: 900px) { main { grid-template-columns: 1fr; } }
section { margin-bottom: 20px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; margin-bottom: 10px; }
.soft { color: var(--soft); } .num { font-variant-numeric: tabular-nums; }
.chip { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 9px;
	margin: 2px 4px 2px 0; font-size: 12px; }
.chip.guest { color: var(--amber); border-color: var(--amber); }
.archived { opacity: .65; }
details { margin-left: 14px; } .card > details { margin-left: 0; } summary { cursor: pointer; }
summary b { font-weight: 600; } .files { margin: 2px 0 4px 32px; color: var(--soft); font-size: 13px; }
.files div { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; unicode-bidi: plaintext; }
.bar { height: 8px; border-radius: 99px; background: var(--line); overflow: hidden; margin: 6px 0; }
.bar i { display: block; height: 100%; background: var(--blue); transition: width .3s; }
.done i { background: var(--green); } .failed i { background: var(--red); }
.feed { max-height: 420px; overflow: auto; font-size: 13px; }
.feed div { display: flex; gap: 10px; border-bottom: 1px solid var(--line); padding: 3px 0; }
.feed b { font-weight: 600; min-width: 150px; } .feed span:last-child { overflow: hidden; text-overflow: ellipsis; }
.gone { text-decoration: line-through; color: var(--soft); }
`;

const SCRIPT = `
const open = new Set();
const make = (tag, className, text) => {
	const node = document.createElement(tag);
	if (className) node.className = className;
	if (text !== undefined) node.textContent = text;
	return node;
};
const size = (bytes) => bytes < 1024 ? bytes + ' B' : bytes < 1048576 ? (bytes / 1024).toFixed(0) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB';
const time = (ms) => new Date(ms).toISOString().slice(11, 19);
function folderNode(folder, isRoom) {
	const node = make('details');
	node.open = open.has(folder.id);
	node.addEventListener('toggle', () => node.open ? open.add(folder.id) : open.delete(folder.id));
	const head = make('summary');
	head.append(make('b', '', folder.title), ' ', make('span', 'soft num', folder.filesCount + (folder.filesCount === 1 ? ' file' : ' files')));
	if (isRoom && folder.kind) head.append(' ', make('span', 'chip', folder.kind));
	if (folder.archived) head.append(' ', make('span', 'chip', 'archived'));
	node.append(head);
	for (const child of folder.folders) node.append(folderNode(child, false));
	const list = make('div', 'files');
	for (const file of folder.files) {
		const marks = (file.locked ? ' 🔒' : '') + (file.open ? ' ✏️' : '') + (file.version > 1 ? '  v' + file.version : '');
		list.append(make('div', '', file.title + marks + '  ·  ' + size(file.size)));
	}
	if (folder.moreFiles > 0) list.append(make('div', '', '… and ' + folder.moreFiles + ' more'));
	node.append(list);
	return node;
}
function roomCard(room) {
	const card = make('div', 'card' + (room.archived ? ' archived' : ''));
	card.append(folderNode(room, true));
	const people = make('div');
	people.append(make('span', 'chip', room.owner + ' · owner'));
	for (const member of room.members) people.append(make('span', 'chip' + (member.guest ? ' guest' : ''), member.name + ' · ' + member.role));
	card.append(people);
	return card;
}
function operationCard(operation) {
	const failed = operation.error !== '';
	const card = make('div', 'card ' + (failed ? 'failed' : operation.finished ? 'done' : ''));
	const state = operation.finished ? 'finished, waiting to be read' : operation.status === 0 ? 'waiting' : 'running';
	card.append(make('div', '', operation.processed + ' processed · ' + state));
	const bar = make('div', 'bar'), fill = make('i');
	fill.style.width = operation.progress + '%';
	bar.append(fill);
	card.append(bar);
	if (failed) card.append(make('div', 'soft', operation.error));
	return card;
}
function personRow(person) {
	const row = make('div', 'card');
	const isOff = person.status === 2;
	row.append(make('div', isOff ? 'gone' : '', person.displayName), make('div', 'soft', person.email + ' · ' + person.type + (isOff ? ' · disabled' : '')));
	for (const room of person.rooms) row.append(make('span', 'chip guest', room));
	if (person.rooms.length === 0) row.append(make('span', 'chip', 'no room'));
	return row;
}
function fill(id, nodes, empty) {
	const place = document.getElementById(id);
	place.replaceChildren(...(nodes.length ? nodes : [make('div', 'soft', empty)]));
}
async function refresh() {
	try {
		const state = await (await fetch('/sandbox/summary')).json();
		document.getElementById('about').textContent = 'version ' + state.settings.portalVersion + ' · clock ' + time(state.now) + ' · ' + state.requests + ' requests';
		fill('rooms', state.rooms.map(roomCard), 'No rooms yet');
		fill('operations', state.operations.map(operationCard), 'Nothing is running');
		fill('guests', state.people.filter((person) => person.type === 'Guest').map(personRow), 'No guests');
		fill('events', state.events.reverse().map((event) => {
			const row = make('div');
			row.append(make('span', 'soft num', time(event.at)), make('b', '', event.what), make('span', 'soft', event.about + (event.actor ? ' · ' + event.actor : '')));
			return row;
		}), 'Nothing has happened yet');
	} catch {
		document.getElementById('about').textContent = 'The sandbox does not answer';
	}
	setTimeout(refresh, 700);
}
refresh();
`;

/** The page on which people watch a sandbox portal: plain HTML, nothing from outside. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DocSpace sandbox</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header><h1>DocSpace sandbox</h1><span class="soft num" id="about"></span></header>
<main>
<div><section><h2>Rooms</h2><div id="rooms"></div></section></div>
<div>
<section><h2>Operations</h2><div id="operations"></div></section>
<section><h2>Guests</h2><div id="guests"></div></section>
<section><h2>What happened</h2><div class="card feed" id="events"></div></section>
</div>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
