import { definedOf } from '../base/defined.ts';
import type { MetricLine, Progress } from './progress.ts';

/** Points kept of each metric: what a sparkline and a small chart can show. */
export const HISTORY = 240;
/** A program that prints a new name at every line must not fill the memory. */
const MOST_METRICS = 64;

interface Anchor {
  readonly fraction: number;
  readonly at: number;
}

/** Progress and what is needed to go on from it. */
export interface ProgressFold {
  readonly progress: Progress;
  /** Where the present pace is measured from. */
  readonly anchor?: Anchor;
}

/** Takes one more line in. `at` is the time of the line, so that a log that is read again gives the same pace. */
export function foldProgress(before: ProgressFold | undefined, line: MetricLine, at: Date): ProgressFold {
  const counts = countsOf(before?.progress, line);
  const metrics = new Map(before?.progress.metrics);
  const history = new Map(before?.progress.history);
  const point = { at: at.getTime(), ...definedOf({ step: counts.step ?? counts.epoch }) };
  for (const [name, value] of line.metrics) {
    if (!metrics.has(name) && metrics.size >= MOST_METRICS) continue;
    metrics.set(name, value);
    if (Number.isFinite(value)) history.set(name, [...(history.get(name) ?? []), { value, ...point }].slice(-HISTORY));
  }
  const fraction = fractionOf(counts, line);
  const anchor = anchorOf(before?.anchor, fraction, at.getTime());
  const remainingMs = line.remainingMs ?? remainingOf(anchor, fraction, at.getTime());
  const progress: Progress = { ...counts, ...definedOf({ remainingMs }), metrics, history, updatedAt: at };
  return anchor ? { progress, anchor } : { progress };
}

type Counts = Pick<Progress, 'epoch' | 'epochTotal' | 'step' | 'stepTotal'>;

function countsOf(before: Progress | undefined, line: MetricLine): Counts {
  const isNewEpoch = line.epoch !== undefined && line.epoch !== before?.epoch;
  const keepsStep = line.step === undefined && !isNewEpoch;
  return definedOf({
    epoch: line.epoch ?? before?.epoch,
    epochTotal: line.epochTotal ?? before?.epochTotal,
    step: keepsStep ? before?.step : line.step,
    stepTotal: line.stepTotal ?? (keepsStep || line.step !== undefined ? before?.stepTotal : undefined),
  });
}

/** How much of the run is done, 0 to 1; undefined where no total is known. */
function fractionOf(counts: Counts, line: MetricLine): number | undefined {
  const within =
    counts.step !== undefined && counts.stepTotal ? Math.min(1, counts.step / counts.stepTotal) : undefined;
  if (counts.epoch === undefined) return within;
  if (!counts.epochTotal) return undefined;
  // "Epoch 3/20" alone opens the epoch; with metrics, and fractions like 1.5, it tells what is done.
  const isDone = line.metrics.size > 0 && line.epoch !== undefined && line.step === undefined;
  const done = isDone || !Number.isInteger(counts.epoch) ? counts.epoch : Math.max(0, counts.epoch - 1) + (within ?? 0);
  return Math.min(1, done / counts.epochTotal);
}

/** A fraction that goes back is a new phase (validation, another fit): its pace is its own. */
function anchorOf(before: Anchor | undefined, fraction: number | undefined, at: number): Anchor | undefined {
  if (fraction === undefined) return before;
  return before && fraction >= before.fraction ? before : { fraction, at };
}

function remainingOf(anchor: Anchor | undefined, fraction: number | undefined, at: number): number | undefined {
  if (!anchor || fraction === undefined) return undefined;
  if (fraction >= 1) return 0;
  const gained = fraction - anchor.fraction;
  const spent = at - anchor.at;
  return gained <= 0 || spent <= 0 ? undefined : Math.round((spent / gained) * (1 - fraction));
}
