// The last n8n 1.x, shorter: the node loads, and the sample workflow does what it promises.
import { after, describe } from 'node:test';

import { exitOnSignals } from './processes.mjs';
import { archiveSuite } from './suites/archive.mjs';
import { oauth2Suite } from './suites/oauth2.mjs';
import { packageSuite } from './suites/package.mjs';
import { passwordSuite } from './suites/password.mjs';
import { startWorld } from './world.mjs';

exitOnSignals();
const world = await startWorld({ name: 'n8n-1', say: console.log });
after(() => world.stop());

describe('n8n 1: the package', () => packageSuite(world));
describe('n8n 1: the sample workflow', () => archiveSuite(world));
describe('n8n 1: the OAuth2 credential', () => oauth2Suite(world));
describe('n8n 1: the password credential', () => passwordSuite(world));
