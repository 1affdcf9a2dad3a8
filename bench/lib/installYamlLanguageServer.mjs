// @ts-check
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from '../../scripts/lib/cacheFolder.mjs';
import { mustRun } from '../../scripts/lib/runProgram.mjs';
import { shortHash } from '../../test/testbed/paths.mjs';
import { NotMeasured } from './notMeasured.mjs';

const pinned = join(import.meta.dirname, '../npm/yaml-language-server');
const files = ['package.json', 'package-lock.json'];

/**
 * yaml-language-server, installed once from the npm registry.
 * @returns {Promise<string>} The script that starts it.
 */
export async function installYamlLanguageServer() {
  const lock = readFileSync(join(pinned, 'package-lock.json'));
  const folder = cacheFolder('bench', `yaml-language-server-${shortHash(lock)}`);
  try {
    await fillOnce(folder, async (partial) => {
      for (const file of files) copyFileSync(join(pinned, file), join(partial, file));
      await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: partial });
    });
  } catch (error) {
    throw new NotMeasured(`no yaml-language-server: ${error instanceof Error ? error.message : String(error)}`);
  }
  return join(folder, 'node_modules/yaml-language-server/bin/yaml-language-server');
}
