import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { LineRequest } from '../../domain/experiments/chartLine.ts';
import { HistoryCache, type ReadHistories } from '../../domain/experiments/historyCache.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { PlotLines, PlottedRuns } from '../../protocol/plotMessages.ts';

export interface PlotFeedParts {
  readonly model: RunsModel;
  readonly read: ReadHistories;
  readonly selected: () => readonly string[];
  readonly plotted: (plotted: PlottedRuns) => void;
  readonly lines: (lines: PlotLines) => void;
  /** A bug: expected failures are in the lines. */
  readonly problem: (error: unknown) => void;
}

/** Runs in one set of plots: what a plot can draw without a stall. */
const MOST_PLOTTED = 500;
/** Where nothing is selected, the first runs of the table: as many as there are colours. */
const FIRST_PLOTTED = 8;

/** What the plots beside a table show: the selected runs, and their lines when a plot asks. Lines of runs that go on are sent again as they grow. */
export class PlotFeed implements Disposable {
  readonly #parts: PlotFeedParts;
  readonly #cache: HistoryCache;
  readonly #aborter = new AbortController();
  /** The last question about all of a metric, by metric. */
  readonly #whole = new Map<string, LineRequest>();
  #isPlotting = false;
  #sent = '';

  constructor(parts: PlotFeedParts) {
    this.#parts = parts;
    this.#cache = new HistoryCache(parts.read);
  }

  setPlotting(isPlotting: boolean): void {
    this.#isPlotting = isPlotting;
    this.#sent = '';
    this.#whole.clear();
    this.tellRuns();
  }

  /** The selection or the table has changed. */
  tellRuns(): void {
    if (!this.#isPlotting) return;
    const plotted = this.#plottedRuns();
    const text = JSON.stringify(plotted);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#parts.plotted(plotted);
  }

  /** Runs were read again: those that are not over may have more values. */
  changed(): void {
    this.tellRuns();
    if (!this.#isPlotting) return;
    for (const request of this.#whole.values()) {
      const growing = request.runIds.filter((runId) => this.#parts.model.table.isGrowing(runId));
      if (growing.length === 0) continue;
      this.#cache.stale(growing);
      this.answer({ ...request, runIds: growing });
    }
  }

  /** The answer comes through `lines`, whenever it is there. */
  answer(request: LineRequest): void {
    if (!request.range && request.runIds.length >= (this.#whole.get(request.metric)?.runIds.length ?? 0))
      this.#whole.set(request.metric, request);
    const { signal } = this.#aborter;
    this.#cache.lines(request, signal).then(
      ({ lines, troubles }) => {
        if (signal.aborted) return;
        const said = troubles.map(({ runId, failure }) => ({ runId, text: failure.message }));
        this.#parts.lines({ request, lines, troubles: said });
      },
      (error: unknown) => this.#parts.problem(error),
    );
  }

  dispose(): void {
    this.#aborter.abort();
  }

  #plottedRuns(): PlottedRuns {
    const { table } = this.#parts.model;
    const selected = this.#parts.selected().slice(0, MOST_PLOTTED);
    const ids = selected.length > 0 ? selected : this.#firstIds();
    const names = table.column('attributes', 'run_name')?.column;
    const runs = ids.flatMap((id) => {
      const row = table.rowOf(id);
      return row === undefined ? [] : [{ id, name: String(names?.get(row) ?? id.slice(0, 8)) }];
    });
    return { runs };
  }

  #firstIds(): readonly string[] {
    const { model } = this.#parts;
    return Array.from(model.arranged().matched.subarray(0, FIRST_PLOTTED), (row) => model.table.runIdOf(row) ?? '');
  }
}
