// @ts-check
// Help for tests of the test bed's cluster.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bridgeName } from '../bridge.mjs';
import { mountsBelow } from '../mounts.mjs';
import { processesNaming } from '../processTree.mjs';
import { runCommand } from '../runCommand.mjs';
import { clusterPlace } from './clusterPlace.mjs';
import { noteFile, ownDirectories } from './machine.mjs';

/** @typedef {import('./clusterHandle.mjs').Cluster} Cluster */

/**
 * @param {Cluster} cluster
 * @param {readonly string[]} args
 * @param {{user?: keyof import('./clusterHandle.mjs').Kubeconfigs, input?: unknown}} [options] input: an object for standard input.
 * @returns {Promise<string>} What it prints.
 */
export async function kubectl(cluster, args, { user = 'admin', input } = {}) {
  const cache = join(cluster.stateDir, 'kubectl-cache', user);
  const common = ['--kubeconfig', cluster.kubeconfigs[user], '--context', cluster.context, '--cache-dir', cache];
  const text = input === undefined ? undefined : JSON.stringify(input);
  const output = await runCommand(cluster.kubectl, [...common, ...args], text === undefined ? {} : { input: text });
  return output.trim();
}

/**
 * @param {Cluster} cluster
 * @param {string} name
 * @param {{image?: string, command: readonly string[], gpus?: number, volumes?: unknown[], mounts?: unknown[]}} pod
 */
export async function createPod(cluster, name, { image = cluster.images.busybox, command, gpus = 0, volumes, mounts }) {
  const limits = gpus > 0 ? { 'nvidia.com/gpu': gpus } : {};
  const containers = [{ name: 'main', image, command, resources: { limits }, volumeMounts: mounts }];
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers, volumes };
  await kubectl(cluster, ['create', '-f', '-'], {
    input: { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec },
  });
}

/**
 * @param {Cluster} cluster
 * @param {string} name
 * @param {string} phase
 */
export async function waitForPhase(cluster, name, phase) {
  await kubectl(cluster, ['wait', `--for=jsonpath={.status.phase}=${phase}`, `pod/${name}`, '--timeout=60s']);
}

/**
 * @template T
 * @param {() => Promise<T>} read
 * @param {(value: T) => boolean} isGood
 * @param {number} [seconds]
 * @returns {Promise<T>} The first good value, or the last.
 */
export async function until(read, isGood, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (isGood(value) || Date.now() > end) return value;
    await delay(200);
  }
}

/**
 * Proves that nothing of a wiped cluster is on the machine.
 * @param {string} stateDir
 */
export async function assertNoClusterLeft(stateDir) {
  const place = clusterPlace(stateDir);
  const bridge = bridgeName(place.dir);
  const roots = ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name))];
  const rules = await runCommand('iptables', ['--wait', '-t', 'nat', '-S']);
  assert.deepEqual(
    {
      processes: processesNaming(place.dir),
      mounts: mountsBelow(place.dir),
      interfaces: [bridge, place.link].filter((name) => existsSync(`/sys/class/net/${name}`)),
      groups: roots.map((root) => join(root, place.cgroup)).filter((path) => existsSync(path)),
      rules: rules.split('\n').filter((line) => line.includes(bridge)),
      files: [place.dir, place.run].filter((path) => existsSync(path)),
    },
    { processes: [], mounts: [], interfaces: [], groups: [], rules: [], files: [] },
  );
  const note = existsSync(noteFile) ? readFileSync(noteFile, 'utf8') : undefined;
  assert.equal(note?.includes(place.dir) ?? false, false);
  // Another cluster that runs needs these.
  if (note === undefined) assert.deepEqual(filesBelow(ownDirectories.filter((path) => path.includes('kubelet'))), []);
}

/**
 * @param {readonly string[]} directories
 * @returns {string[]}
 */
function filesBelow(directories) {
  return directories.filter((path) => existsSync(path)).flatMap((path) => readdirSync(path));
}
