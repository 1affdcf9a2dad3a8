import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type {
  ArtifactContent,
  ExperimentTracker,
  HistoryRequest,
  RunPage,
  RunQuery,
} from '../../domain/experiments/ports.ts';
import type { RunFilter } from '../../domain/experiments/runFilter.ts';
import type { Artifact, Experiment, MetricHistory, RunDetails } from '../../domain/experiments/trackedRun.ts';
import { pollTracker } from '../../domain/experiments/pollTracker.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import type { ServerFiles } from './serverFiles.ts';
import type { ServerProjects } from './serverProjects.ts';
import type { ServerRun, ServerRuns } from './serverRuns.ts';
import type { ServerSeries } from './serverSeries.ts';

/** Runs of the first page, so that there is something to see, and of the others. */
const FIRST_PAGE = 25;
const PAGE = 100;
/** How often a server is asked while somebody looks, in milliseconds: while something runs, and else. */
const BUSY_MS = 10_000;
const QUIET_MS = 60_000;

export interface NeptuneServerParts {
  readonly projects: ServerProjects;
  readonly runs: ServerRuns;
  readonly series: ServerSeries;
  readonly files: ServerFiles;
  readonly clock: Clock;
  /** Ends the connections. */
  readonly end: () => void;
}

/** A Neptune server: its projects are experiments. It is only read. */
export class NeptuneServerTracker implements ExperimentTracker {
  readonly ref: TrackerRef;
  readonly version = undefined;
  readonly #parts: NeptuneServerParts;
  #isBusy = false;

  constructor(ref: TrackerRef, parts: NeptuneServerParts) {
    this.ref = ref;
    this.#parts = parts;
  }

  dispose(): void {
    this.#parts.files.dispose();
    this.#parts.end();
  }

  async experiments(signal: AbortSignal): Promise<Result<readonly Experiment[]>> {
    const names = await this.#parts.projects.names(signal);
    return names.ok ? ok(names.value.map((id) => ({ id, name: id, isDeleted: false, tags: new Map() }))) : names;
  }

  async *runs(query: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>> {
    let left = query.limit;
    let before = 0;
    this.#isBusy = false;
    for (const project of query.experimentIds) {
      for await (const page of this.#pages(project, { ...query, limit: left }, signal)) {
        if (!page.ok) {
          yield page;
          return;
        }
        left -= page.value.runs.length;
        yield ok({ runs: page.value.runs, total: before + (page.value.total ?? 0) });
      }
      before = query.limit - left;
      if (left <= 0) return;
    }
  }

  async *#pages(project: string, { lifecycle, limit }: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>> {
    for (let offset = 0, size = FIRST_PAGE; offset < limit; size = PAGE) {
      const wanted = Math.min(size, limit - offset);
      const asked = { project, offset, limit: wanted, ...lifecycleQuery(lifecycle) };
      const page = signal.aborted ? fail(CANCELLED) : await this.#parts.runs.page(asked, signal);
      if (!page.ok) {
        yield page;
        return;
      }
      const runs = page.value.runs.map(({ tracked }) => tracked);
      this.#isBusy ||= runs.some(({ state }) => state === 'running');
      offset += runs.length;
      yield ok({ runs, total: page.value.total });
      if (runs.length < wanted) return;
    }
  }

  async run(runId: string, signal: AbortSignal): Promise<Result<RunDetails>> {
    const found = await this.#parts.runs.one(runId, signal);
    if (!found.ok) return found;
    const { tracked, attributes } = found.value;
    const series = attributes.record.series();
    const lastMetrics = Array.from(tracked.metrics, ([key, value]) => {
      const last = series.get(key);
      return { key, value, step: last?.steps.at(-1) ?? 0, timestamp: last?.timestamps.at(-1) ?? 0 };
    });
    return ok({ run: tracked, lastMetrics, datasets: [], modelInputs: [], modelOutputs: [] });
  }

  async histories(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]> {
    return await this.#parts.series.histories(request, signal);
  }

  async artifacts(runId: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    return await this.#of(runId, signal, async (run) => await this.#parts.files.list(run, folder, signal));
  }

  async readArtifact(runId: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    return await this.#of(runId, signal, async (run) => await this.#parts.files.read(run, path, signal));
  }

  splitFilter(filter: RunFilter): { readonly there: undefined; readonly rest: RunFilter } {
    return { there: undefined, rest: filter };
  }

  watch(_experimentIds: readonly string[], changed: () => void): Disposable {
    return pollTracker(this.#parts.clock, () => (this.#isBusy ? BUSY_MS : QUIET_MS), changed);
  }

  async #of<T>(runId: string, signal: AbortSignal, work: (run: ServerRun) => Promise<Result<T>>): Promise<Result<T>> {
    const run = await this.#parts.runs.one(runId, signal);
    return run.ok ? await work(run.value) : run;
  }
}

/** As neptune-query writes it: `Filter.eq` of a bool has the word of Python. */
function lifecycleQuery(lifecycle: RunQuery['lifecycle']): { readonly query?: string } {
  if (lifecycle === 'all') return {};
  return { query: `\`sys/trashed\`:bool == "${lifecycle === 'deleted' ? 'True' : 'False'}"` };
}
