import type { Result } from './failure.ts';
import type { Watched } from './watched.ts';
import { whenKnown } from './whenKnown.ts';

/** The value of a watch as soon as it is known; the watch is let go of afterwards. For what is asked once and not followed. */
export async function knownOnce<T>(watched: Watched<T>, signal: AbortSignal): Promise<Result<T>> {
  try {
    return await whenKnown(watched, signal);
  } finally {
    watched.dispose();
  }
}
