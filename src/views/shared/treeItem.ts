import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CommandId } from '../../contributes/commands.ts';
import { markUri } from './rowMarks.ts';
import type { Health, TreeNode } from '../../domain/base/tree.ts';
import { plainLine, plainText } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';

/** Icon and theme colour of each state; the description says the same in words. */
const HEALTH_ICONS: Readonly<Record<Health, { readonly icon: string; readonly color: string }>> = {
  running: { icon: 'play-circle', color: 'charts.blue' },
  queued: { icon: 'clock', color: 'disabledForeground' },
  ok: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  cancelled: { icon: 'circle-slash', color: 'disabledForeground' },
  stale: { icon: 'debug-disconnect', color: 'disabledForeground' },
  forbidden: { icon: 'lock', color: 'disabledForeground' },
  loading: { icon: 'loading~spin', color: 'disabledForeground' },
  unknown: { icon: 'question', color: 'disabledForeground' },
};

/**
 * Turns a row of the domain into VS Code's. `contextValue` is the list of what may be done with it. Names from outside are in every text, so
 * every text loses its control characters here, in the one place that all rows pass (docs/security.md S6).
 * `openCommand` opens the selected row. It takes no arguments: VS Code forgets those of a row with each repaint, so that a click on a row that
 * changes often would now and then do nothing.
 */
export function toTreeItem(node: TreeNode, openCommand?: CommandId): TreeItem {
  const item = new TreeItem(plainLine(node.label), collapsibleState(node));
  item.id = node.id;
  if (node.description !== undefined) item.description = plainLine(node.description);
  if (node.actions && node.actions.length > 0) item.contextValue = node.actions.join(' ');
  const icon = iconOf(node);
  if (icon) item.iconPath = icon;
  if (node.mark) item.resourceUri = markUri(node.mark);
  if (node.open && openCommand !== undefined) item.command = { command: openCommand, title: t('Open') };
  // A plain string: VS Code shows it as text, so that a name from outside can never become a link or an image.
  if (node.tooltip !== undefined) item.tooltip = plainText(node.tooltip);
  const spoken = node.spoken ?? [node.label, node.description].filter(Boolean).join(', ');
  item.accessibilityInformation = { label: plainLine(spoken) };
  return item;
}

function collapsibleState(node: TreeNode): TreeItemCollapsibleState {
  const hasChildren = node.isExpandable === true || (node.children !== undefined && node.children.length > 0);
  if (!hasChildren) return TreeItemCollapsibleState.None;
  return node.expanded === true ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function iconOf(node: TreeNode): ThemeIcon | undefined {
  if (node.health) {
    const { icon, color } = HEALTH_ICONS[node.health];
    return new ThemeIcon(node.icon ?? icon, new ThemeColor(color));
  }
  if (node.icon === undefined) return undefined;
  return node.tint === undefined ? new ThemeIcon(node.icon) : new ThemeIcon(node.icon, new ThemeColor(node.tint));
}
