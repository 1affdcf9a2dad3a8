import assert from 'node:assert/strict';
import type { ClusterSubject, TreeNode } from '../../../../src/domain/base/tree.ts';
import type { ClusterConnection } from '../../../../src/domain/cluster/clusterConnection.ts';
import type { ClusterFacts, WatchedParts } from '../../../../src/domain/cluster/clusterFacts.ts';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import { clusterNode } from '../../../../src/domain/cluster/clusterNode.ts';
import type {
  ObjectMeta,
  ResourceKind,
  WatchedKind,
  WatchedKinds,
} from '../../../../src/domain/cluster/clusterObject.ts';
import { clusterChildren } from '../../../../src/domain/cluster/clusterTree.ts';
import type { RowContext } from '../../../../src/domain/cluster/rowContext.ts';
import type { Failure } from '../../../../src/domain/base/failure.ts';
import { aContainerStatus, aMeta, aNode, aPod, aWorkload, kindNamed } from '../../../support/kubeFacts.ts';

const now = new Date('2026-01-01T11:00:00Z');
const connection: ClusterConnection = {
  id: 'kube:lab',
  label: 'lab',
  cluster: 'lab',
  user: 'ada',
  server: 'https://lab:6443',
  namespace: 'ml',
  path: '/home/ada/.kube/config',
  isCurrent: true,
  isInsecure: false,
};
const context: RowContext = { clusterId: 'kube:lab', now, filter: NO_FILTER, isReadOnly: false };
const marks = { isProtected: false, isReadOnly: false };
const forbidden: Failure = {
  code: 'forbidden',
  message: 'You may not list pods in the namespace a',
  nextStep: 'Ask for the right “list pods”.',
};

function all<K extends WatchedKind>(objects: readonly WatchedKinds[K][], namespace?: string) {
  const value = new Map(objects.map((object) => [object.meta.uid, object]));
  return { namespace, snapshot: { state: 'ready', value } } as const;
}

function facts(watched: WatchedParts, more: Partial<ClusterFacts> = {}): ClusterFacts {
  return {
    connection,
    info: { state: 'ready', value: { version: 'v1.34.4', platform: 'linux/amd64' } },
    watched,
    ...more,
  };
}

const rows = (subject: ClusterSubject, known: ClusterFacts, facts: Partial<RowContext> = {}) =>
  clusterChildren({ id: idOf(subject), subject }, known, { ...context, ...facts });
const group = (name: string): ClusterSubject => ({ kind: 'clusterGroup', clusterId: 'kube:lab', group: name });
const idOf = (subject: ClusterSubject) =>
  subject.kind === 'clusterGroup' ? `cluster/kube:lab/group/${subject.group}` : 'cluster/kube:lab';
const root: ClusterSubject = { kind: 'cluster', clusterId: 'kube:lab' };
const labels = (nodes: readonly TreeNode[]) => nodes.map(({ label }) => label);
const named = (nodes: readonly TreeNode[], label: string): TreeNode => {
  const found = nodes.find((node) => node.label === label);
  assert.ok(found, `no row ${label} among ${labels(nodes).join(', ')}`);
  return found;
};

describe('clusterNode', () => {
  it('shows a context that nobody has opened, with its namespace and marks', () => {
    const node = clusterNode(connection, undefined, { marks: { isProtected: true, isReadOnly: true }, now });
    assert.equal(node.description, 'read-only · protected · ml · current');
    assert.equal(node.isExpandable, true);
    assert.equal(node.icon, 'server-environment');
    assert.equal(node.spoken, 'Cluster lab, read-only · protected · ml · current');
  });

  it('keeps saying that certificates are not checked', () => {
    const node = clusterNode({ ...connection, isInsecure: true }, facts({}), { marks, now });
    assert.match(node.description ?? '', /certificates are not checked/);
    assert.equal(node.health, 'warning');
  });

  it('cannot be opened when the file has a problem', () => {
    const node = clusterNode({ ...connection, problem: 'user ada is not in config:12' }, undefined, { marks, now });
    assert.equal(node.isExpandable, undefined);
    assert.match(node.description ?? '', /^user ada is not in config:12/);
  });

  it('says version and free GPUs, and since when they are old', () => {
    const watched = {
      nodes: [all<'nodes'>([aNode()])],
      pods: [all<'pods'>([aPod({ requests: new Map([['nvidia.com/gpu', 5]]) })])],
    };
    assert.match(
      clusterNode(connection, facts(watched), { marks, now }).description ?? '',
      /v1\.34\.4 · nvidia\.com\/gpu 3\/8 free$/,
    );
    const stale = {
      namespace: undefined,
      snapshot: { ...watched.pods[0]?.snapshot, staleSince: new Date('2026-01-01T10:50:00Z') },
    } as const;
    const node = clusterNode(connection, facts({ ...watched, pods: [stale as never] }), { marks, now });
    assert.equal(node.health, 'stale');
    assert.match(node.description ?? '', /stale since .*3\/8 free \(10 min ago\)/);
  });

  it('names the right that is missing to count GPUs', () => {
    const nodes = [{ namespace: undefined, snapshot: { state: 'failed', failure: forbidden } } as const];
    assert.match(
      clusterNode(connection, facts({ nodes }), { marks, now }).description ?? '',
      /GPU count unknown: no permission to list nodes/,
    );
  });
});

