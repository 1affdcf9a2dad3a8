import type { TrackedRun } from './trackedRun.ts';

/** What people look at first, in this order. */
const WANTED: readonly RegExp[] = [
  /^(?:val|valid|validation|eval|test)[_/. -]?loss$/i,
  /(?:^|[_/. -])(?:val|valid|validation|eval)[_/. -]?(?:accuracy|acc|f1|auc|rmse|mae|mse|map|bleu|perplexity)$/i,
  /(?:^|[_/. -])loss$/i,
  /(?:^|[_/. -])(?:accuracy|acc|f1|auc|rmse|mae|mse|r2|map|bleu|perplexity)(?:[_/. -]|$)/i,
];

/** The metric that stands beside the runs while the user has chosen none: a loss on data that was held back, else what most runs have. */
export function chosenMetric(runs: readonly TrackedRun[]): string | undefined {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const key of run.metrics.keys()) if (!key.startsWith('system/')) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = Array.from(counts.keys()).sort(
    (a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  for (const wanted of WANTED) {
    const found = keys.find((key) => wanted.test(key));
    if (found !== undefined) return found;
  }
  return keys[0];
}
