import type { FastifyInstance } from 'fastify';
import type { Portal } from './portal';

/** Routes beside the API with which the sandbox is watched and steered. */
export function addControl(
	server: FastifyInstance,
	portal: () => Portal,
	reset: () => Portal,
): void {
	server.get('/sandbox/state', () => portal().state());
	server.post('/sandbox/reset', () => reset().state());
}
