// @ts-check
// All objects of a cluster as they were: copies of etcd's data, taken and put back while nothing runs that knows them.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningRecord } from '../daemon.mjs';
import { componentDir } from './clusterPlace.mjs';
import { killComponent, startComponent, startComponents } from './components.mjs';
import { waitForNode } from './nodeReadiness.mjs';

/**
 * @typedef {import('./controlPlane.mjs').ClusterFacts} ClusterFacts
 * @typedef {import('./node.mjs').Node} Node
 */

/** Whoever has read newer objects would not believe older ones. */
const readers = [
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'coredns',
  'metrics-server',
  'kwok',
];

/**
 * @param {string} name
 * @param {ClusterFacts} facts
 * @param {Node} node
 */
export async function snapshotEtcd(name, facts, node) {
  const copy = copyOf(name, facts);
  await killComponent(facts.place, 'etcd');
  rmSync(copy, { recursive: true, force: true });
  cpSync(dataOf(facts), copy, { recursive: true });
  await startComponent('etcd', facts, node);
}

/**
 * @param {string} name
 * @param {ClusterFacts} facts
 * @param {Node} node
 */
export async function restoreEtcd(name, facts, node) {
  const copy = copyOf(name, facts);
  if (!existsSync(copy)) throw new Error(`no such snapshot: ${name}`);
  const running = readers.filter((one) => runningRecord(componentDir(facts.place, one)));
  for (const one of [...running, 'kube-apiserver', 'etcd']) await killComponent(facts.place, one);
  rmSync(dataOf(facts), { recursive: true, force: true });
  cpSync(copy, dataOf(facts), { recursive: true });
  await startComponent('etcd', facts, node);
  await startComponent('kube-apiserver', facts, node);
  await startComponents(running, facts, node);
  await waitForNode(facts);
}

/** @param {ClusterFacts} facts */
const dataOf = ({ place }) => join(place.data, 'etcd');

/**
 * @param {string} name
 * @param {ClusterFacts} facts
 */
function copyOf(name, { place }) {
  if (!/^[\w-]+$/.test(name)) throw new Error(`not a name for a snapshot: ${name}`);
  return join(place.data, 'snapshots', name);
}