describe('clusterChildren of a cluster', () => {
  it('offers the way to try again when it is not reached', () => {
    const failure: Failure = { code: 'unreachable', message: 'Can’t reach lab', nextStep: 'Check the VPN.' };
    const nodes = rows(root, facts({}, { info: { state: 'failed', failure } }));
    assert.deepEqual(labels(nodes), ['Can’t reach lab', 'Check the VPN.', 'Try again']);
    assert.deepEqual(nodes[2]?.open, { command: 'trainyard.clusters.refresh', args: [root] });
  });

  it('shows a filter as a row, and queues only where they are served', () => {
    const kind: ResourceKind = {
      group: 'kueue.x-k8s.io',
      version: 'v1beta2',
      plural: 'localqueues',
      kind: 'LocalQueue',
      isNamespaced: true,
    };
    const plain = rows(root, facts({}));
    assert.ok(!labels(plain).includes('Queues') && !labels(plain).includes('Filter'));
    const known = facts({}, { kinds: { state: 'ready', value: [kind] } });
    const nodes = rows(root, known, { filter: { ...NO_FILTER, text: 'x' } });
    assert.equal(named(nodes, 'Filter').description, 'named “x”');
    assert.ok(labels(nodes).includes('Queues'));
    assert.deepEqual(labels(rows(group('queues'), known)), ['LocalQueue']);
  });

  it('says of GPUs by model, pool and node who holds them', () => {
    const gpuNode = aNode({
      meta: {
        labels: new Map([
          ['nvidia.com/gpu.product', 'NVIDIA-H100-80GB-HBM3'],
          ['karpenter.sh/nodepool', 'big'],
        ]),
      },
    });
    const holder = aPod({ meta: { name: 'train-0' }, requests: new Map([['nvidia.com/gpu', 5]]) });
    const gpus = named(rows(root, facts({ nodes: [all<'nodes'>([gpuNode])], pods: [all<'pods'>([holder])] })), 'GPUs');
    assert.equal(gpus.description, 'H100 3/8 free');
    const [model] = gpus.children ?? [];
    assert.equal(model?.description, '3/8 free · largest block 3 on gpu-1');
    const [pool] = model?.children ?? [];
    const [node] = pool?.children ?? [];
    assert.deepEqual([pool?.label, node?.label, node?.description], ['big', 'gpu-1', 'H100 3/8 free']);
    assert.ok(node?.subject?.kind === 'clusterNode');
    const other = aPod({ meta: { name: 'a-cpu' } });
    const on = facts({ pods: [all<'pods'>([other, holder])] });
    assert.deepEqual(labels(clusterChildren({ id: node.id, subject: node.subject }, on, context)), ['train-0']);
    const { clusterId, name } = node.subject;
    const whole = { id: 'node', subject: { kind: 'clusterNode', clusterId, name } } as const;
    assert.deepEqual(labels(clusterChildren(whole, on, context)), ['train-0', 'a-cpu'], 'who holds GPUs comes first');
    assert.match(gpus.tooltip ?? '', /5 held by ml\/train-0 on gpu-1/);
  });

  it('never says that GPUs are free when pods cannot all be read', () => {
    const known = facts({ nodes: [all<'nodes'>([aNode()])], pods: [all<'pods'>([], 'ml')] });
    assert.match(
      named(rows(root, known), 'GPUs').description ?? '',
      /free unknown · pods of all namespaces cannot be read/,
    );
  });
});

