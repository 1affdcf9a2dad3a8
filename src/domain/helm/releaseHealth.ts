import { t } from '../base/text.ts';
import { type ObjectHealth, shortLine } from '../cluster/objectHealth.ts';
import type { ReleaseEntry } from './release.ts';

/** Helm's own default for `--timeout` is 5 minutes; who waits longer says so with a larger one, seldom with three times of it. */
const STUCK_MS = 15 * 60_000;

/** How a revision is. Helm that was killed leaves it pending for ever, and refuses the next upgrade: that is said. */
export function releaseHealth({ status, changedAt, createdAt }: ReleaseEntry, now: Date): ObjectHealth {
  const pending = pendingText(status);
  if (pending !== undefined) {
    const since = (changedAt ?? createdAt).getTime();
    return now.getTime() - since < STUCK_MS
      ? { health: 'queued', text: pending }
      : { health: 'warning', text: t('{0}, for long: helm may have been stopped in the middle', pending) };
  }
  switch (status) {
    case 'deployed':
      return { health: 'ok', text: t('deployed') };
    case 'failed':
      return { health: 'failed', text: t('failed') };
    case 'uninstalled':
      return { health: 'cancelled', text: t('uninstalled, history kept') };
    case 'superseded':
      return { health: 'cancelled', text: t('superseded') };
    default:
      return { health: 'unknown', text: status === '' ? t('not known') : shortLine(status, 40) };
  }
}

function pendingText(status: string): string | undefined {
  switch (status) {
    case 'pending-install':
      return t('installing');
    case 'pending-upgrade':
      return t('upgrading');
    case 'pending-rollback':
      return t('rolling back');
    case 'uninstalling':
      return t('uninstalling');
    default:
      return undefined;
  }
}
