import type { Failure } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ClusterHub } from '../cluster/clusterHub.ts';
import type { Pod, Workload } from '../cluster/clusterObject.ts';
import { ClusterWatches } from '../cluster/clusterWatches.ts';
import { kubernetesRuns } from './kubernetesRuns.ts';
import type { Run } from './run.ts';

/** A namespace of a cluster. */
export interface RunPlace {
  readonly clusterId: string;
  readonly namespace: string;
}

/** What is known of the runs in all places. */
export interface ClusterRunsNow {
  readonly runs: readonly Run[];
  readonly isLoading: boolean;
  readonly failure?: Failure;
}

/** Kinds that a run can be in a cluster. */
const RUN_KINDS = ['jobs', 'deployments'] as const;

/** Watches the places in clusters where runs were started. */
export class ClusterRuns implements Disposable {
  readonly #store = new DisposableStore();
  readonly #watches: ClusterWatches;
  #places: readonly RunPlace[] = [];
  readonly onDidChange: ClusterWatches['onDidChange'];

  constructor(clusters: ClusterHub) {
    this.#watches = this.#store.add(new ClusterWatches(clusters));
    this.onDidChange = this.#watches.onDidChange;
  }

  open(places: readonly RunPlace[]): void {
    this.#places = places;
    for (const { clusterId, namespace } of places) {
      for (const kind of RUN_KINDS) this.#watches.open(kind, clusterId, namespace);
      this.#watches.open('pods', clusterId, namespace);
    }
  }

  close(): void {
    for (const clusterId of this.#watches.clusterIds) this.#watches.close(clusterId);
  }

  refresh(): void {
    for (const clusterId of this.#watches.clusterIds) this.#watches.refresh(clusterId);
  }

  get now(): ClusterRunsNow {
    const all = this.#places.map((place) => this.#inPlace(place));
    const failure = all.find((each) => each.failure !== undefined)?.failure;
    return {
      runs: all.flatMap(({ runs }) => runs),
      isLoading: all.some(({ isLoading }) => isLoading),
      ...(failure ? { failure } : {}),
    };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #inPlace({ clusterId, namespace }: RunPlace): ClusterRunsNow {
    const kinds = RUN_KINDS.map((kind) => this.#watches.peek(kind, clusterId, namespace));
    const pods = this.#watches.peek('pods', clusterId, namespace);
    const workloads = kinds.flatMap((snapshot) => valuesOf<Workload>(snapshot));
    const staleSince = kinds.map(staleSinceOf).find((since) => since !== undefined);
    const options = staleSince === undefined ? { clusterId } : { clusterId, staleSince };
    const failed = kinds.find((snapshot) => snapshot?.state === 'failed');
    return {
      runs: kubernetesRuns(workloads, valuesOf<Pod>(pods), options),
      isLoading: kinds.some((snapshot) => snapshot === undefined || snapshot.state === 'loading'),
      ...(failed?.state === 'failed' ? { failure: failed.failure } : {}),
    };
  }
}

function valuesOf<T>(snapshot: Snapshot<ReadonlyMap<string, T>> | undefined): readonly T[] {
  return snapshot?.state === 'ready' ? [...snapshot.value.values()] : [];
}

function staleSinceOf(snapshot: Snapshot<unknown> | undefined): Date | undefined {
  return snapshot?.state === 'ready' ? snapshot.staleSince : undefined;
}
