import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import { findTrackedRuns } from '../../../../src/domain/experiments/findTrackedRuns.ts';
import { TrackerHub } from '../../../../src/domain/experiments/trackerHub.ts';
import { experiment, stillTracker, type StillTracker, trackedRun, trackerRef } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();

function hubOf(trackers: readonly StillTracker[]): TrackerHub {
  return new TrackerHub({
    loadCatalog: async () =>
      Promise.resolve({
        find: async () => Promise.resolve({ trackers: trackers.map(({ ref }) => ref), troubles: [] }),
        watch: () => ({ dispose: () => undefined }),
      }),
    open: async (ref) => {
      const tracker = trackers.find((each) => each.ref.id === ref.id);
      return Promise.resolve(tracker ? ok(tracker) : fail({ code: 'not-found', message: 'none' }));
    },
    mayConnect: () => true,
    onDidTrust: () => ({ dispose: () => undefined }),
  });
}

describe('findTrackedRuns', () => {
  it('finds a run by the tag that its container was given, whatever else the tracker answers', async () => {
    const tags = new Map([['trainyard.run-id', 'r1']]);
    const pages = [
      ok({ runs: [trackedRun('a'), trackedRun('b', { tags })] }),
      ok({ runs: [trackedRun('c', { tags })] }),
    ];
    const tracker = stillTracker({ experiments: ok([experiment('one')]), pages });
    const { runs, failures } = await findTrackedRuns(hubOf([tracker]), 'r1', signal);
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
      hubOf([
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
    await findTrackedRuns(hubOf([tracker]), 'r1', signal);
    assert.equal(tracker.reads, 0);
  });
});
