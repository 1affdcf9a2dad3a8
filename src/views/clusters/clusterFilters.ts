import { type Memento, window } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { Emitter } from '../../domain/base/event.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import { type ClusterFilter, filterText, NO_FILTER } from '../../domain/cluster/clusterFilter.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { parseLabelSelector } from '../../domain/cluster/labelSelector.ts';

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

/** Asks by what to filter a context. */
export async function askFilter(
  clusters: ClusterHub,
  filters: ClusterFilters,
  { id, label }: ClusterConnection,
): Promise<Result<void>> {
  const { text, selector, onlyNotReady, owners, isMine } = filters.of(id);
  const title = t('Filter {0}', label);
  const ask = async (prompt: string, value: string, validateInput?: (typed: string) => string | undefined) =>
    await window.showInputBox({ title, prompt, value, ...(validateInput ? { validateInput } : {}) });
  const items = [
    {
      label: `$(symbol-text) ${t('By name…')}`,
      description: text,
      run: async () => {
        const typed = await ask(t('A part of the name'), text);
        if (typed !== undefined) await filters.set(id, { text: typed });
      },
    },
    {
      label: `$(tag) ${t('By labels…')}`,
      description: selector,
      run: async () => {
        const typed = await ask(t('A selector as kubectl takes it, for example app=web,tier!=test'), selector, wrong);
        if (typed !== undefined) await filters.set(id, { selector: typed });
      },
    },
    {
      label: `$(account) ${isMine === true ? t('Show what is not mine too') : t('Show only mine')}`,
      description: t('what carries a mark with your name'),
      run: async () => {
        const names = isMine === true ? undefined : await ownNames(clusters, id);
        await filters.set(id, { owners: names, isMine: names !== undefined });
      },
    },
    {
      label: `$(person) ${t('By owner…')}`,
      description: isMine === true ? '' : (owners ?? []).join(', '),
      run: async () => {
        const typed = await ask(t('A name as its labels or annotations have it'), (owners ?? []).join(', '));
        if (typed === undefined) return;
        await filters.set(id, { owners: typed.trim() === '' ? undefined : [typed.trim()], isMine: false });
      },
    },
    {
      label: `$(warning) ${onlyNotReady ? t('Show what is ready too') : t('Show only what is not ready')}`,
      description: '',
      run: () => filters.set(id, { onlyNotReady: !onlyNotReady }),
    },
    { label: `$(clear-all) ${t('Clear the filter')}`, description: '', run: () => filters.clear(id) },
  ];
  const picked = await window.showQuickPick(items, { title });
  if (!picked) return fail(CANCELLED);
  await picked.run();
  return ok(undefined);
}

function wrong(selector: string): string | undefined {
  const parsed = parseLabelSelector(selector);
  return parsed.ok ? undefined : parsed.failure.message;
}

/** Names by which marks may name the user: that of the kubeconfig, which Trainyard writes, and that by which the server knows him. */
async function ownNames(clusters: ClusterHub, clusterId: string): Promise<readonly string[]> {
  const cluster = await clusters.cluster(clusterId);
  if (!cluster.ok) return [];
  const { user } = cluster.value.connection;
  const known = await cluster.value.reader.whoAmI(new AbortController().signal);
  return [...new Set([user, known.ok ? known.value : ''])].filter((name) => name !== '');
}

/** Lets the user choose which namespaces are shown; none chosen means all. */
export async function chooseNamespaces(
  clusters: ClusterHub,
  filters: ClusterFilters,
  clusterId: string,
): Promise<Result<void>> {
  const cluster = await clusters.cluster(clusterId);
  if (!cluster.ok) return cluster;
  const known = await cluster.value.reader.namespaces(new AbortController().signal);
  if (!known.ok) return known;
  const { namespaces } = filters.of(clusterId);
  const items = [...new Set([...known.value, ...namespaces])]
    .toSorted((a, b) => a.localeCompare(b))
    .map((label) => ({ label, picked: namespaces.includes(label) }));
  const picked = await window.showQuickPick(items, {
    title: t('Namespaces to show'),
    placeHolder: t('None chosen shows all'),
    canPickMany: true,
  });
  if (!picked) return fail(CANCELLED);
  await filters.set(clusterId, { namespaces: picked.map(({ label }) => label) });
  return ok(undefined);
}

function filterOf({ owners, isMine, ...stored }: Stored): ClusterFilter {
  const labels = parseLabelSelector(stored.selector);
  const of = owners ? { owners, isMine: isMine === true } : {};
  return { ...stored, ...of, labels: labels.ok ? labels.value : [] };
}

function areStored(value: unknown): value is StoredFilters {
  return typeof value === 'object' && value !== null && Object.values(value).every(isStored);
}

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string');

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'namespaces' in value &&
    areTexts(value.namespaces) &&
    'text' in value &&
    typeof value.text === 'string' &&
    'selector' in value &&
    typeof value.selector === 'string' &&
    'onlyNotReady' in value &&
    typeof value.onlyNotReady === 'boolean' &&
    (!('owners' in value) || areTexts(value.owners))
  );
}
