import { formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { ChartAxis, ChartLine, ChartRange, LineExtremes } from './chartLine.ts';
import { axisText } from './chartTicks.ts';

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
  const parts = [
    first === undefined
      ? nothing(metric, lines.length)
      : others.length === 0
        ? oneRun(metric, axis, first)
        : manyRuns(metric, axis, [first, ...others]),
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

function manyRuns(metric: string, axis: ChartAxis, runs: readonly [Told, ...Told[]]): string {
  const low = runs.reduce((best, run) => (run.lowest.y < best.lowest.y ? run : best));
  const high = runs.reduce((best, run) => (run.highest.y > best.highest.y ? run : best));
  const falling = runs.filter(({ first, last }) => last.y < first.y).length;
  const trend = falling === runs.length ? t('all fell') : falling === 0 ? t('none fell') : t('{0} fell', falling);
  return t(
    '{0} of {1} runs: {2}; lowest {3} in {4} at {5}, highest {6} in {7} at {8}.',
    metric,
    runs.length,
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
