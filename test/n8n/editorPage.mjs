// What a person does and sees in n8n's editor, in a browser.
const LOAD_MS = 60_000;
const RUN_MS = 120_000;
/** Animations of the editor are over by then. */
const SETTLE_MS = 700;

/**
 * Opens the editor of a world's n8n and signs its owner in.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {{ instance: { url: string }, owner: { email: string, password: string } }} world
 * @param {{ width?: number, height?: number, scale?: number }} [size] of the window
 */
export async function openEditor(
	browser,
	{ instance, owner },
	{ width = 1440, height = 900, scale = 1 } = {},
) {
	const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
	const editor = new EditorPage(page, instance.url);
	await editor.signIn(owner);
	return editor;
}

class EditorPage {
	constructor(page, url) {
		this.page = page;
		this.url = url;
		/** What went wrong in the page since the owner signed in. */
		this.problems = [];
	}

	async signIn({ email, password }) {
		await this.page.goto(`${this.url}/signin`, { timeout: LOAD_MS });
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(email);
		await this.page.locator('input[name=password]').fill(password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.page.waitForURL((url) => !url.pathname.includes('signin'), { timeout: LOAD_MS });
		this.page.on('pageerror', (error) => this.problems.push(error.message));
		this.page.on('console', (message) => {
			// n8n also asks servers of its own, which a machine may not reach.
			const isHere = message.location().url.startsWith(this.url);
			if (message.type() === 'error' && isHere) this.problems.push(message.text());
		});
	}

	async openWorkflow(id) {
		await this.page.goto(`${this.url}/workflow/${id}`, { timeout: LOAD_MS });
		await this.page.getByTestId('canvas-node').first().waitFor({ timeout: LOAD_MS });
		await this.settle();
		// What n8n shows to newcomers lies over the canvas.
		const suggestions = this.page.getByTestId('suggested-actions-close');
		if (await suggestions.isVisible()) await suggestions.click();
		await this.page.getByTestId('zoom-to-fit').click();
		await this.page.mouse.move(0, 0);
		await this.settle();
	}

	/** Opens a workflow that has nothing in it yet. */
	async openEmptyWorkflow() {
		await this.page.goto(`${this.url}/workflow/new`, { timeout: LOAD_MS });
		await this.page.getByTestId('canvas-add-button').waitFor({ timeout: LOAD_MS });
	}

	/**
	 * Looks for nodes in the panel that adds them.
	 *
	 * @returns the names it finds, the best first
	 */
	async searchNodes(text) {
		const search = this.page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible()))
			await this.page.getByTestId('node-creator-plus-button').click();
		await search.fill(text);
		await this.page.getByTestId('node-creator-item-name').first().waitFor();
		await this.settle();
		return await this.panelItems();
	}

	/** What stands below the name of the first node found. */
	async foundDescription() {
		return await this.page.getByTestId('node-creator-item-description').first().innerText();
	}

	/**
	 * Opens what the first node found can do.
	 *
	 * @returns each as the panel calls it
	 */
	async openActions() {
		await this.page.getByTestId('node-creator-item-name').first().click();
		await this.settle();
		return await this.panelItems();
	}

	async panelItems() {
		const names = this.page.getByTestId('node-creator-item-name').filter({ visible: true });
		return (await names.allInnerTexts()).map((name) => name.trim());
	}

	/** Adds a node to the canvas by one of the actions shown, and opens it. */
	async addByAction(action) {
		await this.page.getByText(action, { exact: true }).click();
		await this.page.getByTestId('node-parameters').waitFor();
		await this.settle();
	}

	/** Puts the first node on an empty canvas. */
	async addFirstStep(name) {
		await this.page.getByTestId('canvas-add-button').click();
		await this.page.getByText(name, { exact: true }).click();
		await this.page.getByTestId('canvas-node').first().waitFor();
		await this.settle();
	}

	/** Opens the panel that adds a node behind the last one. */
	async continueFlow() {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.page.getByTestId('node-creator-search-bar').waitFor();
	}

	/** The address that an opened node gives for its documentation. */
	async documentation() {
		return await this.page.getByRole('link', { name: 'Docs' }).first().getAttribute('href');
	}

	/** The types of credentials that are found for a text when one is to be created. */
	async searchCredentialTypes(text) {
		await this.page.goto(new URL('home/credentials', this.url).href, { timeout: LOAD_MS });
		await this.page.getByRole('button', { name: 'Create credential' }).click();
		await this.page.getByTestId('new-credential-type-select').locator('input').fill(text);
		await this.settle();
		const options = this.page.getByRole('option').filter({ visible: true });
		return (await options.allInnerTexts()).map((name) => name.trim());
	}

	async settle() {
		await this.page.waitForTimeout(SETTLE_MS);
	}

	node(name) {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** The address of a node's picture on the canvas. */
	async iconOf(name) {
		return await this.node(name).locator('img').first().getAttribute('src');
	}

	/** What stands below a node's name. */
	async subtitleOf(name) {
		const [, ...others] = (await this.node(name).innerText()).split(name);
		// Beside a trigger stands the button that runs the workflow.
		return others.join(name).trim().split('\n')[0];
	}

	/** The marks that n8n puts on nodes it does not know, and on those whose settings have errors. */
	async marks() {
		const marks = this.page.locator(
			'[data-test-id=node-not-installed], [data-test-id=node-issues]',
		);
		return await marks.evaluateAll((elements) => elements.map(({ outerHTML }) => outerHTML));
	}

	async openNode(name) {
		await this.closeNode();
		await this.node(name).dblclick();
		await this.page.getByTestId('node-parameters').waitFor();
		await this.settle();
	}

	async closeNode() {
		const close = this.page.getByTestId('ndv-close-button');
		if (await close.isVisible()) await close.click();
	}

	/** The fields of an opened node. */
	fields() {
		return this.page.getByTestId('node-parameters');
	}

	/** The labels of an opened node's fields, in their order. */
	async labels() {
		const labels = this.fields().getByTestId('input-label').filter({ visible: true });
		const texts = await labels.allInnerTexts();
		return texts.map((text) => text.split('\n')[0].trim());
	}

	/**
	 * Opens the list of a picker, and types into its search.
	 *
	 * @returns the names it shows
	 */
	async openList(field, search = '') {
		await this.page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').click();
		const items = this.page.getByTestId('rlc-item').filter({ visible: true });
		await items.first().waitFor();
		if (search !== '') {
			await this.page.getByTestId('rlc-search').filter({ visible: true }).fill(search);
			// Until the answer is there, the list shows what matched before.
			await this.page.waitForResponse((response) =>
				response.url().includes('resource-locator-results'),
			);
		}
		await this.settle();
		return (await items.allInnerTexts()).map((name) => name.trim());
	}

	/** Chooses an entry of the open list. */
	async choose(name) {
		const items = this.page.getByTestId('rlc-item').filter({ visible: true });
		await items.filter({ hasText: name }).first().click();
		await this.settle();
	}

	/**
	 * Opens a field of options.
	 *
	 * @returns for each its name, its description, and whether a part of that is cut off
	 */
	async openOptions(field) {
		await this.page.getByTestId(`parameter-input-${field}`).click();
		const items = this.page.getByTestId('parameter-input-item').filter({ visible: true });
		await items.first().waitFor();
		await this.settle();
		return await items.evaluateAll((elements) =>
			elements.map((element) => {
				const [name, description = ''] = element.innerText.split('\n');
				const parts = [element, ...element.querySelectorAll('*')];
				// A pixel may be lost in rounding.
				const isCut = parts.some(
					({ clientHeight, scrollHeight }) => clientHeight > 0 && scrollHeight > clientHeight + 2,
				);
				return { name, description, isCut };
			}),
		);
	}

	/** Chooses from the open list of a field of options. */
	async chooseOption(name) {
		const items = this.page.getByTestId('parameter-input-item').filter({ visible: true });
		await items.filter({ hasText: name }).first().click();
		await this.settle();
	}

	/** Closes the list of a field of options. */
	async closeOptions() {
		await this.page.keyboard.press('Escape');
		await this.settle();
	}

	/** The ways of choosing that a picker offers, each with whether its name is cut off when it is chosen. */
	async modesOf(field) {
		const picker = this.page.getByTestId(`resource-locator-${field}`);
		const selector = picker.getByTestId('rlc-mode-selector');
		const found = [];
		for (const mode of ['email', 'url', 'id', 'list']) {
			await selector.click();
			await this.settle();
			const choice = this.page.getByTestId(`mode-${mode}`).filter({ visible: true });
			if ((await choice.count()) === 0) {
				await this.page.keyboard.press('Escape');
				continue;
			}
			await choice.click();
			await this.settle();
			// A pixel may be lost in rounding.
			const isCut = await selector
				.locator('input')
				.evaluate(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth + 2);
			found.push({ mode, isCut });
		}
		return found;
	}

	/** Runs the workflow by its button, until it has succeeded. */
	async execute() {
		await this.closeNode();
		await this.page.getByTestId('execute-workflow-button').click();
		const success = this.page.getByText('Workflow executed successfully').first();
		await success.waitFor({ timeout: RUN_MS });
		await success.waitFor({ state: 'hidden', timeout: RUN_MS });
	}

	/** Types into a field of text. */
	async type(field, text) {
		await this.page.getByTestId(`parameter-input-${field}`).getByRole('textbox').fill(text);
	}

	/** Turns a switch on. */
	async switchOn(field) {
		await this.page.getByTestId(`parameter-input-${field}`).locator('.el-switch').click();
		await this.settle();
	}

	/**
	 * Pastes into a picker, and runs the opened node by itself.
	 *
	 * @returns what its output says
	 */
	async pasteAndExecute(field, text) {
		const picker = this.page.getByTestId(`resource-locator-${field}`);
		await picker.getByRole('textbox').last().fill(text);
		return await this.executeNode();
	}

	/**
	 * Runs the opened node by itself.
	 *
	 * @returns what its output says
	 */
	async executeNode() {
		await this.page.getByTestId('node-execute-button').click();
		const said = this.output().getByTestId('node-error-message').or(this.output().locator('table'));
		await said.first().waitFor({ timeout: RUN_MS });
		return await this.output().innerText();
	}

	/** The output of an opened node. */
	output() {
		return this.page.getByTestId('output-panel');
	}

	/**
	 * Shows the output of an opened node as a table.
	 *
	 * @returns its columns
	 */
	async showTable() {
		await this.output().getByTestId('radio-button-table').click();
		const columns = this.output().locator('table th');
		await columns.first().waitFor();
		await this.settle();
		const texts = await columns.allInnerTexts();
		return texts.map((text) => text.trim()).filter((text) => text !== '');
	}

	/** Opens the dialog for the first credential of an opened node. */
	async startCredential() {
		await this.page.getByTestId('node-credentials-empty-state').getByRole('button').click();
		await this.page.getByTestId('credential-edit-dialog').waitFor();
		await this.settle();
	}

	/** Saves the open credential. n8n tests it, and closes the dialog when it works. */
	async saveCredential() {
		await this.page.getByTestId('credential-save-button').click();
		await this.page.getByTestId('credential-edit-dialog').waitFor({ state: 'hidden' });
		await this.settle();
	}

	/** Opens the credential of an opened node, which n8n then tests. */
	async openCredential() {
		await this.page.getByTestId('credential-edit-button').click();
		await this.page.getByTestId('credentials-config-container-test-success').waitFor();
		await this.settle();
		return this.page.getByTestId('editCredential-modal');
	}
}
