import { type Failure, fail, ok } from '../../src/domain/base/failure.ts';
import { Emitter } from '../../src/domain/base/event.ts';
import type { ExperimentTracker, RunQuery } from '../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../src/domain/experiments/trackedRun.ts';

/** A tracker whose runs a test holds in its hands: for faults and order of pages, which no real one shows on demand. */
export class MemoryTracker implements ExperimentTracker {
  readonly ref = {
    id: 'memory',
    kind: 'mlflow',
    label: 'memory',
    place: { form: 'folder', path: '/memory' },
    foundBy: 'user',
  } as const;
  readonly version = undefined;
  readonly queries: RunQuery[] = [];
  readonly #changed = new Emitter<void>();
  runList: readonly TrackedRun[];
  pageSize = 1000;
  /** After the page with this number the tracker fails. */
  failsAfter: { readonly page: number; readonly failure: Failure } | undefined;

  constructor(runs: readonly TrackedRun[]) {
    this.runList = runs;
  }

  changed(): void {
    this.#changed.fire();
  }

  experiments = () => Promise.resolve(ok([]));
  run = () => Promise.resolve(fail({ code: 'unsupported', message: 'no single run' }));
  histories = () => Promise.resolve([]);
  artifacts = () => Promise.resolve(ok([]));
  readArtifact = () => Promise.resolve(fail({ code: 'unsupported', message: 'no artifacts' }));
  splitFilter = (filter: Parameters<ExperimentTracker['splitFilter']>[0]) => ({ there: undefined, rest: filter });
  watch: ExperimentTracker['watch'] = (_ids, changed) => this.#changed.event(changed);
  dispose(): void {
    this.#changed.dispose();
  }

  async *runs(query: RunQuery, signal: AbortSignal): ReturnType<ExperimentTracker['runs']> {
    this.queries.push(query);
    const runs = this.runList.slice(0, query.limit);
    for (let page = 0; page * this.pageSize < runs.length || page === 0; page++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return;
      if (this.failsAfter && page >= this.failsAfter.page) return yield fail(this.failsAfter.failure);
      yield ok({ runs: runs.slice(page * this.pageSize, (page + 1) * this.pageSize), total: runs.length });
    }
  }
}
