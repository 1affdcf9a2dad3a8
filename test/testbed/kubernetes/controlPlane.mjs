// @ts-check
// The control plane: commands of etcd, API server, controller manager and scheduler. All run on the node, so their ports are its own.
import { join } from 'node:path';
import { clusterProgram } from './buildClusterPrograms.mjs';
import { httpAnswers } from './clusterApi.mjs';
import { kubeconfigOf, serviceSubnet } from './clusterPlace.mjs';

/**
 * @typedef {object} Component
 * @property {string} name
 * @property {readonly string[]} command
 * @property {() => Promise<boolean>} ready
 *
 * @typedef {object} ClusterFacts
 * @property {import('./clusterPlace.mjs').ClusterPlace} place
 * @property {string} nodeIp
 * @property {number} gpus
 */

const etcdClient = 'http://127.0.0.1:2379';
const etcdPeer = 'http://127.0.0.1:2380';

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function etcd({ place }) {
  const flags = {
    'data-dir': join(place.data, 'etcd'),
    'listen-client-urls': etcdClient,
    'advertise-client-urls': etcdClient,
    'listen-peer-urls': etcdPeer,
    'initial-advertise-peer-urls': etcdPeer,
    'initial-cluster': `default=${etcdPeer}`,
    'unsafe-no-fsync': 'true',
    'quota-backend-bytes': '4294967296',
    'log-level': 'warn',
  };
  // Only the node reaches it; the API server's readiness says that it answers.
  return kubeComponent('etcd', flags, async () => true);
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function apiServer({ place, nodeIp }) {
  const pki = (/** @type {string} */ file) => join(place.pki, file);
  const flags = {
    'etcd-servers': etcdClient,
    'bind-address': '0.0.0.0',
    'secure-port': '6443',
    'advertise-address': nodeIp,
    'tls-cert-file': pki('apiserver.crt'),
    'tls-private-key-file': pki('apiserver.key'),
    'client-ca-file': pki('ca.crt'),
    'token-auth-file': pki('tokens.csv'),
    'authorization-mode': 'Node,RBAC',
    'enable-admission-plugins': 'NodeRestriction',
    'allow-privileged': 'true',
    'service-cluster-ip-range': serviceSubnet,
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': pki('sa.pub'),
    'service-account-signing-key-file': pki('sa.key'),
    'kubelet-client-certificate': pki('apiserver-kubelet-client.crt'),
    'kubelet-client-key': pki('apiserver-kubelet-client.key'),
    'kubelet-certificate-authority': pki('ca.crt'),
    'kubelet-preferred-address-types': 'InternalIP,Hostname',
    // The aggregation layer, for metrics-server.
    'requestheader-client-ca-file': pki('front-proxy-ca.crt'),
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'enable-aggregator-routing': 'true',
    'proxy-client-cert-file': pki('front-proxy-client.crt'),
    'proxy-client-key-file': pki('front-proxy-client.key'),
    'max-requests-inflight': '1000',
    'max-mutating-requests-inflight': '500',
    profiling: 'false',
  };
  return kubeComponent('kube-apiserver', flags, () => httpAnswers(place, `https://${nodeIp}:6443/readyz`));
}

/**
 * Earlier than the API server is ready it would end: `configmaps "extension-apiserver-authentication" is forbidden`.
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function controllerManager({ place, nodeIp }) {
  const flags = {
    ...kubeconfigFlags(kubeconfigOf(place, 'controller-manager')),
    'leader-elect': 'false',
    'use-service-account-credentials': 'true',
    'service-account-private-key-file': join(place.pki, 'sa.key'),
    'root-ca-file': join(place.pki, 'ca.crt'),
    'cluster-signing-cert-file': join(place.pki, 'ca.crt'),
    'cluster-signing-key-file': join(place.pki, 'ca.key'),
    'allocate-node-cidrs': 'false',
    // Elsewhere than in /usr/libexec, which it would make.
    'flex-volume-plugin-dir': '/var/lib/kubelet/volume-plugins',
    'enable-hostpath-provisioner': 'true',
    controllers:
      '*,-node-ipam-controller,-node-route-controller,-cloud-node-lifecycle-controller,-service-lb-controller',
    // Enough for a thousand fake nodes.
    'kube-api-qps': '200',
    'kube-api-burst': '400',
  };
  return kubeComponent('kube-controller-manager', flags, () => httpAnswers(place, `https://${nodeIp}:10257/healthz`));
}

/**
 * @param {ClusterFacts} facts
 * @returns {Component}
 */
export function scheduler({ place, nodeIp }) {
  const flags = {
    ...kubeconfigFlags(kubeconfigOf(place, 'scheduler')),
    'leader-elect': 'false',
    'kube-api-qps': '500',
    'kube-api-burst': '1000',
  };
  return kubeComponent('kube-scheduler', flags, () => httpAnswers(place, `https://${nodeIp}:10259/healthz`));
}

/**
 * @param {string} name Of the component, which is the program's own name for it too.
 * @param {Record<string, string>} flags
 * @param {() => Promise<boolean>} ready
 * @returns {Component}
 */
export function kubeComponent(name, flags, ready) {
  return { name, command: [clusterProgram('trainyard-kube'), name, ...flagList(flags)], ready };
}

/**
 * @param {Record<string, string>} flags
 * @returns {string[]}
 */
export function flagList(flags) {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}

/**
 * @param {string} file
 * @returns {Record<string, string>}
 */
export function kubeconfigFlags(file) {
  return { kubeconfig: file, 'authentication-kubeconfig': file, 'authorization-kubeconfig': file };
}
