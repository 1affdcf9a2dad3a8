import { t } from '../../../domain/base/text.ts';
import { hardenedPod, podWith } from '../../lint/examples.ts';
import type { Container } from '../../manifest/container.ts';
import { lookUp } from '../../manifest/lookUp.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isRelaxed } from './podSecurityLevel.ts';
import type { RequiredSetting } from './requiredSetting.ts';

const IMAGE = 'image: nginx:1.27.3';
const STANDARDS = 'Kubernetes, Pod Security Standards';
/** Users and groups up to here are likely to exist on nodes. Source: peers agree on the number. */
const LOW_ID = 10_000;
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** Whether one of some words is in a list, in any case as runtimes read it; undefined when an item is not known. */
function holdsAny(list: YamlValue, words: readonly string[]): boolean | undefined {
  if (!list.isList) return undefined;
  let isKnown = true;
  for (const { text } of list.items()) {
    if (text === undefined) isKnown = false;
    else if (words.includes(text.toUpperCase())) return true;
  }
  return isKnown ? false : undefined;
}

const isTrue = ({ boolean }: YamlValue): boolean | undefined => boolean;
const isFalse = ({ boolean }: YamlValue): boolean | undefined => (boolean === undefined ? undefined : !boolean);
const isHigh = ({ number }: YamlValue): boolean | undefined => (number === undefined ? undefined : number > LOW_ID);
const anyText = ({ text }: YamlValue): true | undefined => (text === undefined ? undefined : true);

/** A user other than root is named, so runAsNonRoot says nothing new. */
function runsAsOther({ security, pod }: Container): boolean {
  const user = lookUp(security, ['runAsUser']) ?? lookUp(pod.security, ['runAsUser']);
  return user !== undefined && user.number !== 0;
}

/** Programs that write where they were installed: notebooks and trainers; a read-only root would stop them. */
function writesAtHome({ pod }: Container): boolean {
  return pod.purpose === 'notebook' || pod.purpose === 'training';
}

