// @ts-check
// Fake nodes and pods, for lists as long as those of a company. The API server, its objects and the scheduler are real; kwok plays the nodes.
import { adminClient, ApiError } from './clusterApi.mjs';

/**
 * @typedef {import('./controlPlane.mjs').ClusterFacts} ClusterFacts
 * @typedef {import('./clusterApi.mjs').ClusterRequest} ClusterRequest
 */

const namespaces = 10;
const podsPerDeployment = 100;
const connections = 8;
const label = 'trainyard-fake';

/** Product and memory (MiB) as NVIDIA's feature discovery names them. */
const gpuModels = /** @type {const} */ ([
  ['NVIDIA-A100-SXM4-80GB', '81920'],
  ['NVIDIA-H100-80GB-HBM3', '81559'],
  ['NVIDIA-L40S', '46068'],
  ['Tesla-T4', '15360'],
]);

/**
 * Makes nodes, and Deployments of up to 100 pods spread over ten namespaces; every second one asks for a GPU each. What is there stays.
 * @param {ClusterFacts} facts
 * @param {{nodes: number, pods: number, log: (line: string) => void}} wanted
 */
export async function scaleFakes({ place, nodeIp }, { nodes, pods, log }) {
  const { call, close } = adminClient(place, nodeIp);
  const makeAll = async (/** @type {ClusterRequest[]} */ requests, /** @type {string} */ what) => {
    const started = Date.now();
    await inParallel(requests, async (request) => await createOnce(call, request));
    log(`made ${requests.length} fake ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  };
  try {
    await makeAll(
      Array.from({ length: nodes }, (_, index) => fakeNode(index)),
      'nodes',
    );
    await makeAll(
      Array.from({ length: namespaces }, (_, index) => fakeNamespace(index)),
      'namespaces',
    );
    const deployments = Math.ceil(pods / podsPerDeployment);
    const replicas = (/** @type {number} */ index) => Math.min(podsPerDeployment, pods - podsPerDeployment * index);
    await makeAll(
      Array.from({ length: deployments }, (_, index) => fakeDeployment(index, replicas(index))),
      'deployments',
    );
  } finally {
    close();
  }
}

/**
 * @param {ClusterFacts} facts
 */
export async function removeFakes({ place, nodeIp }) {
  const { call, close } = adminClient(place, nodeIp);
  try {
    const selector = `labelSelector=${label}%3Dtrue`;
    for (const { metadata } of (await call({ path: `/api/v1/namespaces?${selector}` })).items) {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
      await call({ method: 'DELETE', path: `/apis/apps/v1/namespaces/${metadata.name}/deployments` });
      await call({ method: 'DELETE', path: `/api/v1/namespaces/${metadata.name}/pods`, body });
      await call({ method: 'DELETE', path: `/api/v1/namespaces/${metadata.name}` });
    }
    await call({ method: 'DELETE', path: `/api/v1/nodes?${selector}` });
  } finally {
    close();
  }
}

/**
 * @param {import('./clusterApi.mjs').ClusterClient} call
 * @param {ClusterRequest} request
 */
async function createOnce(call, request) {
  try {
    await call({ ...request, method: 'POST' });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<void>} work
 */
async function inParallel(items, work) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/**
 * @param {number} index
 * @returns {ClusterRequest}
 */
function fakeNode(index) {
  const name = `fake-${String(index).padStart(4, '0')}`;
  const [product = '', memory = ''] = gpuModels[index % gpuModels.length] ?? [];
  const capacity = { cpu: '96', memory: '1000Gi', pods: '250', 'nvidia.com/gpu': '8' };
  const labels = {
    [label]: 'true',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'topology.kubernetes.io/zone': `zone-${index % 3}`,
    'nvidia.com/gpu.present': 'true',
    'nvidia.com/gpu.product': product,
    'nvidia.com/gpu.memory': memory,
    'nvidia.com/gpu.count': '8',
  };
  const body = {
    metadata: { name, labels, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    spec: { taints: [{ key: label, value: 'true', effect: 'NoSchedule' }] },
    status: { capacity, allocatable: capacity },
  };
  return { path: '/api/v1/nodes', body };
}

/**
 * @param {number} index
 * @returns {ClusterRequest}
 */
function fakeNamespace(index) {
  return { path: '/api/v1/namespaces', body: { metadata: { name: `team-${index}`, labels: { [label]: 'true' } } } };
}

/**
 * @param {number} index
 * @param {number} replicas
 * @returns {ClusterRequest}
 */
function fakeDeployment(index, replicas) {
  const app = `train-${index}`;
  const limits = index % 2 === 0 ? { 'nvidia.com/gpu': '1' } : {};
  const container = {
    name: 'train',
    image: 'fake.local/train:1',
    resources: { requests: { cpu: '100m', memory: '1Gi' }, limits },
  };
  const spec = {
    nodeSelector: { [label]: 'true' },
    tolerations: [{ key: label, operator: 'Exists' }],
    containers: [container],
  };
  return {
    path: `/apis/apps/v1/namespaces/team-${index % namespaces}/deployments`,
    body: {
      metadata: { name: app },
      spec: { replicas, selector: { matchLabels: { app } }, template: { metadata: { labels: { app } }, spec } },
    },
  };
}
