import { definedOf } from '../base/defined.ts';
import type { MetricLine } from './progress.ts';
import { isMetricName, normalName } from './metricNames.ts';
import { pairsOf } from './plainMetrics.ts';

/** `Epoch 3:  45%|###   | 45/100 [00:12<00:15, 3.40it/s, loss=0.3]` of tqdm and Lightning. Counts with a unit (45.0M/100M) are downloads. */
const TQDM =
  /^(.*?)\s*(\d{1,3})%\|[^|]*\|\s*(\d+)\/(\d+)\s*\[\s*([\d:]+)<\s*([\d:?]+),\s*(?:\?|[\d.]+)\s*(it\/s|s\/it|batch(?:es)?\/s|s\/batch|step\/s|s\/step|epoch\/s|s\/epoch)(?:,\s*(.*?))?\]\s*(.*)$/;
/** `45/100 ━━━━━━━ 2s 3ms/step - accuracy: 0.9 - loss: 0.3` and `45/100 [=====>...] - ETA: 2s - loss: 0.3` of Keras. */
const KERAS = /^(\d+)\/(\d+)\s*(?:[━─╸╺ ]{5,}|\[[=>. ]+\])\s*-?\s*(.*)$/u;
/** Lightning's rich bar: `Epoch 3/19 ━━━━━━━ 45/100 0:00:12 • 0:00:15 3.40it/s v_num: 0 train_loss: 0.3`. */
const RICH = /^Epoch (\d+)\/(\d+)\s*[━╸╺─ ]{5,}\s*(\d+)\/(\d+)\s+[\d:]+ • ([\d:-]+)\s+[\d.]+it\/s\s*(.*)$/u;

/** Bars of other work than training: they would make a download look like a run. */
const OTHER_WORK =
  /download|extract|load|map|filter|generat|token|fetch|upload|unpack|convert|sav|install|resolv|cach|predict|quantiz|shard|preprocess|build/i;

export function barMetrics(line: string): MetricLine | undefined {
  return tqdm(line) ?? keras(line) ?? rich(line);
}

function tqdm(line: string): MetricLine | undefined {
  const match = TQDM.exec(line);
  if (!match) return undefined;
  const [, before = '', , step, total, , left = '', unit = '', inside = '', after = ''] = match;
  const label = before.replace(/:\s*$/, '').trim();
  const metrics = metricsOf(`${inside} ${after}`);
  const epoch = epochOf(label);
  // An unknown bar counts as training only when it shows a metric itself.
  if (metrics.size === 0 && (OTHER_WORK.test(label) || !isTrainingLabel(label))) return undefined;
  const counts = { step: Number(step), stepTotal: Number(total) };
  if (/epoch/i.test(unit) || /^epochs?$/i.test(label)) {
    return { metrics, epoch: counts.step, epochTotal: counts.stepTotal, ...definedOf({ remainingMs: millisOf(left) }) };
  }
  // With epochs around, the end of this bar is not the end of the run.
  return {
    metrics,
    ...counts,
    ...epoch,
    ...definedOf({ remainingMs: epoch.epoch === undefined ? millisOf(left) : undefined }),
  };
}

function keras(line: string): MetricLine | undefined {
  const match = KERAS.exec(line);
  if (!match) return undefined;
  const metrics = metricsOf(match[3] ?? '');
  return metrics.size === 0 && !/\/step\b|ETA/.test(match[3] ?? '')
    ? undefined
    : { metrics, step: Number(match[1]), stepTotal: Number(match[2]) };
}

function rich(line: string): MetricLine | undefined {
  const match = RICH.exec(line);
  if (!match) return undefined;
  return {
    metrics: metricsOf(match[6] ?? ''),
    // Lightning counts from 0 here and names the last one.
    epoch: Number(match[1]) + 1,
    epochTotal: Number(match[2]) + 1,
    step: Number(match[3]),
    stepTotal: Number(match[4]),
  };
}

function metricsOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    pairsOf(text)
      .filter(([name]) => isMetricName(name))
      .map(([name, value]) => [normalName(name), value]),
  );
}

function isTrainingLabel(label: string): boolean {
  return (
    label === '' ||
    /^(?:\w+ )?(?:train\w*|epochs?|fit\w*|steps?|iter\w*|batch\w*|valid\w*|eval\w*|test\w*|running)\b/i.test(label)
  );
}

function epochOf(label: string): { readonly epoch?: number; readonly epochTotal?: number } {
  const match = /epoch[\s:=#[(]*(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i.exec(label);
  if (!match) return {};
  return match[2] === undefined
    ? { epoch: Number(match[1]) }
    : { epoch: Number(match[1]), epochTotal: Number(match[2]) };
}

/** `00:15`, `1:02:03`; undefined for `?`. */
function millisOf(clock: string): number | undefined {
  if (!/^\d+(?::\d+)+$/.test(clock)) return undefined;
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
