// @ts-check
// Compiles the program that reads Compose files with compose-go, once for each state of its module.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileOnce } from './compileGo.mjs';
import { cacheRoot, shortHash } from './paths.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'go', 'compose');

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>} The program. It takes one JSON text a line and answers with `"ok"` or the error, a line each.
 */
export async function buildComposeReader(log = () => undefined) {
  const state = ['go.mod', 'go.sum', 'main.go'].map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  const output = join(cacheRoot(), `programs-compose-${process.arch}-${shortHash(state)}`, 'compose');
  await compileOnce({ folder, package: '.', output, log });
  return output;
}
