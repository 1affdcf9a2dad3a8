import type { Watched } from '../../src/domain/base/watched.ts';

/** Resolves with the milliseconds it took until something is so of a watched value; rejects when it is not in time. */
export function watchedUntil<T>(watched: Watched<T>, isSo: () => boolean, withinMs: number): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      subscription.dispose();
      clearTimeout(limit);
    };
    const look = (): void => {
      if (!isSo()) return;
      stop();
      resolve(Math.round(performance.now() - begun));
    };
    const subscription = watched.onDidChange(look);
    const limit = setTimeout(() => {
      stop();
      const { current } = watched;
      const why = current.state === 'failed' ? current.failure.message : current.state;
      reject(new Error(`not so after ${withinMs} ms (${why})`));
    }, withinMs);
    look();
  });
}
