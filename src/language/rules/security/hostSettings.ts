import { t } from '../../../domain/base/text.ts';
import { podWith } from '../../lint/examples.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { type ForbiddenSetting } from './forbiddenSetting.ts';

const IMAGE = 'image: nginx:1.27.3';
const STANDARDS = 'Kubernetes, Pod Security Standards';

const isTrue = (value: YamlValue): boolean => value.boolean === true;

/** Where pods share something with their node. */
export const hostSettings: readonly ForbiddenSetting[] = [
  {
    id: 'sec-host-network',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'kube-linter/host-network',
      'polaris/hostNetworkSet',
      'kubesec/HostNetwork',
      'trivy/KSV-0009',
      'datree/CONTAINERS_INCORRECT_HOSTNETWORK_VALUE_TRUE',
    ],
    inPod: [['hostNetwork']],
    isBad: isTrue,
    message: () => t('The pod uses the network of its node: it reaches what listens on localhost there.'),
    page: {
      what: 'A pod has `hostNetwork: true`.',
      why: 'The pod sees and opens the ports of its node, also those that only local programs should reach, and network policies do not hold it.',
      source: `${STANDARDS}, baseline: Host Namespaces.`,
      bad: podWith(IMAGE, 'hostNetwork: true'),
      good: podWith(IMAGE),
    },
  },
  {
    id: 'sec-host-pid',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'kube-linter/host-pid',
      'polaris/hostPIDSet',
      'kubesec/HostPID',
      'trivy/KSV-0010',
      'datree/CONTAINERS_INCORRECT_HOSTPID_VALUE_TRUE',
    ],
    inPod: [['hostPID']],
    isBad: isTrue,
    message: () => t('The pod sees all processes of its node.'),
    page: {
      what: 'A pod has `hostPID: true`.',
      why: 'Its processes can read the environment of all others on the node, with the secrets in it, and with some capabilities stop or change them.',
      source: `${STANDARDS}, baseline: Host Namespaces.`,
      bad: podWith(IMAGE, 'hostPID: true'),
      good: podWith(IMAGE),
    },
  },
  {
    id: 'sec-host-ipc',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'kube-linter/host-ipc',
      'polaris/hostIPCSet',
      'kubesec/HostIPC',
      'trivy/KSV-0008',
      'datree/CONTAINERS_INCORRECT_HOSTIPC_VALUE_TRUE',
    ],
    inPod: [['hostIPC']],
    isBad: isTrue,
    message: () =>
      t('The pod shares memory with every process of its node. For workers of PyTorch mount an emptyDir at /dev/shm.'),
    page: {
      what: 'A pod has `hostIPC: true`.',
      why: 'It can read and change shared memory of all others on the node. Often it is set because data loaders run out of shared memory, for which an emptyDir in memory at /dev/shm is enough.',
      source: `${STANDARDS}, baseline: Host Namespaces.`,
      bad: podWith(IMAGE, 'hostIPC: true'),
      good: podWith(IMAGE),
    },
  },
  {
    id: 'sec-host-port',
    severity: 'warning',
    level: 'baseline',
    aliases: ['polaris/hostPortSet', 'trivy/KSV-0024', 'datree/CONTAINERS_INCORRECT_KEY_HOSTPORT'],
    inContainer: [['ports', '*', 'hostPort']],
    isBad: (value) => value.number !== undefined && value.number !== 0,
    message: (value) => t('Takes port {0} of the node: one pod a node, and the port is open on it.', value.text ?? ''),
    page: {
      what: 'A container port has a `hostPort`.',
      why: 'Two pods with the same host port never run on one node, so some stay pending, and the port is open to everybody who reaches the node.',
      source: `${STANDARDS}, baseline: Host Ports; Kubernetes documentation, Configuration Best Practices.`,
      bad: podWith(`${IMAGE}\nports:\n  - containerPort: 8080\n    hostPort: 8080`),
      good: podWith(`${IMAGE}\nports:\n  - containerPort: 8080`),
    },
  },
  {
    id: 'sec-host-process',
    severity: 'warning',
    level: 'baseline',
    aliases: ['polaris/hostProcess', 'trivy/KSV-0103', 'datree/EKS_INVALID_HOSTPROCESS_VALUE'],
    inPod: [['securityContext', 'windowsOptions', 'hostProcess']],
    inContainer: [['securityContext', 'windowsOptions', 'hostProcess']],
    isBad: isTrue,
    message: () => t('Runs as a process of the Windows node itself.'),
    page: {
      what: '`windowsOptions.hostProcess` is true.',
      why: 'Such a container is a process of the node with its files, network and users: whoever controls it controls the node.',
      source: `${STANDARDS}, baseline: HostProcess.`,
      bad: podWith(
        `${IMAGE}\nsecurityContext:\n  windowsOptions:\n    hostProcess: true\n    runAsUserName: "NT AUTHORITY\\\\Local service"`,
        'hostNetwork: true\nos:\n  name: windows',
      ),
      good: podWith(IMAGE, 'os:\n  name: windows'),
    },
  },
  {
    id: 'sec-host-aliases',
    severity: 'hint',
    aliases: ['kubesec/HostAliases', 'trivy/KSV-0007'],
    inPod: [['hostAliases']],
    isBad: (value) => value.isList && value.at(0) !== undefined,
    message: () => t('Names in /etc/hosts go stale: nobody updates them when an address changes.'),
    page: {
      what: 'A pod has `hostAliases`.',
      why: 'The addresses are written into /etc/hosts and win over DNS. Whoever may change the manifest can lead traffic elsewhere, and nobody sees it in the DNS.',
      source: 'Kubernetes documentation, Adding entries to Pod /etc/hosts with HostAliases.',
      bad: podWith(IMAGE, 'hostAliases:\n  - ip: 10.0.0.7\n    hostnames:\n      - database'),
      good: podWith(IMAGE),
    },
  },
  {
    id: 'sec-probe-host',
    severity: 'warning',
    level: 'baseline',
    inContainer: [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) =>
        ['httpGet', 'tcpSocket'].map((kind) => [probe, kind, 'host']),
      ),
      ...['postStart', 'preStop'].flatMap((hook) =>
        ['httpGet', 'tcpSocket'].map((kind) => ['lifecycle', hook, kind, 'host']),
      ),
    ],
    isBad: (value, { context }) => context.kubernetesMinor >= 34 && value.text !== undefined && value.text !== '',
    message: (value) => t('The kubelet calls “{0}” and not the pod: leave “host” out.', value.text ?? ''),
    page: {
      what: 'A probe or a lifecycle hook names a `host`.',
      why: 'The kubelet makes the request from the network of the node, so a manifest can make it reach addresses that pods must not reach. The check says nothing about this pod either.',
      source: `${STANDARDS}, baseline since 1.34: Host Probes / Lifecycle Hooks.`,
      bad: podWith(`${IMAGE}\nlivenessProbe:\n  httpGet:\n    host: 10.0.0.1\n    port: 8080`),
      good: podWith(`${IMAGE}\nlivenessProbe:\n  httpGet:\n    port: 8080`),
    },
  },
];
