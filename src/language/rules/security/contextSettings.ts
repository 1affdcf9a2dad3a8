import { t } from '../../../domain/base/text.ts';
import { hardenedPod, podWith } from '../../lint/examples.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import { isRelaxed } from './podSecurityLevel.ts';
import { type ForbiddenSetting, type SettingPlace } from './forbiddenSetting.ts';

const IMAGE = 'image: nginx:1.27.3';
const STANDARDS = 'Kubernetes, Pod Security Standards';

/** Types of SELinux that the level “baseline” allows, by the minor version that added them. Source: k8s.io/pod-security-admission, policy/check_seLinuxOptions.go. */
const SELINUX_TYPES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['container_t', 0],
  ['container_init_t', 0],
  ['container_kvm_t', 0],
  ['container_engine_t', 31],
]);
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
/** Sysctls of their own namespace, by the minor version that added them. Source: policy/check_sysctls.go of the same module. */
const SAFE_SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
]);

const both = (...path: readonly string[]): Pick<ForbiddenSetting, 'inPod' | 'inContainer'> => ({
  inPod: [['securityContext', ...path]],
  inContainer: [['securityContext', ...path]],
});

function isCustomSeLinux(value: YamlValue, { context }: SettingPlace): boolean {
  const { text } = value;
  if (text === undefined) return false;
  return value.key === 'type'
    ? (SELINUX_TYPES.get(text) ?? Number.POSITIVE_INFINITY) > context.kubernetesMinor
    : text !== '';
}

/** An annotation that names a profile or none; or the field of a profile. */
function isOpenAppArmor(value: YamlValue): boolean {
  const { text } = value;
  if (text === undefined || value.key === 'type') return text === 'Unconfined';
  return text !== '' && text !== 'runtime/default' && !text.startsWith('localhost/');
}

