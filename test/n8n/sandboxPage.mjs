// The page of the sandbox portal, on which people watch it at work.

/** Room for a card, as wide as the page's column is in a small window. */
const WINDOW = { width: 440, height: 1400 };

/**
 * Opens the page of a sandbox portal.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ url: string }} sandbox
 */
export async function openSandboxPage(browser, { url }) {
	const page = await browser.newPage({ viewport: WINDOW, deviceScaleFactor: 1.5 });
	await page.goto(url);

	const card = (title) =>
		page
			.locator('#rooms > .card')
			.filter({ has: page.locator('> details > summary b').getByText(title, { exact: true }) });

	/** Opens all folders of a room. The page is drawn anew all the time, and keeps open what was. */
	async function unfold(title) {
		const closed = card(title).locator('details:not([open]) > summary');
		while ((await closed.count()) > 0) await closed.first().click();
	}

	return {
		/** A picture of some rooms alone, with all that is in them. */
		async picture(titles, path) {
			for (const title of titles) {
				await card(title).waitFor();
				await unfold(title);
			}
			const hidden = await page.addStyleTag({
				content: '#rooms > .card:not(:has(> details[open])) { display: none; }',
			});
			const picture = await page.locator('#rooms').screenshot({ path });
			await hidden.evaluate((style) => style.remove());
			return picture;
		},
		close: async () => await page.close(),
	};
}
