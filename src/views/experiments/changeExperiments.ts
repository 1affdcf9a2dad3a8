import { withProgress } from '../../adapters/vscode/progress.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import { experimentNameProblem } from '../../domain/experiments/nameProblems.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { askName } from './askName.ts';
import { changeable, type ChangeableTracker, type ChangeParts, changeTracker } from './changeTracker.ts';
import { chooseServer } from './chooseServer.ts';

type ExperimentSubject = SubjectOf<'experiment'>;

/** Runs that are counted before a question; reading more would keep it waiting. */
const MOST_COUNTED = 1000;

/** @param trackerId Undefined: the user says which. */
export async function createExperiment(
  { trackers, notify }: ChangeParts,
  trackerId: string | undefined,
): Promise<Result<void>> {
  const question = {
    title: t('New experiment in which tracker?'),
    none: t('There is no tracker to make it in.'),
    isLocalToo: true,
  };
  const found =
    trackerId === undefined ? await chooseServer(trackers, question) : await changeable(trackers, trackerId);
  if (!found.ok) return found;
  const { ref } = found.value.tracker;
  const problemOf = await nameProblems(found.value);
  if (!problemOf.ok) return problemOf;
  const title = t('New experiment in {0}', ref.label);
  const prompt = t('Its name; a / in it makes a folder of the view');
  const name = await askName({ title, prompt, problemOf: problemOf.value });
  if (name === undefined) return fail(CANCELLED);
  const made = await changeTracker(trackers, {
    trackerId: ref.id,
    title: t('Making experiment {0}', name),
    act: async ({ writer }, signal) => writer.createExperiment(name, signal),
    runsOf: () => [],
  });
  if (!made.ok) return made;
  notify.info(t('Experiment {0} is in {1}.', made.value.name, ref.label));
  return ok(undefined);
}

export async function renameExperiment(
  { trackers }: ChangeParts,
  { trackerId, experimentId, name: before }: ExperimentSubject,
): Promise<Result<void>> {
  const found = await changeable(trackers, trackerId);
  if (!found.ok) return found;
  const problemOf = await nameProblems(found.value);
  if (!problemOf.ok) return problemOf;
  const title = t('Rename experiment {0}', before);
  const prompt = t('The new name; code that names the experiment by its old name makes another one');
  const isOther = (name: string) => (name === before ? undefined : problemOf.value(name));
  const name = await askName({ title, prompt, value: before, problemOf: isOther });
  if (name === undefined || name === before) return fail(CANCELLED);
  const renamed = await changeTracker(trackers, {
    trackerId,
    title: t('Renaming experiment {0}', before),
    act: async ({ writer }, signal) => writer.renameExperiment(experimentId, name, signal),
    // Tables have it in a column.
    runsOf: () => undefined,
  });
  return renamed.ok ? ok(undefined) : renamed;
}

/** Says first how many runs go with it, and offers to take it back afterwards. */
export async function deleteExperiment(parts: ChangeParts, subject: ExperimentSubject): Promise<Result<void>> {
  const { trackers, confirm, notify, commands } = parts;
  const { trackerId, experimentId, name } = subject;
  const count = await withProgress(t('Counting the runs of {0}', name), async (_report, signal) =>
    countRuns(trackers, subject, signal),
  );
  if (!count.ok) return count;
  const detail = t('It can be restored with its runs until somebody runs “mlflow gc”.');
  if (!(await confirm({ message: lossOf(name, count.value), detail, verb: t('Delete') }))) return fail(CANCELLED);
  const deleted = await changeTracker(trackers, {
    trackerId,
    title: t('Deleting experiment {0}', name),
    act: async ({ writer }, signal) => writer.deleteExperiment(experimentId, signal),
    runsOf: () => undefined,
  });
  if (!deleted.ok) return deleted;
  const undo = () => commands.run('trainyard.experiments.restoreExperiment', subject);
  notify.info(t('Experiment {0} is deleted.', name), { title: t('Undo'), run: undo });
  return ok(undefined);
}

/** MLflow restores all its runs, those too that had been deleted one by one. */
export async function restoreExperiment(
  { trackers, notify }: ChangeParts,
  { trackerId, experimentId, name }: ExperimentSubject,
): Promise<Result<void>> {
  const restored = await changeTracker(trackers, {
    trackerId,
    title: t('Restoring experiment {0}', name),
    act: async ({ writer }, signal) => writer.restoreExperiment(experimentId, signal),
    runsOf: () => undefined,
  });
  if (!restored.ok) return restored;
  notify.info(t('Experiment {0} is there again, with all its runs.', name));
  return ok(undefined);
}

/** Servers of MLflow 3 answer a name that is taken with a text of their database, and count deleted experiments too. */
async function nameProblems({ tracker }: ChangeableTracker): Promise<Result<(name: string) => string | undefined>> {
  const known = await withProgress(t('Reading the experiments of {0}', tracker.ref.label), async (_report, signal) =>
    tracker.experiments(signal),
  );
  if (!known.ok) return known;
  const byName = new Map(known.value.map((each) => [each.name, each]));
  return ok((name) => {
    const taken = byName.get(name);
    if (!taken) return experimentNameProblem(name);
    return taken.isDeleted
      ? t('A deleted experiment has this name: restore it, or take another name.')
      : t('There is an experiment of this name.');
  });
}

async function countRuns(
  trackers: TrackerHub,
  { trackerId, experimentId }: ExperimentSubject,
  signal: AbortSignal,
): Promise<Result<number>> {
  const found = await changeable(trackers, trackerId);
  if (!found.ok) return found;
  let count = 0;
  const query = { experimentIds: [experimentId], lifecycle: 'active', limit: MOST_COUNTED + 1 } as const;
  for await (const page of found.value.tracker.runs(query, signal)) {
    if (!page.ok) return page;
    count += page.value.runs.length;
    if (count > MOST_COUNTED) break;
  }
  return ok(count);
}

function lossOf(name: string, count: number): string {
  if (count === 0) return t('Delete experiment {0}? It has no runs.', name);
  if (count === 1) return t('Delete experiment {0} and its run?', name);
  if (count > MOST_COUNTED) return t('Delete experiment {0} and its more than {1} runs?', name, MOST_COUNTED);
  return t('Delete experiment {0} and its {1} runs?', name, count);
}
