import assert from 'node:assert/strict';
import type { ClusterFacts } from '../../../../src/domain/cluster/clusterFacts.ts';
import { NO_FILTER } from '../../../../src/domain/cluster/clusterFilter.ts';
import type { Condition, Pod, ResourceKind, Workload } from '../../../../src/domain/cluster/clusterObject.ts';
import { clusterChildren } from '../../../../src/domain/cluster/clusterTree.ts';
import { customKindsOf } from '../../../../src/domain/cluster/customKinds.ts';
import { JOB_KIND } from '../../../../src/domain/cluster/knownKinds.ts';
import { workloadHealth } from '../../../../src/domain/cluster/workloadHealth.ts';
import { aContext } from '../../../support/clusters.ts';
import { aRelease, aSummary } from '../../../support/helmReleases.ts';
import { aContainerStatus, aPod, aWorkload } from '../../../support/kubeFacts.ts';

const custom = (group: string, kind: string): ResourceKind => ({
  group,
  version: 'v1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  isNamespaced: true,
  verbs: ['list', 'watch'],
});
const TRAIN_JOB = custom('trainer.kubeflow.org', 'TrainJob');
const JOB_SET = custom('jobset.x-k8s.io', 'JobSet');
const WIDGET = custom('example.com', 'Widget');
const EXPERIMENT = custom('kubeflow.org', 'Experiment');
const TRIAL = custom('kubeflow.org', 'Trial');
const condition = (type: string, status: Condition['status'] = 'True', message?: string): Condition => ({
  type,
  status,
  ...(message === undefined ? {} : { message }),
});
type Given = Partial<Omit<Workload, 'meta'>>;
const made = (resource: ResourceKind, name: string, owner?: Workload, given: Given = {}): Workload =>
  aWorkload({
    purpose: 'other',
    desired: 0,
    ready: 0,
    resource,
    ...given,
    meta: { uid: name, name, namespace: 'ml', ...ownerOf(owner) },
  });
const podOf = (owner: Workload, name: string, given: Partial<Omit<Pod, 'meta'>> = {}): Pod =>
  aPod({
    phase: 'Running',
    conditions: [condition('Ready')],
    containers: [aContainerStatus()],
    requests: new Map([['nvidia.com/gpu', 2]]),
    ...given,
    meta: { uid: name, name, namespace: 'ml', ...ownerOf(owner) },
  });
function ownerOf(owner: Workload | undefined) {
  if (!owner) return {};
  const { kind, group } = owner.resource;
  return { owner: { kind, group, name: owner.meta.name, uid: owner.meta.uid } };
}
function all<T extends { readonly meta: { readonly uid: string } }>(objects: readonly T[]) {
  const value = new Map(objects.map((object) => [object.meta.uid, object]));
  return [{ namespace: undefined, snapshot: { state: 'ready', value } as const }];
}
function facts(workloads: readonly Workload[], pods: readonly Pod[]): ClusterFacts {
  const customs = workloads.filter(({ resource }) => resource !== JOB_KIND);
  const kinds = [TRAIN_JOB, JOB_SET, WIDGET, EXPERIMENT, TRIAL];
  return {
    connection: aContext(),
    info: { state: 'ready', value: { version: 'v1.34.4', platform: '' } },
    kinds: { state: 'ready', value: kinds },
    watched: { pods: all(pods), jobs: all(workloads.filter(({ resource }) => resource === JOB_KIND)) },
    custom: kinds.map((resource) => ({ resource, parts: all(customs.filter((each) => each.resource === resource)) })),
  };
}
const context = { clusterId: 'kube:lab', now: new Date(), filter: NO_FILTER, isReadOnly: false };
const rows = (group: string, known: ClusterFacts) =>
  clusterChildren({ id: 'x', subject: { kind: 'clusterGroup', clusterId: 'kube:lab', group } }, known, context);

