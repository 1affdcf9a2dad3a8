// @ts-check
// Files of Go modules, fetched by the ordinary Go client and checked against sums that are written down here.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findGo } from '../../test/testbed/findGo.mjs';
import { cacheFolder, fillOnce } from '../lib/cacheFolder.mjs';

/**
 * @typedef {object} GoModule
 * @property {string} path
 * @property {string} version
 * @property {string} sum The line of go.sum for its content. With it nothing is asked of the checksum database.
 * @property {string} modSum The line of go.sum for its go.mod.
 */

/** It knows `go mod download -json` and sums as they are today. */
const OLDEST_GO = '1.21.0';

/** @returns {boolean} Whether there is a Go client on PATH. */
export function hasGo() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Some files of a module. Only they stay in the cache: Kubernetes alone is 130 MB unpacked.
 * @param {GoModule} module
 * @param {readonly string[]} files Paths of files or folders in the module.
 * @param {string} [purpose] Calls for other files of the same module have another one, and a place of their own.
 * @returns {Promise<string>} A folder with these files under their paths.
 */
export async function goModuleFiles(module, files, purpose = 'schemas') {
  const folder = cacheFolder(purpose, `${module.path.replaceAll('/', '_')}@${module.version}`);
  if (existsSync(folder) && files.every((file) => existsSync(join(folder, file)))) return folder;
  rmSync(folder, { recursive: true, force: true });
  await fillOnce(folder, async (partial) => {
    const work = mkdtempSync(join(tmpdir(), 'trainyard-schemas-'));
    try {
      const from = await download(module, work);
      for (const file of files) {
        mkdirSync(dirname(join(partial, file)), { recursive: true });
        cpSync(join(from, file), join(partial, file), {
          recursive: true,
          filter: (path) => !path.endsWith('_test.go'),
        });
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return folder;
}

/**
 * @param {GoModule} module
 * @param {string} work
 * @returns {Promise<string>} Where it is unpacked.
 */
async function download({ path, version, sum, modSum }, work) {
  writeFileSync(join(work, 'go.mod'), 'module schemas\n');
  // A line that is here is not looked up; another content is an error.
  writeFileSync(join(work, 'go.sum'), `${path} ${version} ${sum}\n${path} ${version}/go.mod ${modSum}\n`);
  // Fetched where the machine has none.
  const go = await findGo({ wanted: OLDEST_GO });
  const env = {
    ...process.env,
    ...go.env,
    GOMODCACHE: join(work, 'modules'),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  };
  const options = { cwd: work, env, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1 << 24 };
  const answer = JSON.parse(execFileSync(go.command, ['mod', 'download', '-json', `${path}@${version}`], options));
  if (answer.Sum !== sum) throw new Error(`${path}@${version} has the sum ${answer.Sum}, not ${sum}`);
  return answer.Dir;
}
