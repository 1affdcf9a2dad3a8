import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import { type Failure, fail, ok, type Result } from '../base/failure.ts';
import { t } from '../base/text.ts';
import type { ClusterHub } from '../cluster/clusterHub.ts';
import { parsePodContainerId, podContainerId } from '../cluster/podContainerId.ts';
import type { Cluster } from '../cluster/ports.ts';
import { ClaimHold } from './claimHold.ts';
import { authorityOf, type FilePlace, placeName } from './filePlace.ts';
import type { RemoteFiles } from './ports.ts';

/** A place while something is done in it. */
export interface UsedPlace {
  readonly cluster: Cluster;
  /** For copying, as `podContainerId` makes it. */
  readonly containerId: string;
  readonly files: RemoteFiles;
  /** The path in the container of a path of the place. */
  readonly inside: (path: string) => string;
}

export interface FilePlacesParts {
  readonly clusters: ClusterHub;
  readonly clock: Clock;
  /** Of the pod that mounts a claim. */
  readonly image: () => string;
  /** Whether anything may be changed in the cluster. */
  readonly mayWrite: (cluster: Cluster) => Result<void>;
  /** The user has made it a folder of the workspace, so that it is opened without another question. */
  readonly isInWorkspace: (place: FilePlace) => boolean;
}

/** The places whose files are browsed in this window. A claim needs a pod in the cluster, so it is used only where the user has opened it. */
export class FilePlaces {
  readonly #parts: FilePlacesParts;
  readonly #changed = new Emitter<void>();
  readonly #open = new Map<string, FilePlace>();
  readonly #holds = new Map<string, ClaimHold>();
  /** One for each container, so that it is asked a few things at a time. */
  readonly #files = new WeakMap<Cluster, Map<string, RemoteFiles>>();
  readonly onDidChange = this.#changed.event;

  constructor(parts: FilePlacesParts) {
    this.#parts = parts;
  }

  get open(): readonly FilePlace[] {
    return [...this.#open.values()];
  }

  add(place: FilePlace): void {
    this.#open.set(authorityOf(place), place);
    this.#changed.fire();
  }

  async close(place: FilePlace): Promise<Result<void>> {
    const id = authorityOf(place);
    this.#open.delete(id);
    const hold = this.#holds.get(id);
    this.#holds.delete(id);
    this.#changed.fire();
    return hold ? await hold.close() : ok(undefined);
  }

  /** The window is closed, and nobody could be told what failed: a pod that is left behind ends by itself within an hour. */
  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#holds.values(), (hold) => hold.close()));
    this.#changed.dispose();
  }

  /** `writes`: something will be changed; what may not be changed fails before anything is done. */
  async use<T>(
    place: FilePlace,
    { writes }: { readonly writes: boolean },
    work: (place: UsedPlace) => Promise<Result<T>>,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    const cluster = await this.#parts.clusters.cluster(place.clusterId);
    // What is not there is the way to the files: “not found” would say that the file is gone, and offer to make it.
    if (!cluster.ok) return fail({ ...cluster.failure, code: 'unreachable' });
    if (writes || place.kind === 'claim') {
      const allowed = this.#parts.mayWrite(cluster.value);
      if (!allowed.ok) return allowed;
    }
    if (place.kind === 'pod') {
      return await work(this.#used(cluster.value, podContainerId(place), ''));
    }
    const id = authorityOf(place);
    if (!this.#open.has(id) && !this.#parts.isInWorkspace(place)) return fail(notOpen(place));
    const hold = this.#holds.get(id) ?? this.#holdOf(place, cluster.value);
    this.#holds.set(id, hold);
    return await hold.use(writes, ({ resource, folder }) => work(this.#used(cluster.value, resource, folder)), signal);
  }

  #holdOf({ namespace, claim }: Extract<FilePlace, { readonly kind: 'claim' }>, cluster: Cluster): ClaimHold {
    const { clock, image } = this.#parts;
    return new ClaimHold({
      clock,
      open: (isWritable, signal) => cluster.openClaim({ namespace, claim, image: image(), isWritable }, signal),
    });
  }

  #used(cluster: Cluster, containerId: string, folder: string): UsedPlace {
    const known = this.#files.get(cluster) ?? new Map<string, RemoteFiles>();
    this.#files.set(cluster, known);
    const files = known.get(containerId) ?? cluster.fileSystem(parsePodContainerId(containerId));
    known.set(containerId, files);
    return { cluster, containerId, files, inside: (path) => insideOf(folder, path) };
  }
}

/** Dots are resolved before the folder is put in front: nothing leads out of a claim. */
function insideOf(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${folder}/${parts.join('/')}`.replace(/(.)\/$/, '$1');
}

function notOpen(place: FilePlace): Failure {
  return {
    code: 'unreachable',
    message: t('The files of {0} are not open in this window.', placeName(place)),
    nextStep: t('Choose “Browse files” on it in the Clusters view.'),
  };
}