describe('clusterChildren of pods', () => {
  const pods = [
    aPod({ meta: { name: 'b-10', namespace: 'a' } }),
    aPod({
      meta: { name: 'b-2', namespace: 'a' },
      phase: 'Failed',
      containers: [aContainerStatus({ state: 'terminated', exitCode: 1, isReady: false })],
    }),
    aPod({ meta: { name: 'c', namespace: 'b' }, requests: new Map([['nvidia.com/gpu', 4]]) }),
  ];
  const known = facts({ pods: [all<'pods'>(pods)] });

  it('groups them by namespace with the count of those that are not well', () => {
    const nodes = rows(group('pods'), known);
    assert.deepEqual(
      nodes.map(({ label, description, icon }) => [label, description, icon]),
      [
        ['a', '2 pods, 1 not ready', 'symbol-namespace'],
        ['b', '1 pod', 'symbol-namespace'],
      ],
    );
    assert.deepEqual(labels(rows(group('pods/a'), known)), ['b-2', 'b-10']);
  });

  it('lists them at once when one namespace is chosen', () => {
    const nodes = rows(group('pods'), known, { filter: { ...NO_FILTER, namespaces: ['b'] } });
    assert.deepEqual(
      nodes.map(({ label, description }) => [label, description]),
      [['c', 'running · 4 GPUs · gpu-1 · 1 h ago']],
    );
  });

  it('makes only names for rows that nobody sees', () => {
    const [first, second] = rows(group('pods/a'), known, { rowLimit: 1 });
    assert.ok(first?.description !== undefined && first.subject);
    const [, full] = rows(group('pods/a'), known);
    assert.deepEqual(second, { id: full?.id, label: 'b-10' });
  });

  it('offers what the state allows', () => {
    const [failed, running] = rows(group('pods/a'), known);
    assert.ok(failed?.actions?.includes('canWhyPending') && failed.actions.includes('canLogs'));
    assert.ok(!failed?.actions?.includes('canShell'));
    assert.ok(running?.actions?.includes('canShell') && running.actions.includes('canForward'));
    assert.ok(!running?.actions?.includes('canWhyPending'));
    assert.deepEqual(running?.actions?.slice(0, 2), ['ofCluster', 'pod']);
  });

  it('offers nothing that changes a read-only context, and nothing that the user may not do', () => {
    const readOnly = rows(group('pods/b'), known, { isReadOnly: true })[0]?.actions ?? [];
    assert.deepEqual(
      readOnly.filter((action) => /Delete|Edit|Shell|CopyFiles/.test(action)),
      [],
    );
    assert.ok(readOnly.includes('canLogs'));
    const denied = rows(group('pods/b'), known, { may: (action) => action !== 'canDelete' })[0]?.actions ?? [];
    assert.ok(!denied.includes('canDelete') && denied.includes('canShell'));
  });

  it('puts a lock on the one namespace that may not be read, and shows the others (A18)', () => {
    const some = facts({
      pods: [{ namespace: 'a', snapshot: { state: 'failed', failure: forbidden } }, all<'pods'>(pods.slice(2), 'b')],
    });
    const nodes = rows(group('pods'), some);
    assert.deepEqual(
      nodes.map(({ label, health }) => [label, health]),
      [
        ['No permission in a', 'forbidden'],
        ['b', undefined],
      ],
    );
    assert.equal(nodes[0]?.description, forbidden.message);
  });

  it('is a lock and no error when all is forbidden', () => {
    const none = facts({ pods: [{ namespace: undefined, snapshot: { state: 'failed', failure: forbidden } }] });
    assert.deepEqual(
      rows(group('pods'), none).map(({ health }) => health),
      ['forbidden'],
    );
  });

  it('says what is loading, what is there so far, what is empty, what the filter hides, and since when nothing is heard', () => {
    assert.deepEqual(
      rows(group('pods'), facts({})).map(({ health }) => health),
      ['loading'],
    );
    const partial = {
      namespace: undefined,
      snapshot: { state: 'loading', partial: new Map([['u', pods[2] ?? assert.fail()]]) },
    } as const;
    assert.deepEqual(labels(rows(group('pods'), facts({ pods: [partial] }))), ['Loading…', 'b']);
    assert.deepEqual(labels(rows(group('pods'), facts({ pods: [all<'pods'>([])] }))), ['None']);
    const filter = { ...NO_FILTER, text: 'zzz' };
    assert.deepEqual(labels(rows(group('pods'), known, { filter })), ['None that the filter lets through (3 hidden)']);
    const stale = { namespace: undefined, snapshot: { state: 'ready', value: new Map(), staleSince: now } } as const;
    assert.match(rows(group('pods'), facts({ pods: [stale] }))[0]?.label ?? '', /^Stale since /);
  });
});

