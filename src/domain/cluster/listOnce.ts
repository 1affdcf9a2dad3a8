import { ok, type Result } from '../base/failure.ts';
import { knownOnce } from '../base/knownOnce.ts';
import type { WatchedKind, WatchedKinds } from './clusterObject.ts';
import type { ClusterReader } from './ports.ts';

/** All objects of a kind, once. A watch that somebody holds already answers without asking the server. */
export async function listOnce<K extends WatchedKind>(
  reader: Pick<ClusterReader, 'watch'>,
  kind: K,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Result<readonly WatchedKinds[K][]>> {
  const known = await knownOnce(reader.watch(kind, namespace), signal);
  return known.ok ? ok([...known.value.values()]) : known;
}
