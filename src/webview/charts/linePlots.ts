import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ChartLine, ChartRange, LineRequest } from '../../domain/experiments/chartLine.ts';
import { FIRST_PLOTS, type LinePlotsView } from '../../domain/experiments/plotsView.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { element } from '../shared/dom.ts';
import type { LineHost, PlottedRun } from './chartHost.ts';
import { LiveTheme } from './chartTheme.ts';
import { LineChart } from './lineChart.ts';
import { LineSettings } from './lineSettings.ts';
import { PlotLegend } from './plotLegend.ts';

export interface LinePlotsModel {
  readonly metrics: readonly string[];
  readonly runs: readonly PlottedRun[];
  readonly selected: readonly string[];
}

/** A zoom asks for more detail when it has come to rest, not with each turn of the wheel. */
const REST_MS = 120;

/**
 * Plots of metrics over steps or time, one a metric, beside each other, with one legend. Lines come when they are asked for: a plot asks when it comes on
 * screen, and again when a zoom could show more than it has.
 */
export class LinePlots implements Disposable {
  readonly #host: LineHost;
  readonly #owned = new DisposableStore();
  readonly #charts = new Map<string, LineChart>();
  readonly #grid = element('div', { className: 'plot-grid' });
  readonly #settings: LineSettings;
  readonly #legend: PlotLegend;
  readonly #root: HTMLElement;
  #model: LinePlotsModel = { metrics: [], runs: [], selected: [] };
  #selected: ReadonlySet<string> = new Set();
  #names: ReadonlyMap<string, string> = new Map();
  readonly #theme: LiveTheme;
  #shownView: LinePlotsView;
  /** Requests on their way, so that none is made twice. */
  readonly #asked = new Set<string>();
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(container: HTMLElement, host: LineHost, colors: RunColors, view: LinePlotsView = FIRST_PLOTS.lines) {
    this.#host = host;
    this.#shownView = view;
    this.#theme = this.#owned.add(new LiveTheme(colors, () => this.#themeChanged()));
    this.#settings = new LineSettings(view, (next) => this.#viewChanged(next));
    this.#legend = new PlotLegend({
      theme: this.#theme,
      selected: () => this.#selected,
      picked: (runId, isAdding) => this.#pick(runId, isAdding),
      hovered: (runId) => this.#hover(runId, undefined),
    });
    const head = element('div', { className: 'plots-head', children: [this.#settings.element, this.#legend.element] });
    this.#root = element('section', { className: 'plots', label: t('Plots'), children: [head, this.#grid] });
    container.append(this.#root);
    this.#owned.add({ dispose: () => clearTimeout(this.#rest) });
  }

  /** Which metrics and runs are shown. Lines that are here stay. */
  show(model: LinePlotsModel): void {
    this.#model = model;
    this.#selected = new Set(model.selected);
    this.#names = new Map(model.runs.map(({ id, name }) => [id, name]));
    for (const [metric, chart] of this.#charts) {
      if (model.metrics.includes(metric)) continue;
      chart.dispose();
      this.#charts.delete(metric);
    }
    const runIds = model.runs.map(({ id }) => id);
    for (const metric of model.metrics) {
      const chart = this.#charts.get(metric) ?? this.#chart(metric);
      chart.setRuns(runIds);
    }
    this.#arrange();
    this.#legend.show(model.runs);
    for (const chart of this.#charts.values()) chart.frame.placed();
    this.#request();
  }

  /** The runs are in groups: there is the choice between lines of groups and those of runs. */
  setGrouped(isGrouped: boolean): void {
    this.#settings.setGrouped(isGrouped);
  }

  /** The selection of the page has changed: in the table, say. */
  select(runIds: readonly string[]): void {
    this.#selected = new Set(runIds);
    this.#legend.marked();
    for (const chart of this.#charts.values()) chart.changed();
  }

  /** The answer to `needsLines`, or news of lines that grow. Answers to how lines were shown before are dropped. */
  setLines(request: LineRequest, lines: readonly ChartLine[]): void {
    this.#asked.delete(keyOf(request));
    const { axis, smoothing } = this.#settings.view;
    if (request.axis !== axis || request.smoothing !== smoothing) return;
    this.#charts.get(request.metric)?.setLines(request, lines);
  }

  dispose(): void {
    for (const chart of this.#charts.values()) chart.dispose();
    this.#owned.dispose();
    this.#root.remove();
  }

  #chart(metric: string): LineChart {
    const chart = new LineChart({
      metric,
      host: this.#host,
      theme: this.#theme,
      view: () => this.#settings.view,
      nameOf: (runId) => this.#names.get(runId) ?? runId,
      selected: () => this.#selected,
      zoomed: (range) => this.#zoomed(chart, range),
      hovered: (runId) => this.#hover(runId, chart),
      shown: () => this.#request(),
    });
    this.#charts.set(metric, chart);
    return chart;
  }

  /** Plots in the order of the metrics. What has its place is not touched, so that focus stays. */
  #arrange(): void {
    for (const [at, metric] of this.#model.metrics.entries()) {
      const figure = this.#charts.get(metric)?.frame.element;
      const there = this.#grid.children[at];
      if (figure && there !== figure) this.#grid.insertBefore(figure, there ?? null);
    }
  }

  #zoomed(chart: LineChart, range: ChartRange | undefined): void {
    const moved = this.#settings.view.isTogether ? this.#charts.values() : [chart];
    for (const each of moved) each.setRange(range);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#request(), REST_MS);
  }

  /** Asks for what is on screen and not here. */
  #request(): void {
    for (const chart of this.#charts.values()) {
      if (!chart.frame.isVisible) continue;
      const missing = chart.missing();
      if (missing.length > 0) this.#ask(chart, missing, undefined);
      const range = chart.wantsDetail();
      if (range)
        this.#ask(
          chart,
          this.#model.runs.map(({ id }) => id),
          range,
        );
    }
  }

  #ask(chart: LineChart, runIds: readonly string[], range: ChartRange | undefined): void {
    const { axis, smoothing } = this.#settings.view;
    const { metric } = chart;
    const request = { metric, runIds, axis, smoothing, pixels: chart.frame.pixels, ...(range ? { range } : {}) };
    const key = keyOf(request);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#host.needsLines(request);
  }

  #viewChanged(view: LinePlotsView): void {
    const before = this.#shownView;
    this.#shownView = view;
    const isOther = before.axis !== view.axis || before.smoothing !== view.smoothing;
    for (const chart of this.#charts.values()) {
      if (before.axis !== view.axis) chart.setRange(undefined);
      if (isOther) chart.forget();
      else chart.changed();
    }
    this.#host.viewChanged(view);
    this.#request();
  }

  #pick(runId: string, isAdding: boolean): void {
    const isOn = this.#selected.has(runId);
    const others = isAdding ? [...this.#selected].filter((each) => each !== runId) : [];
    this.#host.selected(isOn ? others : [...others, runId]);
  }

  #hover(runId: string | undefined, source: LineChart | undefined): void {
    if (source) this.#legend.highlight(runId);
    for (const chart of this.#charts.values()) if (chart !== source) chart.highlight(runId);
  }

  #themeChanged(): void {
    this.#legend.show(this.#model.runs);
    for (const chart of this.#charts.values()) chart.changed();
  }
}

/** What a request is about: the same question is not asked twice while it is open. */
function keyOf({ metric, runIds, axis, smoothing, range, pixels }: LineRequest): string {
  const part = range ? `${range.from} ${range.to} ${pixels}` : '';
  return JSON.stringify([metric, axis, smoothing, part, range ? runIds.length : runIds]);
}
