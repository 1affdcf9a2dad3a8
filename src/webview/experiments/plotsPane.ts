import { t } from '../../domain/base/text.ts';
import type { LineRequest } from '../../domain/experiments/chartLine.ts';
import {
  FIRST_PLOTS,
  type LinePlotsView,
  type PlotsView,
  type RunChartsView,
} from '../../domain/experiments/plotsView.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import type { PlotFile, PlotImportance, PlotLines, PlottedRuns } from '../../protocol/plotMessages.ts';
import type { RunValues } from '../../domain/experiments/runValues.ts';
import { LinePlots } from '../charts/linePlots.ts';
import { RunCharts } from '../charts/runCharts.ts';
import { element } from '../shared/dom.ts';
import { PicturesPane, type PicturesPaneParts } from './picturesPane.ts';

export interface PlotsPaneParts extends Pick<PicturesPaneParts, 'pictures' | 'picture'> {
  readonly colors: RunColors;
  readonly needsLines: (request: LineRequest) => void;
  readonly selected: (runIds: readonly string[]) => void;
  readonly save: (plot: PlotFile) => void;
  /** Last values of the runs of the table, and what one of their metrics depends on. */
  readonly values: () => Promise<RunValues>;
  readonly importance: (metric: string) => Promise<PlotImportance | undefined>;
  /** The pane has another height, or lines are shown in another way: there is something to remember. */
  readonly changed: () => void;
}

/** Metrics that are plotted at once: each is a picture, and only those on screen are drawn. */
const MOST_METRICS = 60;
const LEAST_HEIGHT = 120;
/** Pixels that a key press moves the splitter by. */
const STEP = 24;

/** Plots of the runs that are selected, below the table; what is between them moves. */
export class PlotsPane {
  readonly element = element('div', { className: 'plots-pane', attributes: { hidden: '' } });
  readonly splitter = element('div', {
    className: 'splitter',
    role: 'separator',
    label: t('Height of the plots'),
    attributes: { tabindex: '0', 'aria-orientation': 'horizontal', hidden: '' },
  });
  readonly #parts: PlotsPaneParts;
  #plots: LinePlots | undefined;
  #charts: RunCharts | undefined;
  #pictures: PicturesPane | undefined;
  #asking = false;
  #isGrouped = false;
  #valuesOf = '';
  #version = '';
  #metrics: readonly string[] = [];
  #plotted: PlottedRuns = { runs: [], pictured: [] };
  #selected: readonly string[] = [];
  #view = FIRST_PLOTS;

