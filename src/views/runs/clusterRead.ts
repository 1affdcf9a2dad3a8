import { withProgress } from '../../adapters/vscode/progress.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { whenKnown } from '../../domain/base/whenKnown.ts';
import type { Claim, Node, Pod, Quota, WatchedKind, WatchedKinds } from '../../domain/cluster/clusterObject.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import type { Place } from '../shared/choosePlace.ts';

/** What a start needs to know of a cluster. Absent: the user may not see it. */
export interface ClusterRead {
  readonly version?: string;
  readonly namespaces?: readonly string[];
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  readonly quotas?: readonly Quota[];
  readonly claims?: readonly Claim[];
}

/** Reads it side by side. Only a cluster that cannot be reached is a failure: what may not be read is left out. */
export async function readCluster({ cluster, namespace }: Place): Promise<Result<ClusterRead>> {
  return await withProgress(t('Asking {0}', cluster.connection.label), async (_report, signal) => {
    const info = await cluster.reader.info(signal);
    if (!info.ok) return info;
    const [namespaces, nodes, pods, quotas, claims] = await Promise.all([
      cluster.reader.namespaces(signal),
      all(cluster, 'nodes', undefined, signal),
      all(cluster, 'pods', undefined, signal),
      all(cluster, 'quotas', namespace, signal),
      all(cluster, 'claims', namespace, signal),
    ]);
    return ok({
      version: info.value.version,
      ...(namespaces.ok ? { namespaces: namespaces.value } : {}),
      ...(nodes ? { nodes } : {}),
      ...(pods ? { pods } : {}),
      ...(quotas ? { quotas } : {}),
      ...(claims ? { claims } : {}),
    });
  });
}

async function all<K extends WatchedKind>(
  cluster: Cluster,
  kind: K,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly WatchedKinds[K][] | undefined> {
  const watched = cluster.reader.watch(kind, namespace);
  try {
    const known = await whenKnown(watched, signal);
    return known.ok ? [...known.value.values()] : undefined;
  } finally {
    watched.dispose();
  }
}
