import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { actsOfRun, hasModel } from '../../../../src/domain/experiments/runPageActs.ts';
import { stillRegistry, stillTracker, trackedRun } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();

describe('what the page of a run offers', () => {
  it('is what its params and tags allow', () => {
    assert.deepEqual(actsOfRun(trackedRun('r', {})), []);
    assert.deepEqual(actsOfRun(trackedRun('r', { params: new Map([['lr', '1']]) })), ['runAgain']);
    assert.deepEqual(actsOfRun(trackedRun('r', { tags: new Map([['trainyard.workload', 'train']]) })), ['runAgain']);
    assert.deepEqual(actsOfRun(trackedRun('r', { tags: new Map([['mlflow.source.git.commit', 'abc']]) })), [
      'restoreCode',
    ]);
  });

  it('is to serve a model where it has left one that can be read', async () => {
    const files = ok([{ path: 'MLmodel', isFolder: false }]);
    const details = ok({ run: trackedRun('r', {}), lastMetrics: [], datasets: [], modelInputs: [], modelOutputs: [] });
    const tracker = {
      ...stillTracker({}),
      registry: stillRegistry({}),
      run: async () => Promise.resolve(details),
      artifacts: async () => Promise.resolve(files),
    };
    assert.equal(await hasModel(tracker, 'r', signal), true);
    const unreadable = async () => Promise.resolve(fail({ code: 'forbidden', message: 'no' }));
    assert.equal(await hasModel({ ...tracker, artifacts: unreadable }, 'r', signal), false);
    // Trackers that know no models of MLflow, such as TensorBoard.
    const { registry: _none, ...without } = tracker;
    assert.equal(await hasModel(without, 'r', signal), false);
  });
});
