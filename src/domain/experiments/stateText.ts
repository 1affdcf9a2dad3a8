import { t } from '../base/text.ts';
import type { RunState } from '../runs/run.ts';

/** What a run of a tracker is doing, in the words of tree, table and page alike. What is no state stays as it is. */
export function stateText(state: string): string {
  const texts: Readonly<Record<RunState, string>> = {
    queued: t('queued'),
    running: t('running'),
    ok: t('finished'),
    failed: t('failed'),
    cancelled: t('killed'),
    unknown: t('state unknown'),
  };
  return new Map<string, string>(Object.entries(texts)).get(state) ?? state;
}
