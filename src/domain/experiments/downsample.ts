import type { ChartRange } from './chartLine.ts';
import { type Extremes, SeriesIndex } from './seriesIndex.ts';

/** Points of a line; `x` ascends, both have one length. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The points that can be told apart on `pixels` columns over `range`: the least and the greatest of each column in their order, the first and the
 * last of all, and a NaN where a column has a gap. One point on each side of the range is kept, so that lines run out of the picture.
 * Answers with the points themselves when there are no more than that.
 */
export function extremesByPixel(points: Points, index: SeriesIndex, range: ChartRange, pixels: number): Points {
  const { x, y } = points;
  const from = Math.max(0, lowerBound(x, range.from) - 1);
  const to = Math.min(x.length, upperBound(x, range.to) + 1);
  if (to - from <= pixels * 3) return { x: x.slice(from, to), y: y.slice(from, to) };
  const columns = { range, pixels, from: from + 1, to: to - 1 };
  const kept = new Int32Array(pixels * 3 + 2);
  kept[0] = from;
  const size = index.isWorth(to - from) ? askColumns(x, index, columns, kept) : readColumns(points, columns, kept);
  kept[size] = to - 1;
  return pointsAt(points, kept.subarray(0, size + 1));
}

/** Columns of pixels over a range, and the positions that lie in them: from `from` up to and without `to`. */
interface Columns {
  readonly range: ChartRange;
  readonly pixels: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes the positions that are kept behind the first, and answers where they end. Plain loops over all values: a line that is drawn for the first time is
 * thinned by code that nothing has compiled yet, and loops are compiled while they run.
 */
// oxlint-disable-next-line complexity -- a loop is compiled while it runs; functions that it would call are not
function readColumns({ x, y }: Points, { range, pixels, from, to }: Columns, kept: Int32Array): number {
  const width = (range.to - range.from) / pixels;
  const usual = Math.round((to - from) / pixels);
  let size = 1;
  for (let at = from, pixel = 1; at < to; pixel++) {
    const edge = pixel < pixels ? range.from + pixel * width : Infinity;
    let end = Math.min(to, at + usual);
    while (end < to && (x[end] ?? 0) < edge) end += 1;
    while (end > at && (x[end - 1] ?? 0) >= edge) end -= 1;
    if (end === at) continue;
    let least = at;
    let greatest = at;
    let hasGap = false;
    let low = y[at] ?? 0;
    let high = low;
    for (let next = at + 1; next < end; next++) {
      const value = y[next] ?? 0;
      if (value < low) {
        low = value;
        least = next;
      } else if (value > high) {
        high = value;
        greatest = next;
      } else if (!(value >= low)) {
        hasGap = true;
        if (Number.isNaN(value)) continue;
        low = high = value;
        least = greatest = next;
      }
    }
    if (Number.isNaN(low)) {
      hasGap = true;
      least = greatest = -1;
    } else kept[size++] = least < greatest ? least : greatest;
    if (hasGap) kept[size++] = ~at;
    if (least !== greatest) kept[size++] = least < greatest ? greatest : least;
    at = end;
  }
  return size;
}

/** As `readColumns`, by an index. */
function askColumns(x: Float64Array, index: SeriesIndex, columns: Columns, kept: Int32Array): number {
  const { range, pixels, from, to } = columns;
  const width = (range.to - range.from) / pixels;
  const found: Extremes = { least: -1, greatest: -1, hasGap: false };
  // Points are mostly spread evenly: the end of a column is looked for where it should be.
  const usual = Math.ceil((to - from) / pixels) + 1;
  let size = 1;
  let at = from;
  for (let pixel = 1; pixel <= pixels && at < to; pixel++) {
    const end = pixel === pixels ? to : boundNear(x, range.from + pixel * width, [at, to], usual);
    if (end <= at) continue;
    index.extremes(at, end, found);
    const { least, greatest, hasGap } = found;
    if (least >= 0) kept[size++] = Math.min(least, greatest);
    if (hasGap) kept[size++] = ~at;
    if (least !== greatest) kept[size++] = Math.max(least, greatest);
    at = end;
  }
  return size;
}

/** What is kept, as points; for the complement of a position a gap at its place. */
function pointsAt({ x, y }: Points, kept: Int32Array): Points {
  const out = { x: new Float64Array(kept.length), y: new Float64Array(kept.length) };
  for (let to = 0; to < kept.length; to++) {
    const at = kept[to] ?? 0;
    out.x[to] = x[at < 0 ? ~at : at] ?? 0;
    out.y[to] = y[at] ?? NaN;
  }
  return out;
}

/**
 * Positions of the extremes of `stretches` equal parts, of a gap in each that has one, and of both ends: at most three a part. What a history is kept as when there
 * is no room for all of it.
 */
export function extremePositions(values: Float64Array, stretches: number): Int32Array {
  const index = new SeriesIndex(values);
  const kept = new Set<number>([0]);
  const found: Extremes = { least: -1, greatest: -1, hasGap: false };
  for (let part = 0; part < stretches; part++) {
    const [from, to] = [
      Math.floor((part * values.length) / stretches),
      Math.floor(((part + 1) * values.length) / stretches),
    ];
    index.extremes(from, to, found);
    if (found.least >= 0) kept.add(found.least).add(found.greatest);
    if (found.hasGap) kept.add(from + values.subarray(from, to).findIndex((value) => Number.isNaN(value)));
  }
  if (values.length > 0) kept.add(values.length - 1);
  return Int32Array.from(kept).sort();
}

/**
 * Largest-triangle-three-buckets: the `wanted` points that keep the look of a line best where a few must do, as in a sparkline or a report
 * (Steinarsson 2013, https://skemman.is/handle/1946/15343). NaN and infinite values are left out before: a triangle with them has no area.
 */
export function largestTriangles(points: Points, wanted: number): Points {
  const { x, y } = onlyFinite(points);
  const size = x.length;
  if (size <= wanted || wanted < 3) return size <= wanted ? { x, y } : ends({ x, y }, wanted);
  const out = new Collector(wanted, { x, y });
  const every = (size - 2) / (wanted - 2);
  let kept = 0;
  out.point(0);
  for (let bucket = 0; bucket < wanted - 2; bucket++) {
    const begin = Math.floor(bucket * every) + 1;
    const end = Math.floor((bucket + 1) * every) + 1;
    const after = Math.min(size, Math.floor((bucket + 2) * every) + 1);
    kept = largestTriangle({ x, y }, kept, [begin, end, Math.max(after, end + 1)]);
    out.point(kept);
  }
  out.point(size - 1);
  return out.points();
}

/** The point of a bucket that spans the largest triangle with the point kept before and the mean of the bucket behind. */
function largestTriangle(
  { x, y }: Points,
  kept: number,
  [begin, end, after]: readonly [number, number, number],
): number {
  let meanX = 0;
  let meanY = 0;
  for (let at = end; at < after; at++) {
    meanX += (x[at] ?? 0) / (after - end);
    meanY += (y[at] ?? 0) / (after - end);
  }
  const [keptX, keptY] = [x[kept] ?? 0, y[kept] ?? 0];
  let best = begin;
  let most = -1;
  for (let at = begin; at < end; at++) {
    const area = Math.abs((keptX - meanX) * ((y[at] ?? 0) - keptY) - (keptX - (x[at] ?? 0)) * (meanY - keptY));
    if (area <= most) continue;
    most = area;
    best = at;
  }
  return best;
}

function ends(points: Points, wanted: number): Points {
  const out = new Collector(2, points);
  if (wanted > 0) out.point(0);
  if (wanted > 1) out.point(points.x.length - 1);
  return out.points();
}

function onlyFinite(points: Points): Points {
  if (points.y.every((value) => Number.isFinite(value))) return points;
  const out = new Collector(points.x.length, points);
  for (const [at, value] of points.y.entries()) if (Number.isFinite(value)) out.point(at);
  return out.points();
}

/** The first position whose value is not below `wanted`; `values` ascends. */
export function lowerBound(values: Float64Array, wanted: number, from = 0, to = values.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `lowerBound`, for a position that is likely within `usual` of the first one. */
function boundNear(values: Float64Array, wanted: number, [from, to]: readonly [number, number], usual: number): number {
  let [low, reach] = [from, usual];
  while (low + reach < to && (values[low + reach] ?? 0) < wanted) {
    low += reach;
    reach *= 2;
  }
  return lowerBound(values, wanted, low, Math.min(low + reach, to));
}

/** The first position whose value is above `wanted`; `values` ascends. */
export function upperBound(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gathers chosen points of a line. */
class Collector {
  readonly #source: Points;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  #size = 0;

  constructor(most: number, source: Points) {
    this.#source = source;
    this.#x = new Float64Array(most);
    this.#y = new Float64Array(most);
  }

  point(at: number): void {
    this.#x[this.#size] = this.#source.x[at] ?? 0;
    this.#y[this.#size] = this.#source.y[at] ?? NaN;
    this.#size += 1;
  }

  points(): Points {
    return { x: this.#x.slice(0, this.#size), y: this.#y.slice(0, this.#size) };
  }
}
