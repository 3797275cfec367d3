import { after, describe } from 'node:test';

import { exitOnSignals } from './processes.mjs';
import { agentSuite } from './suites/agent.mjs';
import { archiveSuite } from './suites/archive.mjs';
import { convertedSuite } from './suites/converted.mjs';
import { credentialSuite } from './suites/credential.mjs';
import { editorSuite } from './suites/editor.mjs';
import { firstFlowSuite } from './suites/firstFlow.mjs';
import { nodeSettingsSuite } from './suites/nodeSettings.mjs';
import { oauth2Suite } from './suites/oauth2.mjs';
import { packageSuite } from './suites/package.mjs';
import { panelSuite } from './suites/panel.mjs';
import { passwordSuite } from './suites/password.mjs';
import { pickerSuite } from './suites/pickers.mjs';
import { removalSuite } from './suites/removal.mjs';
import { triggerSuite } from './suites/trigger.mjs';
import { startWorld } from './world.mjs';

exitOnSignals();
const world = await startWorld({ name: 'n8n-2', say: console.log });
after(() => world.stop());

describe('the package', () => packageSuite(world));
describe('the credential test', () => credentialSuite(world));
describe('the editor', () => editorSuite(world));
describe('the node panel', () => panelSuite(world));
describe('the pickers', () => pickerSuite(world));
describe('the sample workflow', () => archiveSuite(world));
describe('a workflow of the official node’s', () => convertedSuite(world));
describe('the settings of every node', () => nodeSettingsSuite(world));
describe('the AI Agent', () => agentSuite(world));
describe('the OAuth2 credential', () => oauth2Suite(world));
describe('the password credential', () => passwordSuite(world));
describe('the trigger', () => triggerSuite(world));
describe('a builder’s first flow', () => firstFlowSuite(world));
describe('taking the package out', () => removalSuite(world));
