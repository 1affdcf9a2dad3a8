// @ts-check
// What a test gets of a cluster: how to reach it, and every way to break it.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { busyboxImage, pythonImage } from '../baseImage.mjs';
import { readRecord } from '../daemon.mjs';
import { sendSignal, suspend } from '../processTree.mjs';
import { clusterProgram } from './buildClusterPrograms.mjs';
import { contextName, kubeconfigOf, nodeName } from './clusterPlace.mjs';
import { componentProcess, killComponent, startComponent } from './components.mjs';
import { restoreEtcd, snapshotEtcd } from './etcdSnapshot.mjs';
import { removeFakes, scaleFakes } from './fakeNodes.mjs';
import { cutNetwork, mendNetwork } from './node.mjs';
import { waitForNode } from './nodeReadiness.mjs';
import { stopCluster } from './stopCluster.mjs';

/**
 * @typedef {object} Kubeconfigs
 * @property {string} admin May do everything, with a certificate.
 * @property {string} adminToken The same with a bearer token.
 * @property {string} dev May edit the namespace `dev` and nothing else, with a certificate.
 * @property {string} devToken The same with a bearer token.
 * @property {string} nobody May do nothing.
 */

/**
 * What a given cluster (TRAINYARD_TEST_CONTEXT) cannot do throws {@link NotAvailable}, the getters included: ask `isGiven` first.
 * @typedef {object} Cluster
 * @property {boolean} isGiven The user's own cluster, which is only used, never changed in its parts.
 * @property {string} kubeconfig The administrator's.
 * @property {Kubeconfigs} kubeconfigs
 * @property {string} context Its name in every one of them.
 * @property {string} kubectl The program.
 * @property {string} helm The program.
 * @property {string} nodeName
 * @property {string} nodeAddress This machine reaches it directly: the API server on 6443, and node ports.
 * @property {string} registry Address and port, the first part of an image's name: the same for engines of this machine and for pods.
 * @property {{python: string, busybox: string}} images There without being pulled.
 * @property {readonly string[]} gpuIds
 * @property {string} stateDir The cluster's own directory; logs are in `components/NAME/log`.
 * @property {boolean} startedHere false when it ran already.
 * @property {(options?: {wipe?: boolean}) => Promise<void>} stop Ends the cluster and its pods; wipe deletes its objects and images too.
 * @property {() => Promise<void>} freezeApiServer Answers nothing, keeps its connections.
 * @property {() => void} thawApiServer
 * @property {() => Promise<void>} killApiServer Connections are refused; pods run on.
 * @property {() => Promise<void>} restartApiServer Kills it when it runs, and waits until it answers.
 * @property {() => Promise<void>} freezeEtcd The API server answers late and with errors.
 * @property {() => void} thawEtcd
 * @property {() => Promise<void>} killKubelet The node becomes NotReady after 40 s; logs and exec fail at once.
 * @property {() => Promise<void>} restartKubelet Waits until it knows its pods and GPUs again.
 * @property {(name: string) => Promise<void>} killComponent
 * @property {(name: string) => Promise<void>} restartComponent
 * @property {() => Promise<void>} cutNetwork What is sent to the cluster is lost and not refused, as with a VPN that has gone; its inside works on.
 * @property {() => Promise<void>} mendNetwork
 * @property {(name: string) => Promise<void>} snapshot Keeps all objects of now under a name.
 * @property {(name: string) => Promise<void>} restore Takes all objects back to a snapshot, with versions that clients have seen pass.
 * @property {(ids: readonly string[]) => void} unhealthyGpus These, and no others, are unhealthy from now on; the node says so within seconds.
 * @property {(nodes: number, pods: number) => Promise<void>} scale Makes fake nodes of eight GPUs, and fake pods on them.
 * @property {() => Promise<void>} removeFakes
 */

/**
 * @param {import('./controlPlane.mjs').ClusterFacts} facts
 * @param {import('./node.mjs').Node} node
 * @param {{startedHere: boolean, log: (line: string) => void}} options
 * @returns {Cluster}
 */
export function clusterHandle(facts, node, { startedHere, log }) {
  const { place, gpus } = facts;
  const restart = async (/** @type {string} */ name) => {
    await killComponent(place, name);
    await startComponent(name, facts, node);
    if (name === 'kubelet') await waitForNode(facts);
  };
  const thaw = (/** @type {string} */ name) => void sendSignal(componentProcess(place, name), 'SIGCONT');
  return {
    ...addresses(facts, node),
    startedHere,
    stop: async ({ wipe = false } = {}) => await stopCluster({ stateDir: dirname(place.dir), wipe }),
    freezeApiServer: async () => await suspend(componentProcess(place, 'kube-apiserver')),
    thawApiServer: () => thaw('kube-apiserver'),
    killApiServer: async () => await killComponent(place, 'kube-apiserver'),
    restartApiServer: async () => await restart('kube-apiserver'),
    freezeEtcd: async () => await suspend(componentProcess(place, 'etcd')),
    thawEtcd: () => thaw('etcd'),
    killKubelet: async () => await killComponent(place, 'kubelet'),
    restartKubelet: async () => await restart('kubelet'),
    killComponent: async (name) => await killComponent(place, name),
    restartComponent: restart,
    cutNetwork: async () => await cutNetwork(node),
    mendNetwork: async () => await mendNetwork(node),
    snapshot: async (name) => await snapshotEtcd(name, facts, node),
    restore: async (name) => await restoreEtcd(name, facts, node),
    unhealthyGpus: (ids) => {
      const unknown = ids.filter((id) => !gpuIds(gpus).includes(id));
      if (unknown.length > 0) throw new Error(`no such GPU: ${unknown.join(', ')}`);
      writeFileSync(place.unhealthyFile, ids.join('\n'));
    },
    scale: async (nodes, pods) => {
      await startComponent('kwok', facts, node);
      await scaleFakes(facts, { nodes, pods, log });
    },
    removeFakes: async () => await removeFakes(facts),
  };
}

/**
 * @param {import('./controlPlane.mjs').ClusterFacts} facts
 * @param {import('./node.mjs').Node} node
 */
function addresses({ place, gpus }, node) {
  const user = (/** @type {string} */ name) => kubeconfigOf(place, name);
  return {
    isGiven: false,
    kubeconfig: user('admin'),
    kubeconfigs: {
      admin: user('admin'),
      adminToken: user('admin-token'),
      dev: user('dev'),
      devToken: user('dev-token'),
      nobody: user('nobody'),
    },
    context: contextName,
    kubectl: linkKubectl(place),
    helm: clusterProgram('helm'),
    nodeName,
    nodeAddress: node.ip,
    registry: String(readRecord(join(place.dir, 'registry-open'))?.facts['host']),
    images: { python: pythonImage, busybox: busyboxImage },
    gpuIds: gpuIds(gpus),
    stateDir: place.dir,
  };
}

/**
 * The program knows by its name what it is to be.
 * @param {import('./clusterPlace.mjs').ClusterPlace} place
 * @returns {string}
 */
export function linkKubectl(place) {
  const link = join(place.dir, 'bin', 'kubectl');
  mkdirSync(dirname(link), { recursive: true });
  if (existsSync(link)) rmSync(link);
  symlinkSync(clusterProgram('trainyard-kube'), link);
  return link;
}

/**
 * @param {number} count
 * @returns {string[]} As the plugin calls them.
 */
function gpuIds(count) {
  return Array.from(
    { length: count },
    (_, index) => `GPU-${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`,
  );
}
