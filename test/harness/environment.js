// Where n8n's engine keeps its settings when it runs inside a test, the demo or the benchmark: in this
// repository's cache instead of the home folder. To be loaded before n8n-core.
const { existsSync, mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const userFolder = join(__dirname, '..', '..', '.cache', 'engine');
const settingsFile = join(userFolder, '.n8n', 'config');

// n8n-core prints every failed execution to the console; callers look at the result instead.
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_USER_FOLDER = userFolder;

// Written here, once, because two processes that start n8n-core at the same time would race for it.
if (!existsSync(settingsFile)) {
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });
	writeFileSync(settingsFile, JSON.stringify({ encryptionKey: 'only-for-tests' }), { mode: 0o600 });
}
