import { isInside } from '../deploy/hostPath.ts';
import type { Run } from '../runs/run.ts';
import { tagsOfRun } from './tagsOfRun.ts';

/** A run's outputs are brought back after its end; what is written much later was written by somebody else. In milliseconds. */
const BRINGING_MS = 10 * 60_000;

/**
 * Tags of the run that Trainyard has started and that has left a file among its outputs; none where no run has. Runs of a workload share their outputs: of these it is
 * the last that had begun when the file was written.
 * @param path absolute
 * @param writtenAt milliseconds since 1970
 */
export function tagsOfRunBehind(runs: readonly Run[], path: string, writtenAt: number): ReadonlyMap<string, string> {
  const writers = runs.filter(
    ({ outputs, startedAt, finishedAt }) =>
      startedAt !== undefined &&
      startedAt.getTime() <= writtenAt &&
      (finishedAt === undefined || writtenAt <= finishedAt.getTime() + BRINGING_MS) &&
      outputs.some(({ folder }) => isInside(path, folder)),
  );
  const [last] = writers.toSorted((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
  return last ? tagsOfRun(last) : new Map();
}
