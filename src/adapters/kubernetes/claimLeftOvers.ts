import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { asRecord, recordOf, recordsOf, stringOf } from '../http/json.ts';
import { isRunning } from '../process/isRunning.ts';
import { HELPER, HELPER_LABEL, OWNER_LABEL } from './claimPod.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { collectionPath, WATCHED_RESOURCES } from './watchedResources.ts';

/** This machine and user, without their names: labels are read by everybody. */
function machine(): string {
  return createHash('sha256').update(`${hostname()}\n${userInfo().username}`).digest('hex').slice(0, 12);
}

/** The value of the label by which a window knows its own pods. */
export function helperOwner(process: number): string {
  return `${machine()}-${process}`;
}

/** Names of the pods that windows of this machine made for claims and did not remove: they were killed, or their pod has ended. */
export async function leftOverHelpers(
  transport: KubeTransport,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const path = collectionPath(WATCHED_RESOURCES.pods, namespace);
  const query = { labelSelector: `${HELPER_LABEL}=${HELPER}` };
  const answer = await transport.json({ method: 'GET', path, query, signal });
  // Nobody is hurt by a pod that stays until its deadline.
  if (!answer.ok) return [];
  return recordsOf(asRecord(answer.value), 'items').flatMap((pod) => {
    const metadata = recordOf(pod, 'metadata');
    const name = stringOf(metadata, 'name');
    const owner = stringOf(recordOf(metadata, 'labels'), OWNER_LABEL) ?? '';
    const [host, id] = owner.split('-');
    if (name === undefined || host !== machine()) return [];
    const phase = stringOf(recordOf(pod, 'status'), 'phase');
    const isOver = phase === 'Succeeded' || phase === 'Failed';
    return isOver || !isAlive(Number(id)) ? [name] : [];
  });
}

/** The number comes from a label, which anybody may write. */
function isAlive(id: number): boolean {
  return Number.isInteger(id) && id > 0 && isRunning(id);
}
