import type { ClusterSubject, ReleaseSubject, TreeNode } from '../base/tree.ts';
import { kindsOfGroup } from './clusterGroups.ts';
import type { WatchedKind } from './clusterObject.ts';
import { kindsOfSubject } from './clusterTree.ts';

/** A row of a cluster that is open on screen. */
interface OpenRow {
  readonly clusterId: string;
  readonly subject: ClusterSubject;
}

/** Which rows are open, and so what has to be watched. Closing a row closes what is below it. */
export class ClusterDemand {
  readonly #open = new Map<string, OpenRow>();
  readonly #closed = new Set<string>();

  /** Its children were asked for. A row that the user has closed is asked too when its siblings are repainted: that opens nothing. */
  asked(node: TreeNode, subject: ClusterSubject): void {
    if (!this.#closed.has(node.id)) this.#open.set(node.id, { clusterId: subject.clusterId, subject });
  }

  expanded(node: TreeNode, subject: ClusterSubject): void {
    this.#closed.delete(node.id);
    this.#open.set(node.id, { clusterId: subject.clusterId, subject });
  }

  collapsed(node: TreeNode): void {
    this.#closed.add(node.id);
    for (const id of this.#open.keys()) if (id === node.id || id.startsWith(`${node.id}/`)) this.#open.delete(id);
  }

  isOpen(node: TreeNode): boolean {
    return this.#open.has(node.id);
  }

  /** What the open rows of a cluster need. */
  kinds(clusterId: string): ReadonlySet<WatchedKind> {
    const kinds = [...this.#open.values()].flatMap((row) => {
      if (row.clusterId !== clusterId) return [];
      return row.subject.kind === 'clusterGroup' ? kindsOfGroup(row.subject.group) : kindsOfSubject(row.subject);
    });
    return new Set(kinds);
  }

  /** Clusters of which any row is open. */
  get clusterIds(): ReadonlySet<string> {
    return new Set(Array.from(this.#open.values(), ({ clusterId }) => clusterId));
  }

  /** Kinds whose objects are listed now, by cluster. */
  tables(clusterId: string): readonly Extract<ClusterSubject, { readonly kind: 'clusterKind' }>[] {
    return [...this.#open.values()].flatMap(({ subject }) =>
      subject.kind === 'clusterKind' && subject.clusterId === clusterId ? [subject] : [],
    );
  }

  /** Releases of helm whose objects are shown; undefined: no row has to do with releases. */
  releases(clusterId: string): readonly ReleaseSubject[] | undefined {
    const subjects = Array.from(this.#open.values(), ({ subject }) => subject).filter(
      (subject) => subject.clusterId === clusterId,
    );
    const opened = subjects.filter((subject) => subject.kind === 'helmRelease');
    const isListed = subjects.some((subject) => subject.kind === 'clusterGroup' && subject.group === 'releases');
    return isListed || opened.length > 0 ? opened : undefined;
  }

  clear(): void {
    this.#open.clear();
    this.#closed.clear();
  }
}
