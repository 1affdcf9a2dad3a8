import type { Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { HistoryPoints } from './pointList.ts';
import type { ArtifactContent, HistoryRequest } from './ports.ts';
import type { MetricSummary, TrackedRun } from './trackedRun.ts';

/** Runs that are kept in files of a folder and nowhere else. `FileRunsTracker` makes a tracker of them. */
export interface FileRuns extends Disposable {
  /** Ids of all runs, those first that were written last, and when that was in milliseconds since 1970. Reads no run. */
  list(signal: AbortSignal): Promise<Result<readonly ListedRun[]>>;
  /** Fails with `not-found` when it is not there any more. What is wrong in its files is its `trouble`. */
  read(id: string, signal: AbortSignal): Promise<Result<FileRun>>;
  /** Points of one metric; undefined where the run has none. Fails as `read` does. */
  points(
    id: string,
    request: Omit<HistoryRequest, 'runIds'>,
    signal: AbortSignal,
  ): Promise<Result<HistoryPoints | undefined>>;
  /** A file of a run was written. */
  watch(changed: () => void): Disposable;
}

export interface ListedRun {
  readonly id: string;
  readonly writtenAt: number;
}

/** One run, as far as its files were written when it was read. */
export interface FileRun {
  readonly tracked: TrackedRun;
  readonly lastMetrics: readonly MetricSummary[];
  /** By path from the root of the artifacts; sizes in bytes. */
  readonly artifacts: (signal: AbortSignal) => Promise<Result<ReadonlyMap<string, FileArtifact>>>;
}

export interface FileArtifact {
  readonly size: number;
  readonly open: (signal: AbortSignal) => Promise<Result<ArtifactContent>>;
}
