// What an engine that was killed leaves on the machine, and its removal.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { removeBridge, removeInterface } from './bridge.mjs';
import { unmountBelow } from './mounts.mjs';
import { descendants, errorCode, killAll, processesNaming } from './processTree.mjs';

/**
 * @typedef {object} EngineDirectories
 * @property {string} dataRoot
 * @property {string} execRoot
 * @property {string | undefined} bridge Name of the bridge made for this engine.
 */

/**
 * Ends containerd, its shims and their containers, then unmounts and removes what they held.
 * @param {EngineDirectories} engine
 */
export async function removeEngineLeftovers({ dataRoot, execRoot, bridge }) {
  const containers = directoryNames(join(dataRoot, 'containers'));
  const helpers = processesNaming(`${execRoot}/`);
  await killAll([...helpers, ...descendants(helpers.map((one) => one.pid))]);
  await removeBridges(dataRoot, bridge);
  await unmountBelow(execRoot);
  for (const id of containers) {
    removeShimSockets(execRoot, id);
    removeControlGroups(id);
  }
}

/**
 * Networks that users made have a bridge of their own, which an engine leaves in place when it ends.
 * @param {string} dataRoot
 * @param {string | undefined} bridge
 */
async function removeBridges(dataRoot, bridge) {
  const store = join(dataRoot, 'network', 'files', 'local-kv.db');
  const text = existsSync(store) ? readFileSync(store, 'latin1') : '';
  const names = new Set([...text.matchAll(/"id":"([0-9a-f]{12})[0-9a-f]{52}"/gi)].map((match) => `br-${match[1]}`));
  for (const name of names) await removeInterface(name);
  if (bridge !== undefined) await removeBridge(bridge);
}

/**
 * containerd puts the socket of a container's shim into one directory for the whole machine, named by a hash.
 * @param {string} execRoot
 * @param {string} id
 */
function removeShimSockets(execRoot, id) {
  const address = join(execRoot, 'containerd', 'containerd.sock');
  const name = createHash('sha256')
    .update(join(address, 'moby', id))
    .digest('hex');
  rmSync(join('/run/containerd/s', name), { force: true });
}

/**
 * @param {string} id
 */
function removeControlGroups(id) {
  const roots = ['/sys/fs/cgroup', ...directoryNames('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name))];
  for (const root of roots) {
    try {
      rmdirSync(join(root, 'docker', id));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    }
  }
}

/**
 * @param {string} dir
 * @returns {string[]}
 */
function directoryNames(dir) {
  return existsSync(dir) ? readdirSync(dir) : [];
}
