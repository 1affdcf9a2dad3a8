import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/domain/base/event.ts';
import { fail, ok } from '../../../../src/domain/base/failure.ts';
import type { TreeNode } from '../../../../src/domain/base/tree.ts';
import { ExperimentRows } from '../../../../src/domain/experiments/experimentRows.ts';
import { memoryTracker } from '../../../support/memoryTracker.ts';
import { stillHub } from '../../../support/stillHub.ts';
import { experiment, stillTracker, type StillTracker, trackedRun, trackerRef } from '../../../support/trackedRuns.ts';

const now = () => new Date('2026-01-01T12:00:00Z');

interface Choices {
  readonly mayConnect?: boolean;
  readonly metric?: string;
  readonly onlyUser?: string;
  readonly showsDeleted?: () => boolean;
}

function rowsOf(
  trackers: readonly StillTracker[],
  { mayConnect = true, metric, onlyUser, showsDeleted = () => false }: Choices = {},
) {
  let opened = 0;
  const trusted = new Emitter<void>();
  const trust = { isGiven: mayConnect };
  const give = () => {
    trust.isGiven = true;
    trusted.fire();
  };
  const hub = stillHub(trackers, {
    mayConnect: () => trust.isGiven,
    onDidTrust: trusted.event,
    onOpen: () => (opened += 1),
  });
  const rows = new ExperimentRows({
    hub,
    now,
    metricOf: () => metric,
    onlyUser: () => onlyUser,
    showsDeleted,
  });
  return { hub, rows, opened: () => opened, give };
}

async function openOnly(rows: ExperimentRows, parent?: TreeNode): Promise<TreeNode> {
  const [row] = await rows.children(parent, 500);
  assert.ok(row);
  rows.expanded(row);
  return row;
}

const labels = (rows: readonly TreeNode[]) => rows.map(({ label }) => label);
const metrics = (loss: number) => new Map([['loss', loss]]);

