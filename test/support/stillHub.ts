import { fail, ok } from '../../src/domain/base/failure.ts';
import { TrackerHub, type TrackerHubParts } from '../../src/domain/experiments/trackerHub.ts';
import type { StillTracker } from './trackedRuns.ts';

/** A hub that finds these trackers and no others. */
export function stillHub(
  trackers: readonly StillTracker[],
  {
    onOpen = () => undefined,
    ...parts
  }: Partial<Pick<TrackerHubParts, 'mayConnect' | 'onDidTrust'>> & { readonly onOpen?: () => void } = {},
): TrackerHub {
  return new TrackerHub({
    loadCatalog: async () =>
      Promise.resolve({
        find: async () => Promise.resolve({ trackers: trackers.map(({ ref }) => ref), troubles: [] }),
        watch: () => ({ dispose: () => undefined }),
      }),
    open: async (ref) => {
      onOpen();
      const tracker = trackers.find((each) => each.ref.id === ref.id);
      return Promise.resolve(tracker ? ok(tracker) : fail({ code: 'not-found', message: 'none' }));
    },
    mayConnect: () => true,
    onDidTrust: () => ({ dispose: () => undefined }),
    ...parts,
  });
}
