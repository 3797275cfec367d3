const { createServer } = require('node:http');

/**
 * Serves files as a CRM does that keeps them behind links. Listens on this machine only.
 *
 * @param {Record<string, string>} files contents by name
 */
async function serveCrmFiles(files) {
	const server = createServer(({ url }, response) => {
		const name = decodeURIComponent(url.slice(1));
		if (!Object.hasOwn(files, name)) {
			response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file');
			return;
		}
		response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(files[name]);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		link: (name) => `http://127.0.0.1:${server.address().port}/${encodeURIComponent(name)}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { serveCrmFiles };
