import type { TrackingSpec } from './spec.ts';

/** Where a workload records, as its `tracking` says it for this machine. */
export type TrackingPlace =
  /** A store of this machine; `path` as it is written, of the folder or of the database. */
  | { readonly kind: 'local'; readonly form: 'fileStore' | 'sqlite'; readonly path: string }
  /** A server of this machine, which a container has to call by another name. */
  | { readonly kind: 'loopback'; readonly url: URL }
  | { readonly kind: 'address'; readonly uri: string };

/** A relative path has three slashes, an absolute one four. Source: SQLAlchemy documentation, "Engine Configuration", SQLite. */
const SQLITE = /^sqlite(?:\+\w+)?:\/\/\/([^?]+)/;
/** `file:mlruns`, `file:./mlruns`, `file:///data/mlruns`. */
const FILE = /^file:(?:\/\/(?=\/))?([^?]+)/;

/** Undefined where nothing is recorded in MLflow, or the address is left to the environment. */
export function trackingPlace(tracking: TrackingSpec | undefined): TrackingPlace | undefined {
  if (tracking?.uri === undefined || tracking.tracker !== 'mlflow') return undefined;
  const { uri } = tracking;
  const [, database] = SQLITE.exec(uri) ?? [];
  if (database !== undefined) return { kind: 'local', form: 'sqlite', path: ofThisMachine(database) };
  const [, folder] = FILE.exec(uri) ?? [];
  if (folder !== undefined) return { kind: 'local', form: 'fileStore', path: ofThisMachine(decoded(folder)) };
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  return url && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)
    ? { kind: 'loopback', url }
    : { kind: 'address', uri };
}

const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);

/** `/C:/x` of an address is `C:/x`. */
const ofThisMachine = (path: string) => path.replace(/^\/(?=[A-Za-z]:[/\\])/, '');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    // A percent sign that is one.
    if (error instanceof URIError) return path;
    throw error;
  }
}
