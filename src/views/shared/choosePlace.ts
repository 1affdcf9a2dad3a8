import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { CANCELLED, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { Cluster } from '../../domain/cluster/ports.ts';
import { protectionIn } from './contextProtection.ts';

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
  const connections = await clusters.list();
  if (connections.length === 0) {
    return fail({
      code: 'not-found',
      message: t('No kubeconfig with a context was found.'),
      nextStep: t(
        'Put one at ~/.kube/config, set KUBECONFIG, or name a file in the setting “trainyard.clusters.kubeconfigs”.',
      ),
    });
  }
  const items = connections.map(itemOf);
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: t('In which context?'),
    ignoreFocusOut: true,
  });
  if (!picked) return fail(CANCELLED);
  const cluster = await clusters.cluster(picked.connection.id);
  if (!cluster.ok) return cluster;
  const namespace = await chooseNamespace(cluster.value, title);
  return namespace.ok ? ok({ cluster: cluster.value, namespace: namespace.value }) : namespace;
}

/** Lets the user choose a namespace; where namespaces may not be listed it can be typed. */
export async function chooseNamespace(cluster: Cluster, title: string): Promise<Result<string>> {
  const { namespace, label } = cluster.connection;
  const { signal } = new AbortController();
  const known = await cluster.reader.namespaces(signal);
  if (!known.ok && known.failure.code !== 'forbidden') return known;
  const others = known.ok ? known.value.filter((name) => name !== namespace) : [];
  const other: QuickPickItem = { label: t('Another namespace…') };
  const items: QuickPickItem[] = [
    { label: namespace, description: t('of the context') },
    ...others.map((name) => ({ label: name })),
    { label: '', kind: QuickPickItemKind.Separator },
    other,
  ];
  const placeHolder = known.ok
    ? t('In which namespace of {0}?', label)
    : t('In which namespace of {0}? (You may not list them.)', label);
  const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
  if (!picked) return fail(CANCELLED);
  if (picked !== other) return ok(picked.label);
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
  const notes = [
    connection.isCurrent ? t('current') : undefined,
    protection === 'readOnly' ? t('read-only') : protection === 'typeName' ? t('protected') : undefined,
    connection.problem,
  ];
  const icon = protection === 'none' ? '$(server-environment)' : protection === 'readOnly' ? '$(lock)' : '$(shield)';
  return {
    label: `${icon} ${connection.label}`,
    description: notes.filter((note) => note !== undefined).join(' · '),
    detail: connection.server,
    connection,
  };
}
