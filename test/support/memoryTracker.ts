import { type Failure, fail, ok } from '../../src/domain/base/failure.ts';
import type { ExperimentTracker, RunQuery } from '../../src/domain/experiments/ports.ts';
import type { Artifact, TrackedRun } from '../../src/domain/experiments/trackedRun.ts';
import { type StillTracker, stillTracker } from './trackedRuns.ts';

/** A tracker whose runs a test holds in its hands: for faults and the order of pages, which no real one shows on demand. */
export interface MemoryTracker extends StillTracker {
  readonly queries: RunQuery[];
  held: readonly TrackedRun[];
  pageSize: number;
  /** Artifacts by run and path: `id0/images/a.png`. */
  files: ReadonlyMap<string, Uint8Array>;
  /** The tracker fails in place of the page with this number. */
  failure: { readonly page: number; readonly failure: Failure } | undefined;
}

export function memoryTracker(held: readonly TrackedRun[]): MemoryTracker {
  const tracker: MemoryTracker = Object.assign(stillTracker({ curve: [3, 1, 2] }), {
    queries: [],
    held,
    pageSize: 1000,
    failure: undefined,
    files: new Map(),
    artifacts: async (runId: string, folder: string) => Promise.resolve(ok(listed(tracker.files, runId, folder))),
    readArtifact: async (runId: string, path: string) => {
      const bytes = tracker.files.get(`${runId}/${path}`);
      if (!bytes) return Promise.resolve(fail({ code: 'not-found', message: `${path} is gone.` } as const));
      return Promise.resolve(ok({ size: bytes.length, chunks: once(bytes) }));
    },
    runs: (query: RunQuery, signal: AbortSignal) => pagesOf(tracker, query, signal),
  });
  return tracker;
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}

function listed(files: MemoryTracker['files'], runId: string, folder: string): readonly Artifact[] {
  const start = [runId, ...(folder === '' ? [] : [folder]), ''].join('/');
  const below = [...files.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  const names = new Set(below.map((path) => path.split('/')[0] ?? ''));
  return Array.from(names, (name) => ({
    path: folder === '' ? name : `${folder}/${name}`,
    isFolder: !below.includes(name),
  }));
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
