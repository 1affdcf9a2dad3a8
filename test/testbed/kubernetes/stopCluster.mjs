// @ts-check
// The end of a cluster, whoever started it and in whatever state it is.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { forgetRecord, readRecord, stopDaemon } from '../daemon.mjs';
import { unmountBelow } from '../mounts.mjs';
import { descendants, isAlive, killAll, processesNaming, sendSignal, waitForEnd } from '../processTree.mjs';
import { operatorsDir } from '../operators/operatorRoot.mjs';
import { withLock } from '../withLock.mjs';
import { clusterPlace, componentDir } from './clusterPlace.mjs';
import { stopNode } from './node.mjs';

/** Those that could start something again end first, the store of all last. */
const order = [
  ['kubelet', 'kube-controller-manager', 'kube-scheduler', 'kwok'],
  ['kube-proxy', 'coredns', 'gpu-plugin', 'metrics-server', 'registry', 'kube-apiserver'],
  ['containerd', 'etcd'],
];

/** Time to end well for what shall start again. The API server would wait much longer, for watchers who are gone. */
const graceMs = 2000;

/**
 * Stops a cluster with all its pods, and removes what it left on the machine.
 * @param {{stateDir?: string | undefined, wipe?: boolean}} [options] wipe: its objects and images too.
 */
export async function stopCluster({ stateDir, wipe = false } = {}) {
  const place = clusterPlace(stateDir);
  await withLock(`${place.dir}.lock`, async () => await stopAt(place, { wipe }));
}

/**
 * As {@link stopCluster}, for who holds the lock.
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {{wipe?: boolean}} [options]
 */
export async function stopAt(place, { wipe = false } = {}) {
  for (const names of [addedTo(place), ...order])
    await Promise.all(names.map(async (name) => await stopComponent(place, name, wipe ? 0 : graceMs)));
  await stopDaemon(join(place.dir, 'registry-open'), { wipe });
  // Pods, and the shims above them, outlive their runtime.
  const shims = processesNaming(place.containerd);
  await killAll([...shims, ...descendants(shims.map((one) => one.pid))]);
  await stopNode(place);
  await unmountBelow(place.dir);
  const runParent = dirname(place.run);
  for (const path of [place.run, ...(runParent === place.dir ? [] : [runParent]), ...(wipe ? [place.dir] : [])])
    rmSync(path, { recursive: true, force: true });
}

/**
 * Of a stopped cluster only the images are left. They are what takes long.
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 */
export function forgetObjects(place) {
  const kept = new Set(['containerd', 'imported']);
  const data = existsSync(place.data) ? readdirSync(place.data).filter((name) => !kept.has(name)) : [];
  for (const path of [...data.map((name) => join(place.data, name)), operatorsDir(place)])
    rmSync(path, { recursive: true, force: true });
}

/**
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @returns {string[]} What others run beside it, such as operators: they need the whole cluster.
 */
function addedTo(place) {
  const dir = dirname(componentDir(place, 'node'));
  const own = new Set(['node', ...order.flat()]);
  return existsSync(dir) ? readdirSync(dir).filter((name) => !own.has(name)) : [];
}

/**
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @param {string} name
 * @param {number} milliseconds
 */
async function stopComponent(place, name, milliseconds) {
  const dir = componentDir(place, name);
  const record = readRecord(dir);
  if (record && isAlive(record.process)) {
    if (milliseconds > 0) sendSignal(record.process, 'SIGTERM');
    sendSignal(record.process, 'SIGCONT');
    if (!(await waitForEnd(record.process, milliseconds))) await killAll([record.process]);
  }
  forgetRecord(dir);
}
