import type { Failure } from '../base/failure.ts';
import type { ExperimentTracker } from './ports.ts';
import type { RunFilter } from './runFilter.ts';
import type { TrackedRun } from './trackedRun.ts';
import type { TrackerRef } from './tracker.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';
import type { TrackerHub } from './trackerHub.ts';

/** More runs of one tracker that say the same id are of a program that records each of its parts. */
const MOST = 100;

export interface FoundTrackedRuns {
  readonly runs: readonly { readonly ref: TrackerRef; readonly run: TrackedRun }[];
  /** Trackers that could not be asked. */
  readonly failures: readonly Failure[];
}

/** What trackers have recorded of a run that Trainyard started, by the tag that its container was given. Contacts all trackers. */
export async function findTrackedRuns(hub: TrackerHub, runId: string, signal: AbortSignal): Promise<FoundTrackedRuns> {
  const { trackers } = await hub.found();
  const answers = await Promise.all(
    trackers
      .filter(({ kind }) => kind !== 'trainyard')
      .map(async (ref) => {
        const tracker = await hub.tracker(ref.id);
        if (!tracker.ok) return { ref, runs: [], failure: tracker.failure };
        return { ref, ...(await runsTagged(tracker.value, runId, signal)) };
      }),
  );
  return {
    runs: answers.flatMap(({ ref, runs }) => runs.map((run) => ({ ref, run }))),
    failures: answers.flatMap(({ failure }) => (failure ? [failure] : [])),
  };
}

/** The runs of one tracker that have the tag; a failure comes with those that were read before it. */
export async function runsTagged(
  tracker: ExperimentTracker,
  runId: string,
  signal: AbortSignal,
): Promise<{ readonly runs: readonly TrackedRun[]; readonly failure?: Failure }> {
  const experiments = await tracker.experiments(signal);
  if (!experiments.ok) return { runs: [], failure: experiments.failure };
  const experimentIds = experiments.value.filter(({ isDeleted }) => !isDeleted).map(({ id }) => id);
  if (experimentIds.length === 0) return { runs: [] };
  const field = { group: 'tags', name: TRACKED_RUN_TAGS.runId } as const;
  const filter: RunFilter = { kind: 'compare', field, operator: '=', values: [runId] };
  const { there } = tracker.splitFilter(filter);
  const runs: TrackedRun[] = [];
  const limit = there ? MOST : Number.MAX_SAFE_INTEGER;
  const query = { experimentIds, lifecycle: 'active', limit, ...(there ? { filter: there } : {}) } as const;
  for await (const page of tracker.runs(query, signal)) {
    if (!page.ok) return { runs, failure: page.failure };
    runs.push(...page.value.runs.filter((run) => run.tags.get(TRACKED_RUN_TAGS.runId) === runId));
  }
  return { runs };
}
