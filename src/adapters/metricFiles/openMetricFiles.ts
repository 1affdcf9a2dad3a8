import { basename, dirname } from 'node:path';
import { ok, type Result } from '../../domain/base/failure.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import { FileRunsTracker } from '../../domain/experiments/fileRunsTracker.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { FolderRuns, type TagsOfFile } from '../folders/folderRuns.ts';
import { MetricFinder } from './metricFinder.ts';
import { MetricRun } from './metricRun.ts';

export interface MetricFilesParts {
  /** An absolute path, of a folder of runs or of one file. */
  readonly path: string;
  readonly watchFiles: WatchFiles;
  readonly tagsOf: TagsOfFile;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Opens a folder of CSV and JSONL files of metrics, or one such file. Nothing is written to it. Failures: `not-found`, `forbidden`. */
export async function openMetricFiles(
  ref: TrackerRef,
  { path, watchFiles, tagsOf, now }: MetricFilesParts,
  signal: AbortSignal,
): Promise<Result<ExperimentTracker>> {
  const finder = new MetricFinder();
  const isFile = ref.place.form === 'file';
  const runs = new FolderRuns({
    directory: path,
    list: (aborted) => finder.runs(path, ref.foundBy === 'user' ? 'loose' : 'strict', aborted),
    tagsOf,
    create: () => new MetricRun(now),
    watch: (changed) => {
      const at = isFile
        ? { folder: dirname(path), glob: basename(path) }
        : { folder: path, glob: '**/*.{csv,tsv,json,jsonl,ndjson,log,txt,yaml}' };
      return watchFiles({ ...at, of: 'content' }, changed);
    },
  });
  const listed = await runs.list(signal);
  if (listed.ok) return ok(new FileRunsTracker(ref, basename(path), runs));
  runs.dispose();
  return listed;
}
