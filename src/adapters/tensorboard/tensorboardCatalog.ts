import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import { type DirectoryPlaces, directoryCatalog } from '../folders/directoryCatalog.ts';
import { findLogDirectories, hasEventFiles } from './eventFolders.ts';

/** Log directories of TensorBoard: below the folders of the workspace, and what the user has added. No event file is opened. */
export function tensorboardCatalog(places: DirectoryPlaces): TrackerCatalog {
  return directoryCatalog(places, {
    kind: 'tensorboard',
    below: findLogDirectories,
    formOf: async (place, signal) => ((await hasEventFiles(place, signal)) ? 'folder' : undefined),
    glob: '**/*tfevents*',
  });
}
