// @ts-check
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from '../../scripts/lib/cacheFolder.mjs';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { shortHash } from '../../test/testbed/paths.mjs';
import { NotMeasured } from './notMeasured.mjs';

const files = ['package.json', 'package-lock.json'];

/**
 * A program of the other side, installed once from the npm registry as the lock file in bench/npm has it.
 * @param {'yaml-language-server' | 'plotly'} name A folder of bench/npm.
 * @returns {Promise<string>} Its node_modules.
 */
export async function installPinned(name) {
  const pinned = join(import.meta.dirname, '../npm', name);
  const lock = readFileSync(join(pinned, 'package-lock.json'));
  const folder = cacheFolder('bench', `${name}-${shortHash(lock)}`);
  try {
    await fillOnce(folder, async (partial) => {
      for (const file of files) copyFileSync(join(pinned, file), join(partial, file));
      await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial });
    });
  } catch (error) {
    throw new NotMeasured(`no ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return join(folder, 'node_modules');
}