describe('clusterChildren of workloads', () => {
  const owner = (kind: string, meta: ObjectMeta) => ({ kind, name: meta.name, uid: meta.uid });
  const deployment = aWorkload({ meta: { name: 'web' }, selector: new Map([['app', 'web']]) });
  const replicaSet = aWorkload({
    resource: kindNamed('ReplicaSet'),
    meta: { name: 'web-1', uid: 'rs', owner: owner('Deployment', deployment.meta) },
  });
  const cron = aWorkload({
    resource: kindNamed('CronJob'),
    purpose: 'batch',
    schedule: '@daily',
    meta: { name: 'nightly', uid: 'cron' },
  });
  const job = aWorkload({
    resource: kindNamed('Job'),
    purpose: 'batch',
    meta: { name: 'nightly-1', uid: 'job', owner: owner('CronJob', cron.meta) },
  });
  const training = aWorkload({
    resource: kindNamed('Job'),
    purpose: 'training',
    active: 1,
    desired: 1,
    ready: 1,
    requests: new Map([['nvidia.com/gpu', 8]]),
    meta: { name: 'llm', uid: 'llm' },
  });
  const pods = [
    aPod({
      meta: {
        name: 'web-1-x',
        uid: 'p1',
        owner: owner('ReplicaSet', replicaSet.meta),
        labels: new Map([['app', 'web']]),
      },
    }),
    aPod({ meta: { name: 'llm-0', uid: 'p2', owner: owner('Job', training.meta) } }),
    aPod({ meta: { name: 'nightly-1-x', uid: 'p3', owner: owner('Job', job.meta) } }),
  ];
  const watched: WatchedParts = {
    deployments: [all<'deployments'>([deployment])],
    replicasets: [all<'replicasets'>([replicaSet])],
    statefulsets: [all<'statefulsets'>([])],
    daemonsets: [all<'daemonsets'>([])],
    cronjobs: [all<'cronjobs'>([cron])],
    jobs: [all<'jobs'>([job, training])],
    pods: [all<'pods'>(pods)],
  };
  const object = (workload: typeof deployment): ClusterSubject => ({
    kind: 'clusterObject',
    clusterId: 'kube:lab',
    resource: workload.resource,
    namespace: 'ml',
    name: workload.meta.name,
  });

  it('groups by purpose, only where there is anything', () => {
    assert.deepEqual(
      rows(group('workloads'), facts(watched)).map(({ label, description }) => [label, description]),
      [
        ['Training', '1'],
        ['Serving', '1'],
        ['Batch', '1'],
      ],
    );
    assert.equal(named(rows(root, facts(watched)), 'Workloads').description, '3');
  });

  it('says kind, health, GPUs, namespace and age, and what may be done', () => {
    const [row] = rows(group('workloads/training'), facts(watched));
    assert.equal(row?.description, 'running, 1 of 1 ready · Job · 8 GPUs · ml · 1 h ago');
    assert.ok(row?.actions?.includes('canSuspend') && !row.actions.includes('canScale'));
    const [web] = rows(group('workloads/serving'), facts(watched));
    for (const action of ['canScale', 'canRestart', 'canPause', 'canUndo', 'canForward'])
      assert.ok(web?.actions?.includes(action), action);
  });

  it('finds the pods through the chain of owners', () => {
    assert.deepEqual(labels(rows(object(deployment), facts(watched))), ['web-1-x']);
    assert.deepEqual(labels(rows(object(training), facts(watched))), ['llm-0']);
    assert.deepEqual(labels(rows(object(cron), facts(watched))), ['nightly-1']);
    assert.deepEqual(labels(rows(object(job), facts(watched))), ['nightly-1-x']);
  });

  it('finds them by labels when ReplicaSets may not be read', () => {
    const { replicasets: _none, ...rest } = watched;
    assert.deepEqual(labels(rows(object(deployment), facts(rest))), ['web-1-x']);
  });

  it('is one lock when none of the kinds may be read', () => {
    const no = [{ namespace: undefined, snapshot: { state: 'failed', failure: forbidden } }] as const;
    const nodes = rows(
      group('workloads'),
      facts({ deployments: no, jobs: no, statefulsets: no, daemonsets: no, cronjobs: no, replicasets: no }),
    );
    assert.deepEqual(
      nodes.map(({ health }) => health),
      ['forbidden'],
    );
  });
});

