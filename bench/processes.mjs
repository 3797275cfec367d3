import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A child process with which one speaks in turns: a message, an answer. */
export class Child {
	#process;
	#ended;

	/**
	 * @param {string} script beside this file
	 * @param {object} task what it is to do
	 */
	constructor(script, task) {
		this.#process = spawn(
			process.execPath,
			[
				'--expose-gc',
				'--import',
				'tsx',
				fileURLToPath(new URL(script, import.meta.url)),
				JSON.stringify(task),
			],
			{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
		);
		this.#ended = new Promise((resolve) => this.#process.once('close', resolve));
	}

	/**
	 * Waits for the next message.
	 *
	 * @throws when the child ends without one
	 */
	async next() {
		let listener;
		const message = new Promise((resolve) => {
			listener = resolve;
			this.#process.once('message', resolve);
		});
		const result = await Promise.race([
			message,
			this.#ended.then((code) => ({ endedWith: code ?? 'a signal' })),
		]);
		this.#process.off('message', listener);
		if (result.endedWith !== undefined) throw new Error(`A child ended with ${result.endedWith}`);
		return result;
	}

	/** Sends a message without waiting for an answer. */
	tell(message) {
		this.#process.send(message);
	}

	/** Sends a message and waits for the answer. */
	async ask(message) {
		const answer = this.next();
		this.tell(message);
		return await answer;
	}

	/** Ends the child, however far it is. */
	async close() {
		this.#process.kill();
		await this.#ended;
	}
}
