import { formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { BoxStatistics } from './boxStatistics.ts';
import { type ChartColumn, columnAxis } from './chartColumn.ts';
import type { ChartAxis, ChartLine, ChartRange, LineExtremes } from './chartLine.ts';
import { axisText } from './chartTicks.ts';
import { type ImportanceAnswer, rankCorrelation } from './parameterImportance.ts';

export interface LineSummaryParts {
  readonly metric: string;
  readonly axis: ChartAxis;
  readonly lines: readonly ChartLine[];
  /** The part on screen, when it is not all. */
  readonly range?: ChartRange;
  readonly nameOf: (runId: string) => string;
}

/** A run whose line has a finite value. */
interface Told extends LineExtremes {
  readonly name: string;
  readonly count: number;
}

/** What a plot of lines shows, in one sentence: how many runs, where they went, and which was lowest and highest. */
export function lineSummary({ metric, axis, lines, range, nameOf }: LineSummaryParts): string {
  const told = lines.flatMap(({ runId, facts: { finite, count } }) =>
    finite ? [{ ...finite, name: nameOf(runId), count }] : [],
  );
  const gaps = lines.reduce((sum, { facts }) => sum + facts.notFinite, 0);
  const [first, ...others] = told;
  const grouped = lines.reduce((sum, { band }) => sum + (band?.runs ?? 0), 0);
  const parts = [
    first === undefined
      ? nothing(metric, lines.length)
      : others.length === 0
        ? oneRun(metric, axis, first)
        : manyRuns(metric, axis, [first, ...others], grouped > 0),
    grouped === 0 ? '' : t('Means of {0} runs; bands from their least to their greatest value.', grouped),
    gaps === 0 ? '' : t('{0} values are not finite.', gaps),
    range ? t('On screen: {0} to {1}.', axisText(axis, range.from), axisText(axis, range.to)) : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function nothing(metric: string, runs: number): string {
  return runs === 0 ? t('{0}: no run is shown.', metric) : t('{0}: none of {1} runs has a finite value.', metric, runs);
}

function oneRun(metric: string, axis: ChartAxis, { name, count, first, last, lowest, highest }: Told): string {
  if (count === 1) return t('{0} of {1} is {2} at {3}.', metric, name, formatMetric(last.y), at(axis, last.x));
  const values = [formatMetric(first.y), formatMetric(last.y), at(axis, last.x)] as const;
  const way =
    last.y < first.y
      ? t('fell from {0} to {1} at {2}', ...values)
      : last.y > first.y
        ? t('rose from {0} to {1} at {2}', ...values)
        : t('began and ended at {0}', values[0]);
  return t(
    '{0} of {1} {2}; lowest {3}, highest {4}.',
    metric,
    name,
    way,
    formatMetric(lowest.y),
    formatMetric(highest.y),
  );
}

function manyRuns(metric: string, axis: ChartAxis, runs: readonly [Told, ...Told[]], isGrouped: boolean): string {
  const low = runs.reduce((best, run) => (run.lowest.y < best.lowest.y ? run : best));
  const high = runs.reduce((best, run) => (run.highest.y > best.highest.y ? run : best));
  const falling = runs.filter(({ first, last }) => last.y < first.y).length;
  const trend = falling === runs.length ? t('all fell') : falling === 0 ? t('none fell') : t('{0} fell', falling);
  return t(
    '{0} of {1}: {2}; lowest {3} in {4} at {5}, highest {6} in {7} at {8}.',
    metric,
    isGrouped ? t('{0} groups', runs.length) : t('{0} runs', runs.length),
    trend,
    formatMetric(low.lowest.y),
    low.name,
    at(axis, low.lowest.x),
    formatMetric(high.highest.y),
    high.name,
    at(axis, high.highest.x),
  );
}

/** A place on the axis, with what the axis counts. */
function at(axis: ChartAxis, x: number): string {
  return axis === 'step' ? t('step {0}', axisText(axis, x)) : axisText(axis, x);
}

/** How two values of runs go together, in one sentence. */
export function scatterSummary(x: ChartColumn, y: ChartColumn): string {
  const [first, second] = [columnAxis(x), columnAxis(y)];
  const both = first.numbers.filter(
    (value, at) => Number.isFinite(value) && Number.isFinite(second.numbers[at] ?? NaN),
  );
  if (both.length === 0) return t('{0} over {1}: no run has both.', y.name, x.name);
  const said = t('{0} over {1} of {2} runs', y.name, x.name, both.length);
  if (!first.isNumeric || !second.isNumeric || both.length < 3) return t('{0}.', said);
  const correlation = rankCorrelation(first.numbers, second.numbers);
  const amount = formatMetric(Math.round(correlation * 100) / 100);
  // Below this, twenty runs without any connection show as much half of the time.
  if (!(Math.abs(correlation) >= 0.2)) return t('{0}: no clear direction (rank correlation {1}).', said, amount);
  return correlation > 0
    ? t('{0}: the more {1}, the more {2} (rank correlation {3}).', said, x.name, y.name, amount)
    : t('{0}: the more {1}, the less {2} (rank correlation {3}).', said, x.name, y.name, amount);
}

/** Which group is lowest and which is highest. */
export function boxSummary(metric: string, group: string, boxes: readonly BoxStatistics[]): string {
  const [first] = boxes;
  if (!first) return t('{0} by {1}: no run has both.', metric, group);
  const low = boxes.reduce((best, box) => (box.median < best.median ? box : best), first);
  const high = boxes.reduce((best, box) => (box.median > best.median ? box : best), first);
  return t(
    '{0} by {1}: {2} groups; lowest median {3} with {4}, highest {5} with {6}.',
    metric,
    group,
    boxes.length,
    formatMetric(low.median),
    low.name,
    formatMetric(high.median),
    high.name,
  );
}

/** What a metric depends on most, and how much that explains. */
export function importanceSummary(metric: string, answer: ImportanceAnswer | undefined): string {
  if (!answer) return t('{0}: too few runs have it to say what it depends on.', metric);
  const [most] = answer.importances;
  if (!most || most.share === 0) return t('{0}: in {1} runs no parameter explains it.', metric, answer.runs);
  return t(
    '{0} depends most on {1} ({2} %), by {3} runs; the parameters explain {4} % of its differences.',
    metric,
    most.name,
    Math.round(most.share * 100),
    answer.runs,
    Math.round(answer.explained * 100),
  );
}

/** Which columns, and how many runs pass what is marked. */
export function parallelSummary(columns: readonly ChartColumn[], passing: number, runs: number): string {
  const names = columns.map(({ name }) => name).join(', ');
  if (passing === runs) return t('{0} runs by {1}.', runs, names);
  return t('{0} runs by {1}; {2} of them pass the marked parts.', runs, names, passing);
}
