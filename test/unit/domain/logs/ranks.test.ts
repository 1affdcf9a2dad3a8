import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { podRank } from '../../../../src/domain/logs/ranks.ts';

const rankOf = (labels: Record<string, string>, environment: Record<string, string> = {}) =>
  podRank({
    name: 'pod-x',
    labels: new Map(Object.entries(labels)),
    environment: new Map(Object.entries(environment)),
  });

describe('the rank of a pod', () => {
  it('is what its environment says, before all labels', () => {
    assert.equal(rankOf({ 'batch.kubernetes.io/job-completion-index': '1' }, { RANK: '5' }).rank, 5);
  });

  it('is the completion index of an indexed job and of a job set of one job', () => {
    assert.deepEqual(rankOf({ 'batch.kubernetes.io/job-completion-index': '3' }), {
      rank: 3,
      role: undefined,
      label: 'rank 3',
      order: 3,
    });
    const node = {
      'jobset.sigs.k8s.io/replicatedjob-name': 'node',
      'jobset.sigs.k8s.io/job-index': '0',
      'batch.kubernetes.io/job-completion-index': '2',
    };
    assert.deepEqual(rankOf(node), { rank: 2, role: 'node', label: 'node 2', order: 2 });
  });

  it('is the job index of a job set of jobs with one pod each; with several each, only the order is known', () => {
    const labels = { 'jobset.sigs.k8s.io/replicatedjob-name': 'worker', 'jobset.sigs.k8s.io/job-index': '2' };
    assert.equal(rankOf({ ...labels, 'batch.kubernetes.io/job-completion-index': '0' }).rank, 2);
    const second = rankOf({ ...labels, 'batch.kubernetes.io/job-completion-index': '1' });
    assert.deepEqual([second.rank, second.label], [undefined, 'worker 2/1']);
  });

  it('counts the workers of a PyTorchJob from 1 behind the master', () => {
    const of = (type: string, index: string) =>
      rankOf({
        'training.kubeflow.org/operator-name': 'pytorchjob-controller',
        'training.kubeflow.org/replica-type': type,
        'training.kubeflow.org/replica-index': index,
      });
    assert.deepEqual(of('Master', '0'), { rank: 0, role: 'master', label: 'master 0', order: 0 });
    assert.deepEqual(of('worker', '0'), { rank: 1, role: 'worker', label: 'worker 0', order: 1 });
  });

  it('is none for launchers and parameter servers, which come last', () => {
    const launcher = rankOf({
      'training.kubeflow.org/replica-type': 'launcher',
      'training.kubeflow.org/replica-index': '0',
    });
    assert.deepEqual([launcher.rank, launcher.label], [undefined, 'launcher']);
    assert.ok(launcher.order > 1_000_000);
  });

  it('is none where nothing tells it, and hostile labels tell nothing', () => {
    for (const index of ['', '-1', '1e3', 'x', '99999999999']) {
      assert.deepEqual(rankOf({ 'batch.kubernetes.io/job-completion-index': index }).label, 'pod-x');
    }
  });
});
