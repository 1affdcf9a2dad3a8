// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/lib/cacheFolder.mjs';
import { compileOnce } from '../../test/testbed/compileGo.mjs';
import { shortHash } from '../../test/testbed/paths.mjs';
import { NotMeasured } from './notMeasured.mjs';

const folder = join(import.meta.dirname, '../go/kubeconform');

/**
 * kubeconform, compiled once from its Go module.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} The program's file.
 */
export async function buildKubeconform(log) {
  const sums = readFileSync(join(folder, 'go.sum'));
  const output = join(cacheFolder('bench', `kubeconform-${shortHash(sums)}`), 'kubeconform');
  try {
    await compileOnce({ folder, package: 'github.com/yannh/kubeconform/cmd/kubeconform', output, log });
  } catch (error) {
    throw new NotMeasured(`no kubeconform: ${error instanceof Error ? error.message : String(error)}`);
  }
  return output;
}
