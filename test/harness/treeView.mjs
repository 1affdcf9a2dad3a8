// @ts-check
// One view of a view container: its header, its rows, their menus.
import { atWorkbench, defaultTimeoutMs, eventually, visible, wholeText } from './screen.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('./screen.mjs').Text} Text */

/** @typedef {{label: string, description: string, level: number, expanded: boolean | undefined}} Row expanded is undefined for a row without children. */

export class TreeView {
  /**
   * @param {Page} page
   * @param {string} title
   */
  constructor(page, title) {
    this.page = page;
    this.title = title;
    this.header = page
      .locator('.pane-header')
      .filter({ has: page.locator('h3.title').filter({ hasText: wholeText(new RegExp(`^\\s*${title}\\s*$`, 'i')) }) });
    this.pane = page.locator('.pane').filter({ has: this.header });
    this.list = this.pane.locator('.monaco-list').first();
  }

  /** Makes the view's body visible. */
  async open() {
    await atWorkbench(this.page, `open view ${this.title}`, async () => {
      const header = await visible(this.header);
      if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
      await visible(this.pane.locator('.pane-body'));
    });
  }

  /** @returns {Promise<Row[]>} The rows that are drawn now, from top to bottom. */
  async rows() {
    return await this.pane.locator('.monaco-list-row').evaluateAll((elements) => {
      const textOf = (/** @type {Element} */ element, /** @type {string} */ selector) =>
        element.querySelector(selector)?.textContent?.trim() ?? '';
      const topOf = (/** @type {Element} */ element) => element.getBoundingClientRect().top;
      return [...elements]
        .sort((a, b) => topOf(a) - topOf(b))
        .map((element) => ({
          label: textOf(element, '.label-name'),
          description: textOf(element, '.label-description'),
          level: Number(element.getAttribute('aria-level') ?? 1),
          expanded: element.hasAttribute('aria-expanded')
            ? element.getAttribute('aria-expanded') === 'true'
            : undefined,
        }));
    });
  }

  /**
   * Waits for a row and scrolls to it. Rows outside the window do not exist in the page.
   * @param {Text} label
   * @param {{description?: RegExp, timeoutMs?: number}} [options] description: awaited too.
   * @returns {Promise<Locator>}
   */
  async row(label, { description, timeoutMs = defaultTimeoutMs } = {}) {
    const wanted = `row ${label}${description ? ` described ${description}` : ''} in view ${this.title}`;
    return await atWorkbench(this.page, `wait for ${wanted}`, async () => {
      await this.open();
      const match = this.#match(label, description);
      return await eventually(this.page, async () => ((await this.#scrollTo(match)) ? match.first() : undefined), {
        timeoutMs,
        until: wanted,
      });
    });
  }

  /**
   * @param {Text} label
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<Row>}
   */
  async rowState(label, options) {
    await this.row(label, options);
    const pattern = wholeText(label);
    const found = (await this.rows()).find((row) => pattern.test(row.label));
    if (!found) throw new Error(`row ${label} of view ${this.title} went away`);
    return found;
  }

  /**
   * @param {Text} label
   * @param {{timeoutMs?: number}} [options]
   */
  async gone(label, { timeoutMs = defaultTimeoutMs } = {}) {
    await atWorkbench(this.page, `wait until row ${label} is gone from view ${this.title}`, () =>
      this.#match(label).first().waitFor({ state: 'detached', timeout: timeoutMs }),
    );
  }

  /** @param {Text} label */
  async click(label) {
    await atWorkbench(this.page, `click row ${label}`, async () =>
      (await this.row(label)).locator('.monaco-icon-label').first().click(),
    );
  }

  /** @param {Text} label */
  async expand(label) {
    await this.#setExpanded(label, true);
  }

  /** @param {Text} label */
  async collapse(label) {
    await this.#setExpanded(label, false);
  }

  /**
   * Clicks an action that a row shows under the mouse.
   * @param {Text} label
   * @param {string} action
   */
  async inlineAction(label, action) {
    await atWorkbench(this.page, `action ${action} of row ${label}`, async () => {
      // Rows move while a tree loads, and the action goes with the mouse.
      await eventually(this.page, () => this.#hoverAndClick(label, action), { until: `action ${action} is clicked` });
    });
  }

  /**
   * Opens a row's context menu and chooses an item.
   * @param {Text} label
   * @param {...string} items One for each level of submenus.
   */
  async contextMenu(label, ...items) {
    await atWorkbench(this.page, `menu item ${items.join(' > ')} of row ${label}`, async () => {
      await (await this.row(label)).locator('.monaco-icon-label').first().click({ button: 'right' });
      await chooseMenuItems(this.page, items);
    });
  }

  /**
   * Clicks an action in the view's header, or chooses it from the header's menu.
   * @param {string} action
   */
  async titleAction(action) {
    await atWorkbench(this.page, `action ${action} of view ${this.title}`, async () => {
      await this.open();
      await this.header.hover();
      await clickActionOrMenu(this.page, this.header, action);
    });
  }

  /**
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<string>} The text the view shows when it has no rows.
   */
  async welcomeText({ timeoutMs = defaultTimeoutMs } = {}) {
    return await atWorkbench(this.page, `welcome text of view ${this.title}`, async () => {
      await this.open();
      return await (await visible(this.pane.locator('.welcome-view-content'), timeoutMs)).innerText();
    });
  }

  /**
   * @param {Text} label
   * @param {string} action
   * @returns {Promise<true | undefined>}
   */
  async #hoverAndClick(label, action) {
    const row = await this.row(label);
    try {
      await row.hover({ timeout: 1000 });
      await row
        .locator(`.action-label[aria-label^="${cssText(action)}"]`)
        .filter({ visible: true })
        .first()
        .click({ timeout: 1000 });
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') return undefined;
      throw error;
    }
  }

  /**
   * @param {Text} label
   * @param {boolean} expanded
   */
  async #setExpanded(label, expanded) {
    await atWorkbench(this.page, `${expanded ? 'expand' : 'collapse'} row ${label}`, async () => {
      const row = await this.row(label);
      if ((await row.getAttribute('aria-expanded')) === String(expanded)) return;
      await row.locator('.monaco-tl-twistie').click();
      await visible(this.#match(label).and(this.page.locator(`[aria-expanded="${expanded}"]`)));
    });
  }

  /**
   * @param {Text} label
   * @param {RegExp} [description]
   */
  #match(label, description) {
    const rows = this.pane
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name').filter({ hasText: wholeText(label) }) });
    return description
      ? rows.filter({ has: this.page.locator('.label-description').filter({ hasText: description }) })
      : rows;
  }

