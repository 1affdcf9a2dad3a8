import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { LiveRuns } from '../../../../src/domain/experiments/liveRuns.ts';
import { parseFilter } from '../../../../src/domain/experiments/parseFilter.ts';
import type { ExperimentTracker } from '../../../../src/domain/experiments/ports.ts';
import { memoryTracker } from '../../../support/memoryTracker.ts';
import { runWith } from '../../../support/runWith.ts';
import { experiment } from '../../../support/trackedRuns.ts';

const many = (count: number) => Array.from({ length: count }, (_, n) => runWith({ id: `r${n}` }));
const BROKEN = { code: 'unauthorized', message: 'The server wants a password.' } as const;

function live(tracker: ExperimentTracker, mostRuns?: number) {
  const current: { result: Result<ExperimentTracker> } = { result: ok(tracker) };
  const runs = new LiveRuns(async () => Promise.resolve(current.result), [experiment('one')], mostRuns);
  const states: string[] = [];
  runs.onDidChange(() => states.push(`${runs.state.kind} ${runs.table.size}`));
  return { runs, states, current };
}

describe('LiveRuns', () => {
  it('fills the table page by page, and says how far it is', async () => {
    const { runs, states } = live(memoryTracker(many(2500)));
    await runs.start();
    assert.deepEqual(states, ['loading 0', 'loading 1000', 'loading 2000', 'loading 2500', 'ready 2500']);
    assert.equal(runs.state.isCut, false);
  });

  it('keeps what was read when a page fails in the middle, and reads all again', async () => {
    const tracker = memoryTracker(many(2500));
    tracker.failure = { page: 2, failure: BROKEN };
    const { runs } = live(tracker);
    await runs.start();
    assert.equal(runs.state.kind, 'failed');
    assert.equal(runs.state.failure?.message, BROKEN.message);
    assert.equal(runs.table.size, 2000);
    tracker.failure = undefined;
    await runs.refresh();
    assert.equal(runs.state.kind, 'ready');
    assert.equal(runs.table.size, 2500);
  });

  it('asks for what has changed since, once for many calls', async () => {
    const tracker = memoryTracker(many(3));
    const { runs } = live(tracker);
    await runs.start();
    assert.equal(tracker.queries[0]?.changedSince, undefined);
    tracker.held = [runWith({ id: 'r0', metrics: [['loss', 1]] })];
    for (const changed of tracker.watches) for (let time = 0; time < 5; time++) changed();
    await runs.refresh();
    assert.equal(tracker.queries.length, 3);
    assert.ok((tracker.queries[1]?.changedSince ?? 0) > 0);
    assert.equal(runs.table.size, 3);
    assert.equal(runs.table.column('metrics', 'loss')?.column.get(0), 1);
  });

  it('says when there are more runs than it takes', async () => {
    const { runs } = live(memoryTracker(many(30)), 20);
    await runs.start();
    assert.equal(runs.state.isCut, true);
    assert.equal(runs.table.size, 20);
  });

  it('watches the tracker that is open now, and fails with what its opening fails with', async () => {
    const [first, second] = [memoryTracker(many(1)), memoryTracker(many(2))];
    const { runs, current } = live(first);
    await runs.start();
    assert.equal(first.watches.size, 1);
    current.result = fail(BROKEN);
    await runs.refresh();
    assert.equal(runs.state.kind, 'failed');
    current.result = ok(second);
    await runs.refresh();
    assert.equal(first.watches.size, 0);
    assert.equal(second.watches.size, 1);
    runs.dispose();
    assert.equal(second.watches.size, 0);
  });

  it('stops when it is closed', async () => {
    const { runs, states } = live(memoryTracker(many(5000)));
    const reading = runs.start();
    runs.dispose();
    await reading;
    assert.ok(states.length <= 1);
  });

  it('asks the source to judge a filter only when there are more runs than it takes, and reads all anew', async () => {
    const tracker = memoryTracker(many(30));
    const [params, metrics] = ["params.lr = '1'", 'metrics.loss < 1'].map((text) => parsed(text));
    assert.ok(params && metrics);
    tracker.splitFilter = (filter) => ({
      there: filter.kind === 'all' && filter.of.length > 0 ? params : undefined,
      rest: metrics,
    });
    const { runs } = live(tracker, 20);
    runs.narrow({ kind: 'all', of: [params, metrics] });
    await runs.start();
    assert.equal(tracker.queries.length, 1);
    assert.equal(tracker.queries[0]?.filter, undefined);
    tracker.held = many(5);
    runs.narrow({ kind: 'all', of: [params, metrics] });
    await runs.refresh();
    assert.deepEqual(tracker.queries[1]?.filter, params);
    assert.equal(tracker.queries[1]?.changedSince, undefined);
    assert.equal(runs.table.size, 5);
    assert.equal(runs.state.judgedThere, "params.lr = '1'");
    runs.narrow({ kind: 'all', of: [] });
    await runs.refresh();
    assert.equal(runs.state.judgedThere, undefined);
  });

  it('takes over what a change has left without reading again', async () => {
    const tracker = memoryTracker(many(3));
    const { runs } = live(tracker);
    await runs.start();
    const of = (id: string, isDeleted = false) => ({
      ...runWith({ id, tags: [['who', 'me']] }),
      experimentId: 'one',
      isDeleted,
    });
    await runs.take([of('r0', true), of('r1'), { ...of('r9'), experimentId: 'another' }]);
    assert.deepEqual(
      ['r0', 'r1', 'r2', 'r9'].map((id) => runs.table.rowOf(id) !== undefined),
      [false, true, true, false],
    );
    const row = runs.table.rowOf('r1');
    assert.equal(runs.table.column('tags', 'who')?.column.get(row ?? -1), 'me');
    assert.equal(tracker.queries.length, 1);
  });

  it('reads all anew when a change may have touched anything, and drops runs that are gone', async () => {
    const tracker = memoryTracker(many(3));
    const { runs } = live(tracker);
    await runs.start();
    tracker.held = many(2);
    await runs.take(undefined);
    assert.deepEqual([tracker.queries[1]?.changedSince, runs.table.size], [undefined, 2]);
    await runs.refresh();
    assert.ok((tracker.queries[2]?.changedSince ?? 0) > 0);
  });

  it('follows the name of its experiment, in the column too', async () => {
    const tracker = memoryTracker([{ ...runWith({ id: 'r0' }), experimentId: 'one' }]);
    const { runs } = live(tracker);
    await runs.start();
    const named = () => [
      runs.experiments.map(({ name }) => name).join(),
      runs.table.column('attributes', 'experiment')?.column.get(0),
    ];
    const before = named();
    tracker.experiments = async () => Promise.resolve(ok([experiment('one', { name: 'renamed' }), experiment('two')]));
    await runs.take(undefined);
    assert.deepEqual(
      [before, named()],
      [
        ['one', 'one'],
        ['renamed', 'renamed'],
      ],
    );
    tracker.experiments = async () => Promise.resolve(fail(BROKEN));
    await runs.take(undefined);
    assert.deepEqual(
      [runs.state.kind, ...named()],
      ['ready', 'renamed', 'renamed'],
      'what cannot be read keeps its name',
    );
  });

  it('shows what a deleted experiment had, which was deleted with it', async () => {
    const tracker = memoryTracker(many(2));
    const of = [experiment('one', { isDeleted: true })];
    const runs = new LiveRuns(async () => Promise.resolve(ok(tracker)), of);
    await runs.start();
    await runs.take([{ ...runWith({ id: 'r0' }), experimentId: 'one', isDeleted: true }]);
    assert.deepEqual([tracker.queries[0]?.lifecycle, runs.table.size], ['all', 2]);
  });

  it('does not let a page that was asked for before a change bring a deleted run back', async () => {
    const tracker = memoryTracker(many(2));
    const { runs } = live(tracker);
    const reading = runs.start();
    tracker.held = many(1);
    await runs.take([{ ...runWith({ id: 'r1' }), experimentId: 'one', isDeleted: true }]);
    await reading;
    assert.equal(runs.table.rowOf('r1'), undefined);
  });
});

function parsed(text: string) {
  const filter = parseFilter(text);
  return filter.ok ? filter.value : undefined;
}
