import assert from 'node:assert/strict';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { ModelRows } from '../../../../src/domain/experiments/modelRows.ts';
import { modelsNode, tracesNode } from '../../../../src/domain/experiments/modelTree.ts';
import type { ModelRegistry, Trace } from '../../../../src/domain/experiments/modelRegistry.ts';
import { loggedModel, stillRegistry, stillTracker } from '../../../support/trackedRuns.ts';

const now = () => new Date('2026-01-01T12:00:00Z');
const trace = (id: string): Trace => ({ id, experimentId: 'one', startedAt: 1, state: 'ok' });

function rowsOf(registry?: ModelRegistry) {
  const tracker = stillTracker(registry ? { registry } : {});
  const hub = { tracker: async () => Promise.resolve(ok(tracker)) };
  const rows = new ModelRows({ hub, now, signal: new AbortController().signal });
  return { rows, tracker };
}

const labels = (rows: readonly TreeNode[]) => rows.map(({ label }) => label);
const changed = (rows: ModelRows) => new Promise<void>((resolve) => rows.onDidChange(resolve));

describe('ModelRows', () => {
  it('reads a list when its row is opened, once until something differs', async () => {
    let reads = 0;
    const models = async () => {
      reads += 1;
      return Promise.resolve(ok([{ name: 'iris', aliases: new Map(), tags: new Map() }]));
    };
    const { rows } = rowsOf(stillRegistry({ models }));
    assert.deepEqual(labels((await rows.children(modelsNode('t'), 500)) ?? []), ['iris']);
    await rows.children(modelsNode('t'), 500);
    assert.equal(reads, 1);
    rows.forget('another tracker');
    await rows.children(modelsNode('t'), 500);
    assert.equal(reads, 1);
    rows.forget('t');
    await rows.children(modelsNode('t'), 500);
    assert.equal(reads, 2);
  });

  it('says that there is nothing, or why it cannot be read', async () => {
    const failing = stillRegistry({
      traces: async () => Promise.resolve(fail({ code: 'unreachable', message: 'Nobody answers' })),
    });
    const { rows } = rowsOf(failing);
    assert.deepEqual(labels((await rows.children(modelsNode('t'), 500)) ?? []), ['No registered models']);
    assert.deepEqual(labels((await rows.children(tracesNode('t', 'one'), 100)) ?? []), ['Nobody answers']);
    assert.equal(rows.children({ id: 'x', label: 'no list' }, 500), undefined);
  });

  it('asks for one trace more than is shown, and for a hundred at first', async () => {
    const asked: number[] = [];
    const traces = async (_ids: readonly string[], limit: number) => {
      asked.push(limit);
      return Promise.resolve(ok([trace('a')]));
    };
    const { rows } = rowsOf(stillRegistry({ traces }));
    const node = tracesNode('t', 'one');
    await rows.children(node, node.pageSize ?? 0);
    await rows.children(node, 200);
    assert.deepEqual(asked, [101, 201]);
  });

  it('has no rows for what an experiment has not left, and tells when there is something', async () => {
    const registry = stillRegistry({
      loggedModels: async () => Promise.resolve(ok([loggedModel('m-1', { runId: 'r' })])),
      traces: async () => Promise.resolve(ok([])),
    });
    const { rows, tracker } = rowsOf(registry);
    const change = changed(rows);
    assert.deepEqual(rows.left(tracker, 'one'), { models: [], rows: [] });
    await change;
    const left = rows.left(tracker, 'one');
    assert.deepEqual([labels(left.rows), left.rows[0]?.description], [['Logged models'], '1']);
    assert.equal(left.models[0]?.runId, 'r');
  });

  it('keeps what it knows while it reads anew, and has a row that says what could not be asked', async () => {
    const registry = stillRegistry({
      loggedModels: async () => Promise.resolve(fail({ code: 'forbidden', message: 'Not you' })),
      traces: async () => Promise.resolve(ok([trace('a')])),
    });
    const { rows, tracker } = rowsOf(registry);
    const change = changed(rows);
    rows.left(tracker, 'one');
    await change;
    assert.deepEqual(labels(rows.left(tracker, 'one').rows), ['Logged models', 'Traces']);
    rows.forget();
    assert.deepEqual(labels(rows.left(tracker, 'one').rows), ['Logged models', 'Traces']);
  });

  it('leaves trackers without a registry alone', () => {
    const { rows, tracker } = rowsOf();
    assert.deepEqual(rows.left(tracker, 'one'), { models: [], rows: [] });
  });
});
