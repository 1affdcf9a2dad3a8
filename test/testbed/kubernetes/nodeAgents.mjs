// @ts-check
// What runs on a node beside the control plane: container runtime, kubelet, service proxy, DNS, GPUs, metrics, and fake nodes on demand.
import { join } from 'node:path';
import { clusterProgram, kwokStagesFile } from './buildClusterPrograms.mjs';
import { ctr } from './clusterImages.mjs';
import { httpAnswers } from './clusterApi.mjs';
import { kubeconfigOf, nodeName } from './clusterPlace.mjs';
import { flagList, kubeComponent, kubeconfigFlags } from './controlPlane.mjs';
import { runOnNode } from './node.mjs';

/**
 * @typedef {import('./controlPlane.mjs').Component} Component
 * @typedef {import('./controlPlane.mjs').ClusterFacts} ClusterFacts
 */

/** As NVIDIA's feature discovery labels a node. */
const gpuLabels = {
  'nvidia.com/gpu.present': 'true',
  'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
  'nvidia.com/gpu.memory': '81920',
  'nvidia.com/cuda.driver.major': '580',
};

/**
 * @param {ClusterFacts} facts
 * @param {import('./node.mjs').Node} node
 * @returns {Component}
 */
export function containerd({ place }, node) {
  const answers = async () => {
    try {
      await runOnNode(node, ctr(place, 'version'));
      return true;
    } catch {
      // Not listening yet; the wait has its own end.
      return false;
    }
  };
  return {
    name: 'containerd',
    command: ['containerd', '--config', join(place.config, 'containerd.toml')],
    ready: answers,
  };
}

/**
 * The registry's second process: with its data and address, but the node's loopback. So images have the same name here and there.
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function nodeRegistry({ place }) {
  const config = join(place.dir, 'registry-open', 'config.yml');
  return { name: 'registry', command: ['docker-registry', 'serve', config], ready: async () => true };
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function kubelet({ place, nodeIp, gpus }) {
  const labels = Object.entries({ ...gpuLabels, 'nvidia.com/gpu.count': String(gpus) });
  const flags = {
    config: join(place.config, 'kubelet.yaml'),
    kubeconfig: kubeconfigOf(place, 'kubelet-client'),
    'hostname-override': nodeName,
    'node-ip': nodeIp,
    ...(gpus > 0 ? { 'node-labels': labels.map((pair) => pair.join('=')).join(',') } : {}),
  };
  return kubeComponent('kubelet', flags, () => httpAnswers(place, `http://${nodeIp}:10248/healthz`));
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function kubeProxy({ place, nodeIp }) {
  const flags = { config: join(place.config, 'kube-proxy.yaml') };
  return kubeComponent('kube-proxy', flags, () => httpAnswers(place, `http://${nodeIp}:10256/livez`));
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function coredns({ place, nodeIp }) {
  return {
    name: 'coredns',
    command: [clusterProgram('coredns'), '-conf', join(place.config, 'Corefile')],
    ready: () => httpAnswers(place, `http://${nodeIp}:5380/health`),
  };
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function gpuPlugin({ place, gpus }) {
  const flags = {
    count: String(gpus),
    'unhealthy-file': place.unhealthyFile,
    'nvidia-smi': clusterProgram('nvidia-smi'),
  };
  // What it offers shows on the node.
  return kubeComponent('gpu-plugin', flags, async () => true);
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function metricsServer({ place, nodeIp }) {
  const flags = {
    ...kubeconfigFlags(kubeconfigOf(place, 'metrics-client')),
    'bind-address': nodeIp,
    'secure-port': '4443',
    'tls-cert-file': join(place.pki, 'metrics-server.crt'),
    'tls-private-key-file': join(place.pki, 'metrics-server.key'),
    'kubelet-certificate-authority': join(place.pki, 'ca.crt'),
    'kubelet-preferred-address-types': 'InternalIP',
    // The first must be larger than the second.
    'metric-resolution': '10s',
    'kubelet-request-timeout': '5s',
  };
  return {
    name: 'metrics-server',
    command: [clusterProgram('metrics-server'), ...flagList(flags)],
    ready: () => httpAnswers(place, `https://${nodeIp}:4443/livez`),
  };
}

/**
 * Plays every node that has the annotation, with its pods.
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function kwok({ place, nodeIp }) {
  const flags = {
    config: kwokStagesFile(),
    kubeconfig: kubeconfigOf(place, 'kwok'),
    'manage-nodes-with-annotation-selector': 'kwok.x-k8s.io/node=fake',
    'node-ip': nodeIp,
    'node-port': '10247',
    'server-address': `${nodeIp}:10247`,
    'tls-cert-file': join(place.pki, 'kubelet.crt'),
    'tls-private-key-file': join(place.pki, 'kubelet.key'),
    cidr: '10.245.0.0/16',
    'node-lease-duration-seconds': '40',
  };
  return {
    name: 'kwok',
    command: [clusterProgram('kwok'), ...flagList(flags)],
    ready: () => httpAnswers(place, `http://${nodeIp}:10247/healthz`),
  };
}
