// @ts-check
// What is downloaded or built once lies in one cache folder, keyed by version, never in the repository.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/**
 * @param {...string} parts
 * @returns {string} A path below `${XDG_CACHE_HOME:-~/.cache}/trainyard`; it need not exist.
 */
export function cacheFolder(...parts) {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'trainyard', ...parts);
}

/**
 * Fills a folder once. It appears under its name only when it is complete, so a killed run leaves nothing that looks finished,
 * and two processes that fill the same folder do not meet.
 * @param {string} folder
 * @param {(partial: string) => Promise<void>} fill
 * @returns {Promise<boolean>} false when it was there already.
 */
export async function fillOnce(folder, fill) {
  if (existsSync(folder)) return false;
  removeAbandoned(folder);
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    await fill(partial);
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another process was faster: its folder serves as well.
    if (!existsSync(folder)) throw error;
  }
  return true;
}

/** @param {string} folder */
function removeAbandoned(folder) {
  const parent = dirname(folder);
  if (!existsSync(parent)) return;
  const mine = `${basename(folder)}.`;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(mine) || !name.endsWith('.partial')) continue;
    const pid = Number(name.slice(mine.length, -'.partial'.length));
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
