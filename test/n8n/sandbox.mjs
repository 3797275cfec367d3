import axios from 'axios';
import { fileURLToPath } from 'node:url';

import { launch, tail } from './processes.mjs';

const START = fileURLToPath(new URL('../../sandbox/start.mjs', import.meta.url));

/**
 * Starts a sandbox portal.
 *
 * @param {{ log: string, args?: string[] }} options `args` as `npm run sandbox -- --help` lists them
 * @returns what the demo portal in it holds, `control` to watch and steer it, and how to stop it
 */
export async function startSandbox({ log, args = [] }) {
	const server = launch(
		[process.execPath, '--import', 'tsx', START, '--json', '--port', '0', ...args],
		{ log },
	);
	const line = await server.firstLine();
	if (line === null) throw new Error(`The sandbox portal did not start: see ${log}`);
	const demo = JSON.parse(line);
	const control = axios.create({ baseURL: `${demo.url}/sandbox` });
	return {
		...demo,
		control,
		/** Fails when a request broke a rule that the sandbox watches over. */
		async stop() {
			await server.stop();
			if ((await server.ended) === 1) throw new Error(`The sandbox portal:\n${tail(log)}`);
		},
	};
}
