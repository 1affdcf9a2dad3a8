// @ts-check
// Debian packages are a change to somebody's machine: asked for, or named, before they are installed.
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { installPackages, missingPackages, packagesOf } from '../../test/testbed/installPackages.mjs';

/**
 * Installs missing Debian packages under the rule of this project: at a terminal it asks; without one, or with `yes`, root installs; everybody
 * else gets the exact command. Throws when something stays missing.
 * @param {readonly string[]} groups As the test bed names them.
 * @param {{why: string, yes?: boolean, log?: (line: string) => void}} options
 * @returns {Promise<boolean>} false when nothing was missing.
 */
export async function installSystemPackages(groups, { why, yes = false, log = console.log }) {
  const names = packagesOf(groups);
  if (!existsSync('/var/lib/dpkg/status'))
    throw new Error(`${why} needs Debian packages (${names.join(', ')}), and this is not Debian`);
  const missing = missingPackages(names);
  if (missing.length === 0) return false;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0)
    throw new Error(`${why} needs Debian packages: run "sudo ${command}", then run this again`);
  if (
    !yes &&
    isTerminal() &&
    !(await ask(`${why} needs these Debian packages: ${missing.join(' ')}. Install them? [y/N] `))
  ) {
    throw new Error(`${why} needs Debian packages: run "${command}", then run this again`);
  }
  await installPackages({ only: groups, log });
  return true;
}

/** @returns {boolean} Whether somebody can be asked. */
export const isTerminal = () => process.stdin.isTTY && process.stdout.isTTY && process.env['CI'] !== 'true';

/** @param {string} question */
async function ask(question) {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // While a question waits, the terminal gives the interrupt to it alone.
  prompt.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
