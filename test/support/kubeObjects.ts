// Objects of a cluster as the domain has them, with everything that a test does not care about filled in.
import type {
  Claim,
  Condition,
  ContainerStatus,
  Node,
  ObjectMeta,
  Pod,
  Quota,
  Taint,
  Workload,
} from '../../src/domain/cluster/clusterObject.ts';

type Texts = Readonly<Record<string, string>>;
type Numbers = Readonly<Record<string, number>>;
const mapOf = <T>(values: Readonly<Record<string, T>> = {}) => new Map(Object.entries(values));
export const START = new Date('2030-01-01T00:00:00Z');
const secondsAfter = (seconds: number) => new Date(START.getTime() + seconds * 1000);

export interface MetaGiven {
  readonly namespace?: string;
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly owner?: { readonly kind: string; readonly name: string };
  /** Seconds after START. */
  readonly created?: number;
  readonly isDeleted?: boolean;
}

/** The uid is `uid-<name>`. */
export function kubeMeta(name: string, given: MetaGiven = {}): ObjectMeta {
  const { namespace = 'training', labels, annotations, owner, created = 0, isDeleted = false } = given;
  return {
    uid: `uid-${name}`,
    name,
    namespace,
    resourceVersion: '1',
    createdAt: secondsAfter(created),
    finalizers: [],
    labels: mapOf(labels),
    annotations: mapOf(annotations),
    ...(isDeleted ? { deletedAt: secondsAfter(created + 1) } : {}),
    ...(owner ? { owner: { ...owner, uid: `uid-${owner.name}` } } : {}),
  };
}

export interface NodeGiven {
  readonly labels?: Texts;
  readonly taints?: readonly Taint[];
  readonly allocatable?: Numbers;
  readonly isSchedulable?: boolean;
  readonly isReady?: boolean;
  readonly architecture?: string;
}

export function kubeNode(name: string, given: NodeGiven = {}): Node {
  const {
    labels = {},
    taints = [],
    allocatable = {},
    isSchedulable = true,
    isReady = true,
    architecture = 'amd64',
  } = given;
  const amounts = mapOf({ cpu: 64, memory: 512 * 1024 ** 3, pods: 110, ...allocatable });
  return {
    kind: 'Node',
    meta: kubeMeta(name, { labels }),
    isSchedulable,
    taints,
    capacity: amounts,
    allocatable: amounts,
    conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
    kubeletVersion: 'v1.34.4',
    architecture,
    osImage: 'Linux',
    containerRuntime: 'containerd://2.0',
  };
}

/** A node as GPU feature discovery labels it. */
export function gpuNode(
  name: string,
  model: string,
  {
    count = 8,
    memoryMib = 81_559,
    ...given
  }: NodeGiven & { readonly count?: number; readonly memoryMib?: number } = {},
): Node {
  const labels = {
    'nvidia.com/gpu.product': model,
    'nvidia.com/gpu.memory': String(memoryMib),
    'nvidia.com/gpu.count': String(count),
  };
  return kubeNode(name, {
    ...given,
    labels: { ...labels, ...given.labels },
    allocatable: { 'nvidia.com/gpu': count, ...given.allocatable },
  });
}

export interface PodGiven extends MetaGiven {
  readonly phase?: Pod['phase'];
  readonly node?: string;
  readonly requests?: Numbers;
  readonly containers?: readonly Partial<ContainerStatus>[];
  readonly conditions?: readonly Condition[];
  readonly ports?: readonly number[];
}

export function kubePod(name: string, given: PodGiven = {}): Pod {
  const { phase = 'Running', node, requests, containers = [{}], conditions = [], ports = [] } = given;
  return {
    kind: 'Pod',
    meta: kubeMeta(name, given),
    phase,
    containers: containers.map((container) => ({ ...CONTAINER, ...container })),
    conditions,
    requests: mapOf(requests),
    schedulingGates: [],
    nodeSelector: new Map(),
    tolerations: [],
    claims: [],
    needs: [],
    ports: ports.map((port) => ({ port, container: 'main' })),
    ...(node === undefined ? {} : { node }),
  };
}

const CONTAINER: ContainerStatus = {
  name: 'main',
  image: 'app:1',
  isInit: false,
  isReady: true,
  restarts: 0,
  state: 'running',
  startedAt: secondsAfter(1),
};

const RESOURCES = {
  Job: { group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', isNamespaced: true },
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment', isNamespaced: true },
  ReplicaSet: { group: 'apps', version: 'v1', plural: 'replicasets', kind: 'ReplicaSet', isNamespaced: true },
} as const;

export function kubeWorkload(
  kind: keyof typeof RESOURCES,
  name: string,
  { meta = {}, ...given }: Partial<Omit<Workload, 'meta'>> & { readonly meta?: MetaGiven } = {},
): Workload {
  return {
    kind: 'Workload',
    resource: RESOURCES[kind],
    meta: kubeMeta(name, meta),
    purpose: kind === 'Job' ? 'training' : 'serving',
    desired: 1,
    ready: 0,
    isSuspended: false,
    isPaused: false,
    isOutdated: false,
    conditions: [],
    images: ['app:1'],
    requests: new Map(),
    ...given,
  };
}

export function kubeClaim(name: string, given: Partial<Omit<Claim, 'meta'>> = {}): Claim {
  return {
    kind: 'Claim',
    meta: kubeMeta(name),
    phase: 'Bound',
    accessModes: ['ReadWriteOnce'],
    requestedBytes: 1,
    ...given,
  };
}

export function kubeQuota(name: string, hard: Numbers, used: Numbers = {}): Quota {
  return { kind: 'Quota', meta: kubeMeta(name), hard: mapOf(hard), used: mapOf(used) };
}
