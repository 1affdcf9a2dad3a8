import { env } from 'vscode';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Confirm } from '../../adapters/vscode/ask.ts';
import { onDidChangeSetting } from '../../adapters/vscode/settings.ts';
import { VIEWS } from '../../contributes/views.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { systemClock } from '../../domain/base/clock.ts';
import type { NodeSubject } from '../../domain/base/tree.ts';
import type { EngineHub } from '../../domain/engines/engineHub.ts';
import type { ReadOnlyDocuments } from '../shared/readOnlyDocuments.ts';
import { subjectsOf } from '../shared/subjects.ts';
import { createTreeView, type TreeViewProvider } from '../shared/treeView.ts';
import { ClustersModel } from './clustersModel.ts';

export interface ClustersDeps {
  readonly commands: Commands;
  readonly hub: EngineHub;
  readonly confirm: Confirm;
  readonly documents: ReadOnlyDocuments;
}

/** The Clusters view and what can be done with engines, images' names, volumes and networks in it. */
export function registerClusters(deps: ClustersDeps): Disposable & { readonly provider: TreeViewProvider } {
  const { commands, hub, confirm, documents } = deps;
  const store = new DisposableStore();
  const model = store.add(new ClustersModel(hub, systemClock));
  const { provider } = store.add(createTreeView(VIEWS.clusters, model, { canSelectMany: true }));
  store.add(onDidChangeSetting(['trainyard.engines.hosts'], () => hub.forget()));
  store.add(
    commands.register(
      'trainyard.clusters.refresh',
      (clicked) => {
        const [subject] = subjectsOf(clicked, undefined);
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

function nameOf(subject: NodeSubject): string {
  if ('name' in subject) return subject.name;
  if (subject.kind === 'workload') return subject.workload;
  return subject.kind === 'build' ? subject.buildId : subject.engineId;
}
