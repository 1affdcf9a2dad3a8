// @ts-check
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { node24 } from '../lib/node24.mjs';
import { mustRun } from '../lib/runProgram.mjs';

const sources = [
  'src/**/*',
  'scripts/build.mjs',
  'scripts/bundle/*',
  'package.json',
  'package-lock.json',
  'media/**/*',
];

/**
 * Bundles the extension unless the bundle is newer than everything it is made from.
 * @param {string} root
 * @returns {Promise<boolean>} false when it was up to date.
 */
export async function buildExtension(root) {
  const bundle = join(root, 'dist/extension.js');
  if (existsSync(bundle)) {
    const built = statSync(bundle).mtimeMs;
    if (globSync(sources, { cwd: root }).every((file) => statSync(join(root, file)).mtimeMs < built)) return false;
  }
  await mustRun(await node24(), ['scripts/build.mjs'], { cwd: root });
  return true;
}
