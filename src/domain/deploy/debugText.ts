import { t } from '../base/text.ts';
import { type DebugChoice, whoWaits } from './debugCommand.ts';
import type { RunSpec } from './spec.ts';

/** What waits for a debugger, for the list of checks. */
export function debugText(workload: RunSpec, { waits }: DebugChoice): string {
  const first = whoWaits(workload);
  if (first === undefined) return t('It waits for the debugger; the image needs debugpy.');
  const rank = waits ?? first;
  if (rank !== 'all') {
    return t(
      'Rank {0} waits for a debugger, which can be attached to the others while they run; the image needs debugpy.',
      rank,
    );
  }
  return first === 0
    ? t('Each rank waits for a debugger; the image needs debugpy.')
    : t('Each of {0} ranks waits for a debugger; the image needs debugpy.', workload.nodes);
}
