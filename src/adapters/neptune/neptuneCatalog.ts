import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { CANCELLED } from '../../domain/base/failure.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { hasNeptuneRuns } from './neptuneSources.ts';

export interface NeptunePlaces {
  /** Absolute paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  /** What the user has added: paths and addresses, of other trackers too. */
  readonly added: () => readonly string[];
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  readonly watchFiles: WatchFiles;
}

/** Where clients put their data unless NEPTUNE_DATA_DIRECTORY (1.x) or NEPTUNE_LOG_DIRECTORY (scale) says otherwise; and what the exporter's README calls its folder. */
const NAMES = ['.neptune', 'exports'];
const VARIABLES = ['NEPTUNE_DATA_DIRECTORY', 'NEPTUNE_LOG_DIRECTORY'];
/** Of a workspace with one project a folder. */
const MOST_PROJECTS = 100;

/** Finds what Neptune's clients and its exporter have left: in a workspace folder and those directly below it, and where the user or a variable says. */
export function neptuneCatalog(places: NeptunePlaces): TrackerCatalog {
  return {
    find: async (signal) => {
      const found = new Map<string, TrackerRef>();
      for (const candidate of await candidates(places)) {
        if (signal.aborted) return { trackers: [], troubles: [CANCELLED] };
        if (!found.has(candidate.path) && (await hasNeptuneRuns(candidate.path)))
          found.set(candidate.path, trackerRef(candidate));
      }
      return { trackers: [...found.values()], troubles: [] };
    },
    watch: (changed): Disposable => {
      const store = new DisposableStore();
      for (const folder of places.folders())
        store.add(places.watchFiles({ folder, glob: `{,*/}{${NAMES.join(',')}}`, of: 'existence' }, changed));
      return store;
    },
  };
}

interface Candidate {
  readonly path: string;
  readonly label: string;
  readonly foundBy: TrackerRef['foundBy'];
}

async function candidates({ folders, added, environment }: NeptunePlaces): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const folder of folders()) {
    const projects = ['', ...(await foldersIn(folder))];
    for (const project of projects)
      for (const name of NAMES) {
        const path = join(folder, project, name);
        found.push({ path, label: join(basename(folder), project, name), foundBy: 'workspace' });
      }
    for (const variable of VARIABLES) {
      const value = environment()[variable];
      if (!value) continue;
      const path = resolve(folder, value);
      found.push({ path, label: relative(folder, path) || basename(path), foundBy: 'environment' });
    }
  }
  for (const place of added())
    if (!place.includes('://')) found.push({ path: place, label: basename(place), foundBy: 'user' });
  return found;
}

/** Hidden ones and those of packages are nobody's project. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return names.filter((name) => !name.startsWith('.') && name !== 'node_modules').slice(0, MOST_PROJECTS);
  } catch (error) {
    // The folder was removed, or is on another machine: nothing is found in it.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}

function trackerRef({ path, label, foundBy }: Candidate): TrackerRef {
  return {
    id: `neptune:${path}`,
    kind: 'neptune',
    label: label.replaceAll('\\', '/'),
    place: { form: 'folder', path },
    foundBy,
  };
}
