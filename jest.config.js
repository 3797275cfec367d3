// Where n8n's engine keeps its settings, and that it keeps quiet: the tests assert on what it returns.
require('./test/engine/environment.js');

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: { '^.+\\.ts$': '@swc/jest' },
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
	maxWorkers: 2,
	testTimeout: 30_000,
};
