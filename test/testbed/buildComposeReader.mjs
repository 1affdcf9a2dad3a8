// @ts-check
// Compiles the program that reads Compose files with compose-go, once for each state of its module.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGo, goVersion } from './compileGo.mjs';
import { findGo } from './findGo.mjs';
import { cacheRoot, shortHash } from './paths.mjs';
import { withLock } from './withLock.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'go', 'compose');

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>} The program. It takes one JSON text a line and answers with `"ok"` or the error, a line each.
 */
export async function buildComposeReader(log = () => undefined) {
  const state = ['go.mod', 'go.sum', 'main.go'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  const output = join(cacheRoot(), `programs-compose-${process.arch}-${shortHash(state)}`, 'compose');
  if (existsSync(output)) return output;
  mkdirSync(dirname(output), { recursive: true });
  await withLock(`${dirname(output)}.lock`, async () => {
    if (existsSync(output)) return;
    const go = await findGo({ wanted: goVersion(folder), log });
    await compileGo({ folder, package: '.', output, cgo: '0', niceness: 5, go, log });
    go.cleanUp();
  });
  return output;
}
