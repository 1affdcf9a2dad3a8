import { withProgress } from '../../adapters/vscode/progress.ts';
import { ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { Claim, Node, Pod, Quota } from '../../domain/cluster/clusterObject.ts';
import { listOnce } from '../../domain/cluster/listOnce.ts';
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
      listOnce(cluster.reader, 'nodes', undefined, signal),
      listOnce(cluster.reader, 'pods', undefined, signal),
      listOnce(cluster.reader, 'quotas', namespace, signal),
      listOnce(cluster.reader, 'claims', namespace, signal),
    ]);
    return ok({
      version: info.value.version,
      ...(namespaces.ok ? { namespaces: namespaces.value } : {}),
      ...(nodes.ok ? { nodes: nodes.value } : {}),
      ...(pods.ok ? { pods: pods.value } : {}),
      ...(quotas.ok ? { quotas: quotas.value } : {}),
      ...(claims.ok ? { claims: claims.value } : {}),
    });
  });
}
