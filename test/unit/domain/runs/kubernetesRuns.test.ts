import assert from 'node:assert/strict';
import type { ContainerStatus, Pod, Workload } from '../../../../src/domain/cluster/clusterObject.ts';
import { fieldOf } from '../../../../src/domain/deploy/plainData.ts';
import { endAnnotation } from '../../../../src/domain/runs/runEnd.ts';
import { labelsAndWords, labelValue } from '../../../../src/domain/runs/kubernetesLabels.ts';
import { isRunPod, kubernetesRuns } from '../../../../src/domain/runs/kubernetesRuns.ts';
import { kubePod, kubeWorkload, type MetaGiven, type PodGiven, START } from '../../../support/kubeObjects.ts';
import { manifestsOf } from '../../../support/kubeStart.ts';
import { specText, workloadOf } from '../deploy/specTexts.ts';

const LABELS = {
  'trainyard.dev/run-id': 'id1',
  'app.kubernetes.io/instance': 'w',
  'trainyard.dev/workload': 'train',
  'trainyard.dev/kind': 'run',
};
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

function job(given: Partial<Omit<Workload, 'meta'>> & { readonly meta?: MetaGiven } = {}): Workload {
  return kubeWorkload('Job', 'w', { ...given, meta: { ...given.meta, labels: { ...LABELS, ...given.meta?.labels } } });
}
const serving = (given: Partial<Omit<Workload, 'meta'>> = {}): Workload =>
  kubeWorkload('Deployment', 'w', {
    desired: 2,
    ...given,
    meta: { labels: { ...LABELS, 'trainyard.dev/kind': 'serve' } },
  });
const pod = (name: string, given: PodGiven = {}): Pod =>
  kubePod(name, { ...given, labels: { ...LABELS, ...given.labels } });
const ended = (
  exitCode: number,
  seconds = 9,
  reason = exitCode === 0 ? 'Completed' : 'Error',
): Partial<ContainerStatus> => ({
  state: 'terminated',
  exitCode,
  reason,
  finishedAt: at(seconds),
  isReady: false,
});

function runOf(workload: Workload, pods: readonly Pod[] = []) {
  const [run, ...others] = kubernetesRuns([workload], pods, { clusterId: 'kube:lab' });
  assert.ok(run);
  assert.deepEqual(others, []);
  return run;
}
const stateOf = (workload: Workload, pods: readonly Pod[] = []) => {
  const { state, stateText } = runOf(workload, pods);
  return `${state}: ${stateText}`;
};
const condition = (type: string, reason?: string) =>
  ({ type, status: 'True', ...(reason === undefined ? {} : { reason }) }) as const;
const PENDING = {
  phase: 'Pending',
  containers: [],
  conditions: [
    { type: 'PodScheduled', status: 'False', message: '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.' },
  ],
} as const;
const NO_IMAGE = {
  phase: 'Pending',
  containers: [{ state: 'waiting', reason: 'ImagePullBackOff', isReady: false }],
} as const;

