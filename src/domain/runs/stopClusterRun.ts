import { ok, type Result } from '../base/failure.ts';
import type { ObjectRef } from '../cluster/clusterObject.ts';
import type { Cluster } from '../cluster/ports.ts';
import { fieldOf } from '../deploy/plainData.ts';
import { stopPatch } from '../rollout/patches.ts';

/** Ends a run and keeps its Job or Deployment, with a mark that it was wanted: every window then says “stopped” and not “failed”. */
export async function stopClusterRun(
  { reader, control }: Pick<Cluster, 'reader' | 'control'>,
  ref: ObjectRef,
  now: Date,
  signal: AbortSignal,
): Promise<Result<void>> {
  const object = await reader.get(ref, signal);
  if (!object.ok) return object;
  const replicas = fieldOf(object.value, 'spec', 'replicas');
  const desired = typeof replicas === 'number' ? replicas : 1;
  const patched = await control.patch(ref, stopPatch({ resource: ref.resource, desired }, now), {}, signal);
  return patched.ok ? ok(undefined) : patched;
}
