import { basename, sep } from 'node:path';
import { CANCELLED } from '../../domain/base/failure.ts';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import type { TrackerKind, TrackerRef } from '../../domain/experiments/tracker.ts';
import { isFileError } from './folderFailure.ts';
import { placeLabel } from './placeLabel.ts';
import { isLeftOut } from './walkFolders.ts';

export interface DirectoryPlaces {
  /** Absolute paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  /** What the user has added: paths and addresses, of other trackers too. */
  readonly added: () => readonly string[];
  /** A place that the user has added is of another kind, whatever files lie in it. */
  readonly isOther: (place: string) => Promise<boolean>;
  readonly watchFiles: WatchFiles;
}

/** What is looked for: directories whose files are runs. */
export interface DirectorySearch {
  readonly kind: TrackerKind;
  /** Absolute paths below a folder of the workspace; throws errors of the file system, and when the signal is aborted. */
  readonly below: (folder: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** What a place is that the user has added; undefined: none of this kind. */
  readonly formOf: (place: string, signal: AbortSignal) => Promise<'folder' | 'file' | undefined>;
  /** Files whose coming or going may make or end one. */
  readonly glob: string;
}

/** Trackers that are directories of files: below the folders of the workspace, and what the user has added. */
export function directoryCatalog(
  { folders, added, isOther, watchFiles }: DirectoryPlaces,
  { kind, below, formOf, glob }: DirectorySearch,
): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = new Map<string, TrackerRef>();
      const all = folders();
      const add = (place: TrackerRef['place'] & { readonly path: string }, foundBy: TrackerRef['foundBy']) => {
        const id = `${kind}:${place.path}`;
        if (!found.has(id)) found.set(id, { id, kind, label: labelOf(place.path, all), place, foundBy });
      };
      try {
        for (const path of added()) {
          if (path.includes('://') || isLeftOut(basename(path)) || (await isOther(path))) continue;
          const form = await formOf(path, signal);
          if (form) add({ form, path }, 'user');
        }
        for (const folder of all)
          for (const path of await foundBelow(below, folder, signal)) add({ form: 'folder', path }, 'workspace');
      } catch (error) {
        if (signal.aborted) return { trackers: [], troubles: [CANCELLED] };
        throw error;
      }
      return { trackers: [...found.values()], troubles: [] };
    },
    watch: (changed) => {
      const watches = new DisposableStore();
      for (const folder of folders()) watches.add(watchFiles({ folder, glob, of: 'existence' }, changed));
      return watches;
    },
  };
}

/** A folder of the workspace that cannot be read has nothing to show; the search for stores tells why. */
async function foundBelow(
  below: DirectorySearch['below'],
  folder: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await below(folder, signal);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return [];
  }
}

/** Elsewhere than in the workspace a row has no room for the whole path, which its tooltip has. */
function labelOf(path: string, folders: readonly string[]): string {
  const label = placeLabel(path, folders);
  return label === path ? path.split(sep).slice(-2).join('/') : label;
}
