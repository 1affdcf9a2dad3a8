import { type Memento, window } from 'vscode';
import { setContextKey } from '../../adapters/vscode/contextKeys.ts';
import { type StoredValue, storedValue } from '../../adapters/vscode/state.ts';
import { Emitter } from '../../domain/base/event.ts';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { type ClusterFilter, NO_FILTER } from '../../domain/cluster/clusterFilter.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { parseLabelSelector } from '../../domain/cluster/labelSelector.ts';

/** What is remembered of a filter. */
interface Stored {
  readonly namespaces: readonly string[];
  readonly text: string;
  readonly selector: string;
  readonly onlyNotReady: boolean;
}

/** What of the clusters is shown; remembered for the workspace. */
export class ClusterFilters implements Disposable {
  readonly #stored: StoredValue<Stored>;
  readonly #changed = new Emitter<void>();
  #current: ClusterFilter;
  readonly onDidChange = this.#changed.event;

  constructor(memory: Memento) {
    this.#stored = storedValue(memory, 'trainyard.clusters.filter.v1', isStored);
    this.#current = filterOf(this.#stored.get());
    this.#tell();
  }

  get current(): ClusterFilter {
    return this.#current;
  }

  async set(change: Partial<Stored>): Promise<void> {
    const { namespaces, text, selector, onlyNotReady } = { ...this.#current, ...change };
    const stored = { namespaces, text, selector, onlyNotReady };
    this.#current = filterOf(stored);
    this.#tell();
    this.#changed.fire();
    await this.#stored.set(stored);
  }

  async clear(): Promise<void> {
    await this.set({ namespaces: [], text: '', selector: '', onlyNotReady: false });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #tell(): void {
    const { namespaces, text, selector, onlyNotReady } = this.#current;
    const isFiltered = namespaces.length > 0 || text !== '' || selector !== '' || onlyNotReady;
    setContextKey('trainyard.clusters.filtered', isFiltered);
  }
}

/** Asks by what to filter. */
export async function askFilter(filters: ClusterFilters): Promise<Result<void>> {
  const { text, selector, onlyNotReady } = filters.current;
  const items = [
    {
      label: `$(symbol-text) ${t('By name…')}`,
      description: text,
      run: async () => {
        const typed = await window.showInputBox({
          title: t('Filter by name'),
          prompt: t('A part of the name'),
          value: text,
        });
        if (typed !== undefined) await filters.set({ text: typed });
      },
    },
    {
      label: `$(tag) ${t('By labels…')}`,
      description: selector,
      run: async () => {
        const typed = await window.showInputBox({
          title: t('Filter by labels'),
          prompt: t('A selector as kubectl takes it, for example app=web,tier!=test'),
          value: selector,
          validateInput: (value) => {
            const parsed = parseLabelSelector(value);
            return parsed.ok ? undefined : parsed.failure.message;
          },
        });
        if (typed !== undefined) await filters.set({ selector: typed });
      },
    },
    {
      label: `$(warning) ${onlyNotReady ? t('Show what is ready too') : t('Show only what is not ready')}`,
      description: '',
      run: () => filters.set({ onlyNotReady: !onlyNotReady }),
    },
    { label: `$(clear-all) ${t('Clear the filter')}`, description: '', run: () => filters.clear() },
  ];
  const picked = await window.showQuickPick(items, { title: t('Filter clusters') });
  if (!picked) return fail(CANCELLED);
  await picked.run();
  return ok(undefined);
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
  const { namespaces } = filters.current;
  const items = [...new Set([...known.value, ...namespaces])]
    .toSorted((a, b) => a.localeCompare(b))
    .map((label) => ({ label, picked: namespaces.includes(label) }));
  const picked = await window.showQuickPick(items, {
    title: t('Namespaces to show'),
    placeHolder: t('None chosen shows all'),
    canPickMany: true,
  });
  if (!picked) return fail(CANCELLED);
  await filters.set({ namespaces: picked.map(({ label }) => label) });
  return ok(undefined);
}

function filterOf(stored: Stored | undefined): ClusterFilter {
  if (!stored) return NO_FILTER;
  const labels = parseLabelSelector(stored.selector);
  return { ...stored, labels: labels.ok ? labels.value : [] };
}

function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'namespaces' in value &&
    Array.isArray(value.namespaces) &&
    value.namespaces.every((each) => typeof each === 'string') &&
    'text' in value &&
    typeof value.text === 'string' &&
    'selector' in value &&
    typeof value.selector === 'string' &&
    'onlyNotReady' in value &&
    typeof value.onlyNotReady === 'boolean'
  );
}
