import assert from 'node:assert/strict';
import { TreeItemCollapsibleState } from 'vscode';
import { Emitter } from '../../src/domain/base/event.ts';
import type { TreeModel, TreeNode } from '../../src/domain/base/tree.ts';
import { CHILDREN_PAGE } from '../../src/domain/base/treeDiff.ts';
import { type Row, TreeViewProvider } from '../../src/views/shared/treeView.ts';

/** A model whose rows a test changes as it likes. */
class FakeModel implements TreeModel {
  readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  roots: readonly TreeNode[] = [];

  children(node: TreeNode | undefined): readonly TreeNode[] {
    return node ? (node.children ?? []) : this.roots;
  }

  set(roots: readonly TreeNode[]): void {
    this.roots = roots;
    this.changed.fire();
  }
}

const aRow = (id: string, description = '', children?: readonly TreeNode[]): TreeNode => ({
  id,
  label: id,
  description,
  ...(children ? { children } : {}),
});

describe('TreeViewProvider', () => {
  let model: FakeModel;
  let provider: TreeViewProvider;
  let fired: { readonly at: number; readonly row: Row | undefined }[];
  const labels = (rows: readonly Row[]) => rows.map(({ node }) => node.label);
  /** The next repaint: resolved by the event itself. */
  const nextFire = async () =>
    await new Promise<Row | undefined>((resolve) => {
      const listener = provider.onDidChangeTreeData((row) => {
        listener.dispose();
        resolve(row);
      });
    });

  beforeEach(() => {
    model = new FakeModel();
    provider = new TreeViewProvider('trainyard.runs', model);
    fired = [];
    provider.onDidChangeTreeData((row) => fired.push({ at: Date.now(), row }));
  });
  afterEach(() => provider.dispose());

  it('repaints only the row that changed', async () => {
    model.roots = [aRow('a'), aRow('b'), aRow('c')];
    const [, b] = await provider.getChildren();
    model.set([aRow('a'), aRow('b', 'epoch 2'), aRow('c')]);
    assert.equal(await nextFire(), b);
    assert.equal(fired.length, 1);
    assert.ok(b);
    assert.equal(provider.getTreeItem(b).description, 'epoch 2');
  });

  it('repaints a child alone, and not at all when nothing is to be seen', async () => {
    model.roots = [aRow('run', '', [aRow('run/loss', '0.5'), aRow('run/time', '1 s')])];
    const [run] = await provider.getChildren();
    const [loss] = await provider.getChildren(run);
    model.set([aRow('run', '', [aRow('run/loss', '0.4'), aRow('run/time', '1 s')])]);
    assert.equal(await nextFire(), loss);
    model.set([aRow('run', '', [aRow('run/loss', '0.4'), aRow('run/time', '1 s')])]);
    model.set([aRow('run', '', [aRow('run/loss', '0.3'), aRow('run/time', '1 s')])]);
    assert.equal(await nextFire(), loss);
    assert.equal(fired.length, 2);
  });

  it('repaints at most five times a second, and ends with what is true', async () => {
    model.roots = [aRow('a', '0')];
    const [row] = await provider.getChildren();
    assert.ok(row);
    const end = Date.now() + 1000;
    let changes = 0;
    while (Date.now() < end) {
      changes += 1;
      model.set([aRow('a', String(changes))]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (provider.getTreeItem(row).description !== String(changes)) await nextFire();
    assert.ok(changes > 100, `${changes} changes`);
    const times = fired.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.ok(Math.min(...gaps) >= 190, `gaps of ${gaps.join(', ')} ms`);
  });

  it('keeps the row objects over a new order, so that selection and focus stay', async () => {
    model.roots = [aRow('a'), aRow('b', '', [aRow('b/x')])];
    const [a, b] = await provider.getChildren();
    const [x] = await provider.getChildren(b);
    model.set([aRow('new'), aRow('b', '', [aRow('b/x')]), aRow('a')]);
    assert.equal(await nextFire(), undefined, 'the roots are asked for again');
    const [, again, last] = await provider.getChildren();
    assert.equal(again, b);
    assert.equal(last, a);
    assert.equal((await provider.getChildren(again))[0], x);
    assert.ok(x);
    assert.equal(provider.getParent(x), b);
  });

  it('keeps the focused row through a hundred updates', async () => {
    model.roots = [aRow('a', '0'), aRow('b', '0')];
    const [, focused] = await provider.getChildren();
    for (let count = 1; count <= 100; count += 1) {
      model.set([aRow(`new ${count}`), aRow('a', String(count)), aRow('b', String(count))]);
      assert.equal((await provider.getChildren())[2], focused);
    }
    assert.equal(focused?.node.description, '100');
  });

  it('shows fewer at once below a row that says so', async () => {
    const children = Array.from({ length: 25 }, (_, at) => aRow(`child ${at}`));
    model.roots = [{ ...aRow('parent', '', children), pageSize: 10 }];
    const [parent] = await provider.getChildren();
    assert.equal((await provider.getChildren(parent)).length, 11);
    provider.loadMore('parent');
    assert.equal((await provider.getChildren(parent)).length, 21);
  });

  it('shows a page of children and more on request', async () => {
    model.roots = Array.from({ length: CHILDREN_PAGE + 3 }, (_, index) => aRow(`row ${index}`));
    const rows = await provider.getChildren();
    assert.equal(rows.length, CHILDREN_PAGE + 1);
    const more = rows.at(-1);
    assert.ok(more);
    assert.equal(provider.getTreeItem(more).label, 'Load more…');
    assert.equal(provider.getTreeItem(more).description, '3 not shown');
    const repaint = nextFire();
    provider.selection = () => [more];
    await provider.openSelected();
    provider.loadMore(undefined);
    await repaint;
    assert.deepEqual(labels(await provider.getChildren()).slice(-2), [
      `row ${CHILDREN_PAGE + 1}`,
      `row ${CHILDREN_PAGE + 2}`,
    ]);
  });

  it('gives each row an id, a spoken label, and a command without arguments', async () => {
    model.roots = [
      { ...aRow('a', 'stopped'), spoken: 'Run a, stopped', open: { command: 'none', args: [1] }, isExpandable: true },
    ];
    const [row] = await provider.getChildren();
    assert.ok(row);
    const item = provider.getTreeItem(row);
    assert.equal(item.id, 'a');
    assert.deepEqual(item.accessibilityInformation, { label: 'Run a, stopped' });
    assert.equal(item.collapsibleState, TreeItemCollapsibleState.Collapsed);
    assert.equal(item.command?.command, 'trainyard.tree.openRun');
    assert.equal(item.command?.arguments, undefined, 'VS Code forgets arguments with each repaint');
  });
});
