import { pointCount, PointList } from '../../domain/experiments/pointList.ts';

/** What the files of a run have become. */
export class MetricRecord {
  readonly series = new Map<string, PointList>();
  readonly params = new Map<string, string>();
  /** It has come to the step at which it was to end. */
  isDone = false;
  /** Milliseconds since 1970, of what was written with a time. */
  firstTime: number | undefined;
  #lastStep = 0;
  #lastTime = Number.NaN;

  /** How many points are held. */
  get size(): number {
    return pointCount(this.series);
  }

  get lastStep(): number {
    return this.#lastStep;
  }

  /**
   * @param step undefined where the row has none: that of the row before
   * @param time milliseconds since 1970; where the row has none, that of the row before, and else `madeAt`, when its file was made
   */
  addRow(values: Iterable<readonly [string, number]>, { step, time, madeAt }: RowPlace): void {
    const at = step ?? this.#lastStep;
    if (time !== undefined) this.firstTime = Math.min(this.firstTime ?? time, time);
    const stamp = time ?? (Number.isNaN(this.#lastTime) ? madeAt : this.#lastTime);
    this.#lastStep = at;
    this.#lastTime = stamp;
    for (const [key, value] of values) {
      const points = this.series.get(key) ?? new PointList();
      points.push(at, value, stamp);
      this.series.set(key, points);
    }
  }
}

export interface RowPlace {
  readonly step: number | undefined;
  readonly time: number | undefined;
  readonly madeAt: number;
}
