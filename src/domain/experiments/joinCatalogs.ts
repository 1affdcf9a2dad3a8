import type { Disposable } from '../base/lifecycle.ts';
import { placeOf } from './experimentTree.ts';
import type { TrackerCatalog } from './ports.ts';
import type { TrackerRef } from './tracker.ts';

/** All that the given catalogs find, each place once: the first that names it counts. */
export function joinCatalogs(catalogs: readonly TrackerCatalog[]): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = await Promise.all(catalogs.map((each) => each.find(signal)));
      const trackers = new Map<string, TrackerRef>();
      for (const ref of found.flatMap((each) => each.trackers)) {
        const place = placeOf(ref) ?? ref.id;
        if (!trackers.has(place)) trackers.set(place, ref);
      }
      return { trackers: [...trackers.values()], troubles: found.flatMap((each) => each.troubles) };
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
