import type { Clock } from '../base/clock.ts';
import { type Disposable, disposable } from '../base/lifecycle.ts';

/** Says again and again that something may have changed, for a tracker that tells nothing by itself. `everyMs` is asked anew each time. */
export function pollTracker(clock: Clock, everyMs: () => number, changed: () => void): Disposable {
  const ended = new AbortController();
  const poll = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await clock.sleep(everyMs(), signal);
      if (!signal.aborted) changed();
    }
  };
  void poll(ended.signal);
  return disposable(() => ended.abort());
}
