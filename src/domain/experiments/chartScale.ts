import type { ChartRange } from './chartLine.ts';

export type ScaleKind = 'linear' | 'log';

/** Values to places and back. A place is 0 at `from` and 1 at `to`. */
export interface ChartScale extends ChartRange {
  readonly kind: ScaleKind;
}

/** The place of a value; NaN for what a logarithm does not have. */
export function placeOf(scale: ChartScale, value: number): number {
  const [from, to, at] = [
    position(scale.kind, scale.from),
    position(scale.kind, scale.to),
    position(scale.kind, value),
  ];
  return (at - from) / (to - from);
}

/** Where a value stands before stretching: itself, or its logarithm. */
export function position(kind: ScaleKind, value: number): number {
  if (kind === 'linear') return value;
  return value > 0 ? Math.log10(value) : NaN;
}

/** A scale that holds the values with air at both ends; with one value or none it still has a length. `values` may hold anything. */
export function scaleAround(kind: ScaleKind, low: number, high: number, air = 0.05): ChartScale {
  const [least, most] = [position(kind, low), position(kind, high)];
  if (!Number.isFinite(least) || !Number.isFinite(most)) return { kind, from: kind === 'log' ? 0.1 : 0, to: 1 };
  const span = most - least;
  const pad = span > 0 ? span * air : kind === 'log' ? 0.5 : Math.abs(most) * 0.1 || 1;
  const back = (at: number) => (kind === 'log' ? 10 ** at : at);
  return { kind, from: back(least - pad), to: back(most + pad) };
}

/** The least and the greatest finite value; infinite the wrong way round when there is none. */
export function extent(values: Iterable<number>): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
