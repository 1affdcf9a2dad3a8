import type { Health } from '../base/tree.ts';
import type { RunState } from './run.ts';

/** How the state of a run looks in every tree. */
export const RUN_HEALTH: Readonly<Record<RunState, Health>> = {
  queued: 'queued',
  running: 'running',
  ok: 'ok',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
};
