import { window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import { parseLabelSelector } from '../../domain/cluster/labelSelector.ts';
import type { ClusterFilters } from './clusterFilters.ts';

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
