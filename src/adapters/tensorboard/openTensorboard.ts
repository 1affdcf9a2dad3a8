import { basename } from 'node:path';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import { FileRunsTracker } from '../../domain/experiments/fileRunsTracker.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { EventRuns } from './eventRuns.ts';

export interface LogDirectory {
  /** An absolute path. */
  readonly folder: string;
  readonly watchFiles: WatchFiles;
}

/** Opens a log directory of TensorBoard, whose folders with event files are its runs. Nothing is written to it. Failures: `not-found`, `forbidden`. */
export async function openTensorboard(
  ref: TrackerRef,
  { folder, watchFiles }: LogDirectory,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const runs = new EventRuns(folder, watchFiles);
  const listed = await runs.list(signal);
  if (listed.ok) return ok(new FileRunsTracker(ref, basename(folder), runs));
  runs.dispose();
  return listed;
}
