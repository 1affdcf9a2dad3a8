import { GrowingHistory } from '../../domain/experiments/growingHistory.ts';
import type { MetricHistory } from '../../domain/experiments/trackedRun.ts';
import type { HistoryQuestion } from './storeJob.ts';

interface Points {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly timestamps: ArrayLike<number>;
}

/** The answer to a question, thinned to its extremes where more was found than is of use: hundreds of long histories would not fit into memory. */
export function historyOf({ runId, key, mostPoints }: HistoryQuestion, points: Points): MetricHistory {
  const history: MetricHistory = {
    runId,
    key,
    steps: Float64Array.from(points.steps),
    values: Float64Array.from(points.values),
    timestamps: Float64Array.from(points.timestamps),
    isSampled: false,
  };
  if (mostPoints === undefined) return history;
  const held = new GrowingHistory(history);
  held.thin(mostPoints);
  return held.history;
}
