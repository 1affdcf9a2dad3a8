import { ProgressLocation, window } from 'vscode';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';

export interface ProgressReport {
  /** `fraction` from 0 to 1; absent where the end is not known. */
  (text: string, fraction?: number): void;
}

/**
 * Runs long work in a notification with Cancel. Cancelling aborts the signal and frees the user at once: the work may still be
 * cleaning up behind it, and its late result is dropped.
 */
export async function withProgress<T>(
  title: string,
  work: (report: ProgressReport, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  return await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      const cancelled = new Promise<Result<T>>((resolve) => {
        token.onCancellationRequested(() => {
          controller.abort();
          resolve(fail(CANCELLED));
        });
      });
      let shown = 0;
      const report: ProgressReport = (message, fraction) => {
        const percent = fraction === undefined ? shown : Math.max(shown, Math.min(100, fraction * 100));
        progress.report({ message, increment: percent - shown });
        shown = percent;
      };
      return await Promise.race([work(report, controller.signal), cancelled]);
    },
  );
}

/** The same for work in steps of which the caller has to know how many were done: waits until the work has stopped, which it does soon after Cancel. */
export async function withWholeProgress<T>(
  title: string,
  work: (report: ProgressReport, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  let whole: Promise<Result<T>> | undefined;
  const first = await withProgress(title, (report, signal) => {
    whole = work(report, signal);
    return whole;
  });
  return whole === undefined ? first : await whole;
}
