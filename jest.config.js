// Where n8n's engine keeps its settings, and that it keeps quiet: the tests assert on what it returns.
require('./test/harness/environment.js');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/gate/**/*.test.js'],
	// n8n's HubSpot and Send Email nodes need some packages that are ES modules.
	transform: { '^.+\\.(ts|js)$': '@swc/jest' },
	transformIgnorePatterns: [
		'/node_modules/(?!(change-case|sanitize-html|htmlparser2|dom[a-z-]+|entities)/)',
	],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
	maxWorkers: 2,
	testTimeout: 30_000,
};
