import { ok, type Result } from '../../domain/base/failure.ts';
import { CLAIM_KIND } from '../../domain/cluster/knownKinds.ts';
import { parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { FilePlace } from '../../domain/files/filePlace.ts';
import type { ClusterTarget } from './clusterTarget.ts';
import type { KubernetesDeps } from './kubernetesDeps.ts';
import { containerOf } from './podActions.ts';

/** Opens the files of a claim, or of a container of a pod or of one of a workload's pods, in the Files view. */
export async function browseFiles(
  { commands }: KubernetesDeps,
  target: ClusterTarget,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { cluster, ref } = target;
  const clusterId = cluster.connection.id;
  if (ref.resource.kind === CLAIM_KIND.kind) {
    const place: FilePlace = { kind: 'claim', clusterId, namespace: ref.namespace ?? '', claim: ref.name };
    await commands.run('trainyard.files.browse', place);
    return ok(undefined);
  }
  const container = await containerOf(target, signal);
  if (!container.ok) return container;
  await commands.run('trainyard.files.browse', { kind: 'pod', clusterId, ...parsePodContainerId(container.value.id) });
  return ok(undefined);
}
