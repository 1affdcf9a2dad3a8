// @ts-check
// What is on screen, in words: a failed wait that says only "time-out" helps nobody.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {string | RegExp} Text A string stands for the whole text. */

/** Long enough for a busy machine; a wait ends as soon as its content is there. */
export const defaultTimeoutMs = 30_000;

/**
 * Does one step at the workbench. Its failure names the step and tells what was on screen.
 * @template T
 * @param {Page} page
 * @param {string} step For example `open view container Trainyard`.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function atWorkbench(page, step, work) {
  try {
    return await work();
  } catch (error) {
    // A cause that is told already, here or by the caller, stays as it is.
    if (error instanceof ScreenError || (error instanceof Error && 'nextStep' in error)) throw error;
    // Playwright explains itself in a call log, in colours.
    const cause = error instanceof Error ? (error.message.split('\nCall log:')[0] ?? '') : String(error);
    throw new ScreenError(`${step}: ${cause}\non screen:\n${await describeScreen(page)}`, { cause: error });
  }
}

class ScreenError extends Error {}

/** Parts of the workbench and where their words are. */
const parts = /** @type {const} */ ([
  ['dialog', '.monaco-dialog-box'],
  ['notification', '.notification-list-item'],
  ['quick input', '.quick-input-widget:not([style*="display: none"])'],
  ['view container', '.sidebar .composite.title'],
  ['view', '.sidebar .pane-header'],
  ['row', '.sidebar .monaco-list-row'],
  ['welcome', '.sidebar .welcome-view-content'],
  ['tab', '.editor-group-container .tab .tab-label'],
  ['panel', '.part.panel .composite.title'],
  ['editor', '.editor-group-container .view-lines'],
  ['status bar', '.statusbar-item'],
]);
const longestText = 200;
const mostTexts = 25;

/**
 * @param {Page} page
 * @returns {Promise<string>} One line for each part of the workbench that shows something.
 */
export async function describeScreen(page) {
  if (page.isClosed()) return '  the page is closed';
  try {
    const lines = [];
    for (const [name, selector] of parts) {
      const texts = await page.locator(selector).filter({ visible: true }).allInnerTexts();
      const shown = texts
        .map((text) => text.replaceAll(/[\s\u{E000}-\u{F8FF}]+/gu, ' ').trim())
        .filter((text) => text !== '');
      if (shown.length > 0)
        lines.push(
          `  ${name}: ${shown
            .slice(0, mostTexts)
            .map((text) => text.slice(0, longestText))
            .join(' | ')}`,
        );
    }
    return lines.length > 0 ? lines.join('\n') : '  nothing of the workbench';
  } catch (error) {
    return `  unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * @param {Text} text
 * @returns {RegExp} Matches the whole text, surrounded by nothing but blanks.
 */
export function wholeText(text) {
  return text instanceof RegExp
    ? text
    : new RegExp(
        `^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`)}\\s*$`,
      );
}

/**
 * Waits until a locator matches something visible.
 * @param {Locator} locator
 * @param {number} [timeoutMs]
 * @returns {Promise<Locator>} Its first match.
 */
export async function visible(locator, timeoutMs = defaultTimeoutMs) {
  const first = locator.filter({ visible: true }).first();
  await first.waitFor({ state: 'visible', timeout: timeoutMs });
  return first;
}

/**
 * Asks again until the answer is there and not false, for what no single locator can express.
 * @template T
 * @param {Page} page
 * @param {() => Promise<T | undefined>} ask
 * @param {{timeoutMs?: number, until: string}} options until: what is waited for, in words.
 * @returns {Promise<T>}
 */
export async function eventually(page, ask, { timeoutMs = defaultTimeoutMs, until }) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`after ${timeoutMs / 1000} s still not: ${until}`);
    // One frame of the page, not a guess at how long something takes.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  }
}
