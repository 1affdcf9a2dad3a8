// @ts-check
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/lib/cacheFolder.mjs';
import { compileGo, goVersion } from '../../test/testbed/compileGo.mjs';
import { findGo } from '../../test/testbed/findGo.mjs';
import { shortHash } from '../../test/testbed/paths.mjs';
import { NotMeasured } from './notMeasured.mjs';

const folder = join(import.meta.dirname, '../go/kubeconform');
const niceness = 5;

/**
 * kubeconform, compiled once from its Go module.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} The program's file.
 */
export async function buildKubeconform(log) {
  const place = cacheFolder('bench', `kubeconform-${shortHash(readFileSync(join(folder, 'go.sum')))}`);
  const output = join(place, 'kubeconform');
  if (existsSync(output)) return output;
  mkdirSync(place, { recursive: true });
  try {
    const go = await findGo({ wanted: goVersion(folder), log });
    await compileGo({
      folder,
      package: 'github.com/yannh/kubeconform/cmd/kubeconform',
      output,
      cgo: '0',
      niceness,
      go,
      log,
    });
    go.cleanUp();
  } catch (error) {
    throw new NotMeasured(`no kubeconform: ${error instanceof Error ? error.message : String(error)}`);
  }
  return output;
}
