import { CANCELLED, fail, type Result } from './failure.ts';

/** What several wait for, until one of them does not want to wait any more. */
export function withAbort<T>(shared: Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>> {
  if (signal.aborted) return Promise.resolve(fail(CANCELLED));
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(fail(CANCELLED));
    signal.addEventListener('abort', onAbort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
