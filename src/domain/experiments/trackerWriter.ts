import type { Result } from '../base/failure.ts';
import type { LoggedModel, ModelVersion, RegisteredModel } from './modelRegistry.ts';
import type { ArtifactContent } from './ports.ts';
import type { Experiment, MetricSummary, TrackedRun } from './trackedRun.ts';

/**
 * Changes to what a tracker keeps, each of them asked for by the user. All answer with what is there afterwards, read again from the tracker, and none
 * is sent twice: where the connection is lost in between, the failure says that the outcome is not known.
 */
export interface TrackerWriter {
  /** Absent where the tracker keeps no models. */
  readonly models?: ModelWriter;
  /** Fails with `conflict` when there is one of this name. */
  createExperiment(name: string, signal: AbortSignal): Promise<Result<Experiment>>;
  renameExperiment(experimentId: string, name: string, signal: AbortSignal): Promise<Result<Experiment>>;
  /** Its runs go with it. Both can be restored. */
  deleteExperiment(experimentId: string, signal: AbortSignal): Promise<Result<Experiment>>;
  restoreExperiment(experimentId: string, signal: AbortSignal): Promise<Result<Experiment>>;
  setExperimentTag(experimentId: string, key: string, value: string, signal: AbortSignal): Promise<Result<Experiment>>;
  createRun(run: NewRun, signal: AbortSignal): Promise<Result<TrackedRun>>;
  renameRun(runId: string, name: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  deleteRun(runId: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  restoreRun(runId: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  /** Fails with `rejected` when the tracker keeps less of the value than was given. */
  setTag(runId: string, key: string, value: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  deleteTag(runId: string, key: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  /** Markdown. Fails as `setTag`. */
  setNote(runId: string, text: string, signal: AbortSignal): Promise<Result<TrackedRun>>;
  /** For a run that nobody ends any more. `at` in milliseconds since 1970; absent: now. */
  endRun(runId: string, end: RunEnding, signal: AbortSignal): Promise<Result<TrackedRun>>;
  /** Any number of values; they are sent in parts, and after a failed part no more. */
  log(runId: string, values: LoggedValues, signal: AbortSignal): Promise<Result<TrackedRun>>;
  /** A file of the run, in place of one of this path. Fails with `unsupported` where the tracker does not keep files itself. */
  writeArtifact(runId: string, path: string, content: ArtifactContent, signal: AbortSignal): Promise<Result<void>>;
}

export interface NewRun {
  readonly experimentId: string;
  readonly name: string;
  /** Milliseconds since 1970; absent: now. */
  readonly startedAt?: number;
  readonly tags?: ReadonlyMap<string, string>;
}

export interface RunEnding {
  readonly state: 'ok' | 'failed' | 'cancelled';
  readonly at?: number;
}

export interface LoggedValues {
  readonly params?: ReadonlyMap<string, string>;
  readonly tags?: ReadonlyMap<string, string>;
  readonly metrics?: readonly MetricSummary[];
}

/** Changes to registered models. */
export interface ModelWriter {
  /** Makes the model when there is none of this name, and a new version of it. */
  register(model: string, source: ModelSource, signal: AbortSignal): Promise<Result<ModelVersion>>;
  setAlias(model: string, alias: string, version: string, signal: AbortSignal): Promise<Result<RegisteredModel>>;
  deleteAlias(model: string, alias: string, signal: AbortSignal): Promise<Result<RegisteredModel>>;
  setVersionTag(
    version: Pick<ModelVersion, 'model' | 'version'>,
    tag: { readonly key: string; readonly value: string },
    signal: AbortSignal,
  ): Promise<Result<ModelVersion>>;
  deleteVersionTag(
    version: Pick<ModelVersion, 'model' | 'version'>,
    key: string,
    signal: AbortSignal,
  ): Promise<Result<ModelVersion>>;
}

export type ModelSource =
  | { readonly form: 'loggedModel'; readonly model: Pick<LoggedModel, 'id' | 'runId'> }
  /** A folder of the run's artifacts. */
  | { readonly form: 'artifacts'; readonly runId: string; readonly path: string };
