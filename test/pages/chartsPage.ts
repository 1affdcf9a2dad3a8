// A page with plots, for tests and benches: it stands where a page of ours stands, and answers plots as the extension does, with the same code.
import type { LineRequest } from '../../src/domain/experiments/chartLine.ts';
import type { ChartColumn } from '../../src/domain/experiments/chartColumn.ts';
import { type ImportanceAnswer, parameterImportance } from '../../src/domain/experiments/parameterImportance.ts';
import type { LinePlotsView, RunChartsView } from '../../src/domain/experiments/plotsView.ts';
import { LineSource } from '../../src/domain/experiments/lineSource.ts';
import { RunColors } from '../../src/domain/experiments/runColors.ts';
import type { MetricHistory } from '../../src/domain/experiments/trackedRun.ts';
import { boxChart, type BoxModel } from '../../src/webview/charts/boxChart.ts';
import type { LineHost, PlottedRun, SavedPlot } from '../../src/webview/charts/chartHost.ts';
import type { WorkerAnswer, WorkerQuestion } from './chartsWorker.ts';
import { type ImageModel, ImageSteps, type StepContent } from '../../src/webview/charts/imageSteps.ts';
import { importanceChart } from '../../src/webview/charts/importanceChart.ts';
import { LinePlots } from '../../src/webview/charts/linePlots.ts';
import { matrixChart, type MatrixModel } from '../../src/webview/charts/matrixChart.ts';
import { ParallelChart, type ParallelModel } from '../../src/webview/charts/parallelChart.ts';
import { RunCharts, type RunChartsHost, type RunChartsModel } from '../../src/webview/charts/runCharts.ts';
import { scatterChart, type ScatterModel } from '../../src/webview/charts/scatterChart.ts';

/** Values of a metric as tests write them. */
export interface TestValues {
  readonly runId: string;
  readonly key: string;
  readonly values: readonly number[];
  /** 0, 1, 2 … when absent. */
  readonly steps?: readonly number[];
}

/** One of each kind, or some. */
export interface PageModels {
  readonly scatter?: ScatterModel;
  readonly parallel?: ParallelModel;
  readonly box?: BoxModel;
  readonly importance?: {
    readonly metric: string;
    readonly params: readonly ChartColumn[];
    readonly values: readonly number[];
  };
  readonly matrix?: MatrixModel;
  /** All of them, to choose from. */
  readonly choice?: RunChartsModel;
  readonly images?: ImageModel & { readonly contents: Readonly<Record<string, StepContent>> };
}

const START = Date.UTC(2026, 0, 31, 10);

class ChartsPage implements LineHost, RunChartsHost {
  readonly picks: (readonly string[])[] = [];
  readonly saved: SavedPlot[] = [];
  readonly choices: RunChartsView[] = [];
  #choice: RunChartsModel | undefined;
  readonly requests: LineRequest[] = [];
  readonly histories = new Map<string, MetricHistory>();
  readonly #sources = new Map<string, LineSource>();
  readonly #others: { select?(runIds: readonly string[]): void; dispose(): void }[] = [];
  #worker: Worker | undefined;
  /** Answers that have come from the worker. */
  answered = 0;
  plots: LinePlots | undefined;
  view: LinePlotsView | undefined;

  selected(runIds: readonly string[]): void {
    this.picks.push(runIds);
    this.plots?.select(runIds);
    for (const plot of this.#others) plot.select?.(runIds);
  }

  save(plot: SavedPlot): void {
    this.saved.push(plot);
  }

  chosen(view: RunChartsView): void {
    this.choices.push(view);
  }

  async importanceOf(metric: string): Promise<ImportanceAnswer | undefined> {
    const column = this.#choice?.metrics.find(({ name }) => name === metric);
    return parameterImportance(this.#choice?.params ?? [], Float64Array.from(column?.values ?? [], Number));
  }

  viewChanged(view: LinePlotsView): void {
    this.view = view;
  }

  needsLines(request: LineRequest): void {
    this.requests.push(request);
    if (this.#worker) this.ask({ kind: 'lines', request });
    else queueMicrotask(() => this.answer(request));
  }

  answer(request: LineRequest): void {
    const lines = request.runIds.flatMap((runId) => {
      const source = this.#source(runId, request);
      return source ? [source.line(request.range, request.pixels)] : [];
    });
    this.plots?.setLines(request, lines);
  }

  put(history: MetricHistory): void {
    this.histories.set(`${history.runId} ${history.key}`, history);
    this.#sources.clear();
  }

  /** From now on answers come from test/pages/chartsWorker.ts. */
  work(script: string): void {
    this.#worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    this.#worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
      this.plots?.setLines(data.request, data.lines);
      this.answered += 1;
    });
  }

  ask(question: WorkerQuestion): void {
    this.#worker?.postMessage(question);
  }

  /** Values given as tests write them; times are a second apart. */
  give(all: readonly TestValues[]): void {
    for (const { runId, key, values, steps } of all) {
      this.put({
        runId,
        key,
        steps: Float64Array.from(steps ?? values.keys()),
        values: Float64Array.from(values),
        timestamps: Float64Array.from(values, (_, at) => START + at * 1000),
        isSampled: false,
      });
    }
  }

  show(metrics: readonly string[], runs: readonly PlottedRun[], view?: LinePlotsView): void {
    this.plots?.dispose();
    this.plots = new LinePlots(document.body, this, new RunColors(), view);
    this.plots.show({ metrics, runs, selected: [] });
  }

  /** Plots of other kinds, one below the other, all with one selection. */
  add(models: PageModels): void {
    const { scatter, parallel, box, importance, matrix, choice, images } = models;
    const place = document.body;
    const colors = new RunColors();
    if (scatter) this.#others.push(scatterChart(place, this, colors, scatter));
    if (parallel) this.#others.push(new ParallelChart(place, this, colors, parallel));
    if (box) this.#others.push(boxChart(place, this, colors, box));
    if (importance) {
      const answer = parameterImportance(importance.params, Float64Array.from(importance.values));
      this.#others.push(importanceChart(place, this, colors, { metric: importance.metric, answer }));
    }
    if (matrix) this.#others.push(matrixChart(place, this, colors, matrix));
    if (choice) {
      this.#choice = choice;
      const charts = new RunCharts(place, this, colors);
      charts.show(choice);
      this.#others.push(charts);
    }
    if (images) {
      const content = async ({ path }: { readonly path: string }) =>
        Promise.resolve(images.contents[path] ?? ({ kind: 'trouble', text: 'it is gone' } as const));
      this.#others.push(new ImageSteps(place, { host: this, colors, content }, images));
    }
  }

  #source(runId: string, { metric, axis, smoothing }: LineRequest): LineSource | undefined {
    const history = this.histories.get(`${runId} ${metric}`);
    if (!history) return undefined;
    const key = `${runId} ${metric} ${axis} ${smoothing}`;
    const source = this.#sources.get(key) ?? new LineSource(history, { axis, smoothing });
    this.#sources.set(key, source);
    return source;
  }
}

declare global {
  interface Window {
    charts: ChartsPage;
  }
}
window.charts = new ChartsPage();
