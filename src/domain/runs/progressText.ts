import { formatDuration, formatMetric } from '../base/format.ts';
import { t } from '../base/text.ts';
import type { Progress } from '../metrics/progress.ts';

/** Most metrics named in one row: more do not fit into a narrow sidebar. */
const METRICS_IN_ROW = 2;

/** `epoch 3/20 · loss 0.412 · val_accuracy 0.953 · 42 s left`. */
export function progressText(progress: Progress, isRunning: boolean): string {
  const parts = [countText(progress), ...metricTexts(progress)];
  if (isRunning && progress.remainingMs !== undefined) parts.push(t('{0} left', formatDuration(progress.remainingMs)));
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Where the values of metrics are from; undefined when there are none. */
export function metricSource({ metrics, from }: Progress): string | undefined {
  if (metrics.size === 0) return undefined;
  return from === undefined ? t('Metrics from the log') : t('Metrics from {0}', from);
}

function countText({ epoch, epochTotal, step, stepTotal }: Progress): string | undefined {
  if (epoch !== undefined)
    return epochTotal === undefined
      ? t('epoch {0}', formatMetric(epoch))
      : t('epoch {0}/{1}', formatMetric(epoch), epochTotal);
  if (step !== undefined) return stepTotal === undefined ? t('step {0}', step) : t('step {0}/{1}', step, stepTotal);
  return undefined;
}

/** A loss first, because that is what everybody looks for; then the others in the order of the log. */
function metricTexts({ metrics }: Progress): string[] {
  const names = [...metrics.keys()];
  const loss = names.find((name) => /(^|_)loss$/i.test(name));
  const order = loss === undefined ? names : [loss, ...names.filter((name) => name !== loss)];
  return order.slice(0, METRICS_IN_ROW).map((name) => `${name} ${formatMetric(metrics.get(name) ?? Number.NaN)}`);
}