/** What containers should say of themselves. */
export const requiredSettings: readonly RequiredSetting[] = [
  {
    id: 'sec-privilege-escalation',
    severity: 'warning',
    level: 'restricted',
    aliases: [
      'kube-linter/privilege-escalation-container',
      'polaris/privilegeEscalationAllowed',
      'kubesec/AllowPrivilegeEscalation',
      'trivy/KSV-0001',
      'datree/CONTAINERS_MISSING_KEY_ALLOWPRIVILEGEESCALATION',
    ],
    path: ['allowPrivilegeEscalation'],
    isLinuxOnly: true,
    isGood: isFalse,
    message: (name) => t('Programs in “{0}” may gain more rights than they were started with.', name),
    lines: 'allowPrivilegeEscalation: false',
    replacement: 'false',
    page: {
      what: 'A container does not set `allowPrivilegeEscalation: false`.',
      why: 'The default is true: a program with the set-user-id bit in the image, such as sudo, then makes a process of a plain user root.',
      source: `${STANDARDS}, restricted: Privilege Escalation.`,
      bad: hardenedPod({ allowPrivilegeEscalation: '' }),
      good: hardenedPod(),
    },
  },
  {
    id: 'sec-run-as-non-root',
    severity: 'warning',
    level: 'restricted',
    aliases: [
      'kube-linter/run-as-non-root',
      'polaris/runAsRootAllowed',
      'kubesec/RunAsNonRoot',
      'trivy/KSV-0012',
      'datree/CONTAINERS_INCORRECT_RUNASNONROOT_VALUE',
    ],
    path: ['runAsNonRoot'],
    isInherited: true,
    isGood: isTrue,
    isExempt: (container, context) => isRelaxed(container.pod, context) || runsAsOther(container),
    message: (name) => t('“{0}” may run as root: nothing says that it must not.', name),
    lines: 'runAsNonRoot: true',
    replacement: 'true',
    page: {
      what: 'Neither the container nor its pod has `runAsNonRoot: true` or names another user.',
      why: 'Most images start as root. With the field the kubelet refuses to start a container as root, instead of finding out later.',
      source: `${STANDARDS}, restricted: Running as Non-root.`,
      bad: hardenedPod({ runAsNonRoot: '' }),
      good: hardenedPod(),
    },
  },
  {
    id: 'sec-run-as-non-root-unset',
    severity: 'info',
    isOff: true,
    level: 'restricted',
    path: ['runAsNonRoot'],
    isInherited: true,
    isGood: isTrue,
    isExempt: (container, context) => isRelaxed(container.pod, context) || !runsAsOther(container),
    message: (name) => t('The level “restricted” wants runAsNonRoot: true of “{0}”, also beside a user.', name),
    lines: 'runAsNonRoot: true',
    replacement: 'true',
    page: {
      what: 'A container names a user and has no `runAsNonRoot: true`.',
      why: 'It does not run as root, but a namespace with the level restricted refuses the pod all the same.',
      source: `${STANDARDS}, restricted: Running as Non-root.`,
      bad: hardenedPod({ runAsNonRoot: '', other: 'runAsUser: 1000' }),
      good: hardenedPod({ other: 'runAsUser: 1000' }),
    },
  },
  {
    id: 'sec-low-uid',
    severity: 'info',
    aliases: [
      'kube-score/container-security-context-user-group-id',
      'kubesec/RunAsUser',
      'trivy/KSV-0020',
      'datree/CONTAINERS_INCORRECT_RUNASUSER_VALUE_LOWUID',
      'kyverno/restrict-usergroup-fsgroup-id',
    ],
    path: ['runAsUser'],
    isInherited: true,
    isLinuxOnly: true,
    isGood: isHigh,
    message: (name) => t('The user of “{0}” may be one that exists on the node too: take a number above 10000.', name),
    lines: 'runAsUser: 10001',
    replacement: '10001',
    page: {
      what: 'No `runAsUser`, or one up to 10000.',
      why: 'Numbers are the same in containers and on the node. A low one may belong to a user of the node, whose files a container that escapes then owns.',
      source: 'Kubernetes documentation, Configure a Security Context.',
      bad: podWith(`${IMAGE}\nsecurityContext:\n  runAsUser: 999`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  runAsUser: 10001`),
    },
  },
  {
    id: 'sec-low-gid',
    severity: 'info',
    aliases: [
      'kube-score/container-security-context-user-group-id',
      'kubesec/RunAsGroup',
      'trivy/KSV-0021',
      'datree/CONTAINERS_INCORRECT_RUNASGROUP_VALUE_LOWGID',
      'kyverno/require-non-root-groups',
      'kyverno/restrict-usergroup-fsgroup-id',
    ],
    path: ['runAsGroup'],
    isInherited: true,
    isLinuxOnly: true,
    isGood: isHigh,
    message: (name) => t('The group of “{0}” may be one that exists on the node too: take a number above 10000.', name),
    lines: 'runAsGroup: 10001',
    replacement: '10001',
    page: {
      what: 'No `runAsGroup`, or one up to 10000.',
      why: 'Without it the group is that of the image, often 0, the group of root. A low number may belong to a group of the node.',
      source: 'Kubernetes documentation, Configure a Security Context.',
      bad: podWith(`${IMAGE}\nsecurityContext:\n  runAsGroup: 999`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  runAsGroup: 10001`),
    },
  },
  {
    id: 'sec-read-only-rootfs',
    severity: 'warning',
    aliases: [
      'kube-linter/no-read-only-root-fs',
      'kube-score/container-security-context-readonlyrootfilesystem',
      'polaris/notReadOnlyRootFilesystem',
      'kubesec/ReadOnlyRootFilesystem',
      'trivy/KSV-0014',
      'datree/CONTAINERS_INCORRECT_READONLYROOTFILESYSTEM_VALUE',
      'kyverno/require-ro-rootfs',
    ],
    path: ['readOnlyRootFilesystem'],
    isLinuxOnly: true,
    isGood: isTrue,
    isExempt: writesAtHome,
    message: (name) => t('“{0}” may change the files of its image.', name),
    lines: 'readOnlyRootFilesystem: true',
    replacement: 'true',
    page: {
      what: 'A container does not set `readOnlyRootFilesystem: true`. Training and notebooks are not asked.',
      why: 'Who breaks into the program can put tools beside it. Folders that it writes to (temporary files, caches of models) become an emptyDir.',
      source: 'Kubernetes API reference, SecurityContext.',
      bad: podWith(`${IMAGE}\nsecurityContext:\n  runAsNonRoot: true`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  readOnlyRootFilesystem: true`),
    },
  },
  {
    id: 'sec-cap-drop-all',
    severity: 'info',
    level: 'restricted',
    aliases: ['polaris/insecureCapabilities', 'kubesec/CapDropAll', 'trivy/KSV-0003', 'kyverno/require-drop-all'],
    path: ['capabilities', 'drop'],
    isLinuxOnly: true,
    isGood: (value) => holdsAny(value, ['ALL']),
    message: (name) => t('“{0}” keeps capabilities: drop ALL and add what it needs.', name),
    lines: 'drop:\n  - ALL',
    page: {
      what: '`capabilities.drop` of a container lacks `ALL`.',
      why: 'Runtimes give some 14 capabilities to every container that runs as root; most programs need none of them.',
      source: `${STANDARDS}, restricted: Capabilities.`,
      bad: hardenedPod({ capabilities: '' }),
      good: hardenedPod(),
    },
  },
  {
    id: 'sec-cap-drop-any',
    severity: 'hint',
    aliases: ['kubesec/CapDropAny', 'trivy/KSV-0004'],
    path: ['capabilities', 'drop'],
    isLinuxOnly: true,
    isGood: (value) => (value.isList ? value.at(0) !== undefined : undefined),
    message: (name) => t('“{0}” drops no capability.', name),
    lines: 'drop:\n  - ALL',
    page: {
      what: 'A container drops no capability at all.',
      why: 'It keeps what the runtime gives, among them rights that few programs need, such as raw sockets.',
      source: 'Kubernetes documentation, Configure a Security Context.',
      bad: hardenedPod({ capabilities: '' }),
      good: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - NET_RAW' }),
    },
  },
  {
    id: 'sec-cap-net-raw',
    severity: 'info',
    aliases: [
      'kube-linter/drop-net-raw-capability',
      'trivy/KSV-0119',
      'datree/CIS_MISSING_VALUE_DROP_NET_RAW',
      'kyverno/require-drop-cap-net-raw',
    ],
    path: ['capabilities', 'drop'],
    isLinuxOnly: true,
    isGood: (value) => holdsAny(value, ['ALL', 'NET_RAW', 'CAP_NET_RAW']),
    message: (name) => t('“{0}” may send forged packets: NET_RAW is not dropped.', name),
    lines: 'drop:\n  - ALL',
    page: {
      what: '`capabilities.drop` has neither `NET_RAW` nor `ALL`.',
      why: 'Most runtimes give `NET_RAW`. With it a container can pretend to be another one of its network, for ARP and DNS.',
      source: 'capabilities(7); Kubernetes documentation, Configure a Security Context.',
      bad: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - MKNOD' }),
      good: hardenedPod({ capabilities: 'capabilities:\n  drop:\n    - NET_RAW' }),
    },
  },
  {
    id: 'sec-seccomp-missing',
    severity: 'info',
    level: 'restricted',
    aliases: [
      'kube-score/container-seccomp-profile',
      'kubesec/SeccompAny',
      'trivy/KSV-0030',
      'datree/CONTAINERS_INCORRECT_SECCOMP_PROFILE',
      'datree/CIS_INVALID_VALUE_SECCOMP_PROFILE',
    ],
    path: ['seccompProfile', 'type'],
    isInherited: true,
    isLinuxOnly: true,
    isGood: anyText,
    message: (name) => t('“{0}” has no seccomp profile: unless the kubelet sets one, all system calls are open.', name),
    lines: 'type: RuntimeDefault',
    page: {
      what: 'Neither the container nor its pod sets a seccomp profile.',
      why: 'Without one the kubelet uses `Unconfined` unless it was started with `--seccomp-default`.',
      source: `${STANDARDS}, restricted: Seccomp.`,
      bad: hardenedPod({ seccompProfile: '' }),
      good: hardenedPod(),
    },
  },
  {
    id: 'sec-apparmor-missing',
    severity: 'hint',
    aliases: ['kubesec/ApparmorAny', 'trivy/KSV-0002'],
    path: ['appArmorProfile', 'type'],
    isInherited: true,
    isLinuxOnly: true,
    isGood: anyText,
    isExempt: ({ name, pod }) => pod.annotation(`${APPARMOR_ANNOTATION}${name ?? ''}`) !== undefined,
    message: (name) => t('“{0}” names no AppArmor profile.', name),
    lines: 'type: RuntimeDefault',
    page: {
      what: 'Neither the container nor its pod sets an AppArmor profile.',
      why: 'Nodes with AppArmor use the profile of the runtime then, others none. A named profile makes the pod fail where AppArmor is not there, instead of running open.',
      source: "Kubernetes documentation, Restrict a Container's Access to Resources with AppArmor.",
      bad: podWith(`${IMAGE}\nsecurityContext:\n  runAsNonRoot: true`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  appArmorProfile:\n    type: RuntimeDefault`),
    },
  },
];
