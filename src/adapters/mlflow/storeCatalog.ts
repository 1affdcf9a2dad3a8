import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CANCELLED, type Failure } from '../../domain/base/failure.ts';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { placeLabel } from '../folders/placeLabel.ts';
import { type FoundStore, isThere, StoreFinder } from './findStores.ts';
import { storeFailure } from './storeFailure.ts';
import { fileProblem } from './storeProblem.ts';
import { dotenvValue, storeOfUri } from './trackingUri.ts';

const VARIABLE = 'MLFLOW_TRACKING_URI';
/** What makes or removes a store. Its contents are not looked at: they change with every value. */
const MADE = '**/{mlruns/*/meta.yaml,mlruns,*.db,*.sqlite,*.sqlite3}';

export interface StoreCatalogParts {
  /** Paths of the folders of the workspace, as they are now. */
  readonly folders: () => readonly string[];
  readonly environment: () => NodeJS.ProcessEnv;
  readonly watchFiles: WatchFiles;
}

/** Stores of MLflow on this machine: below the folders of the workspace, and where `MLFLOW_TRACKING_URI` of the environment or of a `.env` leads. */
export function storeCatalog({ folders, environment, watchFiles }: StoreCatalogParts): TrackerCatalog {
  const finder = new StoreFinder();
  return {
    find: async (signal) => {
      const found = new Map<string, TrackerRef>();
      const troubles: Failure[] = [];
      const all = folders();
      const add = (store: FoundStore, foundBy: TrackerRef['foundBy']) => {
        const ref = refOf(store, all, foundBy);
        if (!found.has(ref.id)) found.set(ref.id, ref);
      };
      for (const folder of all) {
        try {
          for (const store of await finder.find(folder, signal)) add(store, 'workspace');
          const named = storeOfUri((await uriOf(folder)) ?? environment()[VARIABLE] ?? '', folder);
          // One that is named and not there yet appears with its first run.
          if (named && (await isThere(named.path))) add(named, 'environment');
        } catch (error) {
          if (signal.aborted) return { trackers: [], troubles: [CANCELLED] };
          const problem = fileProblem(error, folder);
          if (!problem) throw error;
          troubles.push(storeFailure(problem));
        }
      }
      return { trackers: [...found.values()], troubles };
    },
    watch: (changed) => {
      const watches = new DisposableStore();
      for (const folder of folders()) {
        watches.add(watchFiles({ folder, glob: MADE, of: 'existence' }, changed));
        watches.add(watchFiles({ folder, glob: '.env', of: 'content' }, changed));
      }
      return watches;
    },
  };
}

function refOf(store: FoundStore, folders: readonly string[], foundBy: TrackerRef['foundBy']): TrackerRef {
  const { form, path } = store;
  const kind = 'mlflow';
  return { id: `${kind}:${path}`, kind, label: placeLabel(path, folders), place: { form, path }, foundBy };
}

async function uriOf(folder: string): Promise<string | undefined> {
  const path = join(folder, '.env');
  try {
    return dotenvValue(await readFile(path, 'utf8'), VARIABLE);
  } catch (error) {
    // Most folders have none, and one that may not be read names nothing.
    if (!fileProblem(error, path)) throw error;
    return undefined;
  }
}
