import type { StoreProblem } from './storeProblem.ts';

export interface MetricPoint {
  readonly timestamp: number;
  readonly value: number;
  readonly step: number;
}

/** Where a line is no value. */
export interface BadLine {
  readonly line: number;
}

/** As Python prints and reads them. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * The points of a file of `timestamp value step` lines, in the order of the file. Very old files have no step; logged models add the run, and a
 * data set's name and digest may follow. A last line without its end is left out: it is being written. The first bad line is told.
 */
export function metricPoints(text: string): {
  readonly points: readonly MetricPoint[];
  readonly bad: BadLine | undefined;
} {
  const points: MetricPoint[] = [];
  let bad: BadLine | undefined;
  let line = 0;
  for (let start = 0; ; ) {
    const end = text.indexOf('\n', start);
    if (end < 0) return { points, bad };
    line += 1;
    const point = pointOf(text.slice(start, end));
    if (point) points.push(point);
    else bad ??= { line };
    start = end + 1;
  }
}

function pointOf(line: string): MetricPoint | undefined {
  const [timestamp = '', value = '', step = '0'] = line.trimEnd().split(' ');
  const point = { timestamp: wholeOf(timestamp), value: valueOf(value), step: wholeOf(step) };
  return point.value === undefined || Number.isNaN(point.timestamp + point.step)
    ? undefined
    : { ...point, value: point.value };
}

const wholeOf = (text: string) => (text === '' ? Number.NaN : Number(text));

function valueOf(text: string): number | undefined {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? WORDS.get(text.toLowerCase()) : number;
}

/** Which one a table shows: that of the largest step, then of the latest time, then the largest value, as MLflow has it. */
export function lastPoint(points: readonly MetricPoint[]): MetricPoint | undefined {
  let last: MetricPoint | undefined;
  for (const point of points) if (!last || isLater(point, last)) last = point;
  return last;
}

function isLater(one: MetricPoint, other: MetricPoint): boolean {
  if (one.step !== other.step) return one.step > other.step;
  if (one.timestamp !== other.timestamp) return one.timestamp > other.timestamp;
  return one.value > other.value;
}

/** By step and then by time, each once: logging a model writes values again. */
export function sortedPoints(points: readonly MetricPoint[]): readonly MetricPoint[] {
  const isSorted = points.every((point, index) => {
    const before = points[index - 1];
    return !before || isOrdered(before, point);
  });
  const sorted = isSorted ? points : points.toSorted((a, b) => a.step - b.step || a.timestamp - b.timestamp);
  const kept: MetricPoint[] = [];
  // Those that are alike stand together: they have one step and one time.
  let first = 0;
  for (const point of sorted) {
    const start = kept[first];
    if (start && (start.step !== point.step || start.timestamp !== point.timestamp)) first = kept.length;
    let isKnown = false;
    for (let index = first; index < kept.length && !isKnown; index += 1)
      isKnown = Object.is(kept[index]?.value, point.value);
    if (!isKnown) kept.push(point);
  }
  return kept;
}

function isOrdered(before: MetricPoint, after: MetricPoint): boolean {
  return before.step < after.step || (before.step === after.step && before.timestamp <= after.timestamp);
}

export const badMetric = (path: string, { line }: BadLine): StoreProblem => ({ reason: 'bad-metric', path, line });
