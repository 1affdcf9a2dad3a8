import type { Commands } from '../../adapters/vscode/commands.ts';
import { VIEWS } from '../../contributes/views.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import type { TreeViewProvider } from './treeView.ts';

/** The commands behind "Load more" and behind a click on a row, of every tree. What a row opens checks the trust itself. */
export function registerTrees(commands: Commands, providers: ReadonlyMap<string, TreeViewProvider>): Disposable {
  const store = new DisposableStore();
  store.add(
    commands.register(
      'trainyard.tree.loadMore',
      (view, parent) => {
        if (typeof view !== 'string') return;
        providers.get(view)?.loadMore(typeof parent === 'string' ? parent : undefined);
      },
      { needsTrust: false },
    ),
  );
  const open = (view: string) => () => providers.get(view)?.openSelected();
  store.add(commands.register('trainyard.tree.openRun', open(VIEWS.runs), { needsTrust: false }));
  store.add(commands.register('trainyard.tree.openCluster', open(VIEWS.clusters), { needsTrust: false }));
  store.add(commands.register('trainyard.tree.openImage', open(VIEWS.images), { needsTrust: false }));
  store.add(commands.register('trainyard.tree.openFile', open(VIEWS.files), { needsTrust: false }));
  store.add(commands.register('trainyard.tree.openExperiment', open(VIEWS.experiments), { needsTrust: false }));
  return store;
}
