// @ts-check
// The operator of Dask, as it is in the Python package registry.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from '../lib/cacheFolder.mjs';
import { dask } from './sources.mjs';

/** @returns {Promise<string>} The unpacked wheel. */
export async function daskFiles() {
  const folder = cacheFolder('schemas', `${dask.package}@${dask.version}`);
  if (existsSync(folder)) return folder;
  await fillOnce(folder, async (partial) => {
    const requirements = join(partial, 'requirements.txt');
    writeFileSync(requirements, `${dask.package}==${dask.version} --hash=sha256:${dask.sha256}\n`);
    const options = ['--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes'];
    execFileSync('/usr/bin/python3', ['-m', 'pip', 'download', ...options, '-d', partial, '-r', requirements]);
    const wheel = readdirSync(partial).find((name) => name.endsWith('.whl')) ?? '';
    execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', join(partial, wheel), partial]);
    rmSync(join(partial, wheel));
  });
  return folder;
}
