import type { ChartLine, ChartRange } from './chartLine.ts';
import { lowerBound } from './downsample.ts';
import { factsOf } from './lineSource.ts';

/** What a group has at one place of the axis, gathered run by run. */
interface Gathered {
  readonly x: Float64Array;
  readonly sum: Float64Array;
  readonly count: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The lines of the runs of a group as one: their mean, and how far they reach. Where the runs were logged at few places these are the places of the line, else
 * columns of two pixels. Between two of its points a run is taken to go straight; before its first and after its last it does not count, nor where it has a gap.
 * Undefined when no run has a point.
 */
export function groupLine(
  id: string,
  lines: readonly ChartLine[],
  range: ChartRange | undefined,
  pixels: number,
): ChartLine | undefined {
  const whole = {
    from: lines.reduce((least, { facts: { from } }) => Math.min(least, from), Infinity),
    to: lines.reduce((most, { facts: { to } }) => Math.max(most, to), -Infinity),
  };
  if (!(whole.to >= whole.from)) return undefined;
  const wanted = Math.max(2, Math.ceil(pixels / 2));
  const places = placesOf(lines, wanted);
  const gathered = emptyAt(places ?? columnsOf(range ?? whole, wanted));
  const reach = places ? 0 : ((range ?? whole).to - (range ?? whole).from) / wanted / 2;
  for (const line of lines) gather(gathered, line, reach);
  const { x, sum, count, low, high } = gathered;
  const y = sum.map((total, at) => (count[at] === 0 ? NaN : total / (count[at] ?? 1)));
  const points = lines.reduce((total, { facts }) => total + facts.count, 0);
  const notFinite = lines.reduce((total, { facts }) => total + facts.notFinite, 0);
  return {
    runId: id,
    x,
    y,
    band: { low: finiteOf(low), high: finiteOf(high), runs: lines.length },
    ...(range ? { range } : {}),
    isThinned: !places || lines.some(({ isThinned }) => isThinned),
    facts: { ...factsOf({ x, y }), ...whole, count: points, notFinite },
  };
}

/** All places at which a run has a point, in order; undefined: they are more than wanted. */
function placesOf(lines: readonly ChartLine[], wanted: number): Float64Array | undefined {
  const places = new Set<number>();
  for (const { x } of lines) {
    if (x.length > wanted) return undefined;
    for (const place of x) places.add(place);
    if (places.size > wanted) return undefined;
  }
  return Float64Array.from(places).sort();
}

function columnsOf({ from, to }: ChartRange, columns: number): Float64Array {
  const width = (to - from) / columns;
  return Float64Array.from({ length: columns }, (_, at) => from + (at + 0.5) * width);
}

function emptyAt(x: Float64Array): Gathered {
  const filled = (value: number) => new Float64Array(x.length).fill(value);
  return { x, sum: filled(0), count: filled(0), low: filled(Infinity), high: filled(-Infinity) };
}

/** Adds a run: its value at each place to the mean, and to the band also the points that lie within `reach` of the place. */
function gather({ x, sum, count, low, high }: Gathered, { x: xs, y: ys }: ChartLine, reach: number): void {
  for (const [at, place] of x.entries()) {
    const value = valueAt(xs, ys, place);
    if (Number.isFinite(value)) {
      sum[at] = (sum[at] ?? 0) + value;
      count[at] = (count[at] ?? 0) + 1;
      low[at] = Math.min(low[at] ?? 0, value);
      high[at] = Math.max(high[at] ?? 0, value);
    }
    if (reach === 0) continue;
    for (let near = lowerBound(xs, place - reach); near < xs.length && (xs[near] ?? 0) < place + reach; near++) {
      const point = ys[near] ?? NaN;
      if (!Number.isFinite(point)) continue;
      low[at] = Math.min(low[at] ?? 0, point);
      high[at] = Math.max(high[at] ?? 0, point);
    }
  }
}

/** NaN outside of the line and in its gaps. */
function valueAt(xs: Float64Array, ys: Float64Array, place: number): number {
  const after = lowerBound(xs, place);
  const [right, bottom] = [xs[after] ?? NaN, ys[after] ?? NaN];
  if (right === place) return bottom;
  const [left, top] = [xs[after - 1] ?? NaN, ys[after - 1] ?? NaN];
  return top + ((bottom - top) * (place - left)) / (right - left);
}

const finiteOf = (values: Float64Array) => values.map((value) => (Number.isFinite(value) ? value : NaN));
