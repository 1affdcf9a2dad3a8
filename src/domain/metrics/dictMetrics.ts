import { definedOf } from '../base/defined.ts';
import { jsonMembers } from '../logs/jsonLine.ts';
import { isCompanionName, isMetricName, normalName } from './metricNames.ts';
import type { MetricLine } from './progress.ts';

const EPOCH_KEYS = ['epoch', 'current_epoch'];
const STEP_KEYS = ['step', 'global_step', 'iter', 'iteration', 'num_updates'];

/** One JSON object or Python dictionary of numbers: `{"epoch": 3, "loss": 0.3}`, `{'loss': 0.3, 'epoch': 1.0}`. */
export function dictMetrics(line: string): MetricLine | undefined {
  const from = line.indexOf('{');
  // What stands before is the prefix of a logger; a sentence is none.
  if (from < 0 || !line.endsWith('}') || from > 80) return undefined;
  const text = line.slice(from);
  const members = jsonMembers(text) ?? jsonMembers(fromPython(text));
  if (!members) return undefined;
  const numbers = new Map<string, number>();
  collect(members, '', numbers);
  const epoch = firstOf(numbers, EPOCH_KEYS);
  const step = firstOf(numbers, STEP_KEYS);
  const metrics = new Map<string, number>();
  let hasMetric = false;
  for (const [name, value] of numbers) {
    const isMetric = isMetricName(name);
    hasMetric ||= isMetric;
    if (isMetric || isCompanionName(name)) metrics.set(normalName(name), value);
  }
  // Settings of a run hold "epochs" and "lr", but no measured value; a metric needs a counter or stands with metrics alone.
  if (!hasMetric || looksLikeSettings(members)) return undefined;
  const totals = {
    epochTotal: firstOf(numbers, ['epochs', 'num_epochs']),
    stepTotal: firstOf(numbers, ['max_steps', 'total_steps']),
  };
  return { metrics, ...definedOf({ epoch, step, ...totals }) };
}

function collect(members: ReadonlyMap<string, unknown>, prefix: string, numbers: Map<string, number>): void {
  for (const [key, value] of members) {
    const name = prefix === '' ? key : `${prefix}_${key}`;
    const number = numberOf(value);
    if (number !== undefined) numbers.set(name.toLowerCase(), number);
    else if (prefix === '' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      collect(new Map(Object.entries(value)), key === 'metrics' || key === 'logs' ? '' : key, numbers);
    }
  }
}

/** fairseq and Trainer of newer versions write numbers as strings. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value)) return undefined;
  return Number(value);
}

function looksLikeSettings(members: ReadonlyMap<string, unknown>): boolean {
  const settings = ['batch_size', 'optimizer', 'seed', 'epochs', 'model', 'weight_decay', 'dataset'];
  return settings.filter((key) => members.has(key)).length >= 2;
}

const firstOf = (numbers: ReadonlyMap<string, number>, keys: readonly string[]) =>
  keys.map((key) => numbers.get(key)).find((value) => value !== undefined);

/** Only flat dictionaries of names and plain values: anything with a quote inside a string is left alone and then is no JSON. */
function fromPython(text: string): string {
  return text
    .replace(/'([^'"\\]*)'/g, '"$1"')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\b(?:None|nan|inf)\b|-inf\b/g, 'null');
}
