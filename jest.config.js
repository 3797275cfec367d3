// Where n8n's engine keeps its settings, and that it keeps quiet: the tests assert on what it returns.
require('./test/engine/environment.js');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	// n8n's HubSpot node needs change-case, which is an ES module.
	transform: { '^.+\\.ts$': '@swc/jest', '/node_modules/change-case/.+\\.js$': '@swc/jest' },
	transformIgnorePatterns: ['/node_modules/(?!change-case/)'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
	maxWorkers: 2,
	testTimeout: 30_000,
};
