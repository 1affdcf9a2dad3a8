import type { Disposable } from '../base/lifecycle.ts';
import { placeOf } from './tracker.ts';
import type { TrackerCatalog } from './ports.ts';
import type { TrackerKind, TrackerRef } from './tracker.ts';

/** Kinds that are known by what lies in their folder, of which there may be several in one. */
const SHARING: ReadonlySet<TrackerKind> = new Set(['tensorboard', 'metricFiles']);

/** All that the given catalogs find, each place once: the first that names it counts. Event files and files of metrics may share a folder. */
export function joinCatalogs(catalogs: readonly TrackerCatalog[]): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = await Promise.all(catalogs.map((each) => each.find(signal)));
      const trackers = new Map<string, TrackerRef>();
      const places = new Set<string>();
      for (const ref of found.flatMap((each) => each.trackers)) {
        const place = placeOf(ref) ?? ref.id;
        if (trackers.has(ref.id) || (places.has(place) && !SHARING.has(ref.kind))) continue;
        places.add(place);
        trackers.set(ref.id, ref);
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
