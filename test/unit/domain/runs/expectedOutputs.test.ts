import assert from 'node:assert/strict';
import type { KubernetesPlace } from '../../../../src/domain/deploy/kubernetesChoices.ts';
import { EndedRuns, expectedOutputs } from '../../../../src/domain/runs/expectedOutputs.ts';
import type { Run, RunState } from '../../../../src/domain/runs/run.ts';
import { aRun } from '../../../support/runs.ts';
import { manifestsOf } from '../../../support/kubeStart.ts';
import { specText, workloadOf } from '../deploy/specTexts.ts';

const OUTPUTS = [
  { path: '/results/run', folder: '/p/results' },
  { path: '/tmp/out', folder: '/p/out' },
];
const cluster = {
  clusterId: 'kube:lab',
  namespace: 'ml',
  objectKind: 'Job',
  objectName: 'w',
  pods: [],
  containerPorts: [],
  gpus: 0,
} as const;
const run = (state: RunState, more: Partial<Run> = {}) => aRun({ id: 'r1', state, cluster, ...more });

function expected(isSettled = false) {
  const workload = workloadOf(specText('outputs: [{ path: /results/run, to: results }, { path: /tmp/out, to: out }]'));
  const places = new Map<string, KubernetesPlace>([
    ['/results/run', { kind: 'claim', claim: 'data', subPath: 'team' }],
  ]);
  const job = manifestsOf({ workload, choices: { places } }).find(({ kind }) => kind === 'Job');
  const made =
    expectedOutputs({ run: { id: 'r1', name: 'w-calm-otter' }, namespace: 'ml' }, OUTPUTS, job) ?? assert.fail('none');
  return { ...made, isSettled };
}

describe('outputs that a workspace expects of runs in clusters', () => {
  it('know the claim that has them from what was sent to the cluster', () => {
    const { outputs, runName } = expected();
    assert.equal(runName, 'w-calm-otter');
    assert.deepEqual(
      outputs.map(({ at }) => at),
      [{ claim: 'data', path: '/team' }, undefined],
    );
    assert.deepEqual(
      outputs.map(({ folder }) => folder),
      ['/p/results', '/p/out'],
    );
    assert.equal(expectedOutputs({ run: { id: 'r1', name: 'n' }, namespace: 'ml' }, [], undefined), undefined);
  });

  it('are told of once when the run ends, and again when it has gone on', () => {
    const ends = new EndedRuns();
    const told = (state: RunState, isSettled = false) => ends.look([run(state)], [expected(isSettled)]);
    assert.deepEqual(told('queued'), { ended: [], goOn: [] });
    assert.deepEqual(told('running'), { ended: [], goOn: [] });
    const [ended] = told('cancelled').ended;
    assert.deepEqual([ended?.run.id, ended?.wasSeen], ['r1', true]);
    assert.deepEqual(told('cancelled').ended, []);
    assert.deepEqual(told('running', true), { ended: [], goOn: ['r1'] });
    assert.equal(told('ok').ended.length, 1);
  });

  it('of a run that ended while nobody looked are known as such', () => {
    const [ended] = new EndedRuns().look([run('failed')], [expected()]).ended;
    assert.equal(ended?.wasSeen, false);
    const gone = aRun({ id: 'r1', state: 'ok', isGone: true });
    assert.equal(new EndedRuns().look([gone], [expected()]).ended.length, 1);
  });

  it('are of no run that is settled, that others started, or that is on an engine', () => {
    const ended = (runs: readonly Run[], settled = false) =>
      new EndedRuns().look(runs, [expected(settled)]).ended.map(({ run: { id } }) => id);
    assert.deepEqual(ended([run('ok')], true), []);
    assert.deepEqual(ended([run('ok', { id: 'r2' })]), []);
    assert.deepEqual(ended([aRun({ id: 'r1', state: 'ok' })]), []);
  });
});