/** Values of a securityContext that open what is closed without them. */
export const contextSettings: readonly ForbiddenSetting[] = [
  {
    id: 'sec-privileged',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'kube-linter/privileged-container',
      'kube-score/container-security-context-privileged',
      'polaris/runAsPrivileged',
      'kubesec/Privileged',
      'trivy/KSV-0017',
      'datree/CONTAINERS_INCORRECT_PRIVILEGED_VALUE_TRUE',
    ],
    inContainer: [['securityContext', 'privileged']],
    isBad: (value) => value.boolean === true,
    message: () => t('A privileged container has full access to its node.'),
    replacement: 'false',
    page: {
      what: 'A container has `privileged: true`.',
      why: 'Nearly all isolation is off: all devices, all capabilities, and a way to the files of the node. GPUs do not need it; the device plugin brings them in.',
      source: `${STANDARDS}, baseline: Privileged Containers.`,
      bad: podWith(`${IMAGE}\nsecurityContext:\n  privileged: true`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  privileged: false`),
    },
  },
  {
    id: 'sec-run-as-user-zero',
    severity: 'warning',
    level: 'restricted',
    aliases: ['trivy/KSV-0105', 'kyverno/only-trustworthy-registries-set-root'],
    ...both('runAsUser'),
    isBad: (value, { pod, context }) => value.number === 0 && !isRelaxed(pod, context),
    message: () => t('User 0 is root.'),
    replacement: '1000',
    page: {
      what: '`runAsUser` is 0.',
      why: 'The process is root in its container. What escapes from it is root on the node unless user namespaces are on, and files on shared volumes belong to root.',
      source: `${STANDARDS}, restricted: Running as Non-root user.`,
      bad: hardenedPod({ other: 'runAsUser: 0', runAsNonRoot: '' }, '', 'securityContext:\n  runAsNonRoot: true'),
      good: hardenedPod({ other: 'runAsUser: 1000' }),
    },
  },
  {
    id: 'sec-run-as-non-root-pod',
    severity: 'warning',
    isOff: true,
    level: 'restricted',
    inPod: [['securityContext', 'runAsNonRoot']],
    isBad: (value, { pod, context }) => value.boolean === false && !isRelaxed(pod, context),
    replacement: 'true',
    message: () =>
      t('The level “restricted” refuses a pod that says runAsNonRoot: false, whatever its containers say.'),
    page: {
      what: 'The `runAsNonRoot` of a pod is false, also where every container sets it to true.',
      why: 'No container runs as root, but a namespace with the level restricted refuses the pod all the same.',
      source: `${STANDARDS}, restricted: Running as Non-root; measured.`,
      bad: hardenedPod({}, '', 'securityContext:\n  runAsNonRoot: false'),
      good: hardenedPod({}, '', 'securityContext:\n  runAsNonRoot: true'),
    },
  },
  {
    id: 'sec-root-group',
    severity: 'warning',
    aliases: ['kube-linter/run-as-non-root', 'trivy/KSV-0116', 'kyverno/require-non-root-groups'],
    inPod: [
      ['securityContext', 'runAsGroup'],
      ['securityContext', 'fsGroup'],
      ['securityContext', 'supplementalGroups', '*'],
    ],
    inContainer: [['securityContext', 'runAsGroup']],
    isBad: (value) => value.number === 0,
    message: () => t('Group 0 is the group of root, which owns many files of an image.'),
    replacement: '1000',
    page: {
      what: '`runAsGroup`, `fsGroup` or a supplementary group is 0.',
      why: 'Many images let the group of root change files, and files on shared volumes then belong to it.',
      source: 'Kubernetes API reference, PodSecurityContext.',
      bad: podWith(IMAGE, 'securityContext:\n  fsGroup: 0'),
      good: podWith(IMAGE, 'securityContext:\n  fsGroup: 1000'),
    },
  },
  {
    id: 'sec-proc-mount',
    severity: 'warning',
    level: 'baseline',
    aliases: ['kube-linter/unsafe-proc-mount', 'polaris/procMount', 'kubesec/ProcMount', 'trivy/KSV-0027'],
    inContainer: [['securityContext', 'procMount']],
    isBad: (value, { pod, context }) => value.text === 'Unmasked' && !isRelaxed(pod, context),
    message: () => t('Parts of /proc that are hidden from containers become visible and writable.'),
    replacement: 'Default',
    page: {
      what: '`procMount` is `Unmasked`.',
      why: 'Files of /proc that change the kernel for all containers are masked otherwise. It is meant for containers inside a user namespace.',
      source: `${STANDARDS}, baseline: /proc Mount Type.`,
      bad: podWith(`${IMAGE}\nsecurityContext:\n  procMount: Unmasked`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  procMount: Default`),
    },
  },
  {
    id: 'sec-proc-mount-restricted',
    severity: 'warning',
    isOff: true,
    level: 'restricted',
    inContainer: [['securityContext', 'procMount']],
    isBad: (value, { pod, context }) => value.text === 'Unmasked' && isRelaxed(pod, context),
    message: () => t('The level “restricted” refuses an unmasked /proc, also in a user namespace.'),
    replacement: 'Default',
    page: {
      what: '`procMount` is `Unmasked` in a pod with a user namespace.',
      why: 'Since 1.35 the level baseline allows that, because the pod changes its own kernel settings only. The level restricted does not.',
      source: `${STANDARDS}, restricted: /proc Mount Type; k8s.io/pod-security-admission, check_procMount_restricted.go.`,
      bad: hardenedPod({ other: 'procMount: Unmasked' }, '', 'hostUsers: false'),
      good: hardenedPod({ other: 'procMount: Default' }, '', 'hostUsers: false'),
    },
  },
  {
    id: 'sec-seccomp-unconfined',
    severity: 'warning',
    level: 'baseline',
    aliases: ['kubesec/SeccompUnconfined', 'trivy/KSV-0104', 'datree/CIS_INVALID_VALUE_SECCOMP_PROFILE'],
    ...both('seccompProfile', 'type'),
    isBad: (value) => value.text === 'Unconfined',
    isLinuxOnly: true,
    message: () => t('Every system call of the kernel is open to the container.'),
    replacement: 'RuntimeDefault',
    page: {
      what: 'The seccomp profile is `Unconfined`.',
      why: 'The default profile of the runtime closes some 60 system calls that programs do not need and that exploits of the kernel use.',
      source: `${STANDARDS}, baseline: Seccomp.`,
      bad: podWith(`${IMAGE}\nsecurityContext:\n  seccompProfile:\n    type: Unconfined`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  seccompProfile:\n    type: RuntimeDefault`),
    },
  },
  {
    id: 'sec-apparmor-unconfined',
    severity: 'warning',
    level: 'baseline',
    aliases: ['kubesec/ApparmorUnconfined'],
    ...both('appArmorProfile', 'type'),
    more(pod, judge) {
      const annotations = pod.metadata?.at('annotations');
      for (const value of annotations?.items() ?? [])
        if (value.key?.includes(APPARMOR_ANNOTATION) === true) judge(value);
    },
    isBad: isOpenAppArmor,
    isLinuxOnly: true,
    message: () => t('AppArmor is off for the container.'),
    replacement: 'RuntimeDefault',
    page: {
      what: 'The AppArmor profile is `Unconfined`, as a field or as an annotation.',
      why: 'On nodes with AppArmor the profile of the runtime stops writes to /proc and /sys and mounts. Without it one wall less stands.',
      source: `${STANDARDS}, baseline: AppArmor.`,
      bad: podWith(`${IMAGE}\nsecurityContext:\n  appArmorProfile:\n    type: Unconfined`),
      good: podWith(`${IMAGE}\nsecurityContext:\n  appArmorProfile:\n    type: RuntimeDefault`),
    },
  },
  {
    id: 'sec-selinux-custom',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'trivy/KSV-0025',
      'datree/EKS_INVALID_SELINUXOPTIONS_TYPE_VALUE',
      'datree/EKS_INVALID_SELINUXOPTIONS_USER_VALUE',
      'datree/EKS_INVALID_SELINUXOPTIONS_ROLE_VALUE',
    ],
    inPod: ['type', 'user', 'role'].map((field) => ['securityContext', 'seLinuxOptions', field]),
    inContainer: ['type', 'user', 'role'].map((field) => ['securityContext', 'seLinuxOptions', field]),
    isBad: isCustomSeLinux,
    message: (value) =>
      t('SELinux “{0}: {1}” may take away the walls around the container.', value.key ?? '', value.text ?? ''),
    page: {
      what: 'SELinux options set a user, a role, or a type that is not one of containers.',
      why: 'A type such as `spc_t` lets the container do on the node what its user may.',
      source: `${STANDARDS}, baseline: SELinux.`,
      bad: podWith(
        `${IMAGE}\nsecurityContext:\n  seLinuxOptions:\n    type: spc_t\n  seccompProfile:\n    type: RuntimeDefault`,
      ),
      good: podWith(
        `${IMAGE}\nsecurityContext:\n  seLinuxOptions:\n    type: container_t\n  seccompProfile:\n    type: RuntimeDefault`,
      ),
    },
  },
  {
    id: 'sec-unsafe-sysctls',
    severity: 'warning',
    level: 'baseline',
    aliases: ['kube-linter/unsafe-sysctls', 'trivy/KSV-0026', 'kyverno/prevent-cr8escape'],
    inPod: [['securityContext', 'sysctls', '*', 'name']],
    isBad(value, { context }) {
      const { text } = value;
      return text !== undefined && (SAFE_SYSCTLS.get(text) ?? Number.POSITIVE_INFINITY) > context.kubernetesMinor;
    },
    message: (value) =>
      t(
        'The sysctl “{0}” may change other pods of the node; kubelets refuse it unless they are told to allow it.',
        value.text ?? '',
      ),
    removes: 1,
    page: {
      what: 'A sysctl that is not on the safe list of the Kubernetes version.',
      why: 'Kubelets reject pods with it unless `--allowed-unsafe-sysctls` names it, and it may act on the whole node.',
      source: `${STANDARDS}, baseline: Sysctls; Kubernetes documentation, Using sysctls.`,
      bad: podWith(IMAGE, 'securityContext:\n  sysctls:\n    - name: net.core.somaxconn\n      value: "1024"'),
      good: podWith(IMAGE, 'securityContext:\n  sysctls:\n    - name: net.ipv4.tcp_syncookies\n      value: "1"'),
    },
  },
  {
    id: 'sec-mount-propagation',
    severity: 'warning',
    inContainer: [['volumeMounts', '*', 'mountPropagation']],
    isBad: (value) => value.text === 'Bidirectional',
    message: () => t('What the container mounts there appears on the node and in other pods.'),
    page: {
      what: '`mountPropagation` is `Bidirectional`.',
      why: 'Mounts of the container reach the node. The API server takes it from privileged containers alone.',
      source: 'Kubernetes documentation, Volumes: Mount propagation.',
      bad: podWith(
        `${IMAGE}\nsecurityContext:\n  privileged: true\nvolumeMounts:\n  - name: data\n    mountPath: /data\n    mountPropagation: Bidirectional`,
        'volumes:\n  - name: data\n    emptyDir: {}',
      ),
      good: podWith(
        `${IMAGE}\nvolumeMounts:\n  - name: data\n    mountPath: /data`,
        'volumes:\n  - name: data\n    emptyDir: {}',
      ),
    },
  },
];
