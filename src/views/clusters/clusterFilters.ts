import type { Memento } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { Emitter } from '../../domain/base/event.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { type ClusterFilter, filterText, NO_FILTER } from '../../domain/cluster/clusterFilter.ts';
import { parseLabelSelector } from '../../domain/cluster/labelSelector.ts';
import { isArrayOf, isBoolean, isOptional, isShape, isString } from '../../protocol/checks.ts';

/** What is remembered of a filter. */
interface Stored {
  readonly namespaces: readonly string[];
  readonly text: string;
  readonly selector: string;
  readonly onlyNotReady: boolean;
  readonly owners?: readonly string[] | undefined;
  readonly isMine?: boolean | undefined;
}

type StoredFilters = Readonly<Record<string, Stored>>;

/** What of each context is shown; remembered for the workspace. */
export class ClusterFilters implements Disposable {
  readonly #stored: StoredValue<StoredFilters>;
  readonly #changed = new Emitter<void>();
  #current: ReadonlyMap<string, ClusterFilter>;
  readonly onDidChange = this.#changed.event;

  constructor(memory: Memento) {
    this.#stored = storedValue(memory, 'trainyard.clusters.filters.v2', areStored);
    const stored = Object.entries(this.#stored.get() ?? {});
    this.#current = new Map(stored.map(([clusterId, filter]) => [clusterId, filterOf(filter)]));
    this.#tell();
  }

  of(clusterId: string): ClusterFilter {
    return this.#current.get(clusterId) ?? NO_FILTER;
  }

  async set(clusterId: string, change: Partial<Stored>): Promise<void> {
    await this.#keep(clusterId, storedOf({ ...this.of(clusterId), ...change }));
  }

  /** Of one context, or of all. */
  async clear(clusterId: string | undefined): Promise<void> {
    for (const id of clusterId === undefined ? this.#current.keys() : [clusterId]) await this.#keep(id, undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #keep(clusterId: string, filter: Stored | undefined): Promise<void> {
    const others = [...this.#current].filter(([id]) => id !== clusterId);
    this.#current = new Map(filter ? [...others, [clusterId, filterOf(filter)]] : others);
    this.#tell();
    this.#changed.fire();
    await this.#stored.set(Object.fromEntries(Array.from(this.#current, ([id, each]) => [id, storedOf(each)])));
  }

  #tell(): void {
    const isFiltered = [...this.#current.values()].some((filter) => filterText(filter) !== undefined);
    setContextKey('trainyard.clusters.filtered', isFiltered);
  }
}

function storedOf({ namespaces, text, selector, onlyNotReady, owners, isMine }: Stored): Stored {
  return { namespaces, text, selector, onlyNotReady, ...(owners ? { owners, isMine: isMine === true } : {}) };
}

function filterOf({ owners, isMine, ...stored }: Stored): ClusterFilter {
  const labels = parseLabelSelector(stored.selector);
  const of = owners ? { owners, isMine: isMine === true } : {};
  return { ...stored, ...of, labels: labels.ok ? labels.value : [] };
}

function areStored(value: unknown): value is StoredFilters {
  return typeof value === 'object' && value !== null && Object.values(value).every(isStored);
}

const isStored = isShape<Stored>({
  namespaces: isArrayOf(isString),
  text: isString,
  selector: isString,
  onlyNotReady: isBoolean,
  owners: isOptional(isArrayOf(isString)),
  isMine: isOptional(isBoolean),
});
