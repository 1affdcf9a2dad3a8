import { type ChartColumn, columnAxis } from './chartColumn.ts';
import { type ForestColumn, forestColumn, growForest, predictTree } from './regressionForest.ts';

/** How much a parameter matters for a metric. */
export interface Importance {
  readonly name: string;
  /** From 0 to 1; all together 1, or all 0 when nothing is explained. */
  readonly share: number;
  /** Rank correlation with the metric (Spearman), from -1 to 1: whether more of it goes with more or less. NaN for names. */
  readonly correlation: number;
}

export interface ImportanceAnswer {
  readonly importances: readonly Importance[];
  /** Runs that have the metric and were counted. */
  readonly runs: number;
  /** Share of the metric's variance that the parameters explain in runs that a tree has not seen, from 0 to 1. */
  readonly explained: number;
}

/** Below this a forest sees chance. */
const LEAST_RUNS = 8;
/** As many trees as scikit-learn grows by default, fewer where runs times parameters are many: a second on a slow core. */
const MOST_TREES = 100;
const LEAST_TREES = 25;
const WORK = 1_500_000;

/**
 * Which parameters a metric depends on: a forest of regression trees, each grown from a random draw of the runs; a parameter matters as much as the trees' error on the runs
 * that they have not seen grows when its values are shuffled (permutation importance, Breiman 2001). Unlike a correlation this finds effects that are not monotone or that
 * need two parameters. Parameters that never differ are left out. The answer is the same each time. Undefined when there are too few runs.
 */
export function parameterImportance(
  params: readonly ChartColumn[],
  metric: Float64Array,
): ImportanceAnswer | undefined {
  const rows = [...metric.keys()].filter((at) => Number.isFinite(metric[at] ?? NaN));
  if (rows.length < LEAST_RUNS) return undefined;
  const target = Float64Array.from(rows, (at) => metric[at] ?? 0);
  const features = params.map((param) => featureOf(param, rows)).filter(({ bins }) => bins > 1);
  const { rises, explained } = riseOfError(features, target);
  const total = rises.reduce((sum, rise) => sum + rise, 0);
  const importances = features.map(({ name, values, isNumeric }, at) => ({
    name,
    share: total > 0 ? (rises[at] ?? 0) / total : 0,
    correlation: isNumeric ? rankCorrelation(values, target) : NaN,
  }));
  return { importances: importances.sort((a, b) => b.share - a.share), runs: rows.length, explained };
}

interface Feature extends ForestColumn {
  readonly name: string;
  readonly values: Float64Array;
}

function featureOf(param: ChartColumn, rows: readonly number[]): Feature {
  const { isNumeric, numbers } = columnAxis(param, false);
  const values = Float64Array.from(rows, (at) => numbers[at] ?? NaN);
  return { name: param.name, values, ...forestColumn(values, isNumeric) };
}

/** By how much the squared error on unseen runs grows when a feature is shuffled; and how much of the variance is explained as it is. */
function riseOfError(
  features: readonly Feature[],
  target: Float64Array,
): { readonly rises: Float64Array; readonly explained: number } {
  const rises = new Float64Array(features.length);
  const said = new Float64Array(target.length);
  const times = new Float64Array(target.length);
  const trees = Math.round(
    Math.min(MOST_TREES, Math.max(LEAST_TREES, WORK / Math.max(1, target.length * features.length))),
  );
  for (const { tree, left, random } of growForest(features, target, trees)) {
    const predicted = left.map((row) => predictTree(tree, features, row));
    for (const [at, row] of left.entries()) {
      said[row] = (said[row] ?? 0) + (predicted[at] ?? 0);
      times[row] = (times[row] ?? 0) + 1;
    }
    const base = squares(left, target, predicted);
    for (const [column, { codes }] of features.entries()) {
      const shuffled = shuffle(left, random);
      const moved = left.map((row, at) =>
        predictTree(tree, features, row, { column, code: codes[shuffled[at] ?? row] ?? 0 }),
      );
      rises[column] = (rises[column] ?? 0) + squares(left, target, moved) - base;
    }
  }
  const judged = [...target.keys()].filter((row) => (times[row] ?? 0) > 0);
  const error = squares(
    judged,
    target,
    judged.map((row) => (said[row] ?? 0) / (times[row] ?? 1)),
  );
  const spread = variance(target) * judged.length;
  return { rises: rises.map((rise) => Math.max(0, rise)), explained: spread > 0 ? Math.max(0, 1 - error / spread) : 0 };
}

function squares(rows: readonly number[], target: Float64Array, predicted: readonly number[]): number {
  return rows.reduce((sum, row, at) => sum + ((target[row] ?? 0) - (predicted[at] ?? 0)) ** 2, 0);
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function shuffle(rows: readonly number[], random: () => number): readonly number[] {
  const all = [...rows];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [all[at] ?? 0, all[other] ?? 0];
    all[at] = b;
    all[other] = a;
  }
  return all;
}

/** Spearman: the correlation of ranks, ties sharing the mean of theirs. */
export function rankCorrelation(first: Float64Array, second: Float64Array): number {
  const known = [...first.keys()].filter(
    (at) => Number.isFinite(first[at] ?? NaN) && Number.isFinite(second[at] ?? NaN),
  );
  const [a, b] = [first, second].map((values) => ranks(Float64Array.from(known, (at) => values[at] ?? 0)));
  if (!a || !b) return NaN;
  const mean = (known.length - 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (const [at, rank] of a.entries()) {
    const other = (b[at] ?? 0) - mean;
    both += (rank - mean) * other;
    left += (rank - mean) ** 2;
    right += other ** 2;
  }
  return both / Math.sqrt(left * right);
}

function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at < to; at++) out[order[at] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return out;
}
