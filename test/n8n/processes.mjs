import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { stripVTControlCharacters } from 'node:util';

const SHOWN_LINES = 20;
const SHOWN_WIDTH = 300;
/** How long a process may take to end when asked to, before it is killed. */
const GRACE_MS = 20_000;

/**
 * Runs a program to its end, its output going into a file.
 *
 * @param {string} what it does, for the error, for example "Building the package"
 * @param {string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string }} options
 * @throws when it fails, with the last lines of its output
 */
export async function run(what, command, options) {
	const program = launch(command, options);
	const code = await program.ended;
	if (code === 0) return;
	throw new Error(`${what} failed (${code}). The end of its output:\n${tail(options.log)}`);
}

/** The last lines of a file, without what only a terminal understands. */
export function tail(file) {
	const lines = stripVTControlCharacters(readFileSync(file, 'utf8')).trimEnd().split('\n');
	return lines
		.slice(-SHOWN_LINES)
		.map((line) => line.slice(0, SHOWN_WIDTH))
		.join('\n');
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only us; when we exit, it is ended.
 *
 * @param {string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string }} options output goes to the file `log`: n8n
 *   spins when it writes to a pipe that nobody reads any more
 */
export function launch([program, ...args], { cwd, env, log }) {
	const output = openSync(log, 'a');
	const child = spawn(program, args, {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', output, output],
	});
	closeSync(output);
	const killGroup = () => child.pid === undefined || kill(-child.pid, 'SIGKILL');
	process.once('exit', killGroup);
	let hasEnded = false;
	const ended = new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('close', (code, signal) => resolve(code ?? signal));
	}).finally(() => {
		hasEnded = true;
		process.off('exit', killGroup);
	});
	return {
		ended,
		hasEnded: () => hasEnded,
		/** The first line it prints, or null when it ends without one. */
		firstLine: async () =>
			await waitFor(`${program} prints a line`, async () => {
				const [line, ...others] = readFileSync(log, 'utf8').split('\n');
				if (others.length > 0) return line;
				return hasEnded ? null : undefined;
			}),
		/** Ends it and all that it has started as a crash does: at once, with nothing put in order. */
		async kill() {
			killGroup();
			await ended;
		},
		/** Ends it and all that it has started. */
		async stop() {
			child.kill('SIGTERM');
			const timer = setTimeout(killGroup, GRACE_MS);
			await ended;
			clearTimeout(timer);
			killGroup();
		},
	};
}

/** Lets a signal end this process in the ordinary way, which ends all that it has launched. */
export function exitOnSignals(exit = () => process.exit(1)) {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, exit);
}

function kill(pid, signal) {
	try {
		process.kill(pid, signal);
	} catch (error) {
		// Nobody is left there.
		if (error.code !== 'ESRCH') throw error;
	}
}

/** Ports on this machine that nobody uses. */
export async function freePorts(count) {
	const servers = await Promise.all(
		Array.from(
			{ length: count },
			() =>
				new Promise((resolve, reject) => {
					const server = createServer();
					server.once('error', reject);
					server.listen(0, '127.0.0.1', () => resolve(server));
				}),
		),
	);
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}

/**
 * Asks again and again until an answer comes.
 *
 * @param {string} what is waited for, for the error
 * @param {() => Promise<unknown>} ask returns undefined for not yet
 */
export async function waitFor(what, ask, { timeoutMs = 120_000, everyMs = 250 } = {}) {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}
