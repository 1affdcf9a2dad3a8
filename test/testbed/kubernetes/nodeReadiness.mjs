// @ts-check
// When a node is ready for pods, its GPUs counted.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adminClient } from './clusterApi.mjs';
import { nodeName } from './clusterPlace.mjs';

const timeoutMs = 120_000;

/**
 * A pod that asks for GPUs before the kubelet knows them all is refused: UnexpectedAdmissionError.
 * @param {import('./controlPlane.mjs').ClusterFacts} facts
 */
export async function waitForNode({ place, nodeIp, gpus }) {
  const { call, close } = adminClient(place, nodeIp);
  try {
    const end = Date.now() + timeoutMs;
    while (!(await isNodeReady(call, gpus))) {
      const seconds = timeoutMs / 1000;
      if (Date.now() > end)
        throw new Error(`the node was not ready after ${seconds} s; logs are in ${join(place.dir, 'components')}`);
      await delay(100);
    }
  } finally {
    close();
  }
}

/**
 * After a start the node may still be called ready from before; what the kubelet itself says is new.
 * @param {import('./clusterApi.mjs').ClusterClient} call
 * @param {number} gpus
 * @returns {Promise<boolean>}
 */
async function isNodeReady(call, gpus) {
  try {
    const { status } = await call({ path: `/api/v1/nodes/${nodeName}` });
    const ready = status.conditions?.some(
      (/** @type {{type: string, status: string}} */ one) => one.type === 'Ready' && one.status === 'True',
    );
    const present = Number(status.capacity?.['nvidia.com/gpu'] ?? 0);
    return ready && present === gpus && (gpus === 0 || (await knowsItsGpus(call))) && (await knowsItsPods(call));
  } catch {
    // Not there yet; the wait has its own end.
    return false;
  }
}

/**
 * Before it does, logs and exec fail: `pod does not exist`.
 * @param {import('./clusterApi.mjs').ClusterClient} call
 * @returns {Promise<boolean>}
 */
async function knowsItsPods(call) {
  const bound = await call({ path: `/api/v1/pods?fieldSelector=spec.nodeName%3D${nodeName}` });
  const known = await call({ path: `/api/v1/nodes/${nodeName}/proxy/pods` });
  const uids = new Set(known.items?.map((/** @type {{metadata: {uid: string}}} */ pod) => pod.metadata.uid));
  return bound.items.every((/** @type {{metadata: {uid: string}}} */ pod) => uids.has(pod.metadata.uid));
}

/**
 * @param {import('./clusterApi.mjs').ClusterClient} call
 * @returns {Promise<boolean>} Whether the plugin has introduced itself to this kubelet, not to the one before.
 */
async function knowsItsGpus(call) {
  const metrics = await call({ path: `/api/v1/nodes/${nodeName}/proxy/metrics`, asText: true });
  return metrics.includes('kubelet_device_plugin_registration_total{resource_name="nvidia.com/gpu"}');
}
