import { createServer } from 'node:http';

/**
 * Stands in for a chat model with OpenAI's API: calls the one tool it is offered, with given arguments, then
 * says what it got back.
 *
 * @param {object} toolArguments
 */
export async function startChatModel(toolArguments) {
	const requests = [];
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
		requests.push({ url: request.url, ...body });
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(completion(body, toolArguments)));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}/v1`,
		requests,
		stop: () =>
			new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			}),
	};
}

function completion({ messages = [], tools = [] }, toolArguments) {
	const result = messages.find(({ role }) => role === 'tool');
	const message =
		result === undefined
			? {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: 'call_1',
							type: 'function',
							function: { name: tools[0].function.name, arguments: JSON.stringify(toolArguments) },
						},
					],
				}
			: { role: 'assistant', content: `The tool said: ${result.content}` };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model: 'stand-in',
		choices: [{ index: 0, message, finish_reason: result ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
