import { t } from '../../../domain/base/text.ts';
import { hardenedPod, podWith } from '../../lint/examples.ts';
import type { LintContext } from '../../lint/lintContext.ts';
import type { YamlValue } from '../../yaml/yamlValue.ts';
import type { ForbiddenSetting } from './forbiddenSetting.ts';

const IMAGE = 'image: nginx:1.27.3';
const STANDARDS = 'Kubernetes, Pod Security Standards';
const HOST_PATH = ['volumes', '*', 'hostPath', 'path'];

/** Types of volumes that the level “restricted” allows. Source: k8s.io/pod-security-admission, policy/check_restrictedVolumes.go. */
const RESTRICTED_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const IMAGES_SINCE = 33;

function isRestricted(type: string, context: LintContext): boolean {
  return RESTRICTED_TYPES.has(type) || type === '<<' || (type === 'image' && context.kubernetesMinor >= IMAGES_SINCE);
}

/** Folders that run the node. Their subfolders are common and mostly harmless, such as one device or the time zone. */
const SYSTEM_FOLDERS = new Set([
  '',
  '/boot',
  '/dev',
  '/etc',
  '/etc/kubernetes',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/usr',
  '/var',
  '/var/lib',
  '/var/lib/containerd',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/var/run',
]);
const DOCKER_SOCKETS = new Set(['/var/run/docker.sock', '/run/docker.sock']);
const CRI_SOCKET = /^(?:\/var)?\/run\/(?:k3s\/)?(?:containerd\/containerd|crio\/crio|cri-dockerd)\.sock$/;

/** Without the slashes at its end. */
function pathOf({ text }: YamlValue): string | undefined {
  return text?.replace(/\/+$/, '');
}

const withVolume = (volume: string, mount = ''): string =>
  podWith(
    `${IMAGE}\nvolumeMounts:\n  - name: data\n    mountPath: /data${mount}`,
    `volumes:\n  - name: data\n${volume}`,
  );
const hostPath = (path: string): string => withVolume(`    hostPath:\n      path: ${path}`);
const GOOD = withVolume('    persistentVolumeClaim:\n      claimName: data');

/** Volumes that let a pod reach its node. */
export const volumeSettings: readonly ForbiddenSetting[] = [
  {
    id: 'sec-host-path',
    severity: 'warning',
    level: 'baseline',
    aliases: [
      'polaris/hostPathSet',
      'trivy/KSV-0023',
      'datree/CONTAINERS_INCORRECT_KEY_HOSTPATH',
      'kyverno/limit-hostpath-type-pv',
      'kyverno/limit-hostpath-vols',
    ],
    silences: ['sec-volume-types'],
    inPod: [['volumes', '*', 'hostPath']],
    isBad: (value) => value.isMap,
    hasNoFix: true,
    message: () =>
      t('Mounts a folder of the node: what is in it depends on the node, and it may hold more than it should.'),
    page: {
      what: 'A volume of a pod is a `hostPath`.',
      why: 'The pod finds other data on every node, and whoever controls the pod reaches files outside of it. A claim keeps data without either.',
      source: `${STANDARDS}, baseline: HostPath Volumes.`,
      bad: hostPath('/mnt/data'),
      good: GOOD,
    },
  },
  {
    id: 'sec-sensitive-host-path',
    severity: 'warning',
    aliases: ['kube-linter/sensitive-host-mounts', 'trivy/KSV-0121'],
    inPod: [HOST_PATH],
    isBad: (value) => SYSTEM_FOLDERS.has(pathOf(value) ?? '?'),
    hasNoFix: true,
    message: (value) => t('“{0}” is a system folder of the node.', value.text ?? ''),
    page: {
      what: 'A `hostPath` is a system folder such as `/`, `/etc`, `/proc` or the folder of the kubelet.',
      why: 'Keys of the node and secrets of other pods lie there, and a file that is changed there changes the node.',
      source: 'Kubernetes documentation, Volumes: hostPath.',
      bad: hostPath('/etc'),
      good: GOOD,
    },
  },
  {
    id: 'sec-docker-sock',
    severity: 'warning',
    aliases: [
      'kube-linter/docker-sock',
      'kubesec/DockerSock',
      'trivy/KSV-0006',
      'datree/CONTAINERS_INCORRECT_PATH_VALUE_DOCKERSOCKET',
      'kyverno/docker-socket-requires-label',
    ],
    inPod: [HOST_PATH],
    isBad: (value) => DOCKER_SOCKETS.has(pathOf(value) ?? ''),
    hasNoFix: true,
    message: () => t('Who reaches the socket of Docker is root on the node.'),
    page: {
      what: 'A pod mounts the socket of Docker.',
      why: 'Through it a privileged container can be started. To build images inside of a cluster there are builders that need no socket.',
      source: 'Docker documentation, Protect the Docker daemon socket.',
      bad: hostPath('/var/run/docker.sock'),
      good: GOOD,
    },
  },
  {
    id: 'sec-cri-sock',
    severity: 'warning',
    aliases: ['kyverno/disallow-cri-sock-mount'],
    inPod: [HOST_PATH],
    isBad: (value) => CRI_SOCKET.test(pathOf(value) ?? ''),
    hasNoFix: true,
    message: () => t('Who reaches the socket of the container runtime is root on the node.'),
    page: {
      what: 'A pod mounts the socket of containerd, CRI-O or cri-dockerd.',
      why: 'Through it any container can be started, outside of all rules of the cluster.',
      source: 'Kubernetes documentation, Container Runtimes.',
      bad: hostPath('/run/containerd/containerd.sock'),
      good: GOOD,
    },
  },
  {
    id: 'sec-volume-types',
    severity: 'hint',
    level: 'restricted',
    aliases: ['trivy/KSV-0028'],
    inPod: [['volumes', '*', '*']],
    isBad: (value, { context }) => value.isMap && value.key !== undefined && !isRestricted(value.key, context),
    hasNoFix: true,
    message: (value) => t('Volumes of type “{0}” are refused where the level is “restricted”.', value.key ?? ''),
    page: {
      what: 'A volume has a type that the level restricted does not allow, such as `nfs` or `iscsi`.',
      why: 'With such types a user names servers and their rights himself. A claim lets the administrator do that.',
      source: `${STANDARDS}, restricted: Volume Types.`,
      bad: hardenedPod(
        {},
        'volumeMounts:\n  - name: data\n    mountPath: /data',
        'volumes:\n  - name: data\n    nfs:\n      server: files.example.com\n      path: /data',
      ),
      good: hardenedPod(
        {},
        'volumeMounts:\n  - name: data\n    mountPath: /data',
        'volumes:\n  - name: data\n    persistentVolumeClaim:\n      claimName: data',
      ),
    },
  },
];
