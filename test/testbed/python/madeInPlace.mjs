// @ts-check
// What holds its own path, such as a Python environment or a store with the places of artifacts, cannot be made elsewhere and moved.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../withLock.mjs';

/**
 * Fills a folder once; one that was left half made is made anew.
 * @param {string} folder
 * @param {(folder: string) => Promise<void>} fill
 * @param {{what: string, log: (line: string) => void}} telling
 */
export async function madeInPlace(folder, fill, { what, log }) {
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(complete)) return;
    const started = Date.now();
    log(`making ${what}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await fill(folder);
    writeFileSync(complete, '');
    log(`made ${what} in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}
