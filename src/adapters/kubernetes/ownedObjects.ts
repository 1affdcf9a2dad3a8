import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { ObjectMeta, ResourceKind } from '../../domain/cluster/clusterObject.ts';
import { allObjects, METADATA_ONLY } from './allObjects.ts';
import type { Discovery } from './discovery.ts';
import { type Fields, fieldsIn, listIn, textIn } from './fields.ts';
import type { Interner } from './interner.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { metaOf } from './recordMeta.ts';
import { collectionPath } from './watchedResources.ts';

/** An object with the kind that its list is of. */
export interface OwnedObject {
  readonly kind: string;
  readonly meta: ObjectMeta;
}

/** Lists that are asked for at the same time. */
const AT_ONCE = 6;
/** Groups that hold thousands of objects that nobody owns, or views of others. */
const LEFT_OUT = new Set(['events', 'metrics.k8s.io', 'events.k8s.io']);

/** What the garbage collector takes with an object: all in its namespace that it owns, directly or through others. */
export async function ownedObjects(
  {
    transport,
    discovery,
    interner,
  }: { readonly transport: KubeTransport; readonly discovery: Discovery; readonly interner: Interner },
  uid: string,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<readonly OwnedObject[]>> {
  const kinds = await discovery.kinds(signal);
  if (!kinds.ok) return kinds;
  const waiting = kinds.value.filter(isCounted);
  const found: { readonly kind: string; readonly raw: Fields }[] = [];
  let failure: Failure | undefined;
  const worker = async (): Promise<void> => {
    for (let kind = waiting.shift(); kind !== undefined && failure === undefined; kind = waiting.shift()) {
      const list = await allObjects(
        transport,
        { path: collectionPath(kind, namespace), accept: METADATA_ONLY },
        signal,
      );
      if (list.ok) for (const raw of list.value) found.push({ kind: kind.kind, raw });
      // A kind that one may not list, or whose server is down, is left out; a cluster that is gone is not.
      else if (list.failure.code === 'unreachable' || list.failure.code === 'unauthorized') failure = list.failure;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (signal.aborted) return fail(CANCELLED);
  if (failure) return fail(failure);
  return ok(below(uid, found, interner));
}

function isCounted({ isNamespaced, verbs, plural, group }: ResourceKind): boolean {
  return (
    isNamespaced && (verbs ?? []).includes('list') && !LEFT_OUT.has(group) && !(group === '' && LEFT_OUT.has(plural))
  );
}

function below(
  uid: string,
  all: readonly { readonly kind: string; readonly raw: Fields }[],
  interner: Interner,
): readonly OwnedObject[] {
  const children = new Map<string, Map<string, OwnedObject>>();
  for (const { kind, raw } of all) {
    const meta = metaOf(raw, interner);
    if (meta === undefined) continue;
    for (const owner of listIn(fieldsIn(raw, 'metadata'), 'ownerReferences')) {
      const of = textIn(owner, 'uid') ?? '';
      children.set(of, (children.get(of) ?? new Map<string, OwnedObject>()).set(meta.uid, { kind, meta }));
    }
  }
  const found = new Map<string, OwnedObject>();
  const waiting = [uid];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const [child, object] of children.get(next) ?? []) {
      if (found.has(child) || child === uid) continue;
      found.set(child, object);
      waiting.push(child);
    }
  }
  return [...found.values()];
}
