import { type Disposable, disposable } from '../../domain/base/lifecycle.ts';
import { dagshubOfRemote, dagshubTrackerUrl } from '../../domain/experiments/dagshubRepository.ts';
import type { TrackerCatalog } from '../../domain/experiments/ports.ts';
import type { TrackerRef } from '../../domain/experiments/tracker.ts';
import { dagshubOrigin } from './dagshubLogin.ts';

export interface DagshubCatalogParts {
  /** Paths of the folders of the workspace, as they are now. */
  readonly folders: () => readonly string[];
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  /** Addresses of a folder's Git remotes. */
  readonly remotes: (folder: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Tells when the remotes of a folder may be others. */
  readonly watch?: (folder: string, changed: () => void) => Disposable;
}

/** Repositories on DagsHub that the folders of the workspace are clones of. Nothing is contacted. */
export function dagshubCatalog({ folders, environment, remotes, watch }: DagshubCatalogParts): TrackerCatalog {
  return {
    find: async (signal) => {
      const origin = dagshubOrigin(environment());
      const all = (await Promise.all(folders().map((folder) => remotes(folder, signal)))).flat();
      const found = all.flatMap((remote) => dagshubOfRemote(remote, origin) ?? []);
      const trackers = new Map(
        found.map((repository) => refOf(dagshubTrackerUrl(repository))).map((ref) => [ref.id, ref]),
      );
      return { trackers: [...trackers.values()], troubles: [] };
    },
    watch: (changed) => {
      const watches = folders().map((folder) => watch?.(folder, changed));
      return disposable(() => watches.forEach((one) => one?.dispose()));
    },
  };
}

function refOf(url: string): TrackerRef {
  const label = url.replace(/^https?:\/\//, '');
  return { id: `dagshub:${url}`, kind: 'dagshub', label, place: { form: 'server', url }, foundBy: 'git' };
}
