import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { Failure } from '../base/failure.ts';
import { type Disposable, DisposableStore } from '../base/lifecycle.ts';
import type { Snapshot } from '../base/watched.ts';
import type { ClusterHub } from '../cluster/clusterHub.ts';
import type { Pod, Workload } from '../cluster/clusterObject.ts';
import { ClusterWatches } from '../cluster/clusterWatches.ts';
import { busySum, useTexts } from '../cluster/gpuUse.ts';
import { GpuUses } from '../cluster/gpuUses.ts';
import { kubernetesRuns } from './kubernetesRuns.ts';
import type { PlaceState } from './goneRuns.ts';
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
  readonly #uses: GpuUses;
  readonly #clock: Clock;
  readonly #changed = this.#store.add(new Emitter<void>());
  #places: readonly RunPlace[] = [];
  #isSeen = false;
  readonly onDidChange = this.#changed.event;

  constructor(clusters: ClusterHub, clock: Clock) {
    this.#clock = clock;
    this.#watches = this.#store.add(new ClusterWatches(clusters));
    this.#uses = this.#store.add(new GpuUses(clusters));
    for (const source of [this.#watches, this.#uses]) this.#store.add(source.onDidChange(() => this.#changed.fire()));
  }

  /** How busy GPUs are is read only while somebody sees the rows that show it. */
  see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    if (isSeen) this.#changed.fire();
    else this.#uses.keepOnly(new Set());
  }

  open(places: readonly RunPlace[]): void {
    this.#places = places;
    for (const { clusterId, namespace } of places) {
      for (const kind of RUN_KINDS) this.#watches.open(kind, clusterId, namespace);
      this.#watches.open('pods', clusterId, namespace);
    }
  }

  close(): void {
    this.#uses.keepOnly(new Set());
    for (const clusterId of this.#watches.clusterIds) this.#watches.close(clusterId);
  }

  refresh(): void {
    for (const clusterId of this.#watches.clusterIds) {
      this.#watches.refresh(clusterId);
      this.#uses.refresh(clusterId);
    }
  }

  /** What is known now; starts and ends reading how busy GPUs are by what the runs hold. */
  get now(): ClusterRunsNow {
    const all = this.#places.map((place) => this.#inPlace(place));
    this.#readUse(all.flatMap(({ runs }) => runs));
    const failure = all.find((each) => each.failure !== undefined)?.failure;
    return {
      runs: all.flatMap(({ runs }) => runs).map((run) => this.#withUse(run)),
      isLoading: all.some(({ isLoading }) => isLoading),
      ...(failure ? { failure } : {}),
    };
  }

  /** What is known of a place; `elsewhere`: no run was started there from here. */
  readonly placeState: PlaceState = (clusterId, namespace) => {
    if (!this.#places.some((place) => place.clusterId === clusterId && place.namespace === namespace)) {
      return 'elsewhere';
    }
    const { isLoading, failure } = this.#inPlace({ clusterId, namespace });
    if (failure) return 'unreadable';
    return isLoading ? 'loading' : 'read';
  };

  dispose(): void {
    this.#store.dispose();
  }

  #readUse(runs: readonly Run[]): void {
    const wanted = this.#isSeen ? runs.filter(holdsGpus).map(({ engineId }) => engineId) : [];
    this.#uses.keepOnly(new Set(wanted));
    for (const id of wanted) this.#uses.open(id);
  }

  #withUse(run: Run): Run {
    const use = this.#uses.peek(run.engineId);
    if (!run.cluster || !holdsGpus(run) || use?.state !== 'ready') return run;
    const { namespace, pods, gpus } = run.cluster;
    const known = pods.flatMap((pod) => use.value.pods.get(`${namespace}/${pod}`) ?? []);
    if (known.length === 0) return run;
    const gpuUse = useTexts(busySum(known), gpus, use.value.readAt, new Date(this.#clock.now()));
    return { ...run, cluster: { ...run.cluster, gpuUse } };
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

function holdsGpus({ state, cluster }: Run): boolean {
  return state === 'running' && cluster !== undefined && cluster.gpus > 0;
}

function valuesOf<T>(snapshot: Snapshot<ReadonlyMap<string, T>> | undefined): readonly T[] {
  return snapshot?.state === 'ready' ? [...snapshot.value.values()] : [];
}

function staleSinceOf(snapshot: Snapshot<unknown> | undefined): Date | undefined {
  return snapshot?.state === 'ready' ? snapshot.staleSince : undefined;
}
