/** What keeps runs. DagsHub is an MLflow server with more beside it. */
export type TrackerKind = 'mlflow' | 'dagshub' | 'neptune' | 'tensorboard' | 'metricFiles' | 'trainyard';

/** Trainyard's own runs, by what their logs say. */
export const TRAINYARD_ID = 'trainyard';

/** Where a tracker's runs lie, and how it was found. Nothing here is secret. */
export interface TrackerRef {
  /** Stable over windows: made of kind and place. */
  readonly id: string;
  readonly kind: TrackerKind;
  /** For a row: a folder below the workspace, or host and path of a server. */
  readonly label: string;
  /** How its data is reached. */
  readonly place: TrackerPlace;
  readonly foundBy: 'workspace' | 'environment' | 'git' | 'user';
}

export type TrackerPlace =
  /** `path` is absolute, of a folder or a file of this machine. */
  | { readonly form: 'fileStore' | 'sqlite'; readonly path: string }
  | { readonly form: 'folder' | 'file'; readonly path: string }
  /** `url` as the user wrote it, with its path prefix and without a slash at the end; no user or password in it. */
  | { readonly form: 'server'; readonly url: string }
  /** What the logs of Trainyard's own runs say. */
  | { readonly form: 'logs' };

/** Whether a tracker of this form and kind is changed by Trainyard, where it lets us: MLflow's servers, and its stores on this machine. */
export function isWritable({ kind, place }: TrackerRef): boolean {
  return (kind === 'mlflow' || kind === 'dagshub') && place.form !== 'logs' && place.form !== 'folder';
}

/** Address or path; undefined for what is in no place of its own. */
export function placeOf({ place }: TrackerRef): string | undefined {
  if (place.form === 'logs') return undefined;
  return place.form === 'server' ? place.url : place.path;
}
