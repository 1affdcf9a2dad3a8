import type { Confirm } from '../../adapters/vscode/ask.ts';
import type { Commands } from '../../adapters/vscode/commands.ts';
import type { Notifier } from '../../adapters/vscode/notify.ts';
import type { ClusterHub } from '../../domain/cluster/clusterHub.ts';
import type { TreeViewProvider } from '../shared/treeView.ts';

/** What working with files in clusters needs. */
export interface FilesDeps {
  readonly commands: Commands;
  readonly clusters: ClusterHub;
  readonly notify: Notifier;
  readonly confirm: Confirm;
  /** The Files view is made when the first place is browsed. */
  readonly useProvider: (provider: TreeViewProvider) => void;
}
