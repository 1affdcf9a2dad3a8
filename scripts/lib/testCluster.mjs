// @ts-check
// The Kubernetes cluster of one `npm test`: of the test bed, or the one behind the context that TRAINYARD_TEST_CONTEXT names.
import { dirname } from 'node:path';
import { prepareCluster, startCluster } from '../../test/testbed/kubernetes/startCluster.mjs';
import { atExit } from './atExit.mjs';
import { cacheFolder } from './cacheFolder.mjs';

/**
 * @typedef {object} TestCluster
 * @property {NodeJS.ProcessEnv} env What tests against this cluster get.
 */

const usesGivenCluster = () => Boolean(process.env['TRAINYARD_TEST_CONTEXT']);
/** Packages that the cluster needs, those that its programs are compiled with, and what runs beside it in tests. */
const packageGroups = ['kubernetes', 'go-build', 'prometheus'];
/** Apart from the cluster that a developer may have open. */
export const testClusterState = () => cacheFolder('testbed', 'test-run');

/** @returns {readonly string[]} Groups of packages that must be there before {@link prepareTestCluster}. */
export const clusterPackages = () => (usesGivenCluster() || process.platform !== 'linux' ? [] : packageGroups);

/**
 * Compiles what the cluster needs; nothing is started.
 * @param {(line: string) => void} log
 */
export async function prepareTestCluster(log) {
  if (usesGivenCluster()) return;
  if (process.platform !== 'linux')
    throw new Error('the test cluster runs on Linux alone: name a context of yours in TRAINYARD_TEST_CONTEXT');
  if (process.getuid?.() !== 0)
    throw new Error('the test cluster needs root: run as root, or name a context of yours in TRAINYARD_TEST_CONTEXT');
  await prepareCluster(log);
}

/**
 * Starts the cluster. It ends with this process, unless it ran before.
 * @param {(line: string) => void} log
 * @returns {Promise<TestCluster>}
 */
export async function startTestCluster(log) {
  const cluster = await startCluster({
    kwok: true,
    // A run that was killed leaves objects that change what the next one sees, such as a node with a taint.
    fresh: true,
    log,
    ...(usesGivenCluster() ? {} : { stateDir: testClusterState() }),
  });
  if (cluster.startedHere) atExit(() => cluster.stop());
  log(`cluster: context ${cluster.context} of ${cluster.kubeconfig}`);
  const { isGiven, kubeconfig, kubectl, helm } = cluster;
  const programs = { TRAINYARD_TEST_KUBECTL: kubectl, TRAINYARD_TEST_HELM: helm };
  if (isGiven) return { env: { TRAINYARD_TEST_KUBECONFIG: kubeconfig, ...programs } };
  return {
    env: {
      TRAINYARD_TEST_KUBECONFIG: kubeconfig,
      TRAINYARD_TEST_KUBECONFIGS: dirname(kubeconfig),
      ...programs,
      TRAINYARD_TEST_CLUSTER_STATE: testClusterState(),
    },
  };
}
