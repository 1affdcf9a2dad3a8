import { dirname } from 'node:path';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type {
  ArtifactContent,
  ExperimentTracker,
  HistoryRequest,
  RunPage,
  RunQuery,
} from '../../domain/experiments/ports.ts';
import type { RunFilter } from '../../domain/experiments/runFilter.ts';
import type { Artifact, Experiment, MetricHistory, RunDetails } from '../../domain/experiments/trackedRun.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import type { FoundRun } from './foundRun.ts';
import { listFiles, readFileOf } from './neptuneArtifacts.ts';
import { type KnownRun, NeptuneRuns } from './neptuneRuns.ts';
import { singleResults } from './trackedNeptuneRun.ts';

export interface NeptuneFolder {
  /** An absolute path. */
  readonly folder: string;
  readonly watchFiles: WatchFiles;
}

/** Runs of the first page, and of the others. */
const PAGE = 100;

/**
 * Opens what the clients of Neptune keep on disk (`.neptune`), or what its exporter has left (`exports`), without writing to it.
 * Failures: `not-found`, `forbidden`.
 */
export async function openNeptune(
  ref: TrackerRef,
  { folder, watchFiles }: NeptuneFolder,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const runs = new NeptuneRuns(folder);
  const found = await runs.read(signal);
  if (found.ok) return ok(new NeptuneTracker(ref, folder, { runs, watchFiles }));
  runs.dispose();
  return found;
}

class NeptuneTracker implements ExperimentTracker {
  readonly ref: TrackerRef;
  readonly version = undefined;
  readonly #folder: string;
  readonly #runs: NeptuneRuns;
  readonly #watchFiles: WatchFiles;

  constructor(ref: TrackerRef, folder: string, parts: { readonly runs: NeptuneRuns; readonly watchFiles: WatchFiles }) {
    this.ref = ref;
    this.#folder = folder;
    this.#runs = parts.runs;
    this.#watchFiles = parts.watchFiles;
  }

  dispose(): void {
    this.#runs.dispose();
  }

  async experiments(signal: AbortSignal): Promise<Result<readonly Experiment[]>> {
    const found = await this.#runs.read(signal);
    if (!found.ok) return found;
    const ids = new Set(found.value.map(({ tracked }) => tracked.experimentId));
    return ok([...ids].sort().map((id) => ({ id, name: id, isDeleted: false, tags: new Map() })));
  }

  async *runs({ experimentIds, lifecycle, limit }: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>> {
    const found = await this.#runs.read(signal);
    if (!found.ok) {
      yield found;
      return;
    }
    const wanted = found.value
      .map(({ tracked }) => tracked)
      .filter((run) => experimentIds.includes(run.experimentId))
      .filter((run) => lifecycle === 'all' || run.isDeleted === (lifecycle === 'deleted'))
      .sort((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0))
      .slice(0, limit);
    for (let first = 0; first < wanted.length; first += PAGE) {
      if (signal.aborted) yield fail(CANCELLED);
      if (signal.aborted) return;
      yield ok({ runs: wanted.slice(first, first + PAGE), total: wanted.length });
    }
  }

  async run(runId: string, signal: AbortSignal): Promise<Result<RunDetails>> {
    const found = await this.#find(runId, signal);
    if (!found.ok) return found;
    const { run, tracked } = found.value;
    const lastMetrics = [...tracked.metrics.keys()].map((key) => {
      const { steps, values, timestamps } = historyOf(run, key);
      const last = values.length - 1;
      return { key, value: values[last] ?? Number.NaN, step: steps[last] ?? 0, timestamp: timestamps[last] ?? 0 };
    });
    return ok({ run: tracked, lastMetrics, datasets: [], modelInputs: [], modelOutputs: [] });
  }

  async histories(
    { runIds, key, steps }: HistoryRequest,
    signal: AbortSignal,
  ): Promise<readonly Result<MetricHistory>[]> {
    const found = await this.#runs.read(signal);
    if (!found.ok) return runIds.map(() => found);
    const runs = new Map(found.value.map(({ run }) => [run.id, run]));
    return runIds.map((runId) => {
      const run = runs.get(runId);
      return run ? ok(within(historyOf(run, key), steps)) : fail(missingRun(runId));
    });
  }

  async artifacts(runId: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const found = await this.#find(runId, signal);
    return found.ok ? ok(listFiles(found.value.run.record, folder)) : found;
  }

  async readArtifact(runId: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    const found = await this.#find(runId, signal);
    return found.ok ? await readFileOf(found.value.run.record, path, dirname(this.#folder)) : found;
  }

  splitFilter(filter: RunFilter): { readonly there: undefined; readonly rest: RunFilter } {
    return { there: undefined, rest: filter };
  }

  watch(_experimentIds: readonly string[], changed: () => void): Disposable {
    return this.#watchFiles(
      { folder: this.#folder, glob: '**/{data-*.log,run_operations.sqlite3*,*.parquet}', of: 'content' },
      changed,
    );
  }

  async #find(runId: string, signal: AbortSignal): Promise<Result<KnownRun>> {
    const found = await this.#runs.read(signal);
    if (!found.ok) return found;
    const run = found.value.find(({ tracked }) => tracked.id === runId);
    return run ? ok(run) : fail(missingRun(runId));
  }
}

function missingRun(runId: string): Failure {
  return {
    code: 'not-found',
    message: t('There is no run {0} here any more.', runId),
    nextStep: t('Its client removes the data of a run when it has been sent.'),
  };
}

function historyOf(run: FoundRun, key: string): MetricHistory {
  const series = run.record.series().get(key);
  const single = series ? undefined : singleResults(run).find(([path]) => path === key)?.[1];
  const one = single === undefined ? [] : [single];
  return {
    runId: run.id,
    key,
    steps: Float64Array.from(series?.steps ?? one.map(() => 0)),
    values: Float64Array.from(series?.values ?? one),
    timestamps: Float64Array.from(series?.timestamps ?? one.map(() => run.createdAt ?? 0)),
    isSampled: false,
  };
}

function within(history: MetricHistory, range: HistoryRequest['steps']): MetricHistory {
  if (!range) return history;
  const isIn = (index: number) => {
    const step = history.steps[index] ?? Number.NaN;
    return step >= range.from && step <= range.to;
  };
  const only = (from: Float64Array) => from.filter((_, index) => isIn(index));
  const { steps, values, timestamps } = history;
  return { ...history, steps: only(steps), values: only(values), timestamps: only(timestamps) };
}
