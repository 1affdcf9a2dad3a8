import { CANCELLED, fail, ok, type Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { FileArtifact, FileRuns } from './fileRuns.ts';
import { listedArtifacts } from './listedArtifacts.ts';
import type { ArtifactContent, ExperimentTracker, HistoryRequest, RunPage, RunQuery } from './ports.ts';
import type { RunFilter } from './runFilter.ts';
import type { Artifact, Experiment, MetricHistory, RunDetails, TrackedRun } from './trackedRun.ts';
import type { TrackerRef } from './tracker.ts';

/** Runs of the first page, which is to be there at once, and of the others. */
const FIRST_PAGE = 10;
const PAGE = 100;

/** Runs in files of a folder as a tracker with one experiment, which has the folder's name. Nothing can be changed in it. */
export class FileRunsTracker implements ExperimentTracker {
  readonly ref: TrackerRef;
  readonly version = undefined;
  readonly #runs: FileRuns;
  readonly #experiment: Experiment;

  /** @param name of the only experiment, and its id */
  constructor(ref: TrackerRef, name: string, runs: FileRuns) {
    this.ref = ref;
    this.#runs = runs;
    this.#experiment = { id: name, name, isDeleted: false, tags: new Map() };
  }

  dispose(): void {
    this.#runs.dispose();
  }

  async experiments(signal: AbortSignal): Promise<Result<readonly Experiment[]>> {
    const listed = await this.#runs.list(signal);
    if (!listed.ok) return listed;
    const changedAt = listed.value[0]?.writtenAt;
    return ok(changedAt === undefined ? [] : [{ ...this.#experiment, changedAt }]);
  }

  async *runs(query: RunQuery, signal: AbortSignal): AsyncGenerator<Result<RunPage>> {
    if (!query.experimentIds.includes(this.#experiment.id) || query.lifecycle === 'deleted') return;
    const listed = await this.#runs.list(signal);
    if (!listed.ok) {
      yield listed;
      return;
    }
    const since = query.changedSince ?? Number.NEGATIVE_INFINITY;
    const wanted = listed.value.filter(({ writtenAt }) => writtenAt >= since).slice(0, query.limit);
    let page: TrackedRun[] = [];
    let size = FIRST_PAGE;
    for (const { id } of wanted) {
      const read = await this.#runs.read(id, signal);
      if (signal.aborted) {
        yield fail(CANCELLED);
        return;
      }
      // One that was removed since it was listed is passed over.
      if (read.ok) page.push({ ...read.value.tracked, experimentId: this.#experiment.id });
      if (page.length < size) continue;
      yield ok({ runs: page, total: wanted.length });
      page = [];
      size = PAGE;
    }
    if (page.length > 0) yield ok({ runs: page, total: wanted.length });
  }

  async run(runId: string, signal: AbortSignal): Promise<Result<RunDetails>> {
    const read = await this.#runs.read(runId, signal);
    if (!read.ok) return read;
    const { tracked, lastMetrics } = read.value;
    const run = { ...tracked, experimentId: this.#experiment.id };
    return ok({ run, lastMetrics, datasets: [], modelInputs: [], modelOutputs: [] });
  }

  async histories(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]> {
    const histories: Result<MetricHistory>[] = [];
    for (const runId of request.runIds) histories.push(await this.#history(runId, request, signal));
    return histories;
  }

  async artifacts(runId: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>> {
    const found = await this.#artifactsOf(runId, signal);
    if (!found.ok) return found;
    return ok(
      listedArtifacts(
        Array.from(found.value, ([path, { size }]) => [path, size] as const),
        folder,
      ),
    );
  }

  async readArtifact(runId: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>> {
    const found = await this.#artifactsOf(runId, signal);
    if (!found.ok) return found;
    const artifact = found.value.get(path);
    if (artifact) return await artifact.open(signal);
    return fail({ code: 'not-found', message: t('The run has no file {0}.', path) });
  }

  splitFilter(filter: RunFilter): { readonly there: undefined; readonly rest: RunFilter } {
    return { there: undefined, rest: filter };
  }

  watch(_experimentIds: readonly string[], changed: () => void): Disposable {
    return this.#runs.watch(changed);
  }

  async #artifactsOf(runId: string, signal: AbortSignal): Promise<Result<ReadonlyMap<string, FileArtifact>>> {
    const read = await this.#runs.read(runId, signal);
    return read.ok ? await read.value.artifacts(signal) : read;
  }

  async #history(runId: string, request: HistoryRequest, signal: AbortSignal): Promise<Result<MetricHistory>> {
    const read = await this.#runs.points(runId, request, signal);
    if (!read.ok) return read;
    const none = new Float64Array();
    const points = read.value ?? { steps: none, values: none, timestamps: none, isSampled: false };
    return ok({ runId, key: request.key, ...points });
  }
}
