import { Emitter } from '../base/event.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Snapshot } from '../base/watched.ts';
import { type ClusterFacts, type CustomPart, tableKey } from './clusterFacts.ts';
import type { ClusterHub } from './clusterHub.ts';
import type { ResourceKind } from './clusterObject.ts';
import { customKindsOf } from './customKinds.ts';
import { HeldWatches } from './heldWatches.ts';
import type { Objects } from './ports.ts';

/** Which namespaces are watched; what is known of the whole cluster decides. */
type NamespacesOf = (peekWhole: () => Snapshot<unknown> | undefined) => readonly (string | undefined)[];

/** The watches that a view holds on kinds of operators. */
export class CustomWatches implements Disposable {
  readonly #hub: ClusterHub;
  readonly #kinds = new Map<string, { readonly from: readonly unknown[]; readonly kinds: readonly ResourceKind[] }>();
  readonly #changed = new Emitter<void>();
  readonly #held = new HeldWatches<Objects<'jobs'>>(() => this.#changed.fire());
  readonly onDidChange = this.#changed.event;

  constructor(hub: ClusterHub) {
    this.#hub = hub;
  }

  /** Watches every kind of operators that has to do with what is seen; found anew when more of it is read. */
  openAll(clusterId: string, known: Pick<ClusterFacts, 'kinds' | 'watched'>, namespacesOf: NamespacesOf): void {
    for (const resource of this.#kindsOf(clusterId, known, namespacesOf)) {
      for (const namespace of namespacesOf(() => this.#peek(clusterId, resource, undefined))) {
        const place = { clusterId, namespace, kind: tableKey(resource) };
        this.#held.open(place, () => this.#hub.watchCustom(clusterId, resource, namespace));
      }
    }
  }

  /** What is known of these kinds, watched or not. */
  parts(clusterId: string, namespacesOf: NamespacesOf): readonly CustomPart[] {
    return (this.#kinds.get(clusterId)?.kinds ?? []).map((resource) => ({
      resource,
      parts: namespacesOf(() => this.#peek(clusterId, resource, undefined)).flatMap((namespace) => {
        const snapshot = this.#peek(clusterId, resource, namespace);
        return snapshot ? [{ namespace, snapshot }] : [];
      }),
    }));
  }

  /** Asked for with every row and looked up in thousands of pods: again only when something of it has changed. */
  #kindsOf(
    clusterId: string,
    { kinds, watched }: Pick<ClusterFacts, 'kinds' | 'watched'>,
    namespacesOf: NamespacesOf,
  ): readonly ResourceKind[] {
    const before = this.#kinds.get(clusterId);
    const custom = this.parts(clusterId, namespacesOf);
    const parts = [...Object.values(watched), ...custom.map((each) => each.parts)].flat();
    const from = [kinds, ...parts.map(({ snapshot }): unknown => valueOf(snapshot))];
    const isSame = before?.from.length === from.length && from.every((each, index) => each === before.from[index]);
    if (before && isSame) return before.kinds;
    const found = customKindsOf({ ...(kinds ? { kinds } : {}), watched, custom });
    this.#kinds.set(clusterId, { from, kinds: found });
    return found;
  }

  #peek(
    clusterId: string,
    resource: ResourceKind,
    namespace: string | undefined,
  ): Snapshot<Objects<'jobs'>> | undefined {
    return this.#held.peek({ clusterId, namespace, kind: tableKey(resource) });
  }

  refresh(clusterId: string): void {
    this.#held.refresh(clusterId);
  }

  close(clusterId: string): void {
    this.#held.close(clusterId);
  }

  dispose(): void {
    this.#held.closeAll();
    this.#changed.dispose();
  }
}

/** The same as long as nothing new was seen. */
function valueOf(snapshot: Snapshot<unknown>): unknown {
  if (snapshot.state === 'ready') return snapshot.value;
  return snapshot.state === 'loading' ? snapshot.partial : snapshot.state;
}