  constructor(parts: PlotsPaneParts) {
    this.#parts = parts;
    this.splitter.addEventListener('pointerdown', (event) => this.#drag(event));
    this.splitter.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.setHeight(this.#view.height + (event.key === 'ArrowUp' ? STEP : -STEP));
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  get view(): PlotsView {
    return this.#view;
  }

  /** Plots that nobody sees are not there. */
  open(isOpen: boolean, view: PlotsView = this.#view): void {
    this.element.hidden = !isOpen;
    this.splitter.hidden = !isOpen;
    this.#view = { ...view, isOpen };
    if (isOpen) {
      this.#plots ??= this.#make();
      this.#charts ??= this.#makeCharts();
      this.#pictures ??= new PicturesPane(this.element, this.#parts);
      this.setHeight(view.height);
      this.#show();
    } else {
      this.#plots?.dispose();
      this.#plots = undefined;
      this.#charts?.dispose();
      this.#charts = undefined;
      this.#pictures?.dispose();
      this.#pictures = undefined;
      this.#valuesOf = '';
    }
  }

  setHeight(height: number): void {
    const most = Math.max(LEAST_HEIGHT, window.innerHeight * 0.75);
    const bounded = Math.round(Math.min(most, Math.max(LEAST_HEIGHT, height)));
    this.#view = { ...this.#view, height: bounded };
    this.element.style.height = `${bounded}px`;
    for (const [name, value] of [
      ['aria-valuenow', bounded],
      ['aria-valuemin', LEAST_HEIGHT],
      ['aria-valuemax', Math.round(most)],
    ] as const)
      this.splitter.setAttribute(name, String(value));
    this.#parts.changed();
  }

  /** The table is grouped: lines may be those of groups. */
  setGrouped(isGrouped: boolean): void {
    this.#isGrouped = isGrouped;
    this.#plots?.setGrouped(isGrouped);
  }

  setMetrics(metrics: readonly string[]): void {
    const wanted = metrics.slice(0, MOST_METRICS);
    if (wanted.join('\0') === this.#metrics.join('\0')) return;
    this.#metrics = wanted;
    this.#show();
  }

  setRuns(plotted: PlottedRuns): void {
    this.#plotted = plotted;
    this.#show();
  }

  select(runIds: readonly string[]): void {
    this.#selected = runIds;
    this.#plots?.select(this.#selectedLines());
    this.#charts?.select(runIds);
  }

  setLines({ request, lines, troubles }: PlotLines): void {
    if (troubles.length > 0) {
      const texts = new Map(troubles.map(({ runId, text }) => [runId, text]));
      const runs = this.#plotted.runs.map((run) => {
        const trouble = texts.get(run.id);
        return trouble === undefined ? run : { ...run, trouble };
      });
      this.#plotted = { ...this.#plotted, runs };
      this.#show();
    }
    this.#plots?.setLines(request, lines);
  }

  /** The table shows other runs, or other values of them; `version` is another one then. Asked for while plots are open, one question at a time. */
  async refreshValues(version: string): Promise<void> {
    this.#version = version;
    this.#pictures?.show(this.#plotted.pictured, version);
    const charts = this.#charts;
    if (!charts || this.#asking || version === this.#valuesOf) return;
    this.#asking = true;
    this.#valuesOf = version;
    try {
      const { runs, params, metrics } = await this.#parts.values();
      if (charts !== this.#charts) return;
      const model = {
        runs,
        params: params.map(({ name, values }) => ({ name, values: values.map((value) => value ?? undefined) })),
        metrics: metrics.map(({ name, values }) => ({ name, values: [...values] })),
      };
      // What was chosen may be of columns that come later, while runs are still read.
      charts.show(model, this.#view.chart);
      charts.select(this.#selected);
    } finally {
      this.#asking = false;
    }
  }

  #makeCharts(): RunCharts {
    const { selected, save, colors, importance, changed } = this.#parts;
    const importanceOf = async (metric: string) => {
      const answer = await importance(metric);
      if (!answer) return undefined;
      const { names, shares, correlations, runs, explained } = answer;
      const importances = names.map((name, at) => ({
        name,
        share: shares[at] ?? 0,
        correlation: correlations[at] ?? Number.NaN,
      }));
      return { importances, runs, explained };
    };
    const chosen = (chart: RunChartsView) => {
      this.#view = { ...this.#view, chart };
      changed();
    };
    return new RunCharts(this.element, { selected, save, importanceOf, chosen }, colors);
  }

  #make(): LinePlots {
    const { needsLines, save, changed, colors } = this.#parts;
    const selected = (ids: readonly string[]) => {
      const members = new Map(this.#plotted.runs.map((run) => [run.id, run.members]));
      this.#parts.selected(ids.flatMap((id) => members.get(id) ?? [id]));
    };
    const viewChanged = (lines: LinePlotsView) => {
      this.#view = { ...this.#view, lines };
      changed();
    };
    return new LinePlots(this.element, { needsLines, selected, save, viewChanged }, colors, this.#view.lines);
  }

  /** A group is selected when all of its runs are. */
  #selectedLines(): readonly string[] {
    const selected = new Set(this.#selected);
    return this.#plotted.runs
      .filter(({ id, members }) => members?.every((member) => selected.has(member)) ?? selected.has(id))
      .map(({ id }) => id);
  }

  #show(): void {
    this.#plots?.setGrouped(this.#isGrouped);
    this.#plots?.show({ metrics: this.#metrics, runs: this.#plotted.runs, selected: this.#selectedLines() });
    this.#pictures?.show(this.#plotted.pictured, this.#version);
  }

  #drag(down: PointerEvent): void {
    const [from, first] = [down.clientY, this.#view.height];
    const ending = new AbortController();
    const { signal } = ending;
    this.splitter.setPointerCapture(down.pointerId);
    this.splitter.addEventListener('pointermove', (event) => this.setHeight(first + from - event.clientY), { signal });
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.splitter.addEventListener(end, () => ending.abort(), { signal });
  }
}
