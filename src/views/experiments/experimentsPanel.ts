import { env, type Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Log } from '../../adapters/vscode/log.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { ReadHistories } from '../../domain/experiments/historyCache.ts';
import type { LiveRuns } from '../../domain/experiments/liveRuns.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { TableLayout } from '../../domain/experiments/tableLayout.ts';
import type { ExportFormat, RunsSubject } from '../../protocol/experimentsPage.ts';
import type { PlotFile } from '../../protocol/plotMessages.ts';
import { openPage } from '../shared/panel.ts';
import { RunsPageHost } from './runsPageHost.ts';

export const RUNS_VIEW_TYPE = 'trainyard.experiments';

/** What a panel asks of the feature around it. */
export interface ExperimentsPanelActions {
  openRun(subject: RunsSubject, runId: string): void;
  savePlot(subject: RunsSubject, plot: PlotFile): void;
  exportRuns(panel: ExperimentsPanel, format: ExportFormat): void;
  layoutChanged(subject: RunsSubject, layout: TableLayout): void;
}

export interface ExperimentsPanelParts {
  readonly id: string;
  readonly subject: RunsSubject;
  /** Owned by the panel from here on. */
  readonly runs: LiveRuns;
  readonly readHistories: ReadHistories;
  readonly layout: TableLayout;
  readonly extensionUri: Uri;
  readonly actions: ExperimentsPanelActions;
  readonly log: Log;
  /** The panel that VS Code brings back after a reload of the window. */
  readonly panel?: WebviewPanel;
}

/** The runs of some experiments in the editor area. */
export class ExperimentsPanel implements Disposable {
  readonly id: string;
  readonly subject: RunsSubject;
  readonly #runs: LiveRuns;
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #host: RunsPageHost;

  constructor({ id, subject, runs, readHistories, layout, extensionUri, actions, log, panel }: ExperimentsPanelParts) {
    this.id = id;
    this.subject = subject;
    this.#runs = this.#store.add(runs);
    const made = panel ?? window.createWebviewPanel(RUNS_VIEW_TYPE, subject.title, { viewColumn: ViewColumn.Active });
    made.title = subject.title;
    this.#panel = made;
    this.#host = this.#store.add(
      new RunsPageHost({
        id,
        subject,
        runs,
        readHistories,
        layout,
        wire: openPage(made.webview, { extensionUri, page: 'experiments', title: subject.title }),
        isVisible: () => made.visible,
        actions: {
          openRun: (runId) => actions.openRun(subject, runId),
          savePlot: (plot) => actions.savePlot(subject, plot),
          exportAs: (format) => actions.exportRuns(this, format),
          layoutChanged: (changed) => actions.layoutChanged(subject, changed),
          copy: (text) => void env.clipboard.writeText(text),
          problem: (error) => log.error('Experiments page', error),
        },
      }),
    );
    this.#store.add(made.onDidChangeViewState(() => this.#host.tellSoon()));
    runs.start().catch((error: unknown) => log.error('The runs of an experiment could not be read', error));
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

  onDidClose(listener: () => void): Disposable {
    return this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  refresh(): Promise<void> {
    return this.#runs.refresh();
  }

  /** A change of the layout that did not come from the page. */
  setLayout(layout: TableLayout): void {
    this.#host.setLayout(layout);
  }

  dispose(): void {
    this.#store.dispose();
    this.#panel.dispose();
  }
}
