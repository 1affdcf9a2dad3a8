import { env, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import type { Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { SubjectOf } from '../../domain/base/tree.ts';
import type { ReadHistories } from '../../domain/experiments/historyCache.ts';
import type { Experiment, TrackedRun } from '../../domain/experiments/trackedRun.ts';
import type { ArtifactReader } from '../../domain/experiments/pictureSource.ts';
import type { LiveRuns } from '../../domain/experiments/liveRuns.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { PlotsView } from '../../domain/experiments/plotsView.ts';
import type { TableLayout } from '../../domain/experiments/tableLayout.ts';
import type { ExportFormat, RunsSubject } from '../../protocol/experimentsPage.ts';
import type { PlotFile } from '../../protocol/plotMessages.ts';
import { openPage } from '../shared/panel.ts';
import { RunsPageHost } from './runsPageHost.ts';

type TrackedRunSubject = SubjectOf<'trackedRun'>;

const RUNS_VIEW_TYPE = 'trainyard.experiments';

/** What a panel asks of the feature around it. */
export interface ExperimentsPanelActions {
  openRun(run: TrackedRunSubject): void;
  savePlot(subject: RunsSubject, plot: PlotFile): void;
  exportRuns(panel: ExperimentsPanel, format: ExportFormat): void;
  layoutChanged(subject: RunsSubject, layout: TableLayout): void;
  plotsChanged(subject: RunsSubject, plots: PlotsView): void;
}

export interface ExperimentsPanelParts {
  readonly id: string;
  readonly subject: RunsSubject;
  /** Owned by the panel from here on. */
  readonly runs: LiveRuns;
  /** Whose runs are shown, in words for the tab. */
  readonly titleOf: (experiments: readonly Experiment[]) => string;
  readonly readHistories: ReadHistories;
  /** The tracker can be written to. */
  readonly canChange: boolean;
  readonly artifacts: () => Promise<Result<ArtifactReader>>;
  readonly layout: TableLayout;
  readonly plots: PlotsView;
  readonly extensionUri: Uri;
  readonly actions: ExperimentsPanelActions;
  readonly log: Log;
  /** The panel that VS Code brings back after a reload of the window. */
  readonly panel?: WebviewPanel;
}

/** The runs of some experiments in the editor area. */
export class ExperimentsPanel implements Disposable {
  readonly id: string;
  #subject: RunsSubject;
  readonly #titleOf: ExperimentsPanelParts['titleOf'];
  readonly #runs: LiveRuns;
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #host: RunsPageHost;

  constructor(parts: ExperimentsPanelParts) {
    const { id, subject, runs, extensionUri, actions, log, panel } = parts;
    this.id = id;
    this.#subject = subject;
    this.#titleOf = parts.titleOf;
    this.#runs = this.#store.add(runs);
    const made = panel ?? window.createWebviewPanel(RUNS_VIEW_TYPE, subject.title, { viewColumn: ViewColumn.Active });
    made.title = subject.title;
    this.#panel = made;
    this.#host = this.#store.add(
      new RunsPageHost({
        id,
        subject,
        runs,
        readHistories: parts.readHistories,
        canChange: parts.canChange,
        artifacts: parts.artifacts,
        layout: parts.layout,
        plots: parts.plots,
        wire: openPage(made.webview, { extensionUri, page: 'experiments', title: subject.title }),
        isVisible: () => made.visible,
        actions: {
          openRun: (runId) => this.runsOf([runId]).forEach((run) => actions.openRun(run)),
          savePlot: (plot) => actions.savePlot(this.subject, plot),
          exportAs: (format) => actions.exportRuns(this, format),
          layoutChanged: (changed) => actions.layoutChanged(subject, changed),
          plotsChanged: (changed) => actions.plotsChanged(subject, changed),
          copy: (text) => void env.clipboard.writeText(text),
          problem: (error) => log.error('Experiments page', error),
        },
      }),
    );
    this.#store.add(made.onDidChangeViewState(() => this.#host.tellSoon()));
    this.#store.add(runs.onDidChange(() => this.#followNames()));
    runs.start().catch((error: unknown) => log.error('The runs of an experiment could not be read', error));
  }

  get subject(): RunsSubject {
    return this.#subject;
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  get model(): RunsModel {
    return this.#host.model;
  }

  /** Ids of the runs that are selected on the page. */
  get selected(): readonly string[] {
    return this.#host.selected;
  }

  /** The selected runs as rows of the Experiments view have them. */
  selectedRuns(): readonly TrackedRunSubject[] {
    return this.runsOf(this.selected);
  }

  runsOf(runIds: readonly string[]): readonly TrackedRunSubject[] {
    const { table } = this.model;
    const [names, experiments] = (['run_name', 'experiment'] as const).map((name) => table.column('attributes', name));
    // By name, which the table has.
    const experimentIds = new Map(this.#runs.experiments.map(({ name, id }) => [name, id]));
    return runIds.flatMap((runId) => {
      const row = table.rowOf(runId);
      if (row === undefined) return [];
      const name = String(names?.column.get(row) ?? runId.slice(0, 8));
      const experimentId = experimentIds.get(String(experiments?.column.get(row))) ?? '';
      return [{ kind: 'trackedRun', trackerId: this.subject.trackerId, experimentId, runId, name }];
    });
  }

  onDidClose(listener: () => void): Disposable {
    return this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  refresh(): Promise<void> {
    return this.#runs.refresh();
  }

  /** Shows what a change has left; undefined: anything may differ. */
  take(runs: readonly TrackedRun[] | undefined): Promise<void> {
    return this.#host.take(runs);
  }

  /** A change of the layout that did not come from the page. */
  setLayout(layout: TableLayout): void {
    this.#host.setLayout(layout);
  }

  #followNames(): void {
    const title = this.#titleOf(this.#runs.experiments);
    if (title === this.#subject.title) return;
    this.#subject = { ...this.#subject, title };
    this.#panel.title = title;
    this.#host.rename(this.#subject);
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }
}
