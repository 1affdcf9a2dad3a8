import {
  commands,
  EventEmitter,
  type TreeDataProvider,
  type TreeDragAndDropController,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import type { CommandId } from '../../contributes/commands.ts';
import { VIEWS } from '../../contributes/views.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { DisposableStore } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import type { NodeSubject, TreeModel, TreeNode } from '../../domain/base/tree.ts';
import { CHILDREN_PAGE, faceOf, haveSameIds } from '../../domain/base/treeDiff.ts';
import { toTreeItem } from './treeItem.ts';

/** A row as VS Code knows it: the object stays the same over refreshes, what it shows is replaced. */
export interface Row {
  node: TreeNode;
  readonly parent: Row | undefined;
  /** Served children; undefined until the row was opened. */
  children: Row[] | undefined;
  limit: number;
}

/** The command behind a click or Enter on a row of each view; it opens the selected row. */
const OPEN_COMMANDS: ReadonlyMap<string, CommandId> = new Map([
  [VIEWS.runs, 'trainyard.tree.openRun'],
  [VIEWS.clusters, 'trainyard.tree.openCluster'],
  [VIEWS.images, 'trainyard.tree.openImage'],
  [VIEWS.files, 'trainyard.tree.openFile'],
  [VIEWS.experiments, 'trainyard.tree.openExperiment'],
]);

/** Rows that were removed on purpose are gone within this time, in milliseconds; what is gone later was somebody else's doing. */
const REMOVAL_MS = 10_000;

/** At most five repaints a second, whatever happens behind. */
const REPAINT_MS = 200;

/** The only tree provider. Repaints just the rows that differ, so that selection, expansion and scroll position stay. */
export class TreeViewProvider implements TreeDataProvider<Row>, Disposable {
  readonly #viewId: string;
  readonly #model: TreeModel;
  readonly #changed = new EventEmitter<Row | undefined>();
  readonly #store = new DisposableStore();
  readonly onDidChangeTreeData = this.#changed.event;
  /** The rows that are selected in the view. */
  selection: () => readonly Row[] = () => [];
  #roots: Row[] | undefined;
  #rootLimit = CHILDREN_PAGE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastRepaint = 0;
  #keepsFocusUntil = 0;

  constructor(viewId: string, model: TreeModel) {
    this.#viewId = viewId;
    this.#model = model;
    this.#store.add(this.#changed);
    this.#store.add(model.onDidChange(() => this.#schedule()));
  }

  getTreeItem(row: Row): TreeItem {
    return toTreeItem(row.node, OPEN_COMMANDS.get(this.#viewId));
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const nodes = await this.#model.children(row?.node, row?.limit ?? this.#rootLimit);
    const rows = adopt(row?.children ?? (row ? undefined : this.#roots), this.#page(nodes, row), row);
    if (row) row.children = rows;
    else this.#takeRoots(rows);
    return rows;
  }

  /** The row with this id among those that were served. */
  find(id: string): Row | undefined {
    const search = (rows: readonly Row[]): Row | undefined => {
      for (const row of rows) {
        const found = row.node.id === id ? row : search(row.children ?? []);
        if (found) return found;
      }
      return undefined;
    };
    return search(this.#roots ?? []);
  }

  /** Shows another page of children below the row with this id; undefined means the roots. */
  loadMore(parentId: string | undefined): void {
    const parent = parentId === undefined ? undefined : this.find(parentId);
    if (parent) parent.limit += pageOf(parent.node);
    else this.#rootLimit += CHILDREN_PAGE;
    this.#changed.fire(parent);
  }

  /** The user removes rows of this view: when none is left, VS Code hides the tree, and the focus goes to the view in its place. */
  keepFocus(): void {
    this.#keepsFocusUntil = Date.now() + REMOVAL_MS;
  }

  /** What the selected rows are about. */
  selectedSubjects(): readonly NodeSubject[] {
    return this.selection().flatMap(({ node }) => node.subject ?? []);
  }

  /** What a click or Enter on the selected row does. */
  async openSelected(): Promise<void> {
    const open = this.selection()[0]?.node.open;
    if (open) await commands.executeCommand(open.command, ...open.args);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #takeRoots(rows: Row[]): void {
    this.#roots = rows;
    if (rows.length > 0 || Date.now() > this.#keepsFocusUntil) return;
    this.#keepsFocusUntil = 0;
    // After VS Code has the answer: until then the tree is there and would take the focus with it.
    setTimeout(() => void commands.executeCommand(`${this.#viewId}.focus`), REPAINT_MS);
  }

  #page(nodes: readonly TreeNode[], parent: Row | undefined): readonly TreeNode[] {
    const limit = parent?.limit ?? this.#rootLimit;
    if (nodes.length <= limit) return nodes;
    const left = nodes.length - limit;
    const parentId = parent?.node.id;
    const more: TreeNode = {
      id: `${parentId ?? 'root'}/more`,
      label: t('Load more…'),
      // A model that does not know how many there are gives one more than was asked for.
      ...(left > 1 ? { description: t('{0} not shown', left) } : {}),
      open: { command: 'trainyard.tree.loadMore', args: [this.#viewId, parentId] },
    };
    return [...nodes.slice(0, limit), more];
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastRepaint + REPAINT_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastRepaint = Date.now();
      void this.#repaint();
    }, wait);
  }

  async #repaint(): Promise<void> {
    if (!this.#roots) return;
    const nodes = this.#page(await this.#model.children(undefined, this.#rootLimit), undefined);
    if (!haveSameIds(this.#roots.map(nodeOf), nodes)) this.#changed.fire(undefined);
    else await this.#compare(this.#roots, nodes);
  }

  /** Replaces what changed and fires for the highest row that needs it. */
  async #compare(rows: readonly Row[], nodes: readonly TreeNode[]): Promise<void> {
    for (const [index, row] of rows.entries()) {
      const node = nodes[index];
      if (!node) continue;
      const hasNewFace = faceOf(row.node) !== faceOf(node);
      row.node = node;
      const children = row.children ? this.#page(await this.#model.children(node, row.limit), row) : undefined;
      const hasNewChildren = children !== undefined && !haveSameIds((row.children ?? []).map(nodeOf), children);
      if (hasNewFace || hasNewChildren) this.#changed.fire(row);
      if (!hasNewChildren && children && row.children) await this.#compare(row.children, children);
    }
  }
}

const nodeOf = (row: Row): TreeNode => row.node;
const pageOf = (node: TreeNode): number => node.pageSize ?? CHILDREN_PAGE;

/** Keeps the row objects of ids that stay: VS Code recognises a row by its object. */
function adopt(before: readonly Row[] | undefined, nodes: readonly TreeNode[], parent: Row | undefined): Row[] {
  const known = new Map(before?.map((row) => [row.node.id, row]));
  return nodes.map((node) => {
    const row = known.get(node.id);
    if (!row) return { node, parent, children: undefined, limit: pageOf(node) };
    row.node = node;
    return row;
  });
}

export interface TreeViewHandle extends Disposable {
  readonly view: TreeView<Row>;
  readonly provider: TreeViewProvider;
}

/** Creates a view over a model. The model hears whether anybody looks, so that it watches only then. */
export function createTreeView(
  id: string,
  model: TreeModel,
  options: { readonly canSelectMany: boolean; readonly dragAndDrop?: TreeDragAndDropController<Row> },
): TreeViewHandle {
  const store = new DisposableStore();
  const provider = store.add(new TreeViewProvider(id, model));
  const view = store.add(
    window.createTreeView(id, {
      treeDataProvider: provider,
      canSelectMany: options.canSelectMany,
      showCollapseAll: true,
      ...(options.dragAndDrop ? { dragAndDropController: options.dragAndDrop } : {}),
    }),
  );
  provider.selection = () => view.selection;
  store.add(view.onDidChangeVisibility(({ visible }) => model.setVisible?.(visible)));
  store.add(view.onDidExpandElement(({ element }) => model.expanded?.(element.node)));
  store.add(view.onDidCollapseElement(({ element }) => model.collapsed?.(element.node)));
  return { view, provider, dispose: () => store.dispose() };
}
