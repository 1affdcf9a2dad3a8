import { type WebviewPanel, window } from 'vscode';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { TrackerSubject } from '../../domain/base/tree.ts';
import { setHidden, setPinned } from '../../domain/experiments/tableLayout.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { subjectsOf } from '../shared/subjects.ts';
import type { ExperimentsPanel } from './experimentsPanel.ts';
import type { ActionDeps } from './experimentActions.ts';
import { RunsTables, type RunsToShow } from './runsTables.ts';
import type { RunSubject } from './showRun.ts';

/** What is done with the column under the pointer. */
export type ColumnAct = 'hide' | 'pin' | 'group';
/** Commands on runs of the Experiments view that the menu of a row has, too. */
export type RunsCommand =
  `trainyard.experiments.${'openRun' | 'compareRuns' | 'copyRunId' | 'runAgain' | 'restoreCode'}`;

/** What opens tables of runs and what their menus do; loaded when it is first used. */
export class TableCommands implements Disposable {
  readonly #deps: ActionDeps;
  readonly #tables: RunsTables;

  constructor(deps: ActionDeps) {
    this.#deps = deps;
    this.#tables = new RunsTables({
      ...deps,
      find: async ({ trackerId, experimentIds }) => await runsToShow(deps.trackers, trackerId, experimentIds),
    });
  }

  async open(clicked: unknown, selected: unknown): Promise<Result<void> | undefined> {
    const { trackers } = this.#deps;
    const chosen = await chosenExperiments(trackers, subjectsOf(clicked, selected).filter(isOfTracker));
    if (!chosen) return undefined;
    const shown = await runsToShow(trackers, chosen.trackerId, chosen.experimentIds);
    if (!shown.ok) return shown;
    this.#tables.open(shown.value);
    return ok(undefined);
  }

  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    await this.#tables.restore(panel, state);
  }

  /** A command on the runs that are selected on a page. */
  async onRuns(id: RunsCommand, context: unknown): Promise<void> {
    const runs = this.selectedRuns(context);
    if (runs.length > 0) await this.#deps.commands.run(id, runs[0], runs);
  }

  selectedRuns(context: unknown): readonly RunSubject[] {
    return this.#panelOf(context)?.selectedRuns() ?? [];
  }

  onColumn(act: ColumnAct, context: unknown): void {
    const panel = this.#panelOf(context);
    const key = fieldOf(context, 'trainyardColumn');
    if (!panel || key === undefined) return;
    const { layout } = panel.model;
    if (act === 'hide') panel.setLayout(setHidden(layout, key, true));
    else if (act === 'pin') panel.setLayout(setPinned(layout, key, !layout.pinned.includes(key)));
    else if (!layout.groupBy.includes(key) && panel.model.table.find(key))
      panel.setLayout({ ...layout, groupBy: [...layout.groupBy, key] });
  }

  dispose(): void {
    this.#tables.dispose();
  }

  /** The table that a menu of a page is about; what the page put into `data-vscode-context` comes as the first argument. */
  #panelOf(context: unknown): ExperimentsPanel | undefined {
    const id = fieldOf(context, 'trainyardPanel');
    return id === undefined ? this.#tables.active : this.#tables.withId(id);
  }
}

function fieldOf(context: unknown, name: string): string | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const value: unknown = new Map<string, unknown>(Object.entries(context)).get(name);
  return typeof value === 'string' ? value : undefined;
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
