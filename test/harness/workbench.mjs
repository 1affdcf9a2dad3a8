// @ts-check
// The workbench of VS Code as a user meets it: views, commands, quick inputs, editors, panels. Every method waits for content, never for a time.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { openBrowser } from './browser.mjs';
import { QuickInput } from './quickInput.mjs';
import { atWorkbench, defaultTimeoutMs, describeScreen, eventually, visible, wholeText } from './screen.mjs';
import { startServer } from './server.mjs';
import { storedEditors } from './storedEditors.mjs';
import { clickActionOrMenu, cssText, TreeView } from './treeView.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('./screen.mjs').Text} Text */

const startTimeoutMs = 90_000;
/** A tab's text without its buttons; the suffix of a file name is an element of its own. */
const tabText = '.tab-label .monaco-icon-label-container';

/**
 * Starts VS Code, a browser, and opens a folder in it.
 * @param {import('./server.mjs').ServerOptions & {workspace: string, browser?: Parameters<typeof openBrowser>[0], developmentFolders?: readonly string[]}} options
 * developmentFolders: extensions run from source (this needs the smoke driver and hides notification toasts); extensionFolders run as if installed.
 * @returns {Promise<{workbench: Workbench, server: import('./server.mjs').Server, close: () => Promise<void>}>}
 */
