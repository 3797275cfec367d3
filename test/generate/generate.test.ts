import execa from 'execa';

/** It runs every operation, on a machine that may be busy. */
const SLOW_MS = 120_000;

test(
	'docs/operations.md and __schema__ say what the operations take and put out',
	async () => {
		const check = ['--import', 'tsx', 'test/generate/generate.mjs', '--check'];
		const { exitCode, stderr } = await execa('node', check, { reject: false });
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
	},
	SLOW_MS,
);
