import { env, type Memento } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { onDidChangeSetting } from '../../adapters/vscode/settings.ts';
import { VIEWS } from '../../contributes/views.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { systemClock } from '../../domain/base/clock.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import { ClusterFilters } from './clusterFilters.ts';
import { ClustersModel } from './clustersModel.ts';
import { marksOf, registerContexts } from './registerContexts.ts';

export interface ClustersDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly clusters: ClusterHub;
  readonly workspaceState: Memento;
  readonly confirm: Confirm;
  readonly documents: ReadOnlyDocuments;
}

/** The Clusters view and what can be done with engines, images' names, volumes and networks in it. */
export function registerClusters(deps: ClustersDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, hub, clusters, confirm, documents } = deps;
  const store = new DisposableStore();
  const filters = store.add(new ClusterFilters(deps.workspaceState));
  const model = store.add(new ClustersModel(hub, systemClock, { clusters, filter: (id) => filters.of(id), marksOf }));
  registerFilters({ commands, clusters, filters, model, store });
  const { provider, view } = store.add(createTreeView(VIEWS.clusters, model, { canSelectMany: true }));
  store.add(registerContexts({ commands, clusters, confirm, view, repaint: () => model.repaint() }));
  store.add(onDidChangeSetting(['trainyard.engines.hosts'], () => hub.forget()));
  store.add(
    commands.register(
      'trainyard.clusters.refresh',
      (clicked) => {
        const [subject] = subjectsOf(clicked, undefined);
        if (subject && 'clusterId' in subject) {
          model.refreshCluster(subject.clusterId);
          return;
        }
        model.refresh(subject && 'engineId' in subject ? subject.engineId : undefined);
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.clusters.copyName',
      async (clicked, selected) => {
        const names = subjectsOf(clicked, selected).map(nameOf);
        if (names.length > 0) await env.clipboard.writeText(names.join('\n'));
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register('trainyard.clusters.inspect', async (clicked, selected) => {
      const [subject] = subjectsOf(clicked, selected);
      if (!subject) return undefined;
      const { inspect } = await import('./inspect.ts');
      return await inspect(hub, subject, documents);
    }),
  );
  store.add(
    commands.register('trainyard.clusters.removeVolume', async (clicked, selected) => {
      const { removeVolumes } = await import('./removeObjects.ts');
      return await removeVolumes({ hub, confirm }, subjectsOf(clicked, selected));
    }),
  );
  store.add(
    commands.register('trainyard.clusters.removeNetwork', async (clicked, selected) => {
      const { removeNetworks } = await import('./removeObjects.ts');
      return await removeNetworks({ hub, confirm }, subjectsOf(clicked, selected));
    }),
  );
  store.add(
    commands.register('trainyard.clusters.addEngine', async () => (await import('./addEngine.ts')).addEngine(), {
      needsTrust: false,
    }),
  );
  return { provider, dispose: () => store.dispose() };
}

/** What of the contexts is shown. */
function registerFilters(parts: {
  readonly commands: Commands;
  readonly clusters: ClusterHub;
  readonly filters: ClusterFilters;
  readonly model: ClustersModel;
  readonly store: DisposableStore;
}): void {
  const { commands, clusters, filters, model, store } = parts;
  store.add(filters.onDidChange(() => model.repaint()));
  store.add(onDidChangeSetting(['trainyard.clusters.kubeconfigs'], () => clusters.forget()));
  const contextOf = async (clicked: unknown) => {
    const [subject] = subjectsOf(clicked, undefined);
    const known = subject && 'clusterId' in subject ? subject.clusterId : undefined;
    const connections = await clusters.list();
    if (connections.length === 1) return connections[0];
    return (
      connections.find(({ id }) => id === known) ?? (await (await import('./markContext.ts')).pickContext(connections))
    );
  };
  store.add(
    commands.register(
      'trainyard.clusters.filter',
      async (clicked) => {
        const connection = await contextOf(clicked);
        const { askFilter } = await import('./askFilter.ts');
        return connection ? await askFilter(clusters, filters, connection) : undefined;
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register(
      'trainyard.clusters.clearFilter',
      async (clicked) => {
        const [subject] = subjectsOf(clicked, undefined);
        await filters.clear(subject && 'clusterId' in subject ? subject.clusterId : undefined);
      },
      { needsTrust: false },
    ),
  );
  store.add(
    commands.register('trainyard.clusters.chooseNamespaces', async (clicked) => {
      const connection = await contextOf(clicked);
      const { chooseNamespaces } = await import('./askFilter.ts');
      return connection ? await chooseNamespaces(clusters, filters, connection.id) : undefined;
    }),
  );
}

function nameOf(subject: NodeSubject): string {
  if ('name' in subject) return subject.name;
  if (subject.kind === 'workload') return subject.workload;
  if (subject.kind === 'build') return subject.buildId;
  if (subject.kind === 'engine') return subject.engineId;
  if ('trackerId' in subject) return subject.trackerId;
  if (subject.kind === 'clusterGroup') return subject.group;
  return subject.kind === 'clusterKind' ? subject.resource.kind : subject.clusterId;
}
