import { modelSources } from './modelSources.ts';
import type { ExperimentTracker } from './ports.ts';
import type { TrackedRun } from './trackedRun.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';

/** What the page of a run can offer. */
export type RunPageAct = 'runAgain' | 'restoreCode' | 'serveModel';

/** What the run itself says of it: its values are known, or what started it; its commit is. */
export function actsOfRun({ params, tags }: TrackedRun): readonly RunPageAct[] {
  const isKnown = tags.has(TRACKED_RUN_TAGS.runId) || tags.has(TRACKED_RUN_TAGS.workload);
  return [
    ...(isKnown || params.size > 0 ? (['runAgain'] as const) : []),
    ...(tags.has(TRACKED_RUN_TAGS.commit) ? (['restoreCode'] as const) : []),
  ];
}

/** Whether it has left a model. That may take a look into its folders; where they cannot be read, there is none to be served. */
export async function hasModel(tracker: ExperimentTracker, runId: string, signal: AbortSignal): Promise<boolean> {
  if (!tracker.registry) return false;
  const sources = await modelSources(tracker, runId, signal);
  return sources.ok && sources.value.length > 0;
}
