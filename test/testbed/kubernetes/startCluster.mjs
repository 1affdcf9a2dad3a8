// @ts-check
// A real Kubernetes cluster of one node, out of Debian's packages and Go modules. It has its own network, data and processes, so that a test
// may freeze, kill, cut off or roll back any part of it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runningRecord } from '../daemon.mjs';
import { installPackages } from '../installPackages.mjs';
import { runCommand } from '../runCommand.mjs';
import { installedOperators } from '../operators/installedOperators.mjs';
import { launchOperators } from '../operators/launchOperators.mjs';
import { withLock } from '../withLock.mjs';
import { buildClusterPrograms, clusterProgram } from './buildClusterPrograms.mjs';
import { httpAnswers } from './clusterApi.mjs';
import { clusterHandle } from './clusterHandle.mjs';
import { importImages } from './clusterImages.mjs';
import { clusterPlace, componentDir, kubeconfigOf } from './clusterPlace.mjs';
import { ensureRegistry, startComponent, startComponents } from './components.mjs';
import { ensurePki, writeConfigFiles } from './configFiles.mjs';
import { givenCluster } from './givenCluster.mjs';
import { runningNode, startNode } from './node.mjs';
import { waitForNode } from './nodeReadiness.mjs';
import { forgetObjects, stopAt } from './stopCluster.mjs';

/**
 * @typedef {import('./clusterPlace.mjs').ClusterPlace} ClusterPlace
 * @typedef {import('./controlPlane.mjs').ClusterFacts} ClusterFacts
 * @typedef {import('./node.mjs').Node} Node
 */

/**
 * @typedef {object} ClusterOptions
 * @property {number} [gpus] GPUs that the node offers; the default is 4. A running cluster keeps the number it has when none is named.
 * @property {boolean} [kwok] Fake nodes may be made, see `scale`. Added to a running cluster.
 * @property {boolean} [fresh] A cluster that does not run begins without the objects it had, also those of a start that never ended. Images stay.
 * @property {string} [stateDir] The cluster lives in `<stateDir>/kubernetes`; several at once need a directory each.
 * @property {(line: string) => void} [log]
 */

const defaultGpus = 4;

/**
 * Starts a cluster, or finds it when it runs already; what has ended of it is started again. It outlives this process until stop().
 * With TRAINYARD_TEST_CONTEXT it is the user's own cluster behind that context, see {@link givenCluster}.
 * @param {ClusterOptions} [options]
 * @returns {Promise<import('./clusterHandle.mjs').Cluster>}
 */
export async function startCluster({ gpus, kwok = false, fresh = false, stateDir, log = () => undefined } = {}) {
  const context = process.env['TRAINYARD_TEST_CONTEXT'];
  if (context) return await givenCluster(context, log);
  const place = clusterPlace(stateDir);
  await prepareCluster(log);
  return await withLock(`${place.dir}.lock`, async () => {
    const before = runningNode(place);
    const running = before ? Number(runningRecord(componentDir(place, 'node'))?.facts['gpus']) : undefined;
    if (running !== undefined && gpus !== undefined && running !== gpus)
      throw new Error(
        `the cluster in ${place.dir} runs with ${running} GPUs; stop it first or name another state directory`,
      );
    const chosen = running ?? gpus ?? defaultGpus;
    // What a killed cluster left would be in the way.
    if (!before) await stopAt(place);
    if (!before && fresh) forgetObjects(place);
    mkdirSync(place.data, { recursive: true });
    const node = before ?? (await startNode(place, { gpus: chosen }));
    const facts = { place, nodeIp: node.ip, gpus: chosen };
    await launch(facts, node, { kwok, log });
    return clusterHandle(facts, node, { startedHere: !before, log });
  });
}

/**
 * Installs and compiles what clusters need; nothing is started.
 * @param {(line: string) => void} [log]
 */
export async function prepareCluster(log = () => undefined) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('the test cluster needs root on Linux: name another cluster in TRAINYARD_TEST_CONTEXT');
  await installPackages({ log, only: ['kubernetes', 'registry'] });
  await buildClusterPrograms({ log });
}

/**
 * Starts what does not run and waits until pods can run.
 * @param {ClusterFacts} facts
 * @param {Node} node
 * @param {{kwok: boolean, log: (line: string) => void}} options
 */
async function launch(facts, node, { kwok, log }) {
  const { place, nodeIp, gpus } = facts;
  await ensurePki(place, nodeIp);
  writeConfigFiles(place, { nodeIp, registry: await ensureRegistry(place, log) });
  await Promise.all([startControlPlane(facts, node), startRuntime(facts, node, log)]);
  const agents = ['kubelet', 'kube-proxy', 'coredns', 'metrics-server'];
  await startComponents([...agents, ...(gpus > 0 ? ['gpu-plugin'] : []), ...(kwok ? ['kwok'] : [])], facts, node);
  await waitForNode(facts);
  await launchOperators(facts, node, { names: installedOperators(place), log });
}

/**
 * @param {ClusterFacts} facts
 * @param {Node} node
 */
async function startControlPlane(facts, node) {
  const { place, nodeIp } = facts;
  await startComponent('etcd', facts, node);
  await startComponent('kube-apiserver', facts, node);
  if (!(await httpAnswers(place, `https://${nodeIp}:6443/readyz`)))
    throw new Error(`the cluster in ${place.dir} runs but does not answer; stop it first`);
  const user = ['--kubeconfig', kubeconfigOf(place, 'admin'), '--cache-dir', join(place.run, 'kubectl-cache')];
  const apply = ['kubectl', ...user, 'apply', '-f', join(place.config, 'base.yaml')];
  await Promise.all([
    startComponents(['kube-controller-manager', 'kube-scheduler'], facts, node),
    runCommand(clusterProgram('trainyard-kube'), apply),
  ]);
}

/**
 * @param {ClusterFacts} facts
 * @param {Node} node
 * @param {(line: string) => void} log
 */
async function startRuntime(facts, node, log) {
  await startComponents(['containerd', 'registry'], facts, node);
  await importImages(facts.place, node, log);
}
