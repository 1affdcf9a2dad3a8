// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/lib/cacheFolder.mjs';
import { compileOnce } from '../../test/testbed/compileGo.mjs';
import { shortHash } from '../../test/testbed/paths.mjs';
import { NotMeasured } from './notMeasured.mjs';

/**
 * A program of another project, compiled once from its Go module.
 * @param {string} name Of the program, and of its folder in `bench/go`.
 * @param {string} package_ What is compiled.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} The program's file.
 */
export async function buildGoProgram(name, package_, log) {
  const folder = join(import.meta.dirname, '../go', name);
  const sums = readFileSync(join(folder, 'go.sum'));
  const output = join(cacheFolder('bench', `${name}-${shortHash(sums)}`), name);
  try {
    await compileOnce({ folder, package: package_, output, log });
  } catch (error) {
    throw new NotMeasured(`no ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return output;
}
