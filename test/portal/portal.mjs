// The decisive flows against a real DocSpace, in rooms and with guests that it makes and takes away again. See
// options.mjs for what it can be told. Never part of the checks before a merge: those run it against the sandbox.
import '../harness/environment.js';
import { createInterface } from 'node:readline/promises';
import { describePlan, readOptions, USAGE, UsageError } from './options.mjs';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];
/** What a shell expects of a program that was interrupted. */
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
	try {
		const options = readOptions(args, process.env);
		if (options.help) {
			console.log(USAGE);
			return 0;
		}
		for (const line of describePlan(options)) console.log(line);
		if (!(options.yes || (await agrees()))) {
			console.error('Nothing was done yet. Add --yes to do it.');
			return 1;
		}
		return await run(options);
	} catch (error) {
		console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
		return 1;
	}
}

/** Asks, if there is somebody to answer. */
async function agrees() {
	if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return /^y(es)?$/i.test((await terminal.question('Go on? (yes/no) ')).trim());
	} finally {
		terminal.close();
	}
}

/** Runs the checks. The first interruption ends them and lets everything be taken away, the second does not wait. */
async function run(options) {
	// Only now, because it takes a second to load.
	const { testPortal } = await import('./run.ts');
	const stop = new AbortController();
	const interrupt = () => {
		if (stop.signal.aborted) process.exit(INTERRUPTED);
		console.log(
			'Stopped; what was made is taken away. Once more ends at once and leaves it there.',
		);
		stop.abort();
	};
	for (const signal of SIGNALS) process.on(signal, interrupt);
	try {
		const { failed } = await testPortal({
			...options,
			signal: stop.signal,
			say: (line) => console.log(line),
		});
		if (stop.signal.aborted) return INTERRUPTED;
		return failed === 0 ? 0 : 1;
	} finally {
		for (const signal of SIGNALS) process.off(signal, interrupt);
	}
}
