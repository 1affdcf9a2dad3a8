/** What a box shows of a group of values. */
export interface BoxStatistics {
  readonly name: string;
  readonly count: number;
  readonly mean: number;
  /** Quartiles between the values by straight lines, as NumPy has them by default. */
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
  /** The furthest values within one and a half box heights of the box (Tukey). */
  readonly low: number;
  readonly high: number;
  /** Positions, in the values as given, of those further out. */
  readonly outliers: readonly number[];
  /** Positions of all values of the group. */
  readonly members: readonly number[];
}

/** One box for each name, the names in their order; values that are not finite are left out, and so are groups without a value. */
export function boxStatistics(names: readonly (string | undefined)[], values: Float64Array): readonly BoxStatistics[] {
  const groups = new Map<string, number[]>();
  for (const [at, name] of names.entries()) {
    if (name === undefined || !Number.isFinite(values[at] ?? NaN)) continue;
    const members = groups.get(name) ?? [];
    members.push(at);
    groups.set(name, members);
  }
  return [...groups].sort(([a], [b]) => byNumberOrName(a, b)).map(([name, members]) => boxOf(name, members, values));
}

function boxOf(name: string, members: readonly number[], values: Float64Array): BoxStatistics {
  const valueOf = (at: number) => values[at] ?? NaN;
  const sorted = Float64Array.from(members, valueOf).sort();
  const [lower, median, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = (upper - lower) * 1.5;
  const isNear = (value: number) => value >= lower - reach && value <= upper + reach;
  return {
    name,
    count: members.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    lower,
    median,
    upper,
    low: sorted.find(isNear) ?? lower,
    high: sorted.findLast(isNear) ?? upper,
    outliers: members.filter((at) => !isNear(valueOf(at))),
    members,
  };
}

function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** `2` before `10`: groups are mostly values of a parameter. */
function byNumberOrName(a: string, b: string): number {
  const [first, second] = [Number(a), Number(b)];
  return Number.isNaN(first) || Number.isNaN(second) ? (a < b ? -1 : 1) : first - second;
}
