import { readFileSync } from 'node:fs';
import { isFields } from '../../src/adapters/kubernetes/fields.ts';
import { Interner } from '../../src/adapters/kubernetes/interner.ts';
import { RECORD_READERS } from '../../src/adapters/kubernetes/records.ts';
import type {
  Claim,
  ClusterEvent,
  Node,
  ObjectMeta,
  Pod,
  Quota,
  ResourceKind,
  WatchedKind,
  WatchedKinds,
  Workload,
} from '../../src/domain/cluster/clusterObject.ts';

/** What a real cluster said: Kubernetes 1.34.4, containerd 1.6, one real node and three of kwok. Objects are cut down to what rows and causes read. */
export interface RecordedCluster {
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly events: readonly ClusterEvent[];
  readonly quotas: readonly Quota[];
  readonly claims: readonly Claim[];
  readonly workloads: readonly Workload[];
}

/** Reads objects as the adapter does, so that a change of it shows here. */
export function recordedCluster(file: string): RecordedCluster {
  const lines = readFileSync(new URL(`../fixtures/kubernetes/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const interner = new Interner();
  const raw = lines.map((line): { kind: string; object: unknown } => JSON.parse(line));
  const read = <K extends WatchedKind>(kind: K): WatchedKinds[K][] =>
    raw.flatMap((each) => {
      if (each.kind !== kind || !isFields(each.object)) return [];
      const made = RECORD_READERS[kind](each.object, interner);
      return made === undefined ? [] : [made];
    });
  return {
    pods: read('pods'),
    nodes: read('nodes'),
    events: read('events'),
    quotas: read('quotas'),
    claims: read('claims'),
    workloads: [...read('deployments'), ...read('replicasets'), ...read('jobs')],
  };
}

export function aMeta(facts: Partial<ObjectMeta> = {}): ObjectMeta {
  const name = facts.name ?? 'train-1';
  return {
    uid: `uid-${facts.namespace ?? 'ml'}-${name}`,
    name,
    namespace: 'ml',
    resourceVersion: '1',
    createdAt: new Date('2026-01-01T10:00:00Z'),
    finalizers: [],
    labels: new Map(),
    annotations: new Map(),
    ...facts,
  };
}

/** A pod that runs well on gpu-1; tests say only what matters to them. */
export function aPod(facts: Partial<Omit<Pod, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {}): Pod {
  const { meta, ...rest } = facts;
  return {
    kind: 'Pod',
    phase: 'Running',
    node: 'gpu-1',
    containers: [aContainerStatus()],
    conditions: [{ type: 'Ready', status: 'True' }],
    requests: new Map(),
    schedulingGates: [],
    nodeSelector: new Map(),
    tolerations: [],
    claims: [],
    needs: [],
    ports: [],
    ...rest,
    meta: aMeta(meta),
  };
}

export function aContainerStatus(facts: Partial<Pod['containers'][number]> = {}): Pod['containers'][number] {
  return {
    name: 'main',
    image: 'app:1',
    isInit: false,
    isReady: true,
    restarts: 0,
    state: 'running',
    ...facts,
  };
}

export function aNode(facts: Partial<Omit<Node, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {}): Node {
  const { meta, ...rest } = facts;
  const name = meta?.name ?? 'gpu-1';
  const amounts = new Map([
    ['cpu', 96],
    ['memory', 1024 ** 4],
    ['pods', 110],
    ['nvidia.com/gpu', 8],
  ]);
  return {
    kind: 'Node',
    isSchedulable: true,
    taints: [],
    capacity: amounts,
    allocatable: amounts,
    conditions: [{ type: 'Ready', status: 'True' }],
    kubeletVersion: 'v1.34.4',
    architecture: 'amd64',
    osImage: 'Debian',
    containerRuntime: 'containerd://1.7',
    ...rest,
    meta: aNodeMeta({ ...meta, name }),
  };
}

function aNodeMeta(facts: Partial<ObjectMeta>): ObjectMeta {
  const { namespace: _none, ...meta } = aMeta(facts);
  return meta;
}

const DEPLOYMENT: ResourceKind = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  isNamespaced: true,
};

export function kindNamed(kind: string): ResourceKind {
  const group = kind.endsWith('Job') ? 'batch' : 'apps';
  return { ...DEPLOYMENT, group, kind, plural: `${kind.toLowerCase()}s` };
}

export function aWorkload(
  facts: Partial<Omit<Workload, 'meta'>> & { readonly meta?: Partial<ObjectMeta> } = {},
): Workload {
  const { meta, ...rest } = facts;
  return {
    kind: 'Workload',
    resource: DEPLOYMENT,
    purpose: 'serving',
    desired: 2,
    ready: 2,
    isSuspended: false,
    isPaused: false,
    isOutdated: false,
    conditions: [],
    images: ['app:1'],
    requests: new Map(),
    ...rest,
    meta: aMeta(meta),
  };
}
