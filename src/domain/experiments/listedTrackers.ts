import type { Disposable } from '../base/lifecycle.ts';
import { neptuneOfListed } from './neptuneServer.ts';
import type { TrackerCatalog } from './ports.ts';
import { serverLabel, serverUrl } from './serverUrl.ts';
import type { TrackerPlace, TrackerRef } from './tracker.ts';

export interface ListedPlaces {
  readonly places: () => readonly string[];
  /** `MLFLOW_TRACKING_URI` of the environment; only a server counts, for stores are found where they lie. */
  readonly trackingUri: () => string | undefined;
  readonly watch: (changed: () => void) => Disposable;
}

/** What the user has named: by hand, or in the environment. */
export function listedCatalog({ places, trackingUri, watch }: ListedPlaces): TrackerCatalog {
  return {
    find: async () => {
      const named = serverTracker(trackingUri() ?? '', 'environment');
      return Promise.resolve({ trackers: [...(named ? [named] : []), ...listedTrackers(places())], troubles: [] });
    },
    watch,
  };
}

/** Trackers that the user has listed: addresses, those of Neptune servers marked as such, and absolute paths of folders or files. What is neither is left out. */
export function listedTrackers(places: readonly string[]): readonly TrackerRef[] {
  return places.flatMap((place) => listedTracker(place.trim()) ?? []);
}

function listedTracker(text: string): TrackerRef | undefined {
  const neptune = neptuneOfListed(text);
  if (neptune) return neptune;
  if (/^https?:\/\//i.test(text)) return serverTracker(text, 'user');
  if (!/^(?:[/\\]|[A-Za-z]:[/\\])/.test(text)) return undefined;
  const path = text.replace(/(?<=.)[/\\]+$/, '');
  const names = path.split(/[/\\]/);
  const kind = names.at(-1) === '.neptune' ? 'neptune' : 'mlflow';
  const form = kind === 'neptune' ? 'folder' : /\.(?:db|sqlite|sqlite3)$/i.test(path) ? 'sqlite' : 'fileStore';
  return { id: `${kind}:${path}`, kind, label: names.slice(-2).join('/'), place: { form, path }, foundBy: 'user' };
}

/** A server by its address; user and password in it are left out, and no tracker is made of what is no address. */
export function serverTracker(address: string, foundBy: TrackerRef['foundBy']): TrackerRef | undefined {
  const url = serverUrl(address);
  if (url === undefined) return undefined;
  const label = serverLabel(url);
  const place: TrackerPlace = { form: 'server', url };
  const [host = ''] = label.split('/', 1);
  const kind = /(?:^|\.)dagshub\.com$/i.test(host) ? 'dagshub' : 'mlflow';
  return { id: `${kind}:${url}`, kind, label, place, foundBy };
}
