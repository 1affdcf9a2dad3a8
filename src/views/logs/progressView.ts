import { formatDuration, formatMetric } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import { definedOf } from '../../domain/base/defined.ts';
import type { Progress } from '../../domain/metrics/progress.ts';
import { metricSource } from '../../domain/runs/progressText.ts';
import type { LogProgress } from '../../protocol/logsPanel.ts';

/** Metrics beside each other in the head of the panel. */
const SHOWN = 4;
const POINTS = 120;

/** What the head of the panel shows of a run's progress: loss first, the others in the order of the log. */
export function progressView(progress: Progress, isRunning: boolean): LogProgress {
  const names = [...progress.metrics.keys()];
  const isLoss = (name: string) => /(^|[_/])loss$/.test(name);
  const ordered = [...names.filter(isLoss), ...names.filter((name) => !isLoss(name))].slice(0, SHOWN);
  const { remainingMs = 0 } = progress;
  const remaining = isRunning && remainingMs > 0 ? t('{0} left', formatDuration(remainingMs)) : undefined;
  return {
    count: countOf(progress),
    ...definedOf({ fraction: fractionOf(progress), remaining, source: metricSource(progress) }),
    metrics: ordered.map((name) => ({
      name,
      value: formatMetric(progress.metrics.get(name) ?? Number.NaN),
      history: (progress.history.get(name) ?? []).slice(-POINTS).map((point) => point.value),
    })),
  };
}

function countOf({ epoch, epochTotal, step, stepTotal }: Progress): string {
  const parts: string[] = [];
  if (epoch !== undefined) {
    parts.push(
      epochTotal === undefined
        ? t('Epoch {0}', formatMetric(epoch))
        : t('Epoch {0}/{1}', formatMetric(epoch), epochTotal),
    );
  }
  if (step !== undefined)
    parts.push(stepTotal === undefined ? t('step {0}', step) : t('step {0}/{1}', step, stepTotal));
  return parts.join(', ');
}

function fractionOf({ epoch, epochTotal, step, stepTotal }: Progress): number | undefined {
  if (epoch !== undefined && epochTotal !== undefined && epochTotal > 0) return Math.min(1, epoch / epochTotal);
  return step !== undefined && stepTotal !== undefined && stepTotal > 0 ? Math.min(1, step / stepTotal) : undefined;
}
