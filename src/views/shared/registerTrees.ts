import type { Commands } from '../../adapters/vscode/commands.ts';
import { type Disposable, DisposableStore } from '../../domain/base/lifecycle.ts';
import { OPEN_COMMANDS, type TreeViewProvider } from './treeView.ts';

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
  for (const [view, command] of OPEN_COMMANDS)
    store.add(commands.register(command, () => providers.get(view)?.openSelected(), { needsTrust: false }));
  return store;
}