describe('ExperimentRows', () => {
  it('opens no tracker before its row is opened, and each once', async () => {
    const tracker = stillTracker({ experiments: ok([experiment('one')]) });
    const { rows, opened } = rowsOf([tracker]);
    const [row] = await rows.children(undefined, 500);
    assert.equal(row?.label, 'mlruns');
    assert.equal(opened(), 0);
    assert.deepEqual(labels(await rows.children(row, 500)), ['one']);
    await rows.children(row, 500);
    assert.equal(opened(), 1);
  });

  it('shows nothing in Restricted Mode, and all when the folder is trusted', async () => {
    const { rows, give } = rowsOf([stillTracker({})], { mayConnect: false });
    assert.deepEqual(await rows.children(undefined, 500), []);
    give();
    assert.deepEqual(labels(await rows.children(undefined, 500)), ['mlruns']);
  });

  it('says what is wrong with a tracker below it, and leaves the others alone', async () => {
    const failure = { code: 'unreachable', message: 'Nobody answers', nextStep: 'Start it' } as const;
    const { rows } = rowsOf([
      stillTracker({ ref: trackerRef('a'), experiments: fail(failure) }),
      stillTracker({ ref: trackerRef('b'), experiments: ok([experiment('fine')]) }),
    ]);
    const [bad, good] = await rows.children(undefined, 500);
    const [row] = await rows.children(bad, 500);
    assert.deepEqual([row?.label, row?.description, row?.health], ['Nobody answers', 'Start it', 'failed']);
    assert.deepEqual(labels(await rows.children(good, 500)), ['fine']);
  });

  it('keeps the runs that came before a page failed', async () => {
    const pages = [ok({ runs: [trackedRun('a')] }), fail({ code: 'unauthorized', message: 'Who are you?' })];
    const { rows } = rowsOf([stillTracker({ experiments: ok([experiment('one')]), pages })]);
    const open = await openOnly(rows, await openOnly(rows));
    assert.deepEqual(labels(await rows.children(open, 500)), ['a', 'Who are you?']);
  });

  it('adds the curves after the rows are there, and reads the runs once for both', async () => {
    const pages = [ok({ runs: [trackedRun('a', { metrics: metrics(1) })] })];
    const tracker = stillTracker({ experiments: ok([experiment('one')]), pages, curve: [3, 2, 1] });
    const { rows } = rowsOf([tracker]);
    const open = await openOnly(rows, await openOnly(rows));
    const changed = new Promise<void>((resolve) => rows.onDidChange(resolve));
    assert.equal((await rows.children(open, 500))[0]?.description, 'loss 1 · finished');
    await changed;
    assert.equal((await rows.children(open, 500))[0]?.description, 'loss 1 · █▅▁ · finished');
    assert.equal(tracker.reads, 1);
  });

  it('reads again when the tracker says that runs differ, and watches only what is open and seen', async () => {
    const tracker = stillTracker({ experiments: ok([experiment('one')]), pages: [ok({ runs: [trackedRun('a')] })] });
    const { rows } = rowsOf([tracker]);
    const above = await openOnly(rows);
    const open = await openOnly(rows, above);
    await rows.children(open, 500);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(tracker.watches.size, 1);
    for (const changed of tracker.watches) changed();
    await rows.children(open, 500);
    assert.equal(tracker.reads, 2);
    rows.setVisible(false);
    assert.equal(tracker.watches.size, 0);
    rows.setVisible(true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(tracker.watches.size, 1);
    rows.collapsed(open);
    rows.collapsed(above);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(tracker.watches.size, 0);
  });

  it('hides runs of others when asked to, and says how many', async () => {
    const pages = [ok({ runs: [trackedRun('a', { user: 'ann' }), trackedRun('b', { user: 'bob' })] })];
    const parts = { experiments: ok([experiment('one')]), pages };
    const mine = rowsOf([stillTracker(parts)], { onlyUser: 'ann' }).rows;
    assert.deepEqual(labels(await mine.children(await openOnly(mine, await openOnly(mine)), 500)), ['a']);
    const none = rowsOf([stillTracker(parts)], { onlyUser: 'eve' }).rows;
    const [row] = await none.children(await openOnly(none, await openOnly(none)), 500);
    assert.deepEqual([row?.label, row?.description], ['No runs of yours', '2 runs of others are hidden']);
  });

  it('closes trackers when it looks for them anew', async () => {
    const tracker = stillTracker({ experiments: ok([]) });
    const { rows, hub } = rowsOf([tracker]);
    await rows.children(await openOnly(rows), 500);
    await hub.refresh();
    assert.equal(tracker.isDisposed, true);
  });

  it('reads what is open anew after a change of ours, and nothing of other trackers', async () => {
    const tracker = stillTracker({ experiments: ok([experiment('one')]), pages: [ok({ runs: [trackedRun('a')] })] });
    const { hub, rows } = rowsOf([tracker]);
    const trackerRow = await openOnly(rows);
    const experimentRow = await openOnly(rows, trackerRow);
    await rows.children(experimentRow, 500);
    await rows.children(experimentRow, 500);
    assert.equal(tracker.reads, 1);
    hub.wrote({ trackerId: 'another' });
    await rows.children(experimentRow, 500);
    assert.equal(tracker.reads, 1);
    let changes = 0;
    rows.onDidChange(() => (changes += 1));
    hub.wrote({ trackerId: tracker.ref.id });
    await rows.children(experimentRow, 500);
    assert.deepEqual([tracker.reads, changes], [2, 1]);
  });

  it('asks for deleted runs when they are wanted, and always below a deleted experiment', async () => {
    const tracker = memoryTracker([trackedRun('a')]);
    tracker.experiments = async () => Promise.resolve(ok([experiment('one'), experiment('gone', { isDeleted: true })]));
    const wanted = { isOn: false };
    const { rows } = rowsOf([tracker], { showsDeleted: () => wanted.isOn });
    const [trackerRow] = await rows.children(undefined, 500);
    const [one, deleted] = await rows.children(trackerRow, 500);
    await rows.children(one, 500);
    await rows.children(deleted?.children?.[0], 500);
    wanted.isOn = true;
    await rows.children(one, 500);
    assert.deepEqual(
      tracker.queries.map(({ experimentIds, lifecycle }) => [experimentIds[0], lifecycle]),
      [
        ['one', 'active'],
        ['gone', 'all'],
        ['one', 'all'],
      ],
    );
  });
});
