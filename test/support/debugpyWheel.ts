// debugpy as PyPI has it for every Python: downloaded once, kept with what the test bed builds.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../testbed/paths.mjs';
import { runCommand } from '../testbed/runCommand.mjs';
import { withLock } from '../testbed/withLock.mjs';

const VERSION = '1.8.22';
const FILE = `debugpy-${VERSION}-py2.py3-none-any.whl`;

/** The path of the wheel. */
export async function debugpyWheel(): Promise<string> {
  const folder = join(cacheRoot(), 'wheels');
  const wheel = join(folder, FILE);
  if (existsSync(wheel)) return wheel;
  mkdirSync(folder, { recursive: true });
  await withLock(`${wheel}.lock`, async () => {
    if (existsSync(wheel)) return;
    const work = mkdtempSync(join(folder, 'new-'));
    try {
      const pure = ['--no-deps', '--only-binary=:all:', '--platform', 'any', '--implementation', 'py', '--abi', 'none'];
      // Debian's Python, which the test bed installs with pip; the first on PATH may be without.
      await runCommand('/usr/bin/python3', ['-m', 'pip', 'download', '-q', ...pure, '-d', work, `debugpy==${VERSION}`]);
      renameSync(join(work, FILE), wheel);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return wheel;
}