describe('clusterChildren of everything else', () => {
  it('puts nodes with GPUs first, and says what each has free', () => {
    const plain = new Map([['cpu', 4]]);
    const nodes = rows(
      group('nodes'),
      facts({
        nodes: [
          all<'nodes'>([
            aNode({ meta: { name: 'a-cpu' }, capacity: plain, allocatable: plain }),
            aNode({ isSchedulable: false }),
          ]),
        ],
        pods: [all<'pods'>([aPod({ requests: new Map([['nvidia.com/gpu', 2]]) })])],
      }),
    );
    assert.deepEqual(labels(nodes), ['gpu-1', 'a-cpu']);
    assert.equal(nodes[0]?.description, 'takes no new pods (cordoned) · nvidia.com/gpu 6/8 free · 1 h ago');
    assert.ok(nodes[0]?.actions?.includes('canUncordon') && nodes[1]?.actions?.includes('canCordon'));
  });

  it('shows claims, services, quotas and events in words', () => {
    const known = facts({
      claims: [
        all<'claims'>([
          {
            kind: 'Claim',
            meta: aMeta({ name: 'data' }),
            phase: 'Pending',
            accessModes: ['ReadWriteOnce'],
            requestedBytes: 1024 ** 3,
          },
        ]),
      ],
      services: [
        all<'services'>([
          {
            kind: 'Service',
            meta: aMeta({ name: 'web' }),
            type: 'ClusterIP',
            clusterIp: '10.0.0.1',
            selector: new Map([['a', 'b']]),
            ports: [{ port: 80, targetPort: '8080' }],
          },
        ]),
      ],
      quotas: [
        all<'quotas'>([
          {
            kind: 'Quota',
            meta: aMeta({ name: 'q' }),
            hard: new Map([['requests.nvidia.com/gpu', 8]]),
            used: new Map([['requests.nvidia.com/gpu', 8]]),
          },
        ]),
      ],
      events: [
        all<'events'>([
          {
            kind: 'Event',
            meta: aMeta({ name: 'e' }),
            type: 'Warning',
            reason: 'BackOff',
            message: 'Back-off',
            count: 4,
            lastSeen: now,
            about: { kind: 'Pod', name: 'p', namespace: 'ml', uid: 'u' },
            from: 'kubelet',
          },
        ]),
      ],
    });
    const text = (name: string) =>
      rows(group(name), known).map(({ label, description }) => `${label}: ${description}`)[0];
    assert.equal(text('storage'), 'data: not bound yet · 1 GiB · RWO · 1 h ago · ml');
    assert.equal(text('network'), 'web: ClusterIP · port 80→8080 · 1 h ago · ml');
    assert.equal(text('quotas'), 'q: used up: requests.nvidia.com/gpu · requests.nvidia.com/gpu: 8 of 8 used · ml');
    assert.equal(text('events'), 'BackOff: Back-off · Pod p · 4 times · just now');
  });

  it('lists any kind in the columns of the server', () => {
    const resource: ResourceKind = {
      group: 'kubeflow.org',
      version: 'v1',
      plural: 'pytorchjobs',
      kind: 'PyTorchJob',
      isNamespaced: true,
      verbs: ['list'],
    };
    const hidden: ResourceKind = { ...resource, plural: 'x', kind: 'X', verbs: ['create'] };
    const columns = ['Name', 'State', 'Age'].map((name) => ({ name, type: 'string', priority: 0 }));
    const table = { columns, rows: [{ meta: aMeta({ name: 'ddp' }), cells: ['ddp', 'Running', '1h'] }], isCut: true };
    const known = facts(
      {},
      {
        kinds: { state: 'ready', value: [hidden, resource] },
        tables: new Map([['pytorchjobs.kubeflow.org', { state: 'ready', value: table }]]),
      },
    );
    assert.deepEqual(labels(rows(group('kinds'), known)), ['PyTorchJob']);
    const nodes = rows({ kind: 'clusterKind', clusterId: 'kube:lab', resource }, known);
    assert.deepEqual(
      nodes.map(({ label }) => label),
      ['ddp', 'There are more; filter by name or namespace'],
    );
    assert.equal(nodes[0]?.description, 'State Running · 1 h ago · ml');
  });

  it('has a unique id for every row', () => {
    const known = facts({ pods: [all<'pods'>([aPod()])], nodes: [all<'nodes'>([aNode()])] });
    const flat = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => [node.id, ...flat(node.children ?? [])]);
    const ids = [...flat(rows(root, known)), ...flat(rows(group('pods'), known)), ...flat(rows(group('nodes'), known))];
    assert.equal(new Set(ids).size, ids.length);
  });
});
