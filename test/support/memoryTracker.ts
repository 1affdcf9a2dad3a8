import { type Failure, fail, ok } from '../../src/domain/base/failure.ts';
import type { ExperimentTracker, RunQuery } from '../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import { type StillTracker, stillTracker } from './trackedRuns.ts';

/** A tracker whose runs a test holds in its hands: for faults and the order of pages, which no real one shows on demand. */
export interface MemoryTracker extends StillTracker {
  readonly queries: RunQuery[];
  held: readonly TrackedRun[];
  pageSize: number;
  /** The tracker fails in place of the page with this number. */
  failure: { readonly page: number; readonly failure: Failure } | undefined;
}

export function memoryTracker(held: readonly TrackedRun[]): MemoryTracker {
  const tracker: MemoryTracker = Object.assign(stillTracker({ curve: [3, 1, 2] }), {
    queries: [],
    held,
    pageSize: 1000,
    failure: undefined,
    runs: (query: RunQuery, signal: AbortSignal) => pagesOf(tracker, query, signal),
  });
  return tracker;
}

async function* pagesOf(
  tracker: MemoryTracker,
  query: RunQuery,
  signal: AbortSignal,
): ReturnType<ExperimentTracker['runs']> {
  tracker.queries.push(query);
  const { pageSize } = tracker;
  const runs = tracker.held.slice(0, query.limit);
  for (let page = 0; page * pageSize < runs.length || page === 0; page++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return;
    if (tracker.failure && page >= tracker.failure.page) return yield fail(tracker.failure.failure);
    yield ok({ runs: runs.slice(page * pageSize, (page + 1) * pageSize), total: runs.length });
  }
}
