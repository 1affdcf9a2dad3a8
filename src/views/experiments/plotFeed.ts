import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ChartLine, LineRequest } from '../../domain/experiments/chartLine.ts';
import { groupLine } from '../../domain/experiments/groupLine.ts';
import { HistoryCache, type ReadHistories } from '../../domain/experiments/historyCache.ts';
import type { PlotsView } from '../../domain/experiments/plotsView.ts';
import type { RunsModel } from '../../domain/experiments/runsModel.ts';
import type { PlotLines, Plotted, PlottedRuns } from '../../protocol/plotMessages.ts';

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
/** Bands that can be told apart, and runs that a band is made of: together as many as are read for other plots, ten times. */
const MOST_GROUPS = 24;
const MOST_IN_GROUP = 200;
/** Pictures side by side that still are pictures on a screen. */
const MOST_PICTURED = 12;

/** What the plots beside a table show: the selected runs, and their lines when a plot asks. Lines of runs that go on are sent again as they grow. */
export class PlotFeed implements Disposable {
  readonly #parts: PlotFeedParts;
  readonly #cache: HistoryCache;
  readonly #aborter = new AbortController();
  /** The last question about all of a metric, by metric. */
  readonly #whole = new Map<string, LineRequest>();
  #isPlotting = false;
  #isByGroup = true;
  #sent = '';
  /** Runs of the groups that are plotted, by the id of their line. */
  #groups: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(parts: PlotFeedParts) {
    this.#parts = parts;
    this.#cache = new HistoryCache(parts.read);
  }

  setView({ isOpen, lines: { isByGroup } }: PlotsView): void {
    if (isOpen === this.#isPlotting && isByGroup === this.#isByGroup) return;
    this.#isPlotting = isOpen;
    this.#isByGroup = isByGroup;
    this.#sent = '';
    this.#whole.clear();
    this.tellRuns();
  }

  /** The selection or the table has changed. */
  tellRuns(): void {
    if (!this.#isPlotting) return;
    const before = this.#groups;
    const plotted = this.#plottedRuns();
    const text = JSON.stringify(plotted);
    if (text !== this.#sent) this.#parts.plotted(plotted);
    this.#sent = text;
    const others = [...this.#groups].filter(([id, runs]) => before.has(id) && before.get(id)?.join() !== runs.join());
    if (others.length > 0) this.#answerAgain((id) => others.some(([other]) => other === id));
  }

  /** Runs were read again: those that are not over may have more values. */
  changed(): void {
    this.tellRuns();
    if (!this.#isPlotting) return;
    const { table } = this.#parts.model;
    this.#answerAgain((id) => {
      const growing = this.#runsOf(id).filter((runId) => table.isGrowing(runId));
      this.#cache.stale(growing);
      return growing.length > 0;
    });
  }

  /** The answer comes through `lines`, whenever it is there. */
  answer(request: LineRequest): void {
    if (!request.range && request.runIds.length >= (this.#whole.get(request.metric)?.runIds.length ?? 0))
      this.#whole.set(request.metric, request);
    const { signal } = this.#aborter;
    const runIds = request.runIds.flatMap((id) => this.#runsOf(id));
    this.#cache.lines({ ...request, runIds }, signal).then(
      ({ lines, troubles }) => {
        if (signal.aborted) return;
        const lineOf = (runId: string) => request.runIds.find((id) => this.#runsOf(id).includes(runId)) ?? runId;
        const said = troubles.map(({ runId, failure }) => ({ runId: lineOf(runId), text: failure.message }));
        this.#parts.lines({ request, lines: this.#grouped(request, lines), troubles: said });
      },
      (error: unknown) => this.#parts.problem(error),
    );
  }

  dispose(): void {
    this.#aborter.abort();
  }

  /** Asks the last questions again for some of their lines. */
  #answerAgain(isWanted: (id: string) => boolean): void {
    for (const request of this.#whole.values()) {
      const runIds = request.runIds.filter(isWanted);
      if (runIds.length > 0) this.answer({ ...request, runIds });
    }
  }

  #runsOf(id: string): readonly string[] {
    return this.#groups.get(id) ?? [id];
  }

  #grouped({ runIds, range, pixels }: LineRequest, lines: readonly ChartLine[]): readonly ChartLine[] {
    if (this.#groups.size === 0) return lines;
    const byRun = new Map(lines.map((line) => [line.runId, line]));
    return runIds.flatMap((id) => {
      const own = this.#runsOf(id).flatMap((runId) => byRun.get(runId) ?? []);
      return (this.#groups.has(id) ? groupLine(id, own, range, pixels) : own[0]) ?? [];
    });
  }

  #plottedRuns(): PlottedRuns {
    const { model } = this.#parts;
    const selected = this.#parts.selected().slice(0, MOST_PLOTTED);
    if (this.#isByGroup && model.layout.groupBy.length > 0) return this.#plottedGroups(new Set(selected));
    this.#groups = new Map();
    const runs = this.#named(selected.length > 0 ? selected : this.#firstIds());
    return { runs, pictured: runs.slice(0, MOST_PICTURED) };
  }

  #named(ids: readonly string[]): readonly Plotted[] {
    const { table } = this.#parts.model;
    const names = table.column('attributes', 'run_name')?.column;
    return ids.flatMap((id) => {
      const row = table.rowOf(id);
      return row === undefined ? [] : [{ id, name: String(names?.get(row) ?? id.slice(0, 8)) }];
    });
  }

  /** Groups of the table, of the selected runs alone when some are. */
  #plottedGroups(selected: ReadonlySet<string>): PlottedRuns {
    const { table, layout } = this.#parts.model;
    const names = layout.groupBy.map((key) => key.slice(key.indexOf('.') + 1));
    const found = this.#parts.model.arranged().groups.flatMap(({ key, values, rows }) => {
      const all = Array.from(rows, (row) => table.runIdOf(row) ?? '');
      const members = (selected.size > 0 ? all.filter((id) => selected.has(id)) : all).slice(0, MOST_IN_GROUP);
      const name = names.map((each, at) => `${each} = ${values[at] ?? t('none')}`).join(', ');
      return members.length === 0 ? [] : [{ id: `group ${key}`, name, members }];
    });
    const groups = found.slice(0, MOST_GROUPS);
    this.#groups = new Map(groups.map(({ id, members }) => [id, members]));
    const pictured = this.#named(groups.flatMap(({ members }) => members).slice(0, MOST_PICTURED));
    return { runs: groups, pictured };
  }

  #firstIds(): readonly string[] {
    const { model } = this.#parts;
    return Array.from(model.arranged().matched.subarray(0, FIRST_PLOTTED), (row) => model.table.runIdOf(row) ?? '');
  }
}
