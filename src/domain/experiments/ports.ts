import type { Failure, Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Artifact, Experiment, MetricHistory, RunDetails, TrackedRun } from './trackedRun.ts';
import type { ModelRegistry } from './modelRegistry.ts';
import type { RunFilter } from './runFilter.ts';
import type { TrackedRepository } from './trackedRepository.ts';
import type { TrackerRef } from './tracker.ts';
import type { TrackerWriter } from './trackerWriter.ts';

/** What every source of runs can be asked. Nothing here writes. A failure of one run or experiment is its `trouble`, not that of the question. */
export interface ExperimentTracker extends Disposable {
  readonly ref: TrackerRef;
  /** What the source is, once it is known: "MLflow 3.18.0", "file store". */
  readonly version: string | undefined;
  /** Absent where the kind of tracker has none. */
  readonly registry?: ModelRegistry;
  /** Absent where nothing can be changed. */
  readonly writer?: TrackerWriter;
  /** Absent where the tracker belongs to none. */
  readonly repository?: TrackedRepository;
  /** All experiments, deleted ones too. */
  experiments(signal: AbortSignal): Promise<Result<readonly Experiment[]>>;
  /** Pages of runs, the newest first, until there are no more; after a failed page nothing comes. The first page is small, so that there is something to see. */
  runs(query: RunQuery, signal: AbortSignal): AsyncIterable<Result<RunPage>>;
  run(runId: string, signal: AbortSignal): Promise<Result<RunDetails>>;
  /** In the order of the request. A run that has no such metric has an empty history; one that cannot be read is a failure in its place. */
  histories(request: HistoryRequest, signal: AbortSignal): Promise<readonly Result<MetricHistory>[]>;
  /** What lies directly below a folder of the run's artifacts; '' is the root. */
  artifacts(runId: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>>;
  readArtifact(runId: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>>;
  /** What of a filter the source judges itself. `rest` has to be judged here with `matchesFilter`; undefined: nothing is left. */
  splitFilter(filter: RunFilter): { readonly there: RunFilter | undefined; readonly rest: RunFilter | undefined };
  /** Tells that runs may differ: a file was written, or a poll is due. Only while somebody looks. */
  watch(experimentIds: readonly string[], changed: () => void): Disposable;
}

export interface RunQuery {
  readonly experimentIds: readonly string[];
  readonly lifecycle: 'active' | 'deleted' | 'all';
  /** Only what `splitFilter` has said is judged there. */
  readonly filter?: RunFilter;
  /** Milliseconds since 1970; only runs that changed or run since. A source may answer with more. */
  readonly changedSince?: number;
  /** The most runs wanted. */
  readonly limit: number;
}

export interface RunPage {
  readonly runs: readonly TrackedRun[];
  /** How many there are at least, with those of the pages before; absent when only the end will tell. */
  readonly total?: number;
}

export interface HistoryRequest {
  readonly runIds: readonly string[];
  readonly key: string;
  /** Both ends are in it; all steps when absent. */
  readonly steps?: { readonly from: number; readonly to: number };
  /** The most points of a run that are of use; a source that can thins out, keeping extremes where it can. */
  readonly mostPoints?: number;
}

export interface ArtifactContent {
  /** Bytes; absent when the source does not say. */
  readonly size?: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Finds trackers without contacting any: files of the workspace, environment, Git remotes, what the user has added. */
export interface TrackerCatalog {
  find(
    signal: AbortSignal,
  ): Promise<{ readonly trackers: readonly TrackerRef[]; readonly troubles: readonly Failure[] }>;
  /** Something that `find` looks at has changed. */
  watch(changed: () => void): Disposable;
}

/** Opens what was found. */
export type OpenTracker = (ref: TrackerRef, signal: AbortSignal) => Promise<Result<ExperimentTracker>>;
