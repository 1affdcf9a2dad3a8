import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { findTrackedRuns } from '../../../../src/domain/experiments/findTrackedRuns.ts';
import { stillHub } from '../../../support/stillHub.ts';
import { experiment, stillTracker, trackedRun, trackerRef } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();

describe('findTrackedRuns', () => {
  it('finds a run by the tag that its container was given, whatever else the tracker answers', async () => {
    const tags = new Map([['trainyard.run-id', 'r1']]);
    const pages = [
      ok({ runs: [trackedRun('a'), trackedRun('b', { tags })] }),
      ok({ runs: [trackedRun('c', { tags })] }),
    ];
    const tracker = stillTracker({ experiments: ok([experiment('one')]), pages });
    const { runs, failures } = await findTrackedRuns(stillHub([tracker]), 'r1', signal);
    assert.deepEqual(
      runs.map(({ run }) => run.id),
      ['b', 'c'],
    );
    assert.deepEqual(failures, []);
  });

  it('says which trackers could not be asked, and asks the others', async () => {
    const tags = new Map([['trainyard.run-id', 'r1']]);
    const failure = { code: 'unreachable', message: 'nobody' } as const;
    const found = await findTrackedRuns(
      stillHub([
        stillTracker({ ref: trackerRef('a'), experiments: fail(failure) }),
        stillTracker({
          ref: trackerRef('b'),
          experiments: ok([experiment('one')]),
          pages: [ok({ runs: [trackedRun('x', { tags })] })],
        }),
      ]),
      'r1',
      signal,
    );
    assert.deepEqual(found.failures, [failure]);
    assert.equal(found.runs[0]?.ref.label, 'b');
  });

  it('asks no experiment that was deleted', async () => {
    const tracker = stillTracker({ experiments: ok([experiment('one', { isDeleted: true })]) });
    await findTrackedRuns(stillHub([tracker]), 'r1', signal);
    assert.equal(tracker.reads, 0);
  });
});