export async function openWorkbench({ workspace, browser: browserOptions, developmentFolders = [], ...serverOptions }) {
  const [server, browser] = await Promise.all([
    startServer({ smoke: developmentFolders.length > 0, ...serverOptions }),
    openBrowser(browserOptions),
  ]);
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  try {
    const workbench = new Workbench(browser.page);
    const payload = developmentFolders.map(
      (folder) => /** @type {const} */ (['extensionDevelopmentPath', server.remoteUri(folder)]),
    );
    await workbench.load(server.address(workspace, payload));
    return { workbench, server, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export class Workbench {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
  }

  /** @param {string} address */
  async load(address) {
    await atWorkbench(this.page, `open ${address}`, async () => {
      await this.page.goto(address);
      await visible(this.page.locator('.monaco-workbench .activitybar .action-item'), startTimeoutMs);
      await visible(this.page.locator('.statusbar-item'), startTimeoutMs);
    });
  }

  /** Loads the page again: a new extension host, as after "Reload Window". */
  async reload() {
    await this.load(this.page.url());
  }

  /**
   * Waits until VS Code has written down that a tab is open. In a browser it does so every five seconds and not on the way out (its storage
   * service), so that a window that is loaded again before then has lost the tab.
   * @param {string} title
   */
  async tabRemembered(title) {
    await atWorkbench(this.page, `remember tab ${title}`, () =>
      eventually(this.page, async () => (await storedEditors(this.page)).includes(title), {
        until: 'it is written down',
      }),
    );
  }

  /**
   * Shows a view container by its icon in the activity bar.
   * @param {string} title
   * @param {{timeoutMs?: number}} [options]
   */
  async openContainer(title, { timeoutMs = startTimeoutMs } = {}) {
    await atWorkbench(this.page, `open view container ${title}`, async () => {
      const icon = await visible(
        this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${cssText(title)}"])`),
        timeoutMs,
      );
      const isOpen = (await icon.getAttribute('class'))?.split(' ').includes('checked') ?? false;
      if (!isOpen) await icon.click();
      await visible(
        this.page.locator('.sidebar .composite.title h2').filter({ hasText: new RegExp(title, 'i') }),
        timeoutMs,
      );
    });
  }

  /**
   * Drags the edge of the side bar.
   * @param {number} width In CSS pixels.
   */
  async resizeSideBar(width) {
    await atWorkbench(this.page, `make the side bar ${width} wide`, async () => {
      const bar = await visible(this.page.locator('.part.sidebar'));
      const box = await bar.boundingBox();
      if (!box) throw new Error('the side bar has no place');
      const middle = box.y + box.height / 2;
      await this.page.mouse.move(box.x + box.width, middle);
      await this.page.mouse.down();
      await this.page.mouse.move(box.x + width, middle, { steps: 5 });
      await this.page.mouse.up();
    });
  }

  /**
   * @param {string} title
   * @returns {TreeView} A view of the open container.
   */
  view(title) {
    return new TreeView(this.page, title);
  }

  /**
   * Runs a command from the palette by its full title, for example `Trainyard: Build Image…`.
   * @param {string} title
   * @param {{timeoutMs?: number}} [options] A command may appear late: an extension comes up, its `when` becomes true.
   */
  async runCommand(title, { timeoutMs = defaultTimeoutMs } = {}) {
    /** @type {unknown} */
    let cause;
    const choose = async () => {
      // Something else may take the focus, which closes the palette: a panel that was opened a moment ago.
      try {
        await this.#chooseCommand(title);
        return true;
      } catch (error) {
        cause = error;
        return undefined;
      }
    };
    await atWorkbench(this.page, `run command ${title}`, async () => {
      try {
        await eventually(this.page, choose, { timeoutMs, until: 'the command is chosen' });
      } catch (error) {
        throw new Error(`${String(error)}\nThe last try: ${String(cause)}`, { cause: error });
      }
    });
  }

  /** @param {string} title */
  async #chooseCommand(title) {
    await this.openPalette();
    await this.quickInput.input.fill(`>${title}`, { timeout: 2000 });
    await this.quickInput.pick(title, { timeoutMs: 5000 });
  }

  /** Opens the command palette with the keyboard. */
  async openPalette() {
    await atWorkbench(this.page, 'open the command palette', async () => {
      await eventually(
        this.page,
        async () => {
          await this.page.keyboard.press('F1');
          const open = await this.quickInput.input.waitFor({ state: 'visible', timeout: 2000 }).then(
            () => true,
            () => false,
          );
          return open && (await this.quickInput.input.inputValue()).startsWith('>') ? true : undefined;
        },
        { until: 'the palette is open' },
      );
    });
  }

  /**
   * @param {string} title
   * @returns {Promise<boolean>} Whether the palette offers a command now.
   */
  async offersCommand(title) {
    await this.openPalette();
    await this.quickInput.type(`>${title}`);
    await visible(this.quickInput.rows);
    const rows = (await this.quickInput.state())?.rows ?? [];
    await this.quickInput.cancel();
    return rows.some((row) => row.startsWith(title));
  }

  /**
   * Opens a file of the workspace by name and waits for its editor.
   * @param {string} name
   */
  async openFile(name) {
    await atWorkbench(this.page, `open file ${name}`, async () => {
      // What takes the focus just then, such as a panel that opens, closes the list again.
      await eventually(
        this.page,
        async () => {
          await this.page.keyboard.press('Control+P');
          return await this.quickInput.input.fill(name, { timeout: 5000 }).then(
            () => true,
            () => false,
          );
        },
        { until: 'the list of files takes a name' },
      );
      const base = name.split('/').at(-1) ?? name;
      await (
        await visible(
          this.quickInput.rows.filter({ has: this.page.locator('.label-name').filter({ hasText: wholeText(base) }) }),
        )
      ).click();
      await this.tab(base);
      await visible(this.page.locator('.editor-group-container.active .view-lines .view-line'));
    });
  }

  /**
   * Waits for a tab.
   * @param {Text} title
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Locator>}
   */
  async tab(title, { timeoutMs = defaultTimeoutMs } = {}) {
    const match = this.page
      .locator('.tabs-container .tab')
      .filter({ has: this.page.locator(tabText).filter({ hasText: wholeText(title) }) });
    return await atWorkbench(this.page, `wait for tab ${title}`, () => visible(match, timeoutMs));
  }

  /** @returns {Promise<string[]>} */
  async tabTitles() {
    return (await this.page.locator(`.tabs-container .tab ${tabText}`).allTextContents()).map((text) => text.trim());
  }

  /** @param {Text} title */
  async closeTab(title) {
    await atWorkbench(this.page, `close tab ${title}`, async () => {
      const tab = await this.tab(title);
      await tab.hover();
      await tab.locator('.tab-actions .action-label').first().click();
      await tab.waitFor({ state: 'detached' });
    });
  }

  /**
   * Clicks an action in the title of the active editor, or chooses it from its menu.
   * @param {string} action
   */
  async editorAction(action) {
    await atWorkbench(this.page, `editor action ${action}`, () =>
      clickActionOrMenu(this.page, this.page.locator('.editor-group-container.active .title .editor-actions'), action),
    );
  }

  /**
   * A button in the title of the active editor, which may come after the editor.
   * @param {string} action
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Locator>}
   */
  async editorButton(action, { timeoutMs = defaultTimeoutMs } = {}) {
    const label = `.editor-actions .action-label[aria-label^="${cssText(action)}"]`;
    return await atWorkbench(this.page, `editor button ${action}`, () =>
      visible(this.page.locator(`.editor-group-container.active .title ${label}`), timeoutMs),
    );
  }

  /** @returns {Promise<string>} The lines of the active text editor that are drawn now. */
  async editorText() {
    const lines = await visible(this.page.locator('.editor-group-container.active .editor-instance .view-lines'));
    // Lines are placed by their style, not by their order in the page.
    const texts = await lines.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00A0', ' ')),
    );
    return texts.join('\n');
  }

  /**
   * The document of a webview panel; its tab comes to the front.
   * @param {Text} title
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Frame>}
   */
  async webview(title, { timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, `webview of tab ${title}`, async () => {
      const tab = await this.tab(title, { timeoutMs });
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      const name = ((await tab.locator(tabText).textContent()) ?? '').trim();
      return await eventually(this.page, () => this.#webviewTitled(name), {
        timeoutMs,
        until: `a webview titled ${name} is drawn`,
      });
    });
  }

  /**
   * The document of a webview inside a view of the sidebar or panel.
   * @param {(frame: Frame) => Promise<boolean>} isWanted
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Frame>}
   */
  async webviewWhere(isWanted, { timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, 'wait for a webview', () =>
      eventually(
        this.page,
        async () => {
          for (const frame of await this.#webviews()) if (await isWanted(frame).catch(() => false)) return frame;
          return undefined;
        },
        { timeoutMs, until: 'the wanted webview is drawn' },
      ),
    );
  }

  /**
   * Waits for a notification.
   * @param {string | RegExp} text A string may be a part.
   * @param {{button?: string, timeoutMs?: number}} [options] button: is clicked.
   * @returns {Promise<string>} Its whole text.
   */
  async notification(text, { button, timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, `notification ${text}`, async () => {
      const item = await visible(this.page.locator('.notification-list-item').filter({ hasText: text }), timeoutMs);
      const shown = (await item.locator('.notification-list-item-message').innerText()).trim();
      if (button !== undefined)
        await item
          .locator('.monaco-button, .monaco-text-button')
          .filter({ hasText: wholeText(button) })
          .first()
          .click();
      return shown;
    });
  }

  /**
   * Answers a modal dialog.
   * @param {string | RegExp} text Part of its message.
   * @param {string} button
   * @param {{timeoutMs?: number}} [options]
   */
  async answerDialog(text, button, { timeoutMs = defaultTimeoutMs } = {}) {
    await atWorkbench(this.page, `dialog ${text}: ${button}`, async () => {
      const dialog = await visible(this.page.locator('.monaco-dialog-box').filter({ hasText: text }), timeoutMs);
      await dialog
        .locator('.monaco-button')
        .filter({ hasText: wholeText(button) })
        .first()
        .click();
      await dialog.waitFor({ state: 'detached' });
    });
  }

  /**
   * Waits for an item of the status bar.
   * @param {string | RegExp} text A string may be a part.
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Locator>}
   */
  async statusItem(text, { timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, `status bar item ${text}`, () =>
      visible(this.page.locator('.statusbar-item').filter({ hasText: text }), timeoutMs),
    );
  }

  /**
   * Types a line into the visible terminal.
   * @param {string} line
   */
  async typeInTerminal(line) {
    await atWorkbench(this.page, `type ${line} in the terminal`, async () => {
      await (await visible(this.page.locator('.terminal-wrapper.active .xterm-screen'))).click();
      await visible(this.page.locator('.terminal-wrapper.active .xterm.focus'));
      await this.page.keyboard.type(`${line}\n`);
    });
  }

  /** @returns {Promise<string>} What the visible terminal shows. */
  async terminalText() {
    const rows = await visible(this.page.locator('.terminal-wrapper.active .xterm-rows, .terminal .xterm-rows'));
    return (await rows.locator('> div').allInnerTexts())
      .map((line) => line.replaceAll('\u00A0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /**
   * @param {RegExp} pattern
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<string>}
   */
  async terminalShows(pattern, { timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, `terminal text ${pattern}`, () =>
      eventually(this.page, async () => [await this.terminalText()].find((text) => pattern.test(text)), {
        timeoutMs,
        until: `the terminal shows ${pattern}`,
      }),
    );
  }

  /** @param {string} file PNG. */
  async screenshot(file) {
    mkdirSync(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  /** @returns {Promise<string>} */
  async describe() {
    return await describeScreen(this.page);
  }

  /** @param {string} name */
  async #webviewTitled(name) {
    const frames = await this.#webviews();
    for (const frame of frames) if ((await titleOf(frame)) === name) return frame;
    return undefined;
  }

  /**
   * A webview is two nested frames; the inner one holds the extension's document.
   * @returns {Promise<Frame[]>} Of the webviews that are drawn now.
   */
  async #webviews() {
    const found = [];
    for (const outer of await this.page.locator('iframe.webview.ready').filter({ visible: true }).elementHandles()) {
      const middle = await outer.contentFrame();
      const inner = await middle?.$('iframe#active-frame');
      const frame = await inner?.contentFrame();
      if (frame) found.push(frame);
    }
    return found;
  }
}

/** @param {Frame} frame */
async function titleOf(frame) {
  const element = await frame.frameElement();
  return (await element.getAttribute('title')) ?? (await frame.title());
}
