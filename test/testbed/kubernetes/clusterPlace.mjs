// @ts-check
// Where the cluster of the test bed keeps its data and logs, and the numbers and names inside it that never change.
import { join, resolve } from 'node:path';
import { defaultStateDir, shortHash, socketDirectory } from '../paths.mjs';

/** The node lives in a network of its own, so that these are the same in every cluster. */
export const nodeName = 'testbed-node';
export const podSubnet = '10.244.0.0/20';
export const podGateway = '10.244.0.1/20';
export const podBridge = 'cni0';
export const serviceSubnet = '10.96.0.0/16';
export const apiServiceIp = '10.96.0.1';
export const dnsIp = '10.96.0.10';

/** The context of every kubeconfig that the test bed writes. */
export const contextName = 'trainyard-testbed';

/**
 * @typedef {object} ClusterPlace
 * @property {string} dir
 * @property {string} run Sockets, and what a stopped cluster has no use for.
 * @property {string} data
 * @property {string} config
 * @property {string} pki
 * @property {string} containerd The runtime's socket.
 * @property {string} unhealthyFile Ids of GPUs that are to be unhealthy.
 * @property {string} cgroup Name of the control group that all pods are below.
 * @property {string} link The machine's end of the cable to the node.
 */

/**
 * @param {string} [stateDir]
 * @returns {ClusterPlace}
 */
export function clusterPlace(stateDir = defaultStateDir()) {
  const dir = join(resolve(stateDir), 'kubernetes');
  const run = join(socketDirectory(dir), 'run');
  const key = shortHash(dir).slice(0, 10);
  return {
    dir,
    run,
    data: join(dir, 'data'),
    config: join(dir, 'config'),
    pki: join(dir, 'pki'),
    containerd: join(run, 'containerd.sock'),
    unhealthyFile: join(dir, 'unhealthy-gpus'),
    cgroup: `trainyard-${key}`,
    link: `tv${key}`,
  };
}

/**
 * @param {ClusterPlace} place
 * @param {string} name Of a component.
 * @returns {string} The directory with its log and its record.
 */
export function componentDir(place, name) {
  return join(place.dir, 'components', name);
}

/**
 * @param {ClusterPlace} place
 * @param {string} user Such as admin or dev-token.
 * @returns {string}
 */
export function kubeconfigOf(place, user) {
  return join(place.pki, `${user}.kubeconfig`);
}
