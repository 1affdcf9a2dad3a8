import { CancellationTokenSource, type QuickPickItem, type QuickPickOptions, window } from 'vscode';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';

/**
 * A list that is there at once and filled when its rows are known. Escape ends the reading. A failed reading closes it with the failure.
 */
export async function pickLater<T extends QuickPickItem>(
  load: (signal: AbortSignal) => Promise<Result<readonly T[]>>,
  options: QuickPickOptions,
): Promise<Result<T>> {
  const closing = new CancellationTokenSource();
  const reading = new AbortController();
  let failure: Failure | undefined;
  const rows = load(reading.signal).then((read): T[] => {
    if (read.ok) return [...read.value];
    failure = read.failure;
    closing.cancel();
    return [];
  });
  try {
    const picked = await window.showQuickPick(rows, { ignoreFocusOut: true, ...options }, closing.token);
    if (picked) return ok(picked);
    return fail(failure ?? CANCELLED);
  } finally {
    reading.abort();
    closing.dispose();
  }
}
