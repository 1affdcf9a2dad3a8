import type { Failure } from '../../domain/base/failure.ts';
import { fieldsIn, fieldsOf, textIn } from './fields.ts';
import { kubeFailureOf } from './kubeFailure.ts';
import type { KubeTransport } from './kubeTransport.ts';

export interface KnownObject {
  readonly path: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export type RollbackFinding =
  | { readonly kind: 'same' }
  | { readonly kind: 'rolled-back' }
  | { readonly kind: 'failed'; readonly failure: Failure };

const ONE = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Whether a server was put back to an older state while it could not be heard. It accepts a watch from a version that it has not reached
 * again, and leaves out everything up to there; once it has passed that version, nothing in the watch shows it. So the newest object that is
 * known is asked for: it must be there, as new as it was. One that is gone may have been deleted, which the list that follows shows as well.
 */
export async function checkRollback(check: RollbackCheck, signal: AbortSignal): Promise<RollbackFinding> {
  const { transport, path, known, resourceVersion } = check;
  if (known) {
    const answer = await transport.json({ method: 'GET', path: known.path, headers: { Accept: ONE }, signal });
    if (answer.ok) return foundAs(known, answer.value);
    const status = kubeFailureOf(answer.failure)?.status;
    if (status === 404) return { kind: 'rolled-back' };
    // Lists may be allowed where single objects are not.
    if (status !== 403) return { kind: 'failed', failure: answer.failure };
  }
  const query = { limit: 1, resourceVersion, resourceVersionMatch: 'NotOlderThan' };
  const list = await transport.json({ method: 'GET', path, query, headers: { Accept: LIST }, signal });
  if (list.ok) return { kind: 'same' };
  return isTooLarge(list.failure) ? { kind: 'rolled-back' } : { kind: 'failed', failure: list.failure };
}

export interface RollbackCheck {
  readonly transport: KubeTransport;
  /** Of the collection. */
  readonly path: string;
  readonly resourceVersion: string;
  readonly known: KnownObject | undefined;
}

/** `Too large resource version: 1000, current: 500`, as a 504 with a cause. */
export function isTooLarge(failure: Failure): boolean {
  const told = kubeFailureOf(failure);
  if (told === undefined || told.status !== 504) return false;
  const isCause = told.causes.some(({ reason }) => reason === 'ResourceVersionTooLarge');
  return isCause || told.message.startsWith('Too large resource version');
}

/** Versions of one server are numbers that grow. Source: KEP-5504, comparable resource versions. */
function foundAs(known: KnownObject, answer: unknown): RollbackFinding {
  const meta = fieldsIn(fieldsOf(answer), 'metadata');
  const isSame = textIn(meta, 'uid') === known.uid && Number(meta['resourceVersion']) >= Number(known.resourceVersion);
  return { kind: isSame ? 'same' : 'rolled-back' };
}
