import { CANCELLED } from '../../domain/base/failure.ts';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { isFileError } from '../folders/folderFailure.ts';
import { placeLabel } from '../folders/placeLabel.ts';
import { findLogDirectories, hasEventFiles } from './eventFolders.ts';

export interface TensorboardPlaces {
  /** Absolute paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  /** What the user has added: paths and addresses, of other trackers too. */
  readonly added: () => readonly string[];
  readonly watchFiles: WatchFiles;
}

/** Log directories of TensorBoard: below the folders of the workspace, and what the user has added. No event file is opened. */
export function tensorboardCatalog({ folders, added, watchFiles }: TensorboardPlaces): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = new Map<string, TrackerRef>();
      const all = folders();
      const add = (path: string, foundBy: TrackerRef['foundBy']) => {
        const id = `tensorboard:${path}`;
        const label = placeLabel(path, all);
        if (!found.has(id)) found.set(id, { id, kind: 'tensorboard', label, place: { form: 'folder', path }, foundBy });
      };
      for (const folder of all) {
        try {
          for (const path of await findLogDirectories(folder, signal)) add(path, 'workspace');
        } catch (error) {
          if (signal.aborted) return { trackers: [], troubles: [CANCELLED] };
          // A folder of the workspace that cannot be read has nothing to show; looking for stores tells why.
          if (!isFileError(error)) throw error;
        }
      }
      for (const place of added())
        if (!place.includes('://') && (await hasEventFiles(place, signal))) add(place, 'user');
      return { trackers: [...found.values()], troubles: [] };
    },
    watch: (changed) => {
      const watches = new DisposableStore();
      for (const folder of folders())
        watches.add(watchFiles({ folder, glob: '**/*tfevents*', of: 'existence' }, changed));
      return watches;
    },
  };
}
