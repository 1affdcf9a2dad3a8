import type { ChartAxis, ChartLine, ChartRange, LineFacts, LineView } from './chartLine.ts';
import { extremesByPixel, type Points } from './downsample.ts';
import { SeriesIndex } from './seriesIndex.ts';
import { smooth } from './smooth.ts';
import type { MetricHistory } from './trackedRun.ts';

/** One run's values on one axis, smoothed or not, ready to be drawn at any zoom. */
export class LineSource {
  readonly #runId: string;
  readonly #isSampled: boolean;
  readonly #raw: Points;
  readonly #rawIndex: SeriesIndex;
  readonly #line: Points;
  readonly #lineIndex: SeriesIndex;
  readonly facts: LineFacts;

  /** `start`: when the run began, where the history is a later part of it. */
  constructor(history: MetricHistory, view: LineView & { readonly start?: number }) {
    this.#runId = history.runId;
    this.#isSampled = history.isSampled;
    this.#raw = onAxis(history, view.axis, view.start);
    this.#rawIndex = new SeriesIndex(this.#raw.y);
    const isSmooth = view.smoothing > 0;
    this.#line = isSmooth ? { x: this.#raw.x, y: smooth(this.#raw.y, view.smoothing) } : this.#raw;
    this.#lineIndex = isSmooth ? new SeriesIndex(this.#line.y) : this.#rawIndex;
    this.facts = factsOf(this.#raw);
  }

  /** Bytes that are held beside the history. */
  get bytes(): number {
    const own = this.#line === this.#raw ? 0 : this.#line.y.byteLength + this.#lineIndex.bytes;
    return own + this.#rawIndex.bytes;
  }

  /** What of it can be told apart on `pixels` columns. */
  line(range: ChartRange | undefined, pixels: number): ChartLine {
    const { from, to } = range ?? this.facts;
    const thin = (points: Points, index: SeriesIndex) =>
      points.x.length === 0 ? points : extremesByPixel(points, index, { from, to }, Math.max(1, Math.round(pixels)));
    const drawn = thin(this.#line, this.#lineIndex);
    return {
      runId: this.#runId,
      x: drawn.x,
      y: drawn.y,
      ...(this.#line === this.#raw ? {} : { raw: thin(this.#raw, this.#rawIndex) }),
      ...(range ? { range } : {}),
      isThinned: this.#isSampled || drawn.x.length < (range ? countIn(this.#raw.x, range) : this.#raw.x.length),
      facts: this.facts,
    };
  }
}

function countIn(x: Float64Array, { from, to }: ChartRange): number {
  let count = 0;
  for (const value of x) if (value >= from && value <= to) count += 1;
  return count;
}

/** Histories ascend by step; a run that was resumed may have logged its steps at times that do not. */
function onAxis({ steps, values, timestamps }: MetricHistory, axis: ChartAxis, begun?: number): Points {
  if (axis === 'step') return { x: steps, y: values };
  const order = ascending(timestamps)
    ? undefined
    : [...timestamps.keys()].sort((a, b) => at(timestamps, a) - at(timestamps, b));
  const x = order ? Float64Array.from(order, (position) => at(timestamps, position)) : timestamps;
  const y = order ? Float64Array.from(order, (position) => at(values, position)) : values;
  const start = begun ?? at(x, 0);
  return axis === 'time' ? { x, y } : { x: x.map((time) => (time - start) / 1000), y };
}

const at = (values: Float64Array, position: number) => values[position] ?? Number.NaN;

function ascending(values: Float64Array): boolean {
  return values.every((value, position) => position === 0 || value >= at(values, position - 1));
}

/** What is known of a line whose points are these. */
export function factsOf({ x, y }: Points): LineFacts {
  let lowest = -1;
  let highest = -1;
  let low = Infinity;
  let high = -Infinity;
  let notFinite = 0;
  // One plain loop that computes nothing: it is the first that is done with every value of every run, before anything of it is compiled, when each number
  // that comes out of a computation is a new object.
  for (let position = 0; position < y.length; position++) {
    const value = y[position] ?? 0;
    if (value >= low && value <= high) continue;
    if (!Number.isFinite(value)) {
      notFinite += 1;
      continue;
    }
    if (value < low) {
      low = value;
      lowest = position;
    }
    if (value > high) {
      high = value;
      highest = position;
    }
  }
  const first = y.findIndex(Number.isFinite);
  const last = y.findLastIndex(Number.isFinite);
  const point = (position: number) => ({ x: at(x, position), y: at(y, position) });
  const finite = { first: point(first), last: point(last), lowest: point(lowest), highest: point(highest) };
  return { count: y.length, from: at(x, 0), to: at(x, x.length - 1), notFinite, ...(first < 0 ? {} : { finite }) };
}
