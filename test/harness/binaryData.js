// n8n's own keeping of binary data on disk, its mode `filesystem`, for the engine that runs in this process.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { BinaryDataConfig, BinaryDataService } = require('n8n-core');

// n8n-core's own copy, in which its services are registered.
const { Container } = require(require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] }));

let prepared;

/** Switches the mode on, for all that is stored from now on. */
async function keepBinaryDataOnDisk() {
	const service = Container.get(BinaryDataService);
	const config = Container.get(BinaryDataConfig);
	config.mode = 'filesystem';
	config.localStoragePath = join(process.env.N8N_USER_FOLDER, 'binaryData');
	mkdirSync(config.localStoragePath, { recursive: true });
	await service.init();
	return service;
}

/** Stores a file as a node before ours would; returns the binary data of an item. */
async function onDisk(fileName, content) {
	prepared ??= keepBinaryDataOnDisk();
	const service = await prepared;
	const place = { type: 'execution', workflowId: 'tests', executionId: String(process.pid) };
	const [, fileExtension] = /\.([^.]+)$/.exec(fileName) ?? [];
	const data = { data: '', fileName, fileExtension, mimeType: 'application/octet-stream' };
	return await service.store(place, content, data);
}

/** Reads what a node has put out piece by piece, hands each on, and deletes all of it. */
async function takeFromDisk({ id }, take) {
	const service = await prepared;
	for await (const piece of await service.getAsStream(id)) take(piece);
	await service.deleteManyByBinaryDataId([id]);
}

/** Puts other content in the place of what was stored, of which n8n learns nothing. */
async function replaceOnDisk({ id }, content) {
	const service = await prepared;
	writeFileSync(service.getPath(id), content);
}

/** Deletes all that this process has stored. */
async function clearDisk() {
	const service = await prepared;
	const place = { type: 'execution', workflowId: 'tests', executionId: String(process.pid) };
	await service?.deleteMany([place]);
}

module.exports = { clearDisk, onDisk, replaceOnDisk, takeFromDisk };
