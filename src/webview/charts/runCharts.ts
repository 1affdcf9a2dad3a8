import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ChartColumn } from '../../domain/experiments/chartColumn.ts';
import type { ImportanceAnswer } from '../../domain/experiments/parameterImportance.ts';
import {
  FIRST_PLOTS,
  RUN_CHART_KINDS as KINDS,
  type RunChartKind,
  type RunChartsView,
} from '../../domain/experiments/plotsView.ts';
import type { RunColors } from '../../domain/experiments/runColors.ts';
import { element } from '../shared/dom.ts';
import { boxChart } from './boxChart.ts';
import type { ChartHost, PlottedRun } from './chartHost.ts';
import { importanceChart } from './importanceChart.ts';
import { ParallelChart } from './parallelChart.ts';
import { scatterChart } from './scatterChart.ts';

/** Last values of runs. The columns have a value a run, in the order of the runs. */
export interface RunChartsModel {
  readonly runs: readonly PlottedRun[];
  readonly params: readonly ChartColumn[];
  readonly metrics: readonly ChartColumn[];
}

/** Axes beside each other that can still be told apart on a screen. */
const MOST_AXES = 8;

/** What plots of last values ask besides. */
export interface RunChartsHost extends ChartHost {
  /** What a metric of these runs depends on: a second of work, and no work for a page. */
  importanceOf(metric: string): Promise<ImportanceAnswer | undefined>;
  /** The user has chosen another plot; the page may remember it. */
  chosen(view: RunChartsView): void;
}

interface Shown extends Disposable {
  select?(runIds: readonly string[]): void;
}

/** Plots that have one value a run, and the choice between them: over parallel axes, one against another, boxes by a parameter, what a metric depends on. */
export class RunCharts implements Disposable {
  readonly #host: RunChartsHost;
  readonly #colors: RunColors;
  readonly #root: HTMLElement;
  readonly #place = element('div', { className: 'plot-grid' });
  readonly #kind = element('select', { label: t('Plot') });
  readonly #param = element('select', { label: t('Parameter') });
  readonly #metric = element('select', { label: t('Metric') });
  #view: RunChartsView = FIRST_PLOTS.chart;
  #model: RunChartsModel = { runs: [], params: [], metrics: [] };
  #selected: readonly string[] = [];
  #shown: Shown | undefined;

  constructor(container: HTMLElement, host: RunChartsHost, colors: RunColors) {
    this.#host = host;
    this.#colors = colors;
    const names: Readonly<Record<RunChartKind, string>> = {
      parallel: t('Parallel axes'),
      scatter: t('Scatter'),
      boxes: t('Boxes'),
      importance: t('What it depends on'),
    };
    this.#kind.append(...KINDS.map((kind) => element('option', { text: names[kind], attributes: { value: kind } })));
    const labels = [
      [t('Plot'), this.#kind],
      [t('Metric'), this.#metric],
      [t('Parameter'), this.#param],
    ] as const;
    for (const [, select] of labels) select.addEventListener('change', () => this.#choose());
    this.#root = element('section', {
      className: 'plots',
      label: t('Plots of last values'),
      children: [
        element('div', {
          className: 'plot-settings',
          role: 'group',
          label: t('What is plotted'),
          children: labels.map(([text, select]) => element('label', { children: [text, select] })),
        }),
        this.#place,
      ],
    });
    container.append(this.#root);
  }

  /** Other runs or values. The choice stays where what it names is still there. */
  show(model: RunChartsModel, view: RunChartsView = this.#view): void {
    this.#model = model;
    // One metric against another is a scatter plot, too.
    fill(this.#param, [...model.params, ...model.metrics], view.param);
    fill(this.#metric, model.metrics, view.metric);
    this.#kind.value = view.kind;
    this.#view = this.#chosen();
    this.#draw();
  }

  /** The selection of the page has changed. */
  select(runIds: readonly string[]): void {
    this.#selected = runIds;
    this.#shown?.select?.(runIds);
  }

  dispose(): void {
    this.#shown?.dispose();
    this.#root.remove();
  }

  #choose(): void {
    this.#view = this.#chosen();
    this.#host.chosen(this.#view);
    this.#draw();
  }

  #chosen(): RunChartsView {
    const kind = KINDS.find((one) => one === this.#kind.value) ?? 'parallel';
    return { kind, param: this.#param.value, metric: this.#metric.value };
  }

  #draw(): void {
    // News of the runs make another plot: the focus and the place on the page stay, for it is there before the old one goes.
    const hasFocus = this.#place.contains(document.activeElement);
    const before = this.#shown;
    this.#shown = this.#plot();
    before?.dispose();
    this.#shown?.select?.(this.#selected);
    if (hasFocus) this.#place.querySelector<HTMLElement>('.plot-stage')?.focus({ preventScroll: true });
  }

  /** Drawn when it is known, if it is still what is asked for. */
  async #importance(metric: string): Promise<void> {
    const [view, model] = [this.#view, this.#model];
    const answer = await this.#host.importanceOf(metric);
    if (view !== this.#view || model !== this.#model) return;
    this.#shown = importanceChart(this.#place, this.#host, this.#colors, { metric, answer });
  }

  #plot(): Shown | undefined {
    const { runs, params, metrics } = this.#model;
    const { kind } = this.#view;
    const metric = metrics.find(({ name }) => name === this.#view.metric);
    const param = [...params, ...metrics].find(({ name }) => name === this.#view.param);
    this.#param.disabled = kind === 'parallel' || kind === 'importance';
    if (!metric) return undefined;
    if (kind === 'parallel') {
      const differing = params.filter(({ values }) => new Set(values).size > 1).slice(0, MOST_AXES - 1);
      return new ParallelChart(this.#place, this.#host, this.#colors, { runs, columns: [...differing, metric] });
    }
    if (kind === 'importance') {
      void this.#importance(metric.name);
      return undefined;
    }
    if (!param) return undefined;
    return kind === 'scatter'
      ? scatterChart(this.#place, this.#host, this.#colors, { runs, x: param, y: metric })
      : boxChart(this.#place, this.#host, this.#colors, { runs, group: param, metric });
  }
}

/** The names to choose from; what was chosen stays chosen. */
function fill(select: HTMLSelectElement, columns: readonly ChartColumn[], chosen: string): void {
  select.replaceChildren(...columns.map(({ name }) => element('option', { text: name, attributes: { value: name } })));
  select.value = columns.some(({ name }) => name === chosen) ? chosen : (columns[0]?.name ?? '');
}
