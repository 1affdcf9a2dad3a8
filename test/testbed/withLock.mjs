// Lets two processes that want the same thing (build it, start it) take turns.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, isAlive, processId } from './processTree.mjs';

/**
 * Runs `work` while no other process holds the lock. A lock whose owner has ended is taken over.
 * @template T
 * @param {string} path A file that does not exist yet.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const text = JSON.stringify(processId(process.pid));
  while (!tryLock(path, text)) await delay(100);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {boolean}
 */
function tryLock(path, text) {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const owner = readOwner(path);
  if (owner === undefined || isAlive(owner)) return false;
  // Several may wait for the same dead owner: each moves the file away, and puts back what turns out to be a newer owner's.
  const grave = `${path}.${process.pid}`;
  try {
    renameSync(path, grave);
    if (isAlive(readOwner(grave))) linkSync(grave, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  rmSync(grave, { force: true });
  return false;
}

/**
 * @param {string} path
 * @returns {import('./processTree.mjs').ProcessId | undefined} undefined while the owner writes the file, or after it is gone.
 */
function readOwner(path) {
  try {
    const text = readFileSync(path, 'utf8');
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
