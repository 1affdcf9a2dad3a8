// @ts-check
// What must be undone when this process ends, in whatever way it ends.

/** @typedef {() => void | Promise<void>} CleanUp */

/** @type {Set<CleanUp>} */
const pending = new Set();
const limitMs = 15_000;
let installed = false;
let ending = false;

/**
 * Registers work for the end of this process: an interrupt, a closed terminal, a parent that is gone, or an ordinary end through {@link endNow}.
 * @param {CleanUp} cleanUp
 * @returns {() => void} Call it when the work was done by other means.
 */
export function atExit(cleanUp) {
  install();
  pending.add(cleanUp);
  return () => void pending.delete(cleanUp);
}

/**
 * Runs what was registered, last first, and ends the process.
 * @param {number} code
 * @returns {Promise<never>}
 */
export async function endNow(code) {
  ending = true;
  setTimeout(() => process.exit(code || 1), limitMs).unref();
  await cleanUpNow();
  process.exit(code);
}

/** Runs what was registered, last first. */
export async function cleanUpNow() {
  // One may register another while it runs.
  for (let cleanUp = [...pending].at(-1); cleanUp; cleanUp = [...pending].at(-1)) {
    pending.delete(cleanUp);
    try {
      await cleanUp();
    } catch (error) {
      console.error(`clean-up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** @returns {boolean} true once the process is on its way out: failures after that are consequences, not causes. */
export function isEnding() {
  return ending;
}

/**
 * What a caller waits for while the process ends, so that nothing goes on behind the clean-ups.
 * @returns {Promise<never>}
 */
export const never = () => new Promise(() => undefined);

function install() {
  if (installed) return;
  installed = true;
  for (const [name, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(name, () => {
      // A second interrupt means: at once.
      if (ending) process.exit(code);
      void endNow(code);
    });
  }
  // The starter on an older Node is connected by a channel; without it nobody could stop this process.
  if (process.connected) {
    process.once('disconnect', () => void endNow(143));
    process.channel?.unref();
  }
}
