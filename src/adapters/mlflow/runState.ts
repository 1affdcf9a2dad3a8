import type { RunState } from '../../domain/runs/run.ts';

const STATES: ReadonlyMap<string, RunState> = new Map([
  ['SCHEDULED', 'queued'],
  ['RUNNING', 'running'],
  ['FINISHED', 'ok'],
  ['FAILED', 'failed'],
  ['KILLED', 'cancelled'],
]);

/** Of the status as databases and servers have it. */
export function runStateOf(status: string | undefined): RunState {
  return STATES.get(status ?? '') ?? 'unknown';
}
