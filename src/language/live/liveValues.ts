import { formatTime } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import type { LiveCluster, WaitingObject } from '../../domain/cluster/liveCluster.ts';
import { minorIn } from './minorIn.ts';

/** Something that a connected cluster has. */
export interface LiveValue {
  readonly label: string;
  /** The context that it is from, and, when the cluster is not heard any more, since when. */
  readonly from: string;
}

/** What manifests may name in the clusters that the user is connected to. Nothing in it is trusted: these are words to choose from. */
export class LiveValues {
  #clusters: readonly LiveCluster[];

  constructor(clusters: readonly LiveCluster[] = []) {
    this.#clusters = clusters;
  }

  /** Replaces what was known. */
  learn(clusters: readonly LiveCluster[]): void {
    this.#clusters = clusters;
  }

  /** Minor version of Kubernetes 1.x of the current context, or of another that is connected. */
  get kubernetesMinor(): number | undefined {
    return minorIn(this.#clusters.find(({ version }) => version !== '')?.version ?? '');
  }

  contexts(): readonly LiveValue[] {
    return this.#clusters.map((cluster) => ({ label: cluster.context, from: fromText(cluster) }));
  }

  namespaces(): readonly LiveValue[] {
    return this.#each(({ namespaces }) => namespaces);
  }

  /** Names of objects of these kinds; those of namespaces in the one given, else in that of the context. */
  names(groupKinds: readonly string[], namespace: string | undefined): readonly LiveValue[] {
    return this.#each((cluster) =>
      cluster.names
        .filter(
          (one) =>
            groupKinds.includes(one.groupKind) &&
            (one.namespace === undefined || one.namespace === (namespace ?? cluster.namespace)),
        )
        .flatMap(({ names }) => names),
    );
  }

  /** Keys of labels of nodes. */
  labelKeys(): readonly LiveValue[] {
    return this.#each(({ labels }) => labels.map(({ key }) => key));
  }

  /** Values that nodes have for a label. */
  labelValues(key: string): readonly LiveValue[] {
    return this.#each(({ labels }) => labels.find((label) => label.key === key)?.values ?? []);
  }

  /** What nodes have to give. */
  resources(): readonly LiveValue[] {
    return this.#each(({ resources }) => resources);
  }

  /** Where an object is that does not run. */
  waiting(
    wanted: Pick<WaitingObject, 'apiVersion' | 'kind' | 'name'> & { readonly namespace: string | undefined },
  ): readonly { readonly clusterId: string; readonly object: WaitingObject }[] {
    return this.#clusters.flatMap(({ clusterId, namespace, waiting }) =>
      waiting
        .filter(
          (one) =>
            one.name === wanted.name &&
            one.kind === wanted.kind &&
            one.apiVersion === wanted.apiVersion &&
            one.namespace === (wanted.namespace ?? namespace),
        )
        .map((object) => ({ clusterId, object })),
    );
  }

  get isEmpty(): boolean {
    return this.#clusters.length === 0;
  }

  /** The same word of several clusters is one. */
  #each(labels: (cluster: LiveCluster) => readonly string[]): readonly LiveValue[] {
    const found = new Map<string, string[]>();
    for (const cluster of this.#clusters) {
      for (const label of labels(cluster)) {
        const places = found.get(label) ?? [];
        places.push(fromText(cluster));
        found.set(label, places);
      }
    }
    return Array.from(found, ([label, places]) => ({ label, from: Array.from(new Set(places)).join(', ') }));
  }
}

function fromText({ context, staleSince }: LiveCluster): string {
  return staleSince === undefined ? context : t('{0}, not heard since {1}', context, formatTime(new Date(staleSince)));
}
