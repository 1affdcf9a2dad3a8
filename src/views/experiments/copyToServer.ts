import { confirmInDialog } from '../../adapters/vscode/ask.ts';
import { withProgress, withWholeProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { type CopyPlan, planCopy } from '../../domain/experiments/copyPlan.ts';
import { copyRuns, type CopyTarget } from '../../domain/experiments/copyRuns.ts';
import { copyPlanSheet, copyReportSheet } from '../../domain/experiments/copySheet.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import { chooseServer } from './chooseServer.ts';
import type { ActionDeps } from './experimentActions.ts';
import type { RunSubject } from './showRun.ts';

/** Copies runs to an MLflow server that the user chooses, after a page has said what that would be and what would be lost. */
export async function copyToServer(deps: ActionDeps, subjects: readonly RunSubject[]): Promise<Result<void>> {
  const [first] = subjects;
  if (!first) return ok(undefined);
  const from = await deps.trackers.tracker(first.trackerId);
  if (!from.ok) return from;
  const to = await chooseServer(deps.trackers, {
    title: t('Copy to which server?'),
    none: t('There is no server that runs could be copied to.'),
    except: first.trackerId,
  });
  if (!to.ok) return to;
  const { label } = to.value.tracker.ref;
  const plan = await withProgress(t('Reading {0} runs', subjects.length), async (_report, signal) =>
    makePlan(from.value, subjects, signal),
  );
  if (!plan.ok) return plan;
  await deps.documents.show(t('Copy to {0}', label) + '.md', copyPlanSheet(plan.value, label));
  const message = t('Copy {0} runs to {1}?', subjects.length, label);
  const detail = t('The page that has opened says what is copied and what is not.');
  if (!(await confirmInDialog({ message, detail, verb: t('Copy') }))) return fail(CANCELLED);
  return await copy(deps, { from: from.value, to: to.value, plan: plan.value });
}

async function makePlan(
  from: ExperimentTracker,
  subjects: readonly RunSubject[],
  signal: AbortSignal,
): Promise<Result<CopyPlan>> {
  const experiments = await from.experiments(signal);
  if (!experiments.ok) return experiments;
  const names = new Map(experiments.value.map(({ id, name }) => [id, name]));
  const runs: TrackedRun[] = [];
  for (const { runId } of subjects) {
    const details = await from.run(runId, signal);
    if (!details.ok) return details;
    runs.push(details.value.run);
  }
  const experimentOf = ({ experimentId }: TrackedRun) => names.get(experimentId) ?? experimentId;
  return await planCopy(from, { runs, experimentOf }, signal);
}

interface Copying {
  readonly from: ExperimentTracker;
  readonly to: CopyTarget;
  readonly plan: CopyPlan;
}

async function copy(deps: ActionDeps, { from, to, plan }: Copying): Promise<Result<void>> {
  const { label } = to.tracker.ref;
  const total = plan.copies.length;
  const copied = await withWholeProgress(t('Copying runs to {0}', label), async (report, signal) => {
    const progress = (done: number) => report(t('{0} of {1}', done, total), done / total);
    return ok(await copyRuns(from, to, { plan, progress }, signal));
  });
  if (!copied.ok) return copied;
  await deps.documents.show(t('Copied to {0}', label) + '.md', copyReportSheet(copied.value, plan, label));
  const failed = copied.value.find(({ failure }) => failure !== undefined)?.failure;
  return failed ? fail(failed) : ok(undefined);
}
