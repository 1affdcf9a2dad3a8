import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { TreeViewProvider } from './treeView.ts';

/** The command behind "Load more" of every tree. */
export function registerTrees(commands: Commands, providers: ReadonlyMap<string, TreeViewProvider>): Disposable {
  return commands.register(
    'trainyard.tree.loadMore',
    (view, parent) => {
      if (typeof view !== 'string') return;
      providers.get(view)?.loadMore(typeof parent === 'string' ? parent : undefined);
    },
    { needsTrust: false },
  );
}
