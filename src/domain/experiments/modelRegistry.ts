import type { Failure, Result } from '../base/failure.ts';
import type { ArtifactContent } from './ports.ts';
import type { Artifact } from './trackedRun.ts';

/** What a tracker knows of models and traces, where it keeps any. Nothing here writes. Times are milliseconds since 1970. */
export interface ModelRegistry {
  /** All registered models, by name. */
  models(signal: AbortSignal): Promise<Result<readonly RegisteredModel[]>>;
  /** Of one registered model, the newest first. */
  versions(model: string, signal: AbortSignal): Promise<Result<readonly ModelVersion[]>>;
  /** Those that a run has made, of all models. */
  runVersions(runId: string, signal: AbortSignal): Promise<Result<readonly ModelVersion[]>>;
  /** Models that runs of these experiments have logged, registered or not, the newest first, at most `limit`. Empty before MLflow 3. */
  loggedModels(
    experimentIds: readonly string[],
    limit: number,
    signal: AbortSignal,
  ): Promise<Result<readonly LoggedModel[]>>;
  loggedModel(id: string, signal: AbortSignal): Promise<Result<LoggedModel>>;
  /** What lies directly below a folder of a logged model; '' is the root. */
  modelFiles(id: string, folder: string, signal: AbortSignal): Promise<Result<readonly Artifact[]>>;
  readModelFile(id: string, path: string, signal: AbortSignal): Promise<Result<ArtifactContent>>;
  /** The newest first, at most `limit`. Empty before MLflow 2.14. */
  traces(experimentIds: readonly string[], limit: number, signal: AbortSignal): Promise<Result<readonly Trace[]>>;
  trace(experimentId: string, traceId: string, signal: AbortSignal): Promise<Result<TraceDetails>>;
}

export interface RegisteredModel {
  readonly name: string;
  readonly description?: string;
  readonly createdAt?: number;
  readonly changedAt?: number;
  /** The highest there is; absent where there is none. */
  readonly latestVersion?: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Version of each alias. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface ModelVersion {
  readonly model: string;
  /** A whole number as text, as the URI `models:/name/version` has it. */
  readonly version: string;
  readonly description?: string;
  readonly createdAt?: number;
  readonly changedAt?: number;
  readonly user?: string;
  /** Staging, Production or Archived; absent where it is "None". */
  readonly stage?: string;
  readonly state: 'ready' | 'pending' | 'failed' | 'unknown';
  /** Why it is in this state, in the words of the tracker. */
  readonly stateText?: string;
  /** `models:/m-…`, `runs:/…` or a place. */
  readonly source?: string;
  readonly runId?: string;
  /** Of the logged model that it is, where its source says so. */
  readonly loggedModelId?: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly aliases: readonly string[];
}

/** A model as a run has left it; MLflow 3 keeps them beside the runs. */
export interface LoggedModel {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly state: 'ready' | 'pending' | 'failed' | 'unknown';
  readonly type?: string;
  readonly runId?: string;
  readonly createdAt?: number;
  readonly changedAt?: number;
  /** A URI or an absolute path. */
  readonly artifactUri?: string;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly metrics: readonly { readonly key: string; readonly value: number; readonly step: number }[];
}

/** One call of a model or an agent, as a list shows it. */
export interface Trace {
  readonly id: string;
  readonly experimentId: string;
  readonly name?: string;
  readonly startedAt: number;
  /** Milliseconds; absent while it runs. */
  readonly duration?: number;
  readonly state: 'ok' | 'failed' | 'running' | 'unknown';
  /** Cut short by the tracker. */
  readonly request?: string;
  readonly response?: string;
}

/** A trace with the steps that it took. */
export interface TraceDetails {
  readonly trace: Trace;
  readonly spans: readonly TraceSpan[];
  /** Why there are no steps to show. */
  readonly trouble?: Failure;
}

export interface TraceSpan {
  readonly id: string;
  /** Absent at the root. */
  readonly parentId?: string;
  readonly name: string;
  /** Such as CHAIN, LLM or TOOL. */
  readonly type?: string;
  readonly startedAt: number;
  /** Milliseconds; absent while it runs. */
  readonly duration?: number;
  readonly state: Trace['state'];
  /** What went wrong, in the words of the code. */
  readonly stateText?: string;
  /** As JSON, whole. */
  readonly inputs?: string;
  readonly outputs?: string;
  readonly attributes: ReadonlyMap<string, string>;
}
