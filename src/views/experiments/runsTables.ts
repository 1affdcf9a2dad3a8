import type { Memento, Uri, WebviewPanel } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import type { Result } from '../../domain/base/failure.ts';
import { lazy } from '../../domain/base/lazy.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { LiveRuns } from '../../domain/experiments/liveRuns.ts';
import type { ExperimentTracker } from '../../domain/experiments/ports.ts';
import type { WriteParquet } from '../../domain/experiments/exportRuns.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import type { TrackerHub } from '../../domain/experiments/trackerHub.ts';
import { FIRST_PLOTS } from '../../domain/experiments/plotsView.ts';
import { FIRST_LAYOUT } from '../../domain/experiments/tableLayout.ts';
import type { Experiment } from '../../domain/experiments/trackedRun.ts';
import { isRunsSubject, isTableLayout, type RunsSubject } from '../../protocol/experimentsPage.ts';
import { isPlotsView } from '../../protocol/plotMessages.ts';
import { ExperimentsPanel, type ExperimentsPanelActions } from './experimentsPanel.ts';

export interface RunsToShow {
  /** Stays the property of who gives it. */
  readonly tracker: ExperimentTracker;
  readonly experiments: readonly Experiment[];
}

export interface RunsTablesDeps {
  readonly notify: Notifier;
  readonly log: Log;
  readonly extensionUri: Uri;
  readonly workspaceState: Memento;
  /** Finds tracker and experiments of a page again, after the window was reloaded. */
  readonly find: (subject: RunsSubject) => Promise<Result<RunsToShow>>;
  readonly commands: Commands;
  readonly trackers: TrackerHub;
  readonly loadParquet: () => Promise<WriteParquet>;
}

/** The open tables of runs, one for each choice of experiments. */
export class RunsTables implements Disposable {
  readonly #deps: RunsTablesDeps;
  readonly #store = new DisposableStore();
  readonly #panels = new Map<string, ExperimentsPanel>();
  readonly #actions: ExperimentsPanelActions;
  #nextId = 1;

  constructor(deps: RunsTablesDeps) {
    this.#deps = deps;
    const loadExports = lazy(async () => await import('./exportRuns.ts'));
    this.#actions = {
      openRun: (run) => void deps.commands.run('trainyard.experiments.openRun', run),
      savePlot: (_subject, plot) => this.#do(async () => (await loadExports()).savePlot(plot)),
      exportRuns: ({ model, subject: { title } }, format) =>
        this.#do(async () => (await loadExports()).exportRuns({ model, title, loadParquet: deps.loadParquet }, format)),
      layoutChanged: (subject, layout) => this.#keep(this.#layouts(subject), layout),
      plotsChanged: (subject, plots) => this.#keep(this.#plots(subject), plots),
    };
  }

  /** The table in front, or the only one. */
  get active(): ExperimentsPanel | undefined {
    const all = [...this.#panels.values()];
    return all.find(({ isActive }) => isActive) ?? (all.length === 1 ? all[0] : undefined);
  }

  /** The table that a menu of a page names. */
  withId(id: string): ExperimentsPanel | undefined {
    return [...this.#panels.values()].find((panel) => panel.id === id);
  }

  open({ tracker, experiments }: RunsToShow): void {
    const subject = subjectOf(tracker, experiments);
    const known = this.#panels.get(keyOf(subject));
    if (known) known.reveal();
    else this.#make(subject, { tracker, experiments });
  }

  /** What the page remembered says whose runs it showed. Something else there, or a tracker that is gone, closes the panel. */
  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const subject: unknown =
      typeof state === 'object' && state !== null && 'subject' in state ? state.subject : undefined;
    if (!isRunsSubject(subject) || this.#panels.has(keyOf(subject))) {
      panel.dispose();
      return;
    }
    const found = await this.#deps.find(subject);
    if (found.ok) return this.#make(subject, found.value, panel);
    this.#deps.notify.failure(found.failure);
    panel.dispose();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
    this.#store.dispose();
  }

  #make(named: RunsSubject, { tracker: { writer, ref }, experiments }: RunsToShow, restored?: WebviewPanel): void {
    const { extensionUri, log, trackers } = this.#deps;
    const titleOf = (now: readonly Experiment[]) => titleOfRuns(ref, now);
    // What a page has remembered may be an old name.
    const subject = { ...named, title: titleOf(experiments) };
    const connect = async () => await trackers.tracker(subject.trackerId);
    const key = keyOf(subject);
    const panel = new ExperimentsPanel({
      id: String(this.#nextId++),
      subject,
      runs: new LiveRuns(connect, experiments),
      titleOf,
      readHistories: async (request, signal) => {
        const tracker = await connect();
        return tracker.ok ? await tracker.value.histories(request, signal) : request.runIds.map(() => tracker);
      },
      canChange: writer !== undefined,
      artifacts: connect,
      layout: this.#layouts(subject).get() ?? FIRST_LAYOUT,
      plots: this.#plots(subject).get() ?? FIRST_PLOTS,
      extensionUri,
      actions: this.#actions,
      log,
      ...(restored ? { panel: restored } : {}),
    });
    this.#panels.set(key, panel);
    const refreshing = new DisposableStore();
    refreshing.add(trackers.onDidChange(() => void panel.refresh()));
    refreshing.add(
      trackers.onDidWrite(({ trackerId, runs }) => {
        if (trackerId === subject.trackerId) void panel.take(runs);
      }),
    );
    panel.onDidClose(() => {
      this.#panels.delete(key);
      refreshing.dispose();
      panel.dispose();
    });
  }

  /** What the page asked for is like a command: its failure is shown, a bug is logged. */
  #do(work: () => Promise<Result<void>>): void {
    const { notify, log } = this.#deps;
    work().then(
      (outcome) => {
        if (!outcome.ok) notify.failure(outcome.failure);
      },
      (error: unknown) => log.error('What the page of runs asked for failed', error),
    );
  }

  #layouts(subject: RunsSubject) {
    return storedValue(this.#deps.workspaceState, `trainyard.experiments.layout.v1.${keyOf(subject)}`, isTableLayout);
  }

  #plots(subject: RunsSubject) {
    return storedValue(this.#deps.workspaceState, `trainyard.experiments.plots.v1.${keyOf(subject)}`, isPlotsView);
  }

  #keep<T>(stored: StoredValue<T>, value: T): void {
    const { log } = this.#deps;
    stored.set(value).catch((error: unknown) => log.error('What was made of a table was not kept', error));
  }
}

function subjectOf({ ref }: ExperimentTracker, experiments: readonly Experiment[]): RunsSubject {
  return {
    trackerId: ref.id,
    experimentIds: experiments.map(({ id }) => id),
    title: titleOfRuns(ref, experiments),
  };
}

function titleOfRuns({ label }: TrackerRef, experiments: readonly Experiment[]): string {
  const [first, ...more] = experiments.map(({ name }) => name);
  return more.length === 0 ? t('Runs: {0}', first ?? label) : t('Runs: {0} and {1} more', first ?? '', more.length);
}

const keyOf = ({ trackerId, experimentIds }: RunsSubject) => JSON.stringify([trackerId, [...experimentIds].sort()]);
