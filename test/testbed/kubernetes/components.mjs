// @ts-check
// Starts, ends and watches the components of a cluster, in the order that they need.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord, runningRecord, startDaemon } from '../daemon.mjs';
import { isAlive, sendSignal, waitForEnd } from '../processTree.mjs';
import { startRegistry } from '../startRegistry.mjs';
import { componentDir } from './clusterPlace.mjs';
import { apiServer, controllerManager, etcd, scheduler } from './controlPlane.mjs';
import {
  containerd,
  coredns,
  gpuPlugin,
  kubeProxy,
  kubelet,
  kwok,
  metricsServer,
  nodeRegistry,
} from './nodeAgents.mjs';
import { onNode } from './node.mjs';

/**
 * @typedef {import('./clusterPlace.mjs').ClusterPlace} ClusterPlace
 * @typedef {import('./controlPlane.mjs').Component} Component
 * @typedef {import('./controlPlane.mjs').ClusterFacts} ClusterFacts
 * @typedef {import('./node.mjs').Node} Node
 */

/** Every component by its name, made for one cluster. @type {Map<string, (facts: ClusterFacts, node: Node) => Component>} */
const makers = new Map(
  Object.entries({
    etcd,
    'kube-apiserver': apiServer,
    'kube-controller-manager': controllerManager,
    'kube-scheduler': scheduler,
    containerd,
    registry: nodeRegistry,
    kubelet,
    'kube-proxy': kubeProxy,
    coredns,
    'gpu-plugin': gpuPlugin,
    'metrics-server': metricsServer,
    kwok,
  }),
);

/**
 * Starts a component unless it runs, and waits until it answers.
 * @param {string} name
 * @param {ClusterFacts} facts
 * @param {Node} node
 */
export async function startComponent(name, facts, node) {
  const dir = componentDir(facts.place, name);
  if (runningRecord(dir)) return;
  const component = makers.get(name)?.(facts, node);
  if (!component) throw new Error(`no such component: ${name}; there are ${[...makers.keys()].join(', ')}`);
  await startOnNode(component, facts, node);
}

/**
 * Starts a component and waits until it answers.
 * @param {Component} component
 * @param {{place: ClusterPlace}} facts
 * @param {Node} node
 */
export async function startOnNode({ name, command: onIt, ready }, { place }, node) {
  const [command, ...args] = onNode(node, onIt);
  const dir = componentDir(place, name);
  await startDaemon({ dir, command, args, env: componentEnvironment(), facts: {}, ready });
}

/**
 * @param {readonly string[]} names
 * @param {ClusterFacts} facts
 * @param {Node} node
 */
export async function startComponents(names, facts, node) {
  await Promise.all(names.map((name) => startComponent(name, facts, node)));
}

/**
 * @param {ClusterPlace} place
 * @param {string} name
 * @returns {import('../processTree.mjs').ProcessId}
 */
export function componentProcess(place, name) {
  const record = readRecord(componentDir(place, name));
  if (!record || !isAlive(record.process)) throw new Error(`${name} does not run`);
  return record.process;
}

/**
 * Ends a component at once; does nothing when it has ended.
 * @param {ClusterPlace} place
 * @param {string} name
 */
export async function killComponent(place, name) {
  const record = readRecord(componentDir(place, name));
  if (!record || !sendSignal(record.process, 'SIGKILL')) return;
  if (!(await waitForEnd(record.process, 10_000))) throw new Error(`${name} (${record.process.pid}) does not end`);
}

/**
 * @param {ClusterPlace} place
 * @returns {{name: string, pid: number | undefined}[]} What was started; without pid what has ended since.
 */
export function startedComponents(place) {
  const dir = join(place.dir, 'components');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => makers.has(name) && readRecord(componentDir(place, name)) !== undefined)
    .map((name) => ({ name, pid: runningRecord(componentDir(place, name))?.process.pid }));
}

/**
 * The open registry of this cluster, as this machine sees it.
 * @param {ClusterPlace} place
 * @param {(line: string) => void} log
 * @returns {Promise<string>} Address and port.
 */
export async function ensureRegistry(place, log) {
  return (await startRegistry({ password: false, stateDir: place.dir, log })).host;
}

/** No proxy of this machine stands between the parts of the cluster. */
function componentEnvironment() {
  const env = Object.entries(process.env).filter(([name]) => !/^(https?|all)_proxy$|^KUBECONFIG$/i.test(name));
  return { ...Object.fromEntries(env), PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
}
