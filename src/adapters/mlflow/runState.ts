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

/** The status that stands for a state; undefined: there is none. Servers answer one that they do not know with success, and change nothing. */
export function runStatusOf(state: unknown): string | undefined {
  for (const [status, known] of STATES) if (known === state) return status;
  return undefined;
}
