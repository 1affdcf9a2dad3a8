import type { Event } from './event.ts';
import { CANCELLED, fail, ok, type Result } from './failure.ts';
import type { Snapshot } from './watched.ts';

/** Anything with a snapshot that changes. */
interface Source<T> {
  readonly current: Snapshot<T>;
  readonly onDidChange: Event<unknown>;
}

/**
 * The value as soon as the source is no longer loading and, where that is asked, has enough. The source's own time-outs decide how long that
 * takes.
 */
export function whenKnown<T>(
  source: Source<T>,
  signal: AbortSignal,
  isEnough: (value: T) => boolean = () => true,
): Promise<Result<T>> {
  return new Promise((resolve) => {
    const settle = (result: Result<T>) => {
      subscription.dispose();
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = () => settle(fail(CANCELLED));
    const look = () => {
      const { current } = source;
      if (current.state === 'ready' && isEnough(current.value)) settle(ok(current.value));
      else if (current.state === 'failed') settle(fail(current.failure));
    };
    const subscription = source.onDidChange(look);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else look();
  });
}
