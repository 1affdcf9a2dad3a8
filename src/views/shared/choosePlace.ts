import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { markWords, protectionIn } from './contextProtection.ts';
import { pickLater } from './pickLater.ts';

/** Where something is done: always shown before it is. */
export interface Place {
  readonly cluster: Cluster;
  readonly namespace: string;
}

/** The place that a target of a spec names: where it names no context the current one, where no namespace that of the context. */
export async function namedPlace(
  clusters: ClusterHub,
  { name, context, namespace }: { readonly name: string; readonly context?: string; readonly namespace?: string },
): Promise<Result<Place>> {
  const connections = await clusters.list();
  const connection = connections.find(({ label, isCurrent }) =>
    context === undefined ? isCurrent : label === context,
  );
  if (!connection) {
    return fail({
      code: 'not-found',
      message:
        context === undefined
          ? t('The target {0} names no context, and no kubeconfig has a current one.', name)
          : t('The target {0} names the context {1}, which is in no kubeconfig.', name, context),
      nextStep:
        connections.length === 0
          ? t('Put a kubeconfig at ~/.kube/config, or set KUBECONFIG.')
          : t('There are: {0}.', connections.map(({ label }) => label).join(', ')),
    });
  }
  const cluster = await clusters.cluster(connection.id);
  return cluster.ok ? ok({ cluster: cluster.value, namespace: namespace ?? connection.namespace }) : cluster;
}

/** Lets the user choose a context and a namespace. `title` says what for. */
export async function choosePlace(clusters: ClusterHub, title: string): Promise<Result<Place>> {
  return await placeIn(await chooseContext(await clusters.list(), clusters, title), title);
}

/** The same where the context is known already. */
export async function choosePlaceIn(clusters: ClusterHub, clusterId: string, title: string): Promise<Result<Place>> {
  return await placeIn(await clusters.cluster(clusterId), title);
}

async function placeIn(cluster: Result<Cluster>, title: string): Promise<Result<Place>> {
  if (!cluster.ok) return cluster;
  const namespace = await chooseNamespace(cluster.value, title);
  return namespace.ok ? ok({ cluster: cluster.value, namespace: namespace.value }) : namespace;
}

/** Lets the user choose a context, where there are several. Those that were used (by id, the latest first) come first. */
export async function chooseCluster(
  clusters: ClusterHub,
  title: string,
  used: readonly string[],
): Promise<Result<Cluster>> {
  const connections = await clusters.list();
  const [only] = connections;
  if (only && connections.length === 1) return await clusters.cluster(only.id);
  const rank = ({ id }: ClusterConnection) => (used.includes(id) ? used.indexOf(id) : used.length);
  return await chooseContext(
    connections.toSorted((a, b) => rank(a) - rank(b)),
    clusters,
    title,
  );
}

async function chooseContext(
  connections: readonly ClusterConnection[],
  clusters: ClusterHub,
  title: string,
): Promise<Result<Cluster>> {
  if (connections.length === 0) {
    return fail({
      code: 'not-found',
      message: t('No kubeconfig with a context was found.'),
      nextStep: t(
        'Put one at ~/.kube/config, set KUBECONFIG, or name a file in the setting “trainyard.clusters.kubeconfigs”.',
      ),
    });
  }
  const picked = await window.showQuickPick(connections.map(itemOf), {
    title,
    placeHolder: t('In which context?'),
    ignoreFocusOut: true,
  });
  return picked ? await clusters.cluster(picked.connection.id) : fail(CANCELLED);
}

/** Lets the user choose a namespace; where namespaces may not be listed it can be typed. Those that were used come first. */
export async function chooseNamespace(
  { connection, reader }: Cluster,
  title: string,
  used: readonly string[] = [],
): Promise<Result<string>> {
  const { namespace, label } = connection;
  const picked = await pickLater<QuickPickItem & { readonly isOther?: boolean }>(
    async (signal) => {
      const known = await reader.namespaces(signal);
      if (!known.ok && known.failure.code !== 'forbidden') return known;
      const there = known.ok ? known.value : [];
      const first = [...new Set([...used.filter((name) => !known.ok || there.includes(name)), namespace])];
      return ok([
        ...first.map((name) => ({
          label: name,
          description: name === namespace ? t('of the context') : t('used last'),
        })),
        ...there.filter((name) => !first.includes(name)).map((name) => ({ label: name })),
        { label: '', kind: QuickPickItemKind.Separator },
        {
          label: t('Another namespace…'),
          description: known.ok ? '' : t('you may not list the namespaces'),
          isOther: true,
        },
      ]);
    },
    { title, placeHolder: t('In which namespace of {0}?', label) },
  );
  if (!picked.ok) return picked;
  if (picked.value.isOther !== true) return ok(picked.value.label);
  const typed = await window.showInputBox({
    title,
    prompt: t('Name of the namespace'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text) ? undefined : t('Small letters, digits and “-”, at most 63.'),
  });
  return typed === undefined ? fail(CANCELLED) : ok(typed);
}

function itemOf(connection: ClusterConnection): QuickPickItem & { readonly connection: ClusterConnection } {
  const protection = protectionIn(connection.label);
  const notes = [connection.isCurrent ? t('current') : undefined, ...markWords(connection.label), connection.problem];
  const icon = protection === 'none' ? '$(server-environment)' : protection === 'readOnly' ? '$(lock)' : '$(shield)';
  return {
    label: `${icon} ${connection.label}`,
    description: notes.filter((note) => note !== undefined).join(' · '),
    detail: connection.server,
    connection,
  };
}
