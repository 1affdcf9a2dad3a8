import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tagsOfRunBehind } from '../../../../src/domain/experiments/runBehindFile.ts';
import { aRun } from '../../../support/runs.ts';

const outputs = [{ path: '/out', folder: '/ws/out', isMounted: true }];
const at = (minute: number) => new Date(2026, 0, 1, 10, minute);
const first = aRun({ id: 'first', workload: 'train', outputs, startedAt: at(0), finishedAt: at(10), commit: 'abc' });
const second = aRun({ id: 'second', workload: 'train', outputs, startedAt: at(20), isDirty: true });

const idOf = (path: string, minute: number) =>
  tagsOfRunBehind([first, second], path, at(minute).getTime()).get('trainyard.run-id');

describe('a file of metrics among the outputs of a run', () => {
  it('is of the last run that had begun when it was written', () => {
    assert.equal(idOf('/ws/out/runs/events.out.tfevents.1', 5), 'first');
    assert.equal(idOf('/ws/out/metrics.csv', 12), 'first', 'brought back after its end');
    assert.equal(idOf('/ws/out/metrics.csv', 25), 'second');
  });

  it('is of none when it lies elsewhere, or was written before or long after', () => {
    assert.equal(idOf('/ws/output/metrics.csv', 5), undefined);
    assert.equal(tagsOfRunBehind([first], '/ws/out/metrics.csv', at(40).getTime()).size, 0);
    assert.equal(tagsOfRunBehind([first], '/ws/out/metrics.csv', at(0).getTime() - 1).size, 0);
  });

  it('carries what leads to the code: workload, commit, and whether there were changes', () => {
    assert.deepEqual(Object.fromEntries(tagsOfRunBehind([first], '/ws/out/a', at(5).getTime())), {
      'trainyard.run-id': 'first',
      'trainyard.workload': 'train',
      'mlflow.source.git.commit': 'abc',
    });
    assert.equal(tagsOfRunBehind([second], '/ws/out/a', at(25).getTime()).get('trainyard.git.dirty'), 'true');
  });
});
