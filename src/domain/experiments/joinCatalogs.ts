import type { Disposable } from '../base/lifecycle.ts';
import { placeOf } from './experimentTree.ts';
import type { TrackerCatalog } from './ports.ts';

/** All that the given catalogs find, each place once: the first that names it counts. */
export function joinCatalogs(catalogs: readonly TrackerCatalog[]): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = await Promise.all(catalogs.map((each) => each.find(signal)));
      const trackers = new Map(
        found.flatMap((each) => each.trackers.map((ref) => [placeOf(ref) ?? ref.id, ref] as const)).toReversed(),
      );
      return { trackers: [...trackers.values()].toReversed(), troubles: found.flatMap((each) => each.troubles) };
    },
    watch: (changed): Disposable => {
      const watches = catalogs.map((each) => each.watch(changed));
      return {
        dispose: () => {
          for (const watch of watches) watch.dispose();
        },
      };
    },
  };
}
