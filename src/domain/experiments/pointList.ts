import { extremePositions, lowerBound, upperBound } from './downsample.ts';
import type { MetricSummary } from './trackedRun.ts';

/** Parts of a {@link MetricHistory}: by step and then by time; the three have one length. */
export interface HistoryPoints {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  readonly isSampled: boolean;
}

/** How many points there are of all metrics. */
export function pointCount(series: ReadonlyMap<string, PointList>): number {
  let count = 0;
  for (const points of series.values()) count += points.size;
  return count;
}

/** The last point of each metric that has one. */
export function lastPoints(series: ReadonlyMap<string, PointList>): readonly MetricSummary[] {
  return Array.from(series).flatMap(([key, points]) => {
    const last = points.last();
    return last ? [{ key, ...last }] : [];
  });
}

/** Of one metric: 48 MB. A chart that is not zoomed shows some thousands. */
const MOST_POINTS = 2_000_000;
const FIRST_ROOM = 16;

/** The points of one metric as a file is read that grows. Beyond 2,000,000 it is thinned to extremes. */
export class PointList {
  #steps = new Float64Array(FIRST_ROOM);
  #values = new Float64Array(FIRST_ROOM);
  #timestamps = new Float64Array(FIRST_ROOM);
  #size = 0;
  #isSorted = true;
  #isSampled = false;

  get size(): number {
    return this.#size;
  }

  /** @param timestamp milliseconds since 1970 */
  push(step: number, value: number, timestamp: number): void {
    if (this.#size === MOST_POINTS) this.#thin();
    const at = this.#size;
    if (at === this.#steps.length) this.#resize(Math.min(at * 2, MOST_POINTS), at);
    const before = this.#steps[at - 1] ?? Number.NEGATIVE_INFINITY;
    if (step < before || (step === before && timestamp < (this.#timestamps[at - 1] ?? 0))) this.#isSorted = false;
    this.#steps[at] = step;
    this.#values[at] = value;
    this.#timestamps[at] = timestamp;
    this.#size += 1;
  }

  /** Leaves out what has this step or a later one: the run went on from before it. */
  dropFrom(step: number): void {
    let kept = 0;
    for (let at = 0; at < this.#size; at += 1) {
      if (!((this.#steps[at] ?? 0) < step)) continue;
      this.#steps[kept] = this.#steps[at] ?? 0;
      this.#values[kept] = this.#values[at] ?? 0;
      this.#timestamps[kept] = this.#timestamps[at] ?? 0;
      kept += 1;
    }
    this.#size = kept;
  }

  /** The one of the largest step, and of these the latest; undefined when there is none. */
  last(): { readonly step: number; readonly value: number; readonly timestamp: number } | undefined {
    if (this.#size === 0) return undefined;
    this.#sort();
    const at = this.#size - 1;
    return { step: this.#steps[at] ?? 0, value: this.#values[at] ?? 0, timestamp: this.#timestamps[at] ?? 0 };
  }

  /** Copies of the points with these steps, both ends in it; of more than `most` the extremes of equal stretches. */
  points(range?: { readonly from: number; readonly to: number }, most = Number.POSITIVE_INFINITY): HistoryPoints {
    this.#sort();
    const steps = this.#steps.subarray(0, this.#size);
    const from = range ? lowerBound(steps, range.from) : 0;
    const to = range ? upperBound(steps, range.to) : this.#size;
    const isSampled = this.#isSampled || to - from > most;
    if (to - from <= most) {
      const part = (of: Float64Array) => of.slice(from, to);
      return { steps: part(steps), values: part(this.#values), timestamps: part(this.#timestamps), isSampled };
    }
    // Three points of a stretch at most.
    const kept = extremePositions(this.#values.subarray(from, to), Math.max(1, Math.floor(most / 3)));
    const pick = (of: Float64Array) => Float64Array.from(kept, (at) => of[from + at] ?? 0);
    return { steps: pick(steps), values: pick(this.#values), timestamps: pick(this.#timestamps), isSampled };
  }

  #thin(): void {
    const { steps, values, timestamps } = this.points(undefined, MOST_POINTS / 2);
    this.#steps.set(steps);
    this.#values.set(values);
    this.#timestamps.set(timestamps);
    this.#size = steps.length;
    this.#isSampled = true;
  }

  #resize(room: number, size: number): void {
    const moved = (from: Float64Array) => {
      const to = new Float64Array(room);
      to.set(from.subarray(0, size));
      return to;
    };
    this.#steps = moved(this.#steps);
    this.#values = moved(this.#values);
    this.#timestamps = moved(this.#timestamps);
  }

  #sort(): void {
    if (this.#isSorted) return;
    const { steps, timestamps } = { steps: this.#steps, timestamps: this.#timestamps };
    // Stable, so that equal ones stay in the order in which they were written.
    const order = Array.from({ length: this.#size }, (_, at) => at).sort(
      (a, b) => (steps[a] ?? 0) - (steps[b] ?? 0) || (timestamps[a] ?? 0) - (timestamps[b] ?? 0),
    );
    const sorted = (from: Float64Array) => {
      const to = new Float64Array(from.length);
      order.forEach((at, place) => {
        to[place] = from[at] ?? 0;
      });
      return to;
    };
    const [newSteps, newValues, newTimestamps] = [sorted(steps), sorted(this.#values), sorted(timestamps)];
    this.#steps = newSteps;
    this.#values = newValues;
    this.#timestamps = newTimestamps;
    this.#isSorted = true;
  }
}
