// The rows of the Clusters view over a real cluster, as the extension makes them.
import { openCluster } from '../../src/adapters/kubernetes/kubernetesCluster.ts';
import { type Clock, systemClock } from '../../src/domain/base/clock.ts';
import type { DisposableStore } from '../../src/domain/base/lifecycle.ts';
import type { TreeNode } from '../../src/domain/base/tree.ts';
import { NO_FILTER } from '../../src/domain/cluster/clusterFilter.ts';
import { ClusterHub } from '../../src/domain/cluster/clusterHub.ts';
import { ClusterRows } from '../../src/domain/cluster/clusterRows.ts';
import { catalogOf } from './kubeUser.ts';

const DEADLINE_MS = 60_000;

/** Quarters of a minute are seconds: what is asked again now and then is asked more often. */
export const hurriedClock: Clock = {
  now: () => Date.now() * 15,
  sleep: (ms, signal) => systemClock.sleep(ms / 15, signal),
};

export class RealClusterTree {
  readonly #rows: ClusterRows;
  readonly #root: TreeNode;

  private constructor(rows: ClusterRows, root: TreeNode) {
    this.#rows = rows;
    this.#root = root;
  }

  /** Of the first context of a kubeconfig, with one namespace shown. */
  static async open(
    store: DisposableStore,
    kubeconfig: string,
    namespace: string,
    clock: Clock = systemClock,
  ): Promise<RealClusterTree> {
    const catalog = catalogOf(kubeconfig);
    const hub = store.add(
      new ClusterHub({
        loadCatalog: async () => catalog,
        open: (connection) => openCluster(catalog, connection),
        mayConnect: () => true,
      }),
    );
    const marksOf = () => ({ isProtected: false, isReadOnly: false });
    const filter = () => ({ ...NO_FILTER, namespaces: [namespace] });
    const rows = store.add(new ClusterRows({ clusters: hub, clock, filter, marksOf }));
    const [root] = await rows.roots();
    if (!root) throw new Error('no context');
    return new RealClusterTree(rows, root);
  }

  childrenOf(node: TreeNode): readonly TreeNode[] {
    const { subject } = node;
    return subject && 'clusterId' in subject ? this.#rows.children(node, subject, Infinity) : [];
  }

  /** Names of the workloads of a purpose. */
  labelsIn(purpose: string): readonly string[] {
    const row = this.#purposeRow(purpose);
    return row ? this.childrenOf(row).map(({ label }) => label) : [];
  }

  /** Waits until the row of a workload says it. */
  async rowNamed(purpose: string, name: string, description: RegExp): Promise<TreeNode> {
    let last = '';
    return await this.until(
      () => {
        const row = this.#purposeRow(purpose);
        const found = row && this.childrenOf(row).find(({ label }) => label === name);
        last = found?.description ?? `only ${this.labelsIn(purpose).join(', ')}`;
        return found && description.test(last) ? found : undefined;
      },
      () => `${name} is ${description}; last: ${last}`,
    );
  }

  /** Looks again with every change that the tree tells. */
  async until<T>(look: () => T | undefined, what: () => string): Promise<T> {
    const found = look();
    if (found !== undefined) return found;
    return await new Promise<T>((resolve, reject) => {
      const late = setTimeout(() => {
        changes.dispose();
        reject(new Error(`not within ${DEADLINE_MS} ms: ${what()}`));
      }, DEADLINE_MS);
      const changes = this.#rows.onDidChange(() => {
        const now = look();
        if (now === undefined) return;
        clearTimeout(late);
        changes.dispose();
        resolve(now);
      });
    });
  }

  #purposeRow(purpose: string): TreeNode | undefined {
    const workloads = this.childrenOf(this.#root).find(({ label }) => label === 'Workloads');
    return workloads && this.childrenOf(workloads).find(({ id }) => id.endsWith(`/${purpose}`));
  }
}
