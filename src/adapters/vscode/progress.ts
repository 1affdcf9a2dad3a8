import { ProgressLocation, window } from 'vscode';
import { CANCELLED, fail, type Result } from '../../domain/base/failure.ts';

export interface ProgressReport {
  /** `fraction` from 0 to 1; absent where the end is not known. */
  (text: string, fraction?: number): void;
}

/** Milliseconds. What is quicker is seen by its outcome; VS Code shows few notifications within a second, and that of the outcome has to be one. */
const QUICK_MS = 400;

/**
 * Runs work in a notification with Cancel, which comes when it is not done at once. Cancelling aborts the signal and frees the user at once: the work may
 * still be cleaning up behind it, and its late result is dropped.
 */
export async function withProgress<T>(
  title: string,
  work: (report: ProgressReport, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const controller = new AbortController();
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<Result<T>>();
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let said: Parameters<ProgressReport> | undefined;
  let tell: ProgressReport | undefined;
  const show = () =>
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => {
        controller.abort();
        cancel(fail(CANCELLED));
      });
      let shown = 0;
      tell = (message, fraction) => {
        const percent = fraction === undefined ? shown : Math.max(shown, Math.min(100, fraction * 100));
        progress.report({ message, increment: percent - shown });
        shown = percent;
      };
      if (said) tell(...said);
      return settled;
    });
  const timer = setTimeout(() => void show(), QUICK_MS);
  const report: ProgressReport = (...now) => {
    said = now;
    tell?.(...now);
  };
  try {
    return await Promise.race([work(report, controller.signal), cancelled]);
  } finally {
    clearTimeout(timer);
    settle();
  }
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
