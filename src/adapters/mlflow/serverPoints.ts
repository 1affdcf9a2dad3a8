import type { MetricHistory } from '../../domain/experiments/trackedRun.ts';
import { numberIn } from './serverRecords.ts';

/** One value of a metric. */
export interface Point {
  /** '' where the answer is about one run. */
  readonly runId: string;
  readonly step: number;
  readonly value: number;
  readonly timestamp: number;
}

interface RawPoint {
  readonly run_id?: unknown;
  readonly step?: unknown;
  readonly value?: unknown;
  readonly timestamp?: unknown;
}

function isRaw(value: unknown): value is RawPoint {
  return typeof value === 'object' && value !== null;
}

export function pointIn(raw: unknown): Point | undefined {
  if (!isRaw(raw)) return undefined;
  return {
    runId: typeof raw.run_id === 'string' ? raw.run_id : '',
    step: numberIn(raw.step) ?? 0,
    value: numberIn(raw.value ?? 0) ?? Number.NaN,
    timestamp: numberIn(raw.timestamp) ?? 0,
  };
}

/** By step and then by time, as histories have it. The tracker's order is kept where both are the same. */
export function historyOf(runId: string, key: string, points: readonly Point[], isSampled = false): MetricHistory {
  const sorted = points.toSorted((one, other) => one.step - other.step || one.timestamp - other.timestamp);
  return {
    runId,
    key,
    steps: Float64Array.from(sorted, ({ step }) => step),
    values: Float64Array.from(sorted, ({ value }) => value),
    timestamps: Float64Array.from(sorted, ({ timestamp }) => timestamp),
    isSampled,
  };
}
