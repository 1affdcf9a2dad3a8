import assert from 'node:assert/strict';
import type { Run } from '../../../../src/domain/runs/run.ts';
import { runNode, runTree } from '../../../../src/domain/runs/runTree.ts';
import { aRun } from '../../../support/runs.ts';

const now = new Date('2026-01-01T11:00:00Z');

const progress = {
  epoch: 3,
  epochTotal: 20,
  metrics: new Map([
    ['val_accuracy', 0.9531],
    ['loss', 0.41234],
    ['lr', 0.001],
  ]),
  history: new Map([['loss', [2, 1, 0.4].map((value, at) => ({ value, at }))]]),
  remainingMs: 42_000,
  updatedAt: now,
};

describe('runNode', () => {
  it('names the rank that is silent while others go on, and the one that failed first', () => {
    const silent = runNode(aRun({ silent: ['rank 3'], progress }), now);
    assert.match(silent.description ?? '', /^rank 3 silent · /);
    assert.equal(silent.health, 'warning');
    const failed = runNode(aRun({ state: 'failed', stateText: 'failed', failedFirst: 'rank 1' }), now);
    assert.ok(failed.children?.some(({ label, description }) => label === 'Failed first' && description === 'rank 1'));
  });

  it('offers the debugger for a run that was started for it, while it is on', () => {
    const actions = (facts: Partial<Run>) => runNode(aRun({ isDebugged: true, ...facts }), new Date()).actions ?? [];
    assert.ok(actions({ state: 'running' }).includes('canDebugContainer'));
    assert.ok(!actions({ state: 'ok' }).includes('canDebugContainer'));
    assert.ok(!actions({ state: 'running', isDebugged: false }).includes('canDebugContainer'));
  });

  it('opens the log that was kept when the pods of a run are gone', () => {
    const gone = aRun({ containerId: '', state: 'unknown', stateText: 'deleted', keptLog: 'kept/7-1', isGone: true });
    const node = runNode(gone, now);
    assert.equal(node.open?.command, 'trainyard.logs.open');
    assert.deepEqual(node.open.args, [{ engineId: 'e1', containerId: 'kept/7-1', title: gone.name, runId: 'r1' }]);
    assert.deepEqual(node.actions, ['run', 'canKeptLog', 'canRemoveKept'], 'nothing else can be done with it');
  });

  it('shows epoch and loss first while the run is on', () => {
    assert.equal(
      runNode(aRun({ progress }), now).description,
      'epoch 3/20 · loss 0.4123 · val_accuracy 0.9531 · 42 s left',
    );
  });

  it('shows state, last values and age when it has ended, and no time left', () => {
    const run = aRun({ progress, state: 'ok', stateText: 'finished', finishedAt: new Date('2026-01-01T10:59:00Z') });
    assert.equal(
      runNode(run, now).description,
      'finished · epoch 3/20 · loss 0.4123 · val_accuracy 0.9531 · 1 min ago',
    );
  });

  it('gives the cause of a failure in the row and the next step below it', () => {
    const failure = { code: 'rejected', message: 'CUDA out of memory', nextStep: 'Halve the batch size' } as const;
    const node = runNode(aRun({ state: 'failed', stateText: 'failed with exit code 1', failure }), now);
    assert.match(node.description ?? '', /^failed: CUDA out of memory/);
    assert.deepEqual(
      node.children?.slice(0, 2).map(({ description }) => description),
      ['CUDA out of memory', 'Halve the batch size'],
    );
  });

  it('offers Stop only while it is on, Remove only when it is not', () => {
    assert.ok(runNode(aRun(), now).actions?.includes('canStop'));
    assert.ok(!runNode(aRun(), now).actions?.includes('canRemove'));
    const ended = runNode(aRun({ state: 'failed' }), now).actions;
    assert.ok(!ended?.includes('canStop') && ended?.includes('canRemove'));
  });

  it('offers the outputs of a run in a cluster, and the files of its pods while they run', () => {
    const cluster = {
      clusterId: 'kube:lab',
      namespace: 'a',
      objectKind: 'Job',
      objectName: 'train',
      pods: ['train-0'],
      gpus: 0,
      containerPorts: [],
    } as const;
    const outputs = [{ path: '/out', folder: 'results', isMounted: false }];
    const on = runNode(aRun({ cluster, outputs }), now).actions ?? [];
    assert.ok(on.includes('canBringOutputs') && on.includes('canBrowseFiles'));
    const ended = runNode(aRun({ cluster, outputs, state: 'ok' }), now).actions ?? [];
    assert.ok(ended.includes('canBringOutputs') && !ended.includes('canBrowseFiles'));
    assert.ok(!(runNode(aRun({ cluster }), now).actions ?? []).includes('canBringOutputs'));
  });

  it('offers the debugger where the run was started for it, from the moment it is there until it ends', () => {
    const cluster = {
      clusterId: 'kube:lab',
      namespace: 'a',
      objectKind: 'Job',
      objectName: 'train',
      pods: [],
      gpus: 0,
      containerPorts: [],
    } as const;
    const offers = (state: Run['state'], debugPort?: number) => {
      const run = aRun({ state, cluster: { ...cluster, ...(debugPort === undefined ? {} : { debugPort }) } });
      return runNode(run, now).actions?.includes('canDebug');
    };
    assert.deepEqual([offers('queued', 5678), offers('running', 5678)], [true, true]);
    assert.deepEqual([offers('failed', 5678), offers('running')], [false, false]);
  });

  it('says that it is stale', () => {
    const node = runNode(aRun({ staleSince: now }), now);
    assert.equal(node.health, 'stale');
    assert.match(node.description ?? '', /^stale since /);
  });

  it('keeps commit, dirty state and parameters at hand', () => {
    const node = runNode(aRun({ commit: 'abcdef0123456789', isDirty: true }), now);
    assert.match(node.tooltip ?? '', /abcdef0123 with uncommitted changes\nepochs = 20/);
  });
});

describe('runTree', () => {
  it('needs no group for one workload', () => {
    assert.deepEqual(
      runTree([aRun()], now).map(({ label }) => label),
      ['train-quiet-fox'],
    );
  });

  it('groups by workload and counts what runs', () => {
    const nodes = runTree([aRun(), aRun({ id: 'r2', state: 'ok' }), aRun({ id: 'r3', workload: 'serve' })], now);
    assert.deepEqual(
      nodes.map(({ label, description }) => [label, description]),
      [
        ['train', '1 running, 2 in all'],
        ['serve', '1 running, 1 in all'],
      ],
    );
  });
});
