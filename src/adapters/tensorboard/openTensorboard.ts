import { basename } from 'node:path';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import { FileRunsTracker } from '../../domain/experiments/fileRunsTracker.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { FolderRuns, type TagsOfFile } from '../folders/folderRuns.ts';
import { runFolders } from './eventFolders.ts';
import { EventRun } from './eventRun.ts';

export interface LogDirectory {
  /** An absolute path. */
  readonly folder: string;
  readonly watchFiles: WatchFiles;
  readonly tagsOf: TagsOfFile;
}

/** Opens a log directory of TensorBoard, whose folders with event files are its runs. Nothing is written to it. Failures: `not-found`, `forbidden`. */
export async function openTensorboard(
  ref: TrackerRef,
  { folder, watchFiles, tagsOf }: LogDirectory,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const runs = new FolderRuns({
    directory: folder,
    list: (aborted) => runFolders(folder, aborted),
    tagsOf,
    create: () => new EventRun(),
    watch: (changed) => watchFiles({ folder, glob: '**/*tfevents*', of: 'content' }, changed),
  });
  const listed = await runs.list(signal);
  if (listed.ok) return ok(new FileRunsTracker(ref, basename(folder), runs));
  runs.dispose();
  return listed;
}
