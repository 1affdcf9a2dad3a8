import { t } from '../base/text.ts';
import { type DebugChoice, debugCommand } from './debugCommand.ts';
import type { RunSpec } from './spec.ts';

/** What waits for a debugger, for the list of checks. */
export function debugText({ command, args, nodes }: RunSpec, { waits }: DebugChoice): string {
  const debugged = debugCommand([...(command ?? []), ...args]);
  const isLauncher = debugged.ok && debugged.value.isLauncher;
  const rank = waits ?? (isLauncher ? 0 : 'all');
  if (!isLauncher && nodes === 1) return t('It waits for the debugger; the image needs debugpy.');
  if (rank !== 'all') {
    return t(
      'Rank {0} waits for a debugger, which can be attached to the others while they run; the image needs debugpy.',
      rank,
    );
  }
  return isLauncher
    ? t('Each rank waits for a debugger; the image needs debugpy.')
    : t('Each of {0} ranks waits for a debugger; the image needs debugpy.', nodes);
}