describe('kubernetesRuns', () => {
  it('reads back what a start has written', () => {
    const workload = workloadOf(specText('parameters: { epochs: 5 }'));
    const manifests = manifestsOf({
      workload,
      facts: {
        run: { id: 'id 7', name: 'My run, with more than a label can hold' },
        git: { commit: 'abc', isDirty: false },
        specPath: '/p/trainyard.yaml',
        outputs: [{ path: '/o', folder: '/p/o', isMounted: false }],
      },
    });
    const texts = (part: string) => fieldOf(manifests[0], 'metadata', part) as Readonly<Record<string, string>>;
    const name = String(manifests[0]?.metadata.name);
    const run = runOf(
      kubeWorkload('Job', name, { meta: { labels: texts('labels'), annotations: texts('annotations') } }),
    );
    assert.deepEqual(
      [run.id, run.name, run.workload, run.kind],
      ['id-7', 'My run, with more than a label can hold', 'w', 'run'],
    );
    assert.deepEqual(
      [[...run.parameters], run.commit, run.isDirty, run.specPath],
      [[['epochs', '5']], 'abc', false, '/p/trainyard.yaml'],
    );
    assert.deepEqual(run.outputs, [{ path: '/o', folder: '/p/o', isMounted: false }]);
  });

  it('leaves out what is not a run, and pods of others', () => {
    const other = kubeWorkload('Job', 'other');
    const set = kubeWorkload('ReplicaSet', 'set', { meta: { labels: LABELS } });
    const copied = pod('copied', { labels: { 'app.kubernetes.io/instance': 'elsewhere' } });
    const elsewhere = pod('elsewhere', { namespace: 'else' });
    const runs = kubernetesRuns([other, set, job()], [copied, elsewhere], { clusterId: 'c' });
    assert.deepEqual(
      runs.map(({ cluster }) => [cluster?.objectName, cluster?.pods]),
      [['w', []]],
    );
    assert.deepEqual([isRunPod(copied), isRunPod(kubePod('x'))], [true, false]);
  });

  it('puts rank 0 first, and of one rank the newest', () => {
    const rank = (index: number) => ({ 'batch.kubernetes.io/job-completion-index': String(index) });
    const pods = [
      pod('w-10', { labels: rank(10) }),
      pod('w-2', { labels: rank(2) }),
      pod('w-0-old', { labels: rank(0), phase: 'Failed', created: 1 }),
      pod('w-0-new', { labels: rank(0), created: 2 }),
    ];
    const run = runOf(job({ desired: 11 }), pods);
    assert.deepEqual(run.cluster?.pods, ['w-0-new', 'w-0-old', 'w-2', 'w-10']);
    assert.equal(run.containerId, 'training/w-0-new/main');
  });

  it('takes times, image and ports of the pods', () => {
    const containers = [
      { name: 'init', isInit: true, startedAt: at(1) },
      { name: 'main', image: 'a:1', imageId: 'a@sha256:1', startedAt: at(5) },
    ];
    const run = runOf(job({ finishedAt: at(9), startedAt: at(0), conditions: [condition('Complete')] }), [
      pod('p', { containers, ports: [6006] }),
    ]);
    assert.deepEqual([run.startedAt, run.finishedAt, run.exitCode], [at(5), at(9), 0]);
    assert.deepEqual(
      [run.image, run.imageId, run.ports, run.cluster?.containerPorts],
      ['a:1', 'a@sha256:1', [], [6006]],
    );
  });

  it('is newest first, and stale where the cluster is not heard', () => {
    const newer = kubeWorkload('Job', 'n', {
      meta: { labels: { ...LABELS, 'trainyard.dev/run-id': 'id2' }, created: 5 },
    });
    const runs = kubernetesRuns([job(), newer], [], { clusterId: 'c', staleSince: START });
    assert.deepEqual(
      runs.map(({ id, staleSince }) => [id, staleSince]),
      [
        ['id2', START],
        ['id1', START],
      ],
    );
  });

  it('says how a Job is', () => {
    assert.equal(stateOf(job()), 'queued: waiting for its pods');
    assert.equal(stateOf(job({ isSuspended: true })), 'queued: suspended');
    assert.match(stateOf(job(), [pod('p', PENDING)]), /^queued: pending: .*nvidia.com\/gpu/);
    assert.match(stateOf(job(), [pod('p', NO_IMAGE)]), /^queued: cannot pull image/);
    assert.equal(stateOf(job(), [pod('p')]), 'running: running');
    assert.equal(
      stateOf(job({ desired: 2, failed: 1 }), [pod('p')]),
      'running: running, 1 of 2 pods, one pod failed before',
    );
    assert.equal(stateOf(job({ conditions: [condition('Complete')] })), 'ok: ok');
    assert.equal(stateOf(job({ meta: { isDeleted: true } })), 'cancelled: being removed');
    assert.equal(stateOf(job({ meta: { annotations: { 'trainyard.dev/stopped': 'x' } } })), 'cancelled: stopped');
  });

  it('says why a Job failed: the pod that failed first', () => {
    const conditions = [condition('Failed', 'BackoffLimitExceeded')];
    const pods = [
      pod('late', { phase: 'Failed', containers: [ended(1, 9)] }),
      pod('first', { phase: 'Failed', containers: [ended(137, 5, 'OOMKilled')] }),
    ];
    const run = runOf(job({ conditions }), pods);
    assert.deepEqual([run.state, run.exitCode], ['failed', 137]);
    assert.match(run.stateText, /^out of memory.*, pod first$/);
    assert.equal(run.failure?.message, run.stateText);
    assert.match(
      stateOf(job({ conditions: [condition('Failed', 'DeadlineExceeded')] })),
      /^failed: ended by its time limit/,
    );
    assert.equal(
      stateOf(job({ conditions: [{ ...condition('Failed'), message: 'no pod is left' }] })),
      'failed: failed: no pod is left',
    );
  });

  it('knows how a Job failed from what was noted on it, when that was noted on this one', () => {
    const conditions = [condition('Failed', 'BackoffLimitExceeded')];
    const pods = [pod('p', { phase: 'Failed', containers: [ended(3)] })];
    const before = runOf(job({ conditions, desired: 2 }), pods);
    assert.deepEqual(before.cluster?.end, { exitCode: 3, reason: 'Error', pod: 'p' });
    assert.equal(before.cluster.noteEndOn, job().meta.uid);
    const noted = (text: string) => runOf(job({ conditions, meta: { annotations: { 'trainyard.dev/ended': text } } }));
    const after = noted(endAnnotation(job().meta.uid, before.cluster.end));
    assert.deepEqual([after.stateText, after.exitCode], ['exited 3, pod p', 3]);
    assert.equal(after.cluster?.noteEndOn, undefined);
    for (const other of [endAnnotation('another', { exitCode: 3 }), 'no JSON', '7', '{}']) {
      assert.deepEqual(
        [noted(other).stateText, noted(other).exitCode],
        ['failed: BackoffLimitExceeded', undefined],
        other,
      );
    }
    const late: Pod = { ...pod('late', { phase: 'Failed', containers: [ended(137)] }), reason: 'DeadlineExceeded' };
    const { end } = runOf(job({ conditions }), [late]).cluster ?? {};
    assert.ok(end);
    assert.equal(noted(endAnnotation(job().meta.uid, end)).failure?.code, 'timeout');
  });

  it('says how a server is', () => {
    assert.equal(stateOf(serving()), 'queued: starting, not ready yet');
    assert.equal(stateOf(serving(), [pod('p')]), 'running: starting, not ready yet');
    assert.equal(stateOf(serving({ ready: 1 }), [pod('p')]), 'running: 1 of 2 ready');
    assert.match(stateOf(serving({ ready: 1 }), [pod('p', NO_IMAGE)]), /^running: 1 of 2 ready; cannot pull image/);
    assert.match(stateOf(serving(), [pod('p', NO_IMAGE)]), /^failed: cannot pull image/);
    assert.equal(stateOf(serving({ desired: 0 })), 'cancelled: scaled to 0');
    assert.equal(
      stateOf(serving({ conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] })),
      'failed: no pod became ready in time',
    );
  });
});

describe('label values', () => {
  it('are what the API takes', () => {
    for (const text of ['a b', '-x-', 'Jörg <j@x>', 'x'.repeat(100), `${'x'.repeat(62)}--`, '']) {
      assert.match(labelValue(text), /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/, text);
    }
  });

  it('keep the words that they cannot hold beside them', () => {
    const { labels, words } = labelsAndWords([
      ['a', 'plain'],
      ['b', 'two words'],
      ['c', undefined],
      ['d', '÷'],
    ]);
    assert.deepEqual(
      [...labels],
      [
        ['a', 'plain'],
        ['b', 'two-words'],
      ],
    );
    assert.deepEqual(
      [...words],
      [
        ['b', 'two words'],
        ['d', '÷'],
      ],
    );
  });
});