describe('workloads of operators', () => {
  const trainJob = made(TRAIN_JOB, 'llama', undefined, { purpose: 'training' });
  const jobSet = made(JOB_SET, 'llama-set', trainJob, { purpose: 'training' });
  const job = made(JOB_KIND, 'llama-node', jobSet, { purpose: 'training' });
  const known = facts([trainJob, jobSet, job], [podOf(job, 'a'), podOf(job, 'b', { conditions: [] })]);

  it('stand for the jobs and pods below them, with what the pods tell', () => {
    const [row, ...others] = rows('workloads/training', known);
    assert.deepEqual(others, []);
    assert.equal(row?.label, 'llama');
    assert.match(row?.description ?? '', /^running, 1 of 2 pods ready · TrainJob · 4 GPUs · ml/);
  });

  it('have the pods of the whole chain below them', () => {
    const subject = {
      kind: 'clusterObject',
      clusterId: 'kube:lab',
      resource: TRAIN_JOB,
      namespace: 'ml',
      name: 'llama',
    } as const;
    const below = clusterChildren({ id: 'y', subject }, known, context);
    assert.deepEqual(
      below.map(({ label }) => label),
      ['a', 'b'],
    );
  });

  it('say the same below a release of helm, also when the job below has their name', () => {
    const below = made(JOB_SET, 'llama', trainJob, { purpose: 'training' });
    const release = aRelease({ namespace: 'ml' });
    const objects = [{ apiVersion: 'trainer.kubeflow.org/v1', kind: 'TrainJob', name: 'llama' }];
    const summaries = new Map([[release.uid, { state: 'ready', value: aSummary({ objects }) } as const]]);
    const subject = { ...release, kind: 'helmRelease', clusterId: 'kube:lab' } as const;
    const [row] = clusterChildren(
      { id: 'z', subject },
      { ...facts([trainJob, below], [podOf(below, 'a')]), releases: { parts: [], summaries } },
      context,
    );
    assert.match(row?.description ?? '', /^running, 1 of 1 pods ready · TrainJob/);
  });

  it('of a kind that nobody knows stand in the purpose of what they own', () => {
    const widget = made(WIDGET, 'w');
    const below = made(JOB_KIND, 'w-1', widget, { purpose: 'batch' });
    const [row] = rows('workloads/batch', facts([widget, below], [podOf(below, 'p')]));
    assert.match(`${row?.label} ${row?.description}`, /^w running, 1 of 1 pods ready · Widget/);
  });

  it('that make workloads one after the other show these', () => {
    const experiment = made(EXPERIMENT, 'sweep', undefined, { purpose: 'training' });
    const trial = made(TRIAL, 'sweep-1', experiment, { purpose: 'training', conditions: [condition('EarlyStopped')] });
    const subject = {
      kind: 'clusterObject',
      clusterId: 'kube:lab',
      resource: EXPERIMENT,
      namespace: 'ml',
      name: 'sweep',
    } as const;
    const below = clusterChildren({ id: 'y', subject }, facts([experiment, trial], []), context);
    assert.deepEqual(
      below.map(({ label }) => label),
      ['sweep-1'],
    );
    assert.match(below[0]?.description ?? '', /^stopped early/);
  });

  it('are looked for only where the cluster serves the kind, and for others only when something belongs to one', () => {
    const names = (given: ClusterFacts) => customKindsOf(given).map(({ kind }) => kind);
    assert.deepEqual(names(facts([], [])), ['TrainJob', 'JobSet', 'Experiment', 'Trial']);
    assert.deepEqual(names(facts([], [podOf(made(WIDGET, 'w'), 'p')])).includes('Widget'), true);
    const unserved = { ...facts([], []), kinds: { state: 'ready', value: [] } } as const;
    assert.deepEqual(names(unserved), []);
  });

  for (const [what, given, expected] of [
    ['completed', { conditions: [condition('Complete')] }, 'ok completed'],
    ['failed', { conditions: [condition('Failed', 'True', 'out of memory')] }, 'failed failed: out of memory'],
    [
      'a failed workflow, which is “Completed” too',
      { phase: 'Failed', said: 'step x', conditions: [condition('Completed')] },
      'failed failed: step x',
    ],
    [
      'resumed: Suspended stays with status False',
      { conditions: [condition('Suspended', 'False')] },
      'queued no pods yet',
    ],
    ['suspended', { isSuspended: true }, 'cancelled suspended'],
    ['stopped', { conditions: [condition('Stopped')] }, 'cancelled suspended'],
    [
      'restarting',
      { conditions: [condition('Restarting', 'True', 'worker 3')], desired: 2 },
      'warning restarting, 0 of 2 pods ready, worker 3',
    ],
    ['not ready', { conditions: [condition('Ready', 'False', 'no model')] }, 'warning not ready, no model'],
    ['ready', { conditions: [condition('Ready')], desired: 1, ready: 1 }, 'ok ready, 1 of 1 pods ready'],
    ['running by its word', { phase: 'RUNNING' }, 'running running'],
    ['pending by its word', { phase: 'PENDING_RERUN', said: 'quota' }, 'queued pending rerun, quota'],
    ['a word that nobody knows', { phase: 'Frobbing' }, 'unknown Frobbing'],
    [
      'pods that crash',
      { conditions: [condition('Running')], desired: 1, worst: 'crash loop' },
      'failed 0 of 1 pods ready, crash loop',
    ],
    ['no metric', { conditions: [condition('MetricsUnavailable')] }, 'warning ended without its metric'],
  ] as const satisfies readonly (readonly [string, Given, string])[]) {
    it(`say in words: ${what}`, () => {
      const { health, text } = workloadHealth(made(TRAIN_JOB, 'x', undefined, given));
      assert.equal(`${health} ${text}`, expected);
    });
  }
});
