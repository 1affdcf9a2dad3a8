// Where the test bed keeps what it builds (cache) and what it runs (state). Nothing of it lies in the repository.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The longest directory for which `<dir>/exec/containerd/containerd.sock.ttrpc` still fits a socket address (107 bytes). */
const longestSocketDirectory = 64;

/** @returns {string} The project's cache directory; its contents may be deleted at any time. */
export function cacheRoot() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'trainyard', 'testbed');
}

/** @returns {string} The state directory used when a caller names none: shared by everybody on this machine. */
export function defaultStateDir() {
  return resolve(process.env.TRAINYARD_TESTBED_STATE || join(cacheRoot(), 'state'));
}

/**
 * A directory for sockets that belong to `dir`. Socket addresses are limited to 107 bytes, so a deep state directory gets a short one in /run.
 * @param {string} dir
 * @returns {string}
 */
export function socketDirectory(dir) {
  if (Buffer.byteLength(dir) <= longestSocketDirectory) return dir;
  return join('/run', `trainyard-${shortHash(dir)}`);
}

/**
 * @param {string | Buffer} content
 * @returns {string} 12 hexadecimal digits, enough for a cache key.
 */
export function shortHash(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
