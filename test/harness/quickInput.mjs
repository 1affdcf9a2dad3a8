// @ts-check
// Command palette, quick picks and input boxes: all are one widget.
import { basename, dirname } from 'node:path';
import { atWorkbench, defaultTimeoutMs, eventually, visible, wholeText } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./screen.mjs').Text} Text */

/**
 * @typedef {object} QuickInputState
 * @property {string} title
 * @property {string} value
 * @property {string} placeholder
 * @property {string} message Validation or prompt below the input.
 * @property {string[]} rows Labels with their descriptions.
 */

export class QuickInput {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.widget = page.locator('.quick-input-widget');
    this.input = this.widget.locator('.quick-input-filter input, .quick-input-box input').first();
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /**
   * Waits until a quick input is open.
   * @param {{title?: Text, timeoutMs?: number}} [options] title: of the step that is awaited.
   */
  async opened({ title, timeoutMs = defaultTimeoutMs } = {}) {
    await atWorkbench(this.page, `wait for the quick input ${title ?? ''}`, async () => {
      await visible(this.widget, timeoutMs);
      if (title !== undefined)
        await visible(this.widget.locator('.quick-input-title').filter({ hasText: wholeTextOrStep(title) }), timeoutMs);
    });
  }

  /**
   * @param {{timeoutMs?: number}} [options]
   */
  async closed({ timeoutMs = defaultTimeoutMs } = {}) {
    await atWorkbench(this.page, 'wait until the quick input is closed', () =>
      this.widget.waitFor({ state: 'hidden', timeout: timeoutMs }),
    );
  }

  /** @returns {Promise<QuickInputState | undefined>} undefined when none is open. */
  async state() {
    if (!(await this.widget.isVisible())) return undefined;
    const textOf = async (/** @type {string} */ selector) =>
      ((await this.widget.locator(selector).allInnerTexts())[0] ?? '').trim();
    return {
      title: await textOf('.quick-input-title'),
      value: await this.input.inputValue(),
      placeholder: (await this.input.getAttribute('placeholder')) ?? '',
      message: await textOf('.quick-input-message'),
      rows: (await this.rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim()),
    };
  }

  /**
   * @param {string} text Replaces what is there.
   */
  async type(text) {
    await atWorkbench(this.page, `type ${text}`, () => this.input.fill(text));
  }

  /**
   * Picks a row of the open quick pick with the mouse.
   * @param {Text} label
   * @param {{title?: Text, filter?: string, timeoutMs?: number}} [options] filter: typed first.
   */
  async pick(label, { title, filter, timeoutMs = defaultTimeoutMs } = {}) {
    await atWorkbench(this.page, `pick ${label}`, async () => {
      await this.opened({ ...(title === undefined ? {} : { title }), timeoutMs });
      if (filter !== undefined) await this.type(filter);
      const row = await visible(this.#row(label), timeoutMs);
      await row.click();
    });
  }

  /**
   * Marks or unmarks a row of a quick pick of several.
   * @param {Text} label
   */
  async toggle(label) {
    await atWorkbench(this.page, `toggle ${label}`, async () =>
      (await visible(this.#row(label))).locator('.quick-input-list-checkbox, .monaco-checkbox').first().click(),
    );
  }

  /**
   * Accepts with Enter what is proposed, or the given text, and waits until this step is over.
   * @param {{title?: Text, text?: string, timeoutMs?: number}} [options]
   */
  async accept({ title, text, timeoutMs = defaultTimeoutMs } = {}) {
    await this.opened({ ...(title === undefined ? {} : { title }), timeoutMs });
    const before = await this.state();
    if (text !== undefined) await this.type(text);
    await atWorkbench(
      this.page,
      `accept ${text ?? 'what is proposed'} in ${before?.title || before?.placeholder || 'the quick input'}`,
      async () => {
        await this.input.press('Enter');
        await eventually(this.page, async () => ((await this.#isAnotherStep(before)) ? true : undefined), {
          timeoutMs,
          until: 'the step is over',
        });
      },
    );
  }

  /**
   * Answers VS Code's own dialog for folders as a user does: goes to the folder around, waits for its list, goes in by its row, and takes it. The
   * dialog reads folders while keys come, and a key or click that it does not expect yet leaves it where it was.
   * @param {string} path
   * @param {string} button
   */
  async chooseFolder(path, button) {
    await atWorkbench(this.page, `choose the folder ${path}`, async () => {
      const folder = this.rows.filter({ has: this.page.getByText(basename(path), { exact: true }) });
      await this.type(`${dirname(path)}/`);
      await (await visible(folder)).click();
      await eventually(
        this.page,
        async () => (await this.input.inputValue()) === `${path}/` && (await this.#isIdle()),
        {
          until: `the dialog is in ${path}`,
        },
      );
      await this.widget.getByRole('button', { name: button }).click();
      await this.closed();
    });
  }

  async #isIdle() {
    return (await this.widget.locator('.monaco-progress-container.active').count()) === 0;
  }

  /** Closes it without an answer. */
  async cancel() {
    await this.opened();
    await this.input.press('Escape');
    await this.closed();
  }

  /**
   * @param {QuickInputState | undefined} before
   */
  async #isAnotherStep(before) {
    const now = await this.state();
    return (
      now === undefined ||
      now.title !== before?.title ||
      now.placeholder !== before.placeholder ||
      (now.message !== '' && now.message !== before.message)
    );
  }

  /** @param {Text} label */
  #row(label) {
    const pattern = wholeText(label);
    return this.rows.filter({ has: this.page.locator('.label-name').filter({ hasText: pattern }) });
  }
}

/**
 * A title of several steps ends with `(1/4)`.
 * @param {Text} title
 */
function wholeTextOrStep(title) {
  return title instanceof RegExp
    ? title
    : new RegExp(wholeText(title).source.replace(/\\s\*\$$/, String.raw`\s*(\(\d+\/\d+\))?\s*$`));
}
