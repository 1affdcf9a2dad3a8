import type { Notifier } from '../../adapters/vscode/notify.ts';
import { t } from '../../domain/base/text.ts';

/** Right after a start under the debugger: attaching waits until debugpy listens. */
export function offerDebugger(notify: Notifier, name: string, attach: () => Promise<unknown>): void {
  notify.info(t('{0} waits for the debugger before its first line.', name), {
    title: t('Attach debugger'),
    run: attach,
  });
}
