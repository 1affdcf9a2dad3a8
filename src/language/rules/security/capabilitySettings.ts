import { t } from '../../../domain/base/text.ts';
import { hardenedPod, podWith } from '../../lint/examples.ts';
import type { Container } from '../../manifest/container.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { ForbiddenSetting } from './forbiddenSetting.ts';

const IMAGE = 'image: nginx:1.27.3';
const STANDARDS = 'Kubernetes, Pod Security Standards';
const ADD = ['securityContext', 'capabilities', 'add', '*'];
/** What the level “baseline” lets containers add. Source: k8s.io/pod-security-admission, policy/check_capabilities_baseline.go. */
const BASELINE = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const ALL = 'ALL';

function holdsAll(list: YamlValue | undefined): boolean {
  for (const { text } of list?.items() ?? []) if (text === ALL) return true;
  return false;
}

const adding = (capability: string): string =>
  podWith(`${IMAGE}\nsecurityContext:\n  capabilities:\n    add:\n      - ${capability}`);

/** RDMA pins memory, which needs IPC_LOCK. */
function isForRdma(value: YamlValue, container: Container | undefined): boolean {
  if (value.text !== 'IPC_LOCK') return false;
  for (const limit of container?.at('resources', 'limits')?.items() ?? [])
    if (limit.key?.startsWith('rdma/') === true) return true;
  return false;
}

const is =
  (capability: string) =>
  ({ text }: YamlValue): boolean =>
    text === capability || text === `CAP_${capability}`;

/** Capabilities that containers add. */
export const capabilitySettings: readonly ForbiddenSetting[] = [
  {
    id: 'sec-cap-add-dangerous',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'polaris/insecureCapabilities',
      'polaris/dangerousCapabilities',
      'trivy/KSV-0022',
      'trivy/KSV-0106',
      'datree/CONTAINERS_INVALID_CAPABILITIES_VALUE',
      'datree/EKS_INVALID_CAPABILITIES_EKS',
    ],
    inContainer: [ADD],
    isBad: (value, { container }) =>
      value.text !== undefined && !BASELINE.has(value.text) && !isForRdma(value, container),
    message: (value) =>
      t('The capability “{0}” gives rights on the node that containers do not have otherwise.', value.text ?? ''),
    page: {
      what: 'A container adds a capability that runtimes do not give.',
      why: 'Each of them opens a part of the kernel that is shared by all pods of the node. Name only what the program needs; `IPC_LOCK` beside an RDMA device is expected.',
      source: `${STANDARDS}, baseline: Capabilities.`,
      bad: adding('NET_ADMIN'),
      good: adding('CHOWN'),
    },
  },
  {
    id: 'sec-cap-ipc-lock',
    severity: 'warning',
    isOff: true,
    level: 'baseline',
    inContainer: [ADD],
    isBad: (value, { container }) => isForRdma(value, container),
    hasNoFix: true,
    message: () => t('A namespace with the level “baseline” refuses IPC_LOCK, also for RDMA.'),
    page: {
      what: 'A container with an RDMA device adds `IPC_LOCK`.',
      why: 'RDMA needs it, so it is no mistake, but the Pod Security Standards refuse it. Such workloads need a namespace of the level privileged.',
      source: `${STANDARDS}, baseline: Capabilities.`,
      bad: podWith(
        `${IMAGE}\nresources:\n  limits:\n    rdma/hca: 1\nsecurityContext:\n  capabilities:\n    add:\n      - IPC_LOCK`,
      ),
      good: podWith(`${IMAGE}\nresources:\n  limits:\n    rdma/hca: 1`),
    },
  },
  {
    id: 'sec-cap-add-restricted',
    severity: 'warning',
    isOff: true,
    level: 'restricted',
    aliases: ['trivy/KSV-0106'],
    inContainer: [ADD],
    isLinuxOnly: true,
    isBad: (value) => value.text !== undefined && BASELINE.has(value.text) && value.text !== 'NET_BIND_SERVICE',
    message: (value) => t('The level “restricted” allows NET_BIND_SERVICE alone, not “{0}”.', value.text ?? ''),
    page: {
      what: 'A container adds a capability other than `NET_BIND_SERVICE`.',
      why: 'A namespace with the level restricted refuses the pod.',
      source: `${STANDARDS}, restricted: Capabilities.`,
      bad: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - ALL\n  add:\n    - CHOWN' }),
      good: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - ALL\n  add:\n    - NET_BIND_SERVICE' }),
    },
  },
  {
    id: 'sec-cap-drop-all-case',
    severity: 'info',
    isOff: true,
    level: 'restricted',
    inContainer: [['securityContext', 'capabilities', 'drop', '*']],
    isLinuxOnly: true,
    isBad: ({ text, parent }) => text !== undefined && text !== ALL && text.toUpperCase() === ALL && !holdsAll(parent),
    replacement: ALL,
    message: (value) => t('The level “restricted” takes ALL in capitals only, not “{0}”.', value.text ?? ''),
    page: {
      what: '`ALL` of `capabilities.drop` is not written in capitals.',
      why: 'Runtimes drop everything, but a namespace with the level restricted refuses the pod all the same.',
      source: `${STANDARDS}, restricted: Capabilities; measured.`,
      bad: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - all' }),
      good: hardenedPod(),
    },
  },
  {
    id: 'sec-cap-sys-admin',
    severity: 'warning',
    level: 'baseline',
    aliases: ['polaris/dangerousCapabilities', 'kubesec/CapSysAdmin', 'trivy/KSV-0005'],
    silences: ['sec-cap-add-dangerous'],
    inContainer: [ADD],
    isBad: is('SYS_ADMIN'),
    message: () => t('SYS_ADMIN is close to root on the node: it may mount file systems and enter namespaces.'),
    page: {
      what: 'A container adds `SYS_ADMIN`.',
      why: 'The capability covers so much of the kernel that known ways lead from it to the node. FUSE mounts, the usual reason, can be done by a CSI driver.',
      source: `${STANDARDS}, baseline: Capabilities; capabilities(7).`,
      bad: adding('SYS_ADMIN'),
      good: adding('CHOWN'),
    },
  },
  {
    id: 'sec-cap-sys-module',
    severity: 'warning',
    level: 'baseline',
    aliases: ['trivy/KSV-0120'],
    silences: ['sec-cap-add-dangerous'],
    inContainer: [ADD],
    isBad: is('SYS_MODULE'),
    message: () => t('SYS_MODULE loads code into the kernel of the node.'),
    page: {
      what: 'A container adds `SYS_MODULE`.',
      why: 'A kernel module runs with all rights, outside of every container.',
      source: `${STANDARDS}, baseline: Capabilities; capabilities(7).`,
      bad: adding('SYS_MODULE'),
      good: adding('CHOWN'),
    },
  },
];
