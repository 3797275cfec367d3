// The newest n8n 2.x that can be installed, shorter: whether n8n's own changes have broken something of ours.
import { after, describe } from 'node:test';

import { exitOnSignals } from './processes.mjs';
import { archiveSuite } from './suites/archive.mjs';
import { packageSuite } from './suites/package.mjs';
import { triggerSuite } from './suites/trigger.mjs';
import { startWorld } from './world.mjs';

exitOnSignals();
const world = await startWorld({ name: 'n8n-newest', say: console.log });
after(() => world.stop());

describe(`n8n ${world.install.version}: the package`, () => packageSuite(world));
describe(`n8n ${world.install.version}: the sample workflow`, () => archiveSuite(world));
describe(`n8n ${world.install.version}: the trigger`, () => triggerSuite(world));
