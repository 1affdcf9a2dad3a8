import { extremePositions, lowerBound } from './downsample.ts';
import type { MetricHistory } from './trackedRun.ts';

interface Points {
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
}

/** A history that takes new values at its end without being copied each time. */
export class GrowingHistory {
  readonly #runId: string;
  readonly #key: string;
  #isSampled: boolean;
  #points: Points;
  #size: number;
  #version = 0;

  constructor({ runId, key, isSampled, steps, values, timestamps }: MetricHistory) {
    this.#runId = runId;
    this.#key = key;
    this.#isSampled = isSampled;
    this.#points = { steps, values, timestamps };
    this.#size = steps.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Another one whenever anything has changed. */
  get version(): number {
    return this.#version;
  }

  get bytes(): number {
    return this.#points.steps.byteLength * 3;
  }

  /** -Infinity when there is none. */
  get lastStep(): number {
    return this.#points.steps[this.#size - 1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Views of what is held; they stay as they are when it grows. */
  get history(): MetricHistory {
    const { steps, values, timestamps } = this.#points;
    return {
      runId: this.#runId,
      key: this.#key,
      steps: steps.subarray(0, this.#size),
      values: values.subarray(0, this.#size),
      timestamps: timestamps.subarray(0, this.#size),
      isSampled: this.#isSampled,
    };
  }

  /** False, and nothing taken, when their steps do not go on from the last one. */
  append(points: Points): boolean {
    const { steps } = points;
    if (steps.length === 0) return true;
    if ((steps[0] ?? 0) < this.lastStep) return false;
    this.#write(this.#size, points);
    return true;
  }

  /** Takes what was read anew: it replaces everything from its first step on. */
  replaceFrom(later: MetricHistory): void {
    if (later.steps.length === 0) return;
    if (later.isSampled) this.#isSampled = true;
    const at = lowerBound(this.#points.steps.subarray(0, this.#size), later.steps[0] ?? 0);
    this.#write(at, later);
  }

  /** Keeps at most about `most` points: the extremes of equal stretches, so that spikes stay. */
  thin(most: number): void {
    if (this.#size <= most) return;
    // To two thirds or less of what may be, so that a growing run is not thinned with each value.
    const kept = extremePositions(this.#points.values.subarray(0, this.#size), Math.floor(most / 4));
    const pick = (from: Float64Array) => Float64Array.from(kept, (at) => from[at] ?? 0);
    const { steps, values, timestamps } = this.#points;
    this.#points = { steps: pick(steps), values: pick(values), timestamps: pick(timestamps) };
    this.#size = kept.length;
    this.#isSampled = true;
    this.#version += 1;
  }

  #write(at: number, { steps, values, timestamps }: Points): void {
    const size = at + steps.length;
    // What is here may be a view that somebody draws: it is never written over, only behind its end.
    const mustCopy = size > this.#points.steps.length || at < this.#size;
    const room = mustCopy ? Math.max(size, Math.ceil(this.#size * 1.5)) : 0;
    const moved = (from: Float64Array, more: Float64Array) => {
      const to = mustCopy ? new Float64Array(room) : from;
      if (mustCopy) to.set(from.subarray(0, at));
      to.set(more, at);
      return to;
    };
    this.#points = {
      steps: moved(this.#points.steps, steps),
      values: moved(this.#points.values, values),
      timestamps: moved(this.#points.timestamps, timestamps),
    };
    this.#size = size;
    this.#version += 1;
  }
}
