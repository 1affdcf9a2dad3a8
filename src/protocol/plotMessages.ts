import type {
  ChartLine,
  ChartPoint,
  ChartRange,
  LineExtremes,
  LineFacts,
  LineRequest,
} from '../domain/experiments/chartLine.ts';
import type { ConfusionMatrix } from '../domain/experiments/confusionMatrix.ts';
import type { LinePlotsView, PlotsView, RunChartsView } from '../domain/experiments/plotsView.ts';
import type { PictureSeries, RunPicture } from '../domain/experiments/runPictures.ts';
import type { RunValues } from '../domain/experiments/runValues.ts';
import {
  type Check,
  isArrayOf,
  isBoolean,
  isCount,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isString,
} from './checks.ts';

/** A line of the legend: a run, or a group of runs. */
export interface Plotted {
  readonly id: string;
  readonly name: string;
  readonly members?: readonly string[];
}

/** What is plotted, in the order of the legend, and the runs whose pictures are shown. */
export interface PlottedRuns {
  readonly runs: readonly Plotted[];
  readonly pictured: readonly { readonly id: string; readonly name: string }[];
}

/** Lines for plots: the answer to a question of the page, or news of lines that grow. */
export interface PlotLines {
  readonly request: LineRequest;
  readonly lines: readonly ChartLine[];
  /** Runs whose values could not be read, and why. */
  readonly troubles: readonly { readonly runId: string; readonly text: string }[];
}

/** What a metric depends on; `correlations` are NaN for names. All have one length. */
export interface PlotImportance {
  readonly names: readonly string[];
  readonly shares: Float64Array;
  readonly correlations: Float64Array;
  readonly runs: number;
  readonly explained: number;
}

/** Pictures and confusion matrices of runs, and for which runs they could not be listed. */
export interface RunPictures {
  readonly series: readonly PictureSeries[];
  readonly troubles: readonly { readonly runId: string; readonly text: string }[];
}

/** What one of these files holds. Pictures come as bytes, because the page may load nothing. */
export type PictureAnswer =
  | { readonly kind: 'image'; readonly mime: string; readonly bytes: Uint8Array }
  | { readonly kind: 'matrix'; readonly matrix: ConfusionMatrix }
  | { readonly kind: 'trouble'; readonly text: string };

/** A picture or a table that the user wants as a file. */
export interface PlotFile {
  readonly name: string;
  readonly mime: 'image/png' | 'image/svg+xml' | 'text/csv';
  readonly content: string | Uint8Array;
}

/** VS Code carries typed arrays as they are, between host and page, NaN and infinities with them. */
const isNumbers: Check<Float64Array> = (value) => value instanceof Float64Array;
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isContent: Check<string | Uint8Array> = (value) => typeof value === 'string' || isBytes(value);
/** NaN and infinities come as null where they are not in typed arrays; the ends of an axis without points are NaN. */
const isEnd: Check<number> = (value): value is number => value === null || typeof value === 'number';

const isRange = isShape<ChartRange>({ from: isNumber, to: isNumber });
const isPoint = isShape<ChartPoint>({ x: isNumber, y: isNumber });

export const isLineRequest = isShape<LineRequest>({
  metric: isString,
  runIds: isArrayOf(isString),
  axis: isOneOf('step', 'time', 'relative'),
  smoothing: isNumber,
  range: isOptional(isRange),
  pixels: isNumber,
});

const isLine = isShape<ChartLine>({
  runId: isString,
  x: isNumbers,
  y: isNumbers,
  raw: isOptional(isShape({ x: isNumbers, y: isNumbers })),
  band: isOptional(isShape({ low: isNumbers, high: isNumbers, runs: isCount })),
  range: isOptional(isRange),
  isThinned: isBoolean,
  facts: isShape<LineFacts>({
    count: isCount,
    from: isEnd,
    to: isEnd,
    finite: isOptional(isShape<LineExtremes>({ first: isPoint, last: isPoint, lowest: isPoint, highest: isPoint })),
    notFinite: isCount,
  }),
});

export const isPlottedRuns = isShape<PlottedRuns>({
  runs: isArrayOf(isShape<Plotted>({ id: isString, name: isString, members: isOptional(isArrayOf(isString)) })),
  pictured: isArrayOf(isShape({ id: isString, name: isString })),
});

export const isPlotLines = isShape<PlotLines>({
  request: isLineRequest,
  lines: isArrayOf(isLine),
  troubles: isArrayOf(isShape({ runId: isString, text: isString })),
});

const isText: Check<string | null> = (value) => value === null || typeof value === 'string';

export const isRunValues = isShape<RunValues>({
  runs: isArrayOf(isShape({ id: isString, name: isString })),
  params: isArrayOf(isShape({ name: isString, values: isArrayOf(isText) })),
  metrics: isArrayOf(isShape({ name: isString, values: isNumbers })),
});

export const isPlotImportance = isShape<PlotImportance>({
  names: isArrayOf(isString),
  shares: isNumbers,
  correlations: isNumbers,
  runs: isCount,
  explained: isNumber,
});

export const isPlotFile = isShape<PlotFile>({
  name: isString,
  mime: isOneOf('image/png', 'image/svg+xml', 'text/csv'),
  content: isContent,
});

export const isRunPictures = isShape<RunPictures>({
  series: isArrayOf(
    isShape<PictureSeries>({
      title: isString,
      kind: isOneOf('image', 'matrix'),
      files: isArrayOf(isShape<RunPicture>({ runId: isString, path: isString, step: isNumber })),
    }),
  ),
  troubles: isArrayOf(isShape({ runId: isString, text: isString })),
});

const isImage = isShape({ kind: isOneOf('image'), mime: isString, bytes: isBytes });
const isMatrix = isShape({
  kind: isOneOf('matrix'),
  matrix: isShape<ConfusionMatrix>({ labels: isArrayOf(isString), counts: isArrayOf(isArrayOf(isNumber)) }),
});
const isTrouble = isShape({ kind: isOneOf('trouble'), text: isString });
export const isPictureAnswer: Check<PictureAnswer> = (value): value is PictureAnswer =>
  isImage(value) || isMatrix(value) || isTrouble(value);

export const isPlotsView = isShape<PlotsView>({
  isOpen: isBoolean,
  height: isNumber,
  lines: isShape<LinePlotsView>({
    axis: isOneOf('step', 'time', 'relative'),
    smoothing: isNumber,
    isLog: isBoolean,
    isTogether: isBoolean,
    isByGroup: isBoolean,
  }),
  chart: isShape<RunChartsView>({
    kind: isOneOf('parallel', 'scatter', 'boxes', 'importance'),
    param: isString,
    metric: isString,
  }),
});
