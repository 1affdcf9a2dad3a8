// @ts-check
// Real operators beside the cluster of the test bed: their own programs, their own manifests, their webhooks asked by the real API server.
import { clusterPlace } from '../kubernetes/clusterPlace.mjs';
import { runningNode } from '../kubernetes/node.mjs';
import { startCluster } from '../kubernetes/startCluster.mjs';
import { buildClusterPrograms } from '../kubernetes/buildClusterPrograms.mjs';
import { withLock } from '../withLock.mjs';
import { launchOperators } from './launchOperators.mjs';
import { operatorNames, withNeeded } from './operatorParts.mjs';

/** @typedef {import('./operatorParts.mjs').OperatorName} OperatorName */

/**
 * Starts operators, or finds them when they run already; the cluster too. They outlive this process, and end with the cluster. Built when they
 * are not: minutes.
 * @param {{names?: readonly OperatorName[], stateDir?: string | undefined, log?: (line: string) => void}} [options] names: the default is all.
 * @returns {Promise<import('../kubernetes/clusterHandle.mjs').Cluster>} The cluster that they serve.
 */
export async function startOperators({ names = operatorNames, stateDir, log = () => undefined } = {}) {
  if (process.env['TRAINYARD_TEST_CONTEXT'])
    throw new Error('operators are started in a cluster of the test bed only, not in that of TRAINYARD_TEST_CONTEXT');
  await prepareOperators({ names, log });
  const cluster = await startCluster({ log, ...(stateDir === undefined ? {} : { stateDir }) });
  const place = clusterPlace(stateDir);
  await withLock(`${place.dir}.lock`, async () => {
    const node = runningNode(place);
    if (!node) throw new Error(`the cluster in ${place.dir} has ended`);
    const facts = { place, nodeIp: node.ip, gpus: cluster.gpuIds.length };
    await launchOperators(facts, node, { names, log });
  });
  return cluster;
}

/**
 * Compiles what is missing; nothing is started.
 * @param {{names?: readonly OperatorName[], log?: (line: string) => void}} [options]
 */
export async function prepareOperators({ names = operatorNames, log = () => undefined } = {}) {
  await buildClusterPrograms({ only: ['trainyard-kube', 'webhook-pki', ...withNeeded(names)], log });
}
