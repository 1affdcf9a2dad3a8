// @ts-check
// up, down and status of the cluster, for people.
import { join } from 'node:path';
import { readRecord } from '../daemon.mjs';
import { httpAnswers } from './clusterApi.mjs';
import { clusterPlace, kubeconfigOf } from './clusterPlace.mjs';
import { startedComponents } from './components.mjs';
import { runningNode } from './node.mjs';
import { startCluster } from './startCluster.mjs';
import { stopCluster } from './stopCluster.mjs';

/**
 * @typedef {object} ClusterSettings
 * @property {string} stateDir
 * @property {boolean} wipe
 * @property {number | undefined} gpus
 * @property {boolean} kwok
 * @property {number} nodes Fake ones.
 * @property {number} pods Fake ones.
 * @property {(line: string) => void} log
 */

/** @param {ClusterSettings} settings */
export async function clusterUp({ stateDir, gpus, kwok, nodes, pods, log }) {
  const cluster = await startCluster({ stateDir, kwok, log, ...(gpus === undefined ? {} : { gpus }) });
  if (nodes > 0 || pods > 0) await cluster.scale(nodes, pods);
  if (cluster.isGiven) print(`given    context ${cluster.context} of ${cluster.kubeconfig}`);
  else await clusterStatus({ stateDir });
}

/** @param {ClusterSettings} settings */
export async function clusterDown({ stateDir, wipe }) {
  await stopCluster({ stateDir, wipe });
  await clusterStatus({ stateDir });
}

/** @param {{stateDir: string}} settings */
export async function clusterStatus({ stateDir }) {
  const place = clusterPlace(stateDir);
  const node = runningNode(place);
  if (!node) return print('cluster  down');
  const answers = await httpAnswers(place, `https://${node.ip}:6443/readyz`);
  const components = startedComponents(place);
  const ended = components.filter(({ pid }) => pid === undefined).map(({ name }) => name);
  const state = answers ? 'up' : 'runs but does not answer';
  print(`cluster  ${state}, ${components.length - ended.length} components, API server https://${node.ip}:6443`);
  if (ended.length > 0) print(`ended    ${ended.join(', ')}; up starts them again`);
  print(`client   ${join(place.dir, 'bin', 'kubectl')} with KUBECONFIG=${kubeconfigOf(place, 'admin')}`);
  print(`users    admin-token, dev, dev-token, nobody: the files beside it`);
  print(`registry ${String(readRecord(join(place.dir, 'registry-open'))?.facts['host'])}`);
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
