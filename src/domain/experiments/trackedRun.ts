import type { Failure } from '../base/failure.ts';
import type { RunState } from '../runs/run.ts';

/** A named group of runs, as a tracker keeps it. */
export interface Experiment {
  readonly id: string;
  /** With `/` between the folders that people make of names. */
  readonly name: string;
  readonly isDeleted: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  readonly changedAt?: number;
  /** Where its artifacts go by default: a URI or an absolute path. */
  readonly artifactLocation?: string;
  readonly tags: ReadonlyMap<string, string>;
  /** It could not be read whole. The others of the tracker are not concerned. */
  readonly trouble?: Failure;
}

/** One execution of training code that a tracker has recorded. Times are milliseconds since 1970. */
export interface TrackedRun {
  readonly id: string;
  readonly experimentId: string;
  /** '' where it has none. */
  readonly name: string;
  readonly state: RunState;
  readonly isDeleted: boolean;
  readonly user?: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** A URI or an absolute path. */
  readonly artifactUri?: string;
  readonly params: ReadonlyMap<string, string>;
  /** The last value of each; NaN and the infinities are values. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, string>;
  /** It could not be read whole; what could be read is here. */
  readonly trouble?: Failure;
}

/** A run with all that its page shows. */
export interface RunDetails {
  readonly run: TrackedRun;
  readonly lastMetrics: readonly MetricSummary[];
  readonly datasets: readonly DatasetInput[];
  /** Ids of logged models that it read, and that it made. */
  readonly modelInputs: readonly string[];
  readonly modelOutputs: readonly { readonly modelId: string; readonly step?: number }[];
}

export interface MetricSummary {
  readonly key: string;
  readonly value: number;
  /** Whole in MLflow, with up to six decimals in Neptune. */
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export interface DatasetInput {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  /** As the tracker has it, mostly JSON. */
  readonly schema?: string;
  readonly profile?: string;
  /** Such as training or validation. */
  readonly context?: string;
}

/** The values of one metric of one run, by step and then by time; the three have one length. NaN and the infinities are values. */
export interface MetricHistory {
  readonly runId: string;
  readonly key: string;
  /** Float64, for Neptune's steps have decimals. */
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** The tracker left out points between the first and the last, because there are more than were asked for. */
  readonly isSampled: boolean;
}

/** A file or folder that a run has left. */
export interface Artifact {
  /** From the root of the run's artifacts, with `/`; a label and never a path on this machine. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes. */
  readonly size?: number;
}
