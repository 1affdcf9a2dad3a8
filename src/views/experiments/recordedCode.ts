import { withProgress } from '../../adapters/vscode/progress.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { RecordedRun } from '../../domain/runs/recordedRun.ts';
import type { ActionDeps } from './experimentActions.ts';
import type { RunSubject } from './showRun.ts';

/** Starts the workload that made a run again, with its params to be changed first. */
export async function runAgain(deps: ActionDeps, subject: RunSubject): Promise<Result<void>> {
  const recorded = await readRecorded(deps, subject);
  if (!recorded.ok) return recorded;
  await deps.commands.run('trainyard.runs.rerun', recorded.value);
  return ok(undefined);
}

/** The code that made a run, in a folder of its own. */
export async function restoreCode(deps: ActionDeps, subject: RunSubject): Promise<Result<void>> {
  const recorded = await readRecorded(deps, subject);
  if (!recorded.ok) return recorded;
  await deps.commands.run('trainyard.runs.restoreCode', recorded.value);
  return ok(undefined);
}

async function readRecorded({ trackers }: ActionDeps, subject: RunSubject): Promise<Result<RecordedRun>> {
  const details = await withProgress(t('Reading run {0}', subject.name), async (_report, signal) => {
    const tracker = await trackers.tracker(subject.trackerId);
    return tracker.ok ? await tracker.value.run(subject.runId, signal) : tracker;
  });
  return details.ok ? ok(recordedRun(details.value.run, subject.name)) : details;
}

function recordedRun({ id, tags, params }: TrackedRun, name: string): RecordedRun {
  const dirty = tags.get(TRACKED_RUN_TAGS.isDirty);
  return {
    kind: 'recordedRun',
    id,
    name,
    params,
    ...definedOf({
      runId: tags.get(TRACKED_RUN_TAGS.runId),
      workload: tags.get(TRACKED_RUN_TAGS.workload),
      commit: tags.get(TRACKED_RUN_TAGS.commit),
      isDirty: dirty === undefined ? undefined : dirty === 'true',
    }),
  };
}
