import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import type { WatchFiles } from '../../domain/base/watchFiles.ts';

/** VS Code's watcher, which is one process for all of its windows. Files that it excludes are not told of. */
export const watchFiles: WatchFiles = ({ folder, glob, of }, changed) => {
  const store = new DisposableStore();
  const pattern = new RelativePattern(Uri.file(folder), glob);
  const watcher = store.add(workspace.createFileSystemWatcher(pattern, false, of === 'existence', false));
  store.add(watcher.onDidCreate(changed));
  store.add(watcher.onDidChange(changed));
  store.add(watcher.onDidDelete(changed));
  return store;
};
