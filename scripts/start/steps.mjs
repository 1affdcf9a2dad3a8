// @ts-check
// The lines of the tour: `ok <step> <seconds>` or `not ok <step>: <cause, next step>`, and a screenshot of each.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isEnding, never } from '../lib/atExit.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A failure with what to do about it. */
export class TourError extends Error {
  /**
   * @param {string} cause
   * @param {string} nextStep
   */
  constructor(cause, nextStep) {
    super(cause);
    this.nextStep = nextStep;
  }
}

export class Steps {
  #count = 0;
  #folder;
  /** @type {Page | undefined} */
  #page;
  /** @type {string[]} */
  #log = [];

  /** @param {string} folder For the screenshots; those of an earlier tour are removed. */
  constructor(folder) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /**
   * What the screenshots show from now on.
   * @param {Page} page
   */
  watch(page) {
    this.#page = page;
  }

  /**
   * A line below the step that runs; before VS Code is up the screenshots show these lines.
   * @param {string} line
   */
  log(line) {
    this.#log.push(line);
    console.log(`  ${line}`);
  }

  /**
   * Runs a step. Its failure ends the tour with a {@link StepFailed}.
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work Ends when the step was seen to have happened.
   * @param {{since?: number}} [options] since: the step began earlier, in milliseconds of Date.now().
   * @returns {Promise<T>}
   */
  async run(name, work, { since = Date.now() } = {}) {
    this.#count += 1;
    try {
      const result = await work();
      const seconds = ((Date.now() - since) / 1000).toFixed(1);
      this.#log.push(`ok ${name} ${seconds}`);
      await this.#screenshot(name);
      console.log(`ok ${name} ${seconds}`);
      return result;
    } catch (error) {
      // What fails while everything is being closed is no failure of the step.
      if (isEnding()) return await never();
      await this.#screenshot(name).catch((/** @type {unknown} */ second) =>
        console.log(`  no screenshot: ${String(second)}`),
      );
      console.log(`not ok ${name}: ${describe(error)}`);
      throw new StepFailed(name, { cause: error });
    }
  }

  /** @param {string} name */
  async #screenshot(name) {
    if (!this.#page || this.#page.isClosed()) return;
    if (this.#page.url() === 'about:blank') await this.#page.evaluate(showLines, this.#log);
    await this.#page.screenshot({
      path: join(this.#folder, `${String(this.#count).padStart(2, '0')}-${name.replaceAll(' ', '-')}.png`),
    });
  }
}

export class StepFailed extends Error {}

/**
 * Runs in the page.
 * @param {readonly string[]} lines
 */
function showLines(lines) {
  document.body.style.cssText =
    'background:#1e1e1e;color:#ccc;font:14px/1.6 monospace;padding:1.5rem;white-space:pre-wrap';
  document.body.textContent = lines.join('\n');
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  return error instanceof TourError ? `${error.message}, ${error.nextStep}` : error.message;
}
