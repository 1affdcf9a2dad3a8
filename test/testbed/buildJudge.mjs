// @ts-check
// Compiles the programs that judge files with the packages of those who read them in the end, once for each state of their modules.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileOnce } from './compileGo.mjs';
import { cacheRoot, shortHash } from './paths.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'go');

/**
 * @param {'compose' | 'validators' | 'llm-validator' | 'yaml'} name Its module below go/.
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>} The program. It takes a JSON text a line and answers with a JSON text a line: `"ok"` or the error, as a rule.
 */
export async function buildJudge(name, log = () => undefined) {
  const folder = join(modules, name);
  const files = readdirSync(folder).filter((file) => /\.go$|^go\.(mod|sum)$/.test(file));
  const state = files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
  const output = join(cacheRoot(), `programs-${name}-${process.arch}-${shortHash(state.join(''))}`, name);
  await compileOnce({ folder, package: '.', output, log });
  return output;
}
