/** One value that an attribute of a run was given. Times are milliseconds since 1970. */
export interface Scalar {
  readonly type: 'float' | 'int' | 'bool' | 'string' | 'datetime';
  readonly text: string;
  /** Of floats and whole numbers. */
  readonly value?: number;
}

/** A file that a run has: on this machine, or only told of. */
export type RunFile =
  | { readonly at: 'disk'; readonly path: string; readonly size?: number }
  | { readonly at: 'memory'; readonly bytes: Uint8Array }
  | { readonly at: 'elsewhere'; readonly size?: number };

export interface SeriesPoint {
  /** With up to six decimals; absent: the one after the last. */
  readonly step?: number | undefined;
  readonly value: number;
  readonly timestamp: number;
}

/** A number that changes over the steps; the three have one length. */
export interface FloatSeries {
  readonly steps: number[];
  readonly values: number[];
  readonly timestamps: number[];
}

/** What the attributes of a run have become, by folding what its client wrote, in the order in which it wrote. */
export class RunRecord {
  readonly scalars = new Map<string, Scalar>();
  readonly sets = new Map<string, Set<string>>();
  readonly files = new Map<string, RunFile>();
  readonly texts = new Map<string, string[]>();
  readonly #series = new Map<string, FloatSeries>();
  /** Told before their step was done; they go when a later point comes. */
  readonly #previews = new Map<string, SeriesPoint[]>();

  assign(path: string, value: Scalar): void {
    this.scalars.set(path, value);
  }

  add(path: string, texts: Iterable<string>): void {
    const set = this.sets.get(path) ?? new Set();
    for (const text of texts) set.add(text);
    this.sets.set(path, set);
  }

  remove(path: string, texts: Iterable<string>): void {
    for (const text of texts) this.sets.get(path)?.delete(text);
  }

  clearSet(path: string): void {
    this.sets.get(path)?.clear();
  }

  append(path: string, { step, value, timestamp }: SeriesPoint): void {
    const series = this.#series.get(path) ?? { steps: [], values: [], timestamps: [] };
    series.steps.push(step ?? (series.steps.at(-1) ?? -1) + 1);
    series.values.push(value);
    series.timestamps.push(timestamp);
    this.#series.set(path, series);
  }

  preview(path: string, point: SeriesPoint): void {
    this.#previews.set(path, [...(this.#previews.get(path) ?? []), point]);
  }

  addLine(path: string, line: string): void {
    const lines = this.texts.get(path) ?? [];
    lines.push(line);
    this.texts.set(path, lines);
  }

  /** Empties a series of numbers or lines. */
  clearSeries(path: string): void {
    this.#series.delete(path);
    this.#previews.delete(path);
    this.texts.delete(path);
  }

  delete(path: string): void {
    for (const kind of [this.scalars, this.sets, this.files]) kind.delete(path);
    this.clearSeries(path);
  }

  /** All series, by step and then by time. Of previews those that nothing has come after. */
  series(): ReadonlyMap<string, FloatSeries> {
    for (const [path, points] of this.#previews) {
      const last = Math.max(-Infinity, ...(this.#series.get(path)?.steps ?? []).slice(-1));
      for (const point of points) if ((point.step ?? 0) > last) this.append(path, point);
    }
    this.#previews.clear();
    for (const [path, one] of this.#series) this.#series.set(path, inOrder(one));
    return this.#series;
  }
}

function inOrder(series: FloatSeries): FloatSeries {
  const { steps, values, timestamps } = series;
  if (steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? step))) return series;
  // Stable, so that equal steps stay in the order in which they were written.
  const order = steps.map((_, index) => index).sort((one, other) => (steps[one] ?? 0) - (steps[other] ?? 0));
  const sorted = (from: readonly number[]) => order.map((index) => from[index] ?? 0);
  return { steps: sorted(steps), values: sorted(values), timestamps: sorted(timestamps) };
}
