import { window } from 'vscode';
import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { formatAge } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { findTrackedRuns, type FoundTrackedRuns } from '../../domain/experiments/findTrackedRuns.ts';
import { placeOf } from '../../domain/experiments/tracker.ts';
import { TRACKED_RUN_TAGS } from '../../domain/experiments/trackedRunTags.ts';
import { runNode } from '../../domain/runs/runTree.ts';
import type { ActionDeps } from './experimentActions.ts';
import { type RunSubject, showRun } from './showRun.ts';

/** From a run of the Runs view to what a tracker recorded of it. */
export async function showTracked(deps: ActionDeps, { runId, name }: SubjectOf<'run'>): Promise<Result<void>> {
  const found = await withProgress(t('Looking for {0} in the trackers', name), async (_report, signal) =>
    ok(await findTrackedRuns(deps.trackers, runId, signal)),
  );
  if (!found.ok) return found;
  const picked = await pick(found.value.runs, name);
  if (picked) return await showRun(deps, picked);
  if (found.value.runs.length > 0) return fail(CANCELLED);
  const [unreached] = found.value.failures;
  const unlisted = await unlistedTracker(deps, runId);
  if (unlisted !== undefined)
    return fail({
      code: 'not-found',
      message: t('{0} records at {1}, which is not among the trackers.', name, unlisted),
      nextStep: t('Add it with “Add tracker…” in the title of the Experiments view.'),
    });
  return fail({
    code: 'not-found',
    message: t('No tracker has recorded {0}.', name),
    nextStep:
      unreached?.message ??
      t('Name the tracker under “tracking” of the workload, and have the program call mlflow.start_run().'),
  });
}

/** Where the run records, when that is no tracker of this window. */
async function unlistedTracker({ trackers, runs }: ActionDeps, runId: string): Promise<string | undefined> {
  const tracking = runs.find(runId)?.tracking;
  const known = (await trackers.found()).trackers.map((ref) => placeOf(ref));
  return tracking === undefined || known.includes(tracking) ? undefined : tracking;
}

async function pick(runs: FoundTrackedRuns['runs'], name: string): Promise<RunSubject | undefined> {
  const items = runs.map(({ ref, run }) => ({
    label: run.name === '' ? run.id : run.name,
    description: ref.label,
    ...(run.startedAt === undefined ? {} : { detail: formatAge(new Date(run.startedAt), new Date()) }),
    subject: {
      kind: 'trackedRun',
      trackerId: ref.id,
      experimentId: run.experimentId,
      runId: run.id,
      name: run.name === '' ? run.id : run.name,
    } as const,
  }));
  if (items.length < 2) return items[0]?.subject;
  const title = t('{0} has several runs in trackers', name);
  return (await window.showQuickPick(items, { title, placeHolder: t('Choose a run') }))?.subject;
}

/** From a run of a tracker to the log of the run that made it. */
export async function openTrackedLog(deps: ActionDeps, subject: RunSubject): Promise<Result<void>> {
  const details = await withProgress(t('Reading run {0}', subject.name), async (_report, signal) => {
    const tracker = await deps.trackers.tracker(subject.trackerId);
    return tracker.ok ? await tracker.value.run(subject.runId, signal) : tracker;
  });
  if (!details.ok) return details;
  const runId = details.value.run.tags.get(TRACKED_RUN_TAGS.runId);
  if (runId === undefined)
    return fail({
      code: 'not-found',
      message: t('{0} was not started by Trainyard, so its log is not known.', subject.name),
      nextStep: t('Runs of a workload with “tracking” carry the tag {0}.', TRACKED_RUN_TAGS.runId),
    });
  await deps.runs.open();
  const run = deps.runs.find(runId);
  if (!run)
    return fail({
      code: 'not-found',
      message: t('The run that {0} belongs to is not there any more.', subject.name),
      nextStep: t('Its container or pods were removed, or its engine or cluster is not open in this window.'),
    });
  const row = runNode(run, deps.runs.now).subject;
  if (run.containerId === '' && run.keptLog !== undefined) await deps.commands.run('trainyard.runs.openKept', row);
  else await deps.commands.run(run.cluster ? 'trainyard.clusters.logs' : 'trainyard.containers.logs', row);
  return ok(undefined);
}