  /**
   * @param {Locator} match
   * @returns {Promise<boolean>}
   */
  async #scrollTo(match) {
    if ((await match.count()) > 0) return true;
    const isLonger = await this.list
      .evaluate((list) => (list.querySelector('.monaco-list-rows')?.clientHeight ?? 0) > list.clientHeight, null, {
        timeout: 1000,
      })
      .catch(() => false);
    const box = isLonger ? await this.list.boundingBox().catch(() => null) : null;
    if (!box) return false;
    // One page further each time; from the end back to the start.
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    if (!(await this.#wheel(box.height))) while (await this.#wheel(-20 * box.height));
    return (await match.count()) > 0;
  }

  /**
   * @param {number} pixels
   * @returns {Promise<boolean>} Whether the list moved.
   */
  async #wheel(pixels) {
    const before = await this.#topRow();
    await this.page.mouse.wheel(0, pixels);
    const hasMoved = async () => ((await this.#topRow()) === before ? undefined : true);
    return await eventually(this.page, hasMoved, { timeoutMs: 300, until: 'the list moves' }).catch(() => false);
  }

  async #topRow() {
    return (await this.rows())[0]?.label;
  }
}

/**
 * Chooses from an open menu, level by level.
 * @param {Page} page
 * @param {readonly string[]} items
 */
export async function chooseMenuItems(page, items) {
  for (const [index, item] of items.entries()) {
    const menu = page.locator('.monaco-menu').nth(index);
    const entry = await visible(
      menu
        .locator('.action-item:not(.disabled) .action-menu-item')
        .filter({ has: page.locator('.action-label').filter({ hasText: wholeText(item) }) }),
    );
    await entry.hover();
    // The menu opens under the mouse and ignores a release that comes with the opening click.
    await entry.click();
    // On a busy machine the menu is so late that it takes the click for the release.
    if (index === items.length - 1 && !(await isGone(menu))) await entry.click();
  }
}

/** @param {Locator} menu */
function isGone(menu) {
  return menu.waitFor({ state: 'hidden', timeout: 1000 }).then(
    () => true,
    () => false,
  );
}

/**
 * @param {Page} page
 * @param {Locator} bar
 * @param {string} action
 */
export async function clickActionOrMenu(page, bar, action) {
  const button = bar.locator(`.action-label[aria-label^="${cssText(action)}"]`).filter({ visible: true });
  const more = bar
    .locator('.action-label[aria-label^="More Actions"], .action-label[aria-label^="Views and More Actions"]')
    .filter({ visible: true });
  await button.or(more).first().waitFor();
  if ((await button.count()) > 0) {
    await button.first().click();
    return;
  }
  await more.first().click();
  await chooseMenuItems(page, [action]);
}

/** @param {string} text */
export const cssText = (text) => text.replaceAll(/["\\]/g, String.raw`\$&`);
