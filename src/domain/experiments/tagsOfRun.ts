import { definedOf } from '../base/defined.ts';
import type { Run } from '../runs/run.ts';
import { TRACKED_RUN_TAGS } from './trackedRunTags.ts';

/** What a run that Trainyard has started says of itself in the words of trackers: it leads to its log and to its code. */
export function tagsOfRun({
  id,
  workload,
  from,
  commit,
  isDirty,
}: Pick<Run, 'id' | 'workload' | 'from' | 'commit' | 'isDirty'>): ReadonlyMap<string, string> {
  const tags = definedOf({
    [TRACKED_RUN_TAGS.runId]: id,
    [TRACKED_RUN_TAGS.workload]: workload,
    [TRACKED_RUN_TAGS.fromId]: from?.id,
    [TRACKED_RUN_TAGS.fromName]: from?.name,
    [TRACKED_RUN_TAGS.commit]: commit,
    [TRACKED_RUN_TAGS.isDirty]: isDirty === undefined ? undefined : String(isDirty),
  });
  return new Map(Object.entries(tags));
}
