import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const SHOWN_LINES = 15;
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
	throw new Error(
		`${what} failed (${code}). The end of its output, all of it is in ${options.log}:\n${tail(options.log)}`,
	);
}

/** The last lines of a file. */
export function tail(file) {
	return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only us and we end things in order.
 *
 * @param {string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, log: string }} options output goes to the file `log`
 */
export function launch([program, ...args], { cwd, env, log }) {
	const child = spawn(program, args, {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = createWriteStream(log, { flags: 'a' });
	child.stdout.pipe(output, { end: false });
	child.stderr.pipe(output, { end: false });
	const killGroup = () => child.pid === undefined || kill(-child.pid, 'SIGKILL');
	process.once('exit', killGroup);
	const ended = new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('close', (code, signal) => resolve(code ?? signal));
	}).finally(() => {
		output.end();
		process.off('exit', killGroup);
	});
	return {
		pid: child.pid,
		ended,
		/** The first line it prints, or undefined when it ends without one. */
		firstLine: () =>
			Promise.race([
				new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
				ended.then(() => undefined),
			]),
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
