import type { Result } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { completeFilter } from '../../domain/experiments/completeFilter.ts';
import type { LiveRuns } from '../../domain/experiments/liveRuns.ts';
import { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { ReadHistories } from '../../domain/experiments/historyCache.ts';
import type { ImportanceAnswer } from '../../domain/experiments/parameterImportance.ts';
import { importanceIn, runValues } from '../../domain/experiments/runValues.ts';
import type { ArtifactReader } from '../../domain/experiments/pictureSource.ts';
import type { PlotsView } from '../../domain/experiments/plotsView.ts';
import type { TableLayout } from '../../domain/experiments/tableLayout.ts';
import type { TrackedRun } from '../../domain/experiments/trackedRun.ts';
import {
  type ExportFormat,
  RUNS_HOST_CHECKS,
  RUNS_PAGE_CHECKS,
  type RunsHost,
  type RunsPage,
  type RunsSubject,
} from '../../protocol/experimentsPage.ts';
import type { PlotImportance } from '../../protocol/plotMessages.ts';
import { RpcPeer, type Wire } from '../../protocol/rpc.ts';
import type { PlotFile } from '../../protocol/plotMessages.ts';
import { PictureFeed } from './pictureFeed.ts';
import { PlotFeed } from './plotFeed.ts';
import { runsStatus } from './runsStatus.ts';

/** Lines in one answer: more than the tallest screen shows, with what lies beyond its edges. */
const MOST_LINES = 1_000;
/** The page is told of changes five times a second at most, like a tree. */
const TELL_MS = 200;

/** What the page asks of those around it. */
export interface RunsPageActions {
  openRun(runId: string): void;
  exportAs(format: ExportFormat): void;
  savePlot(plot: PlotFile): void;
  layoutChanged(layout: TableLayout): void;
  plotsChanged(plots: PlotsView): void;
  copy(text: string): void;
  problem(error: unknown): void;
}

export interface RunsPageHostParts {
  /** Unique in this window; menus of the page name it. */
  readonly id: string;
  readonly wire: Wire;
  readonly subject: RunsSubject;
  readonly runs: LiveRuns;
  readonly layout: TableLayout;
  readonly plots: PlotsView;
  readonly readHistories: ReadHistories;
  /** The tracker can be written to. */
  readonly canChange: boolean;
  readonly artifacts: () => Promise<Result<ArtifactReader>>;
  readonly isVisible: () => boolean;
  readonly actions: RunsPageActions;
}

/** Answers the page of a table: keeps the model of what is shown, and tells the page when it changes. */
export class RunsPageHost implements Disposable {
  readonly model: RunsModel;
  readonly #parts: RunsPageHostParts;
  readonly #store = new DisposableStore();
  readonly #peer: RpcPeer<RunsHost, RunsPage>;
  readonly #plots: PlotFeed;
  readonly #pictures: PictureFeed;
  #subject: RunsSubject;
  #selected: readonly string[] = [];
  #plotsView: PlotsView;
  #sentColumns = '';
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: RunsPageHostParts) {
    this.#parts = parts;
    this.#subject = parts.subject;
    this.#plotsView = parts.plots;
    this.model = new RunsModel(parts.runs.table, parts.layout);
    if (this.model.filter.ok) parts.runs.narrow(this.model.filter.value);
    this.#pictures = this.#store.add(new PictureFeed(this.model, parts.artifacts));
    this.#peer = this.#store.add(this.#makePeer());
    this.#plots = this.#store.add(
      new PlotFeed({
        model: this.model,
        read: parts.readHistories,
        selected: () => this.#selected,
        plotted: (plotted) => this.#peer.emit('plotted', plotted),
        lines: (lines) => this.#peer.emit('plotLines', lines),
        problem: (error) => parts.actions.problem(error),
      }),
    );
    this.#store.add(parts.runs.onDidChange(() => this.tellSoon()));
    this.#store.add({ dispose: () => clearTimeout(this.#telling) });
  }

  /** Ids of the runs that are selected on the page. */
  get selected(): readonly string[] {
    return this.#selected;
  }

  /** A change of the layout that did not come from the page. */
  setLayout(layout: TableLayout): void {
    this.#takeLayout(layout);
    this.#peer.emit('layout', layout);
  }

  /** The same runs under another title. */
  rename(subject: RunsSubject): void {
    this.#subject = subject;
    this.#peer.emit('renamed', subject);
  }

  /** Shows what a change has left; undefined: anything may differ. */
  async take(runs: readonly TrackedRun[] | undefined): Promise<void> {
    const { table } = this.#parts.runs;
    await this.#parts.runs.take(runs);
    const gone = this.#selected.filter((id) => table.rowOf(id) === undefined);
    if (gone.length > 0) this.#peer.emit('gone', gone);
  }

  tellSoon(): void {
    this.#telling ??= setTimeout(() => this.#tell(), TELL_MS);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #makePeer(): RpcPeer<RunsHost, RunsPage> {
    const { wire, runs, actions } = this.#parts;
    return new RpcPeer<RunsHost, RunsPage>({
      wire,
      mine: RUNS_HOST_CHECKS,
      theirs: RUNS_PAGE_CHECKS,
      onError: (error) => actions.problem(error),
      handlers: {
        requests: {
          lines: ({ start, count, columns }) => ({
            version: this.model.version,
            lines: this.model.lines(start, Math.min(count, MOST_LINES), columns),
          }),
          runIds: ({ start, count }) => this.model.runIds(start, count),
          runValues: () => runValues(this.model),
          importance: (metric) => plotImportance(importanceIn(this.model, metric)),
          pictures: (runIds) => this.#pictures.pictures(runIds),
          picture: (question) => this.#pictures.picture(question),
          complete: ({ text, caret }) => completeFilter(text, caret, runs.table),
        },
        events: {
          ready: () => this.#begin(),
          layout: (layout) => this.#takeLayout(layout),
          toggleGroup: (key) => {
            this.model.toggleGroup(key);
            this.#tell();
          },
          selected: (runIds) => {
            this.#selected = runIds;
            this.#plots.tellRuns();
          },
          openRun: (runId) => actions.openRun(runId),
          plots: (view) => {
            this.#plotsView = view;
            this.#plots.setView(view);
            actions.plotsChanged(view);
          },
          needsLines: (request) => this.#plots.answer(request),
          savePlot: (plot) => actions.savePlot(plot),
          exportAs: (format) => actions.exportAs(format),
          copy: (text) => actions.copy(text),
          retry: () => void runs.refresh(),
          problem: (text) => actions.problem(new Error(text)),
        },
      },
    });
  }

  #begin(): void {
    const { id, canChange } = this.#parts;
    const subject = this.#subject;
    this.#peer.restart();
    this.#sentColumns = '';
    this.#plots.setView({ ...this.#plotsView, isOpen: false });
    this.#peer.emit('begin', { subject, layout: this.model.layout, plots: this.#plotsView, panelId: id, canChange });
    this.#tell();
  }

  #takeLayout(layout: TableLayout): void {
    this.model.layout = layout;
    if (this.model.filter.ok) this.#parts.runs.narrow(this.model.filter.value);
    this.#parts.actions.layoutChanged(layout);
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    if (!this.#parts.isVisible()) return;
    const { runs } = this.#parts;
    const columns = this.model.columns();
    const text = JSON.stringify(columns);
    if (text !== this.#sentColumns) this.#peer.emit('columns', columns);
    this.#sentColumns = text;
    const { lines, groups, matched } = this.model.arranged();
    this.#peer.emit('view', {
      version: this.model.version,
      lines: lines.length,
      matched: matched.length,
      total: runs.table.size,
      groups: groups.length,
    });
    this.#peer.emit('status', runsStatus(runs, this.model));
    this.#plots.changed();
  }
}

/** NaN crosses the border in typed arrays alone. */
function plotImportance(answer: ImportanceAnswer | undefined): PlotImportance | undefined {
  if (!answer) return undefined;
  const { importances, runs, explained } = answer;
  return {
    names: importances.map(({ name }) => name),
    shares: Float64Array.from(importances, ({ share }) => share),
    correlations: Float64Array.from(importances, ({ correlation }) => correlation),
    runs,
    explained,
  };
}
