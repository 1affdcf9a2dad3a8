import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/domain/base/event.ts';
import type { Snapshot } from '../../../../src/domain/base/watched.ts';
import { trainyardCatalog, trainyardTracker } from '../../../../src/domain/experiments/trainyardTracker.ts';
import type { TrackedRun } from '../../../../src/domain/experiments/trackedRun.ts';
import type { Run } from '../../../../src/domain/runs/run.ts';
import { aRun } from '../../../support/runs.ts';

const { signal } = new AbortController();
const history = new Map([
  [
    'loss',
    [
      { value: 2, step: 10, at: 1000 },
      { value: 1, step: 20, at: 2000 },
    ],
  ],
]);
const progress = { metrics: new Map([['loss', 1]]), history, updatedAt: new Date(2000) };

function storeOf(first: readonly Run[]) {
  let current: Snapshot<readonly Run[]> = { state: 'ready', value: first };
  const changed = new Emitter<void>();
  return {
    get current() {
      return current;
    },
    find: (id: string) => (current.state === 'ready' ? current.value.find((run) => run.id === id) : undefined),
    open: async () => Promise.resolve(),
    onDidChange: changed.event,
    become: (runs: readonly Run[]) => {
      current = { state: 'ready', value: runs };
      changed.fire();
    },
  };
}

async function runsOf(runs: readonly Run[], workload: string) {
  const query = { experimentIds: [workload], lifecycle: 'active', limit: 10 } as const;
  const found: TrackedRun[] = [];
  for await (const page of trainyardTracker(storeOf(runs)).runs(query, signal))
    if (page.ok) found.push(...page.value.runs);
  return found;
}

describe('trainyardTracker', () => {
  it('has an experiment for each workload, without servers', async () => {
    const store = storeOf([aRun({ id: 'a' }), aRun({ id: 'b', workload: 'tune' }), aRun({ id: 'c', kind: 'serve' })]);
    const found = await trainyardTracker(store).experiments(signal);
    assert.ok(found.ok);
    assert.deepEqual(
      found.value.map(({ name }) => name),
      ['train', 'tune'],
    );
  });

  it('gives a run its parameters, the metrics of its log, and what made it', async () => {
    const [run] = await runsOf([aRun({ progress, commit: 'abc' }), aRun({ workload: 'tune' })], 'train');
    assert.equal(run?.params.get('epochs'), '20');
    assert.equal(run.metrics.get('loss'), 1);
    assert.equal(run.tags.get('trainyard.run-id'), 'r1');
    assert.equal(run.tags.get('mlflow.source.git.commit'), 'abc');
  });

  it('gives the points of the log with their steps and times', async () => {
    const tracker = trainyardTracker(storeOf([aRun({ progress })]));
    const [known, none] = await tracker.histories({ runIds: ['r1', 'gone'], key: 'loss' }, signal);
    assert.ok(known?.ok);
    assert.deepEqual([...known.value.steps], [10, 20]);
    assert.deepEqual([...known.value.values], [2, 1]);
    assert.deepEqual([...known.value.timestamps], [1000, 2000]);
    assert.equal(none?.ok, false);
  });
});

describe('trainyardCatalog', () => {
  it('is there when there are runs, and says when that changes', async () => {
    const store = storeOf([]);
    const catalog = trainyardCatalog(store);
    let changes = 0;
    catalog.watch(() => (changes += 1));
    assert.deepEqual((await catalog.find(signal)).trackers, []);
    store.become([aRun()]);
    store.become([aRun(), aRun({ id: 'r2' })]);
    assert.equal(changes, 1);
    assert.equal((await catalog.find(signal)).trackers.length, 1);
  });
});
