import { systemClock } from '../../domain/base/clock.ts';
import { Emitter } from '../../domain/base/event.ts';
import { type Result } from '../../domain/base/failure.ts';
import type { FileSubject, TreeModel, TreeNode } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { folderOf, placeOf } from '../../domain/files/filePlace.ts';
import type { FilePlaces } from '../../domain/files/filePlaces.ts';
import { fileFailureNodes, fileNodes, placeNode } from '../../domain/files/fileTree.ts';
import type { FileEntry } from '../../domain/files/ports.ts';

/** Rows of the Files view. A folder is listed when its row is opened, and again when something was changed in it or the user asks. */
export class FilesModel implements TreeModel {
  readonly #places: FilePlaces;
  readonly #clusters: ClusterHub;
  readonly #changed = new Emitter<void>();
  readonly #listings = new Map<string, Promise<Result<readonly FileEntry[]>>>();
  readonly #subscription;
  readonly onDidChange = this.#changed.event;

  constructor(places: FilePlaces, clusters: ClusterHub) {
    this.#places = places;
    this.#clusters = clusters;
    this.#subscription = places.onDidChange(() => this.#changed.fire());
  }

  async children(node: TreeNode | undefined, limit: number): Promise<readonly TreeNode[]> {
    if (!node) return await this.#roots();
    const { subject } = node;
    if (subject?.kind !== 'file' || !subject.isFolder) return [];
    const listed = await this.#listing(subject);
    if (!listed.ok) return fileFailureNodes(subject, listed.failure);
    return fileNodes(subject, listed.value, { now: new Date(systemClock.now()), limit });
  }

  collapsed(node: TreeNode): void {
    if (node.subject?.kind === 'file') this.#forget(node.subject.authority, node.subject.path);
  }

  /** What is below a path may differ; undefined: everything. */
  refresh(authority?: string, path = '/'): void {
    if (authority === undefined) this.#listings.clear();
    else this.#forget(authority, path);
    this.#changed.fire();
  }

  /** Something of this path was made, changed or removed. */
  changed(authority: string, path: string): void {
    this.#forget(authority, path);
    this.#listings.delete(keyOf(authority, folderOf(path)));
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #roots(): Promise<readonly TreeNode[]> {
    const connections = await this.#clusters.list();
    return this.#places.open.map((place) => {
      const context = connections.find(({ id }) => id === place.clusterId)?.label ?? place.clusterId;
      return placeNode(place, `${context}/${place.namespace}`);
    });
  }

  #listing({ authority, path }: FileSubject): Promise<Result<readonly FileEntry[]>> {
    const key = keyOf(authority, path);
    const known = this.#listings.get(key);
    if (known) return known;
    const listing = this.#list(authority, path);
    this.#listings.set(key, listing);
    return listing;
  }

  async #list(authority: string, path: string): Promise<Result<readonly FileEntry[]>> {
    const place = placeOf(authority);
    if (!place) throw new Error(`no place: ${authority}`);
    const { signal } = new AbortController();
    return await this.#places.use(
      place,
      { writes: false },
      ({ files, inside }) => files.list(inside(path), signal),
      signal,
    );
  }

  #forget(authority: string, path: string): void {
    const own = keyOf(authority, path);
    const below = own.endsWith('/') ? own : `${own}/`;
    for (const key of this.#listings.keys()) if (key === own || key.startsWith(below)) this.#listings.delete(key);
  }
}

const keyOf = (authority: string, path: string) => `${authority}${path}`;
