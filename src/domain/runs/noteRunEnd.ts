import type { Result } from '../base/failure.ts';
import type { Cluster } from '../cluster/ports.ts';
import { KUBERNETES_ANNOTATIONS } from './kubernetesLabels.ts';
import { objectRefOf } from './objectRefOf.ts';
import type { ClusterRun } from './run.ts';
import { endAnnotation } from './runEnd.ts';

/** Whether this window should note it: of runs of this user alone, since the objects of others are theirs. */
export function hasEndToNote(run: ClusterRun, user: string): boolean {
  return run.end !== undefined && run.noteEndOn !== undefined && run.user === user;
}

/**
 * Notes on the Job how its program ended. The server keeps that in the status of its pods alone, and these go: with their node, by the collection of
 * ended pods, or by hand. Several windows that do it write the same. `invalid`: it is another Job by now.
 */
export async function noteRunEnd(
  { control }: Pick<Cluster, 'control'>,
  run: ClusterRun,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const { end, noteEndOn: uid } = run;
  if (!end || uid === undefined) throw new Error(`nothing is known of the end of ${run.objectName}`);
  const annotations = { [KUBERNETES_ANNOTATIONS.ended]: endAnnotation(uid, end) };
  return await control.patch(objectRefOf(run), { metadata: { uid, annotations } }, {}, signal);
}
