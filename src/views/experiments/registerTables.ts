import { window } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TrackerSubject } from '../../domain/base/tree.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { ExperimentsDeps } from './register.ts';
import { registerTableMenus } from './registerTableMenus.ts';
import type { RunsToShow } from './runsTables.ts';

/** Tables of runs in the editor area; they come back after the window was reloaded. */
export function registerTables(deps: ExperimentsDeps): Disposable {
  const { commands, trackers } = deps;
  const store = new DisposableStore();
  const load = lazy(async () => {
    const { RunsTables } = await import('./runsTables.ts');
    return store.add(
      new RunsTables({
        ...deps,
        find: async ({ trackerId, experimentIds }) => await runsToShow(trackers, trackerId, experimentIds),
      }),
    );
  });
  store.add(
    commands.register('trainyard.experiments.openTable', async (clicked, selected) => {
      const chosen = await chosenExperiments(trackers, subjectsOf(clicked, selected).filter(isOfTracker));
      if (!chosen) return undefined;
      const shown = await runsToShow(trackers, chosen.trackerId, chosen.experimentIds);
      if (!shown.ok) return shown;
      (await load()).open(shown.value);
      return ok(undefined);
    }),
  );
  store.add(
    window.registerWebviewPanelSerializer('trainyard.experiments', {
      deserializeWebviewPanel: async (panel, state) => (await load()).restore(panel, state),
    }),
  );
  registerTableMenus(commands, load, store);
  return store;
}

interface Chosen {
  readonly trackerId: string;
  /** Undefined: all that are not deleted. */
  readonly experimentIds: readonly string[] | undefined;
}

const isOfTracker = (subject: { readonly kind: string }): subject is TrackerSubject => 'trackerId' in subject;

/** Of rows of several trackers those of the first count: a table has one source. */
async function chosenExperiments(trackers: TrackerHub, rows: readonly TrackerSubject[]): Promise<Chosen | undefined> {
  const [first] = rows;
  if (!first) return await askTracker(trackers);
  const { trackerId } = first;
  const experimentIds = rows.flatMap((row) =>
    row.kind === 'experiment' && row.trackerId === trackerId ? [row.experimentId] : [],
  );
  return { trackerId, experimentIds: experimentIds.length > 0 ? experimentIds : undefined };
}

async function askTracker(trackers: TrackerHub): Promise<Chosen | undefined> {
  const found = await trackers.found();
  const items = found.trackers.map(({ id, label }) => ({ label, trackerId: id }));
  const title = t('Show the runs of which tracker?');
  const placeHolder = items.length === 0 ? t('There is no tracker yet: add one first') : t('Choose a tracker');
  const picked = items.length === 1 ? items[0] : await window.showQuickPick(items, { title, placeHolder });
  return picked && { trackerId: picked.trackerId, experimentIds: undefined };
}

async function runsToShow(
  trackers: TrackerHub,
  trackerId: string,
  experimentIds: readonly string[] | undefined,
): Promise<Result<RunsToShow>> {
  const tracker = await trackers.tracker(trackerId);
  if (!tracker.ok) return tracker;
  const all = await tracker.value.experiments(new AbortController().signal);
  if (!all.ok) return all;
  const experiments = all.value.filter(({ id, isDeleted }) => experimentIds?.includes(id) ?? !isDeleted);
  if (experiments.length > 0) return ok({ tracker: tracker.value, experiments });
  return fail({
    code: 'not-found',
    message: t('{0} has no experiment to show.', tracker.value.ref.label),
    nextStep: t('mlflow.start_run() in your code makes the first run and its experiment.'),
  });
}
