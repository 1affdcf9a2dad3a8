import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { runNameProblem } from '../../domain/experiments/nameProblems.ts';
import type { RunEnding } from '../../domain/experiments/trackerWriter.ts';
import { askName } from './askName.ts';
import { type ChangedRuns, changeRuns, type ChangeParts } from './changeTracker.ts';
import type { RunSubject } from './showRun.ts';

/** Names that a question lists before it says "and more". */
const MOST_NAMES = 10;

export async function renameRun({ trackers }: ChangeParts, run: RunSubject): Promise<Result<void>> {
  const title = t('Rename run {0}', run.name);
  const name = await askName({ title, prompt: t('The new name'), value: run.name, problemOf: runNameProblem });
  if (name === undefined || name === run.name) return fail(CANCELLED);
  return outcomeOf(
    await changeRuns(trackers, [run], {
      title: t('Renaming run {0}', run.name),
      act: async ({ writer }, { runId }, signal) => writer.renameRun(runId, name, signal),
    }),
  );
}

/** For runs that no program ends any more: what was killed stays "running" for ever. */
export async function endRuns({ trackers }: ChangeParts, runs: readonly RunSubject[]): Promise<Result<void>> {
  const items: readonly { readonly label: string; readonly state: RunEnding['state'] }[] = [
    { label: t('Finished'), state: 'ok' },
    { label: t('Failed'), state: 'failed' },
    { label: t('Stopped'), state: 'cancelled' },
  ];
  const [only, ...more] = runs;
  const title = only && more.length === 0 ? t('End run {0} as', only.name) : t('End {0} runs as', runs.length);
  const placeHolder = t('The tracker is told; a program that still runs is not stopped');
  const chosen = await window.showQuickPick(items, { title, placeHolder });
  if (!chosen) return fail(CANCELLED);
  return outcomeOf(
    await changeRuns(trackers, runs, {
      title: only && more.length === 0 ? t('Ending run {0}', only.name) : t('Ending {0} runs', runs.length),
      act: async ({ tracker, writer }, { runId }, signal) => {
        const details = await tracker.run(runId, signal);
        if (!details.ok) return details;
        if (details.value.run.state !== 'running') return fail({ code: 'invalid', message: t('it has ended already') });
        return await writer.endRun(runId, { state: chosen.state }, signal);
      },
    }),
  );
}

/** Asks first, and offers to take it back afterwards. */
export async function deleteRuns(parts: ChangeParts, runs: readonly RunSubject[]): Promise<Result<void>> {
  const { trackers, confirm, notify, commands } = parts;
  const [only, ...more] = runs;
  if (!only) return ok(undefined);
  const detail = [
    ...(more.length > 0 ? [namesOf(runs)] : []),
    t('They can be restored until somebody runs “mlflow gc”.'),
  ].join('\n\n');
  const message = more.length === 0 ? t('Delete run {0}?', only.name) : t('Delete {0} runs?', runs.length);
  if (!(await confirm({ message, detail, verb: t('Delete') }))) return fail(CANCELLED);
  const changed = await changeRuns(trackers, runs, {
    title: more.length === 0 ? t('Deleting run {0}', only.name) : t('Deleting {0} runs', runs.length),
    act: async ({ writer }, { runId }, signal) => writer.deleteRun(runId, signal),
  });
  const [first] = changed.done;
  if (first) {
    const undo = () => commands.run('trainyard.experiments.restoreRun', first, changed.done);
    const text = changed.done.length === 1 ? t('Run {0} is deleted.', first.name) : deletedText(changed.done.length);
    notify.info(text, { title: t('Undo'), run: undo });
  }
  return outcomeOf(changed);
}

export async function restoreRuns({ trackers }: ChangeParts, runs: readonly RunSubject[]): Promise<Result<void>> {
  const [only, ...more] = runs;
  return outcomeOf(
    await changeRuns(trackers, runs, {
      title: only && more.length === 0 ? t('Restoring run {0}', only.name) : t('Restoring {0} runs', runs.length),
      act: async ({ writer }, { runId }, signal) => writer.restoreRun(runId, signal),
    }),
  );
}

const deletedText = (count: number) => t('{0} runs are deleted.', count);

export function outcomeOf({ failure }: ChangedRuns): Result<void> {
  return failure ? fail(failure) : ok(undefined);
}

function namesOf(runs: readonly RunSubject[]): string {
  const names = runs.slice(0, MOST_NAMES).map(({ name }) => name);
  const rest = runs.length - names.length;
  return [...names, ...(rest > 0 ? [t('and {0} more', rest)] : [])].join('\n');
}
