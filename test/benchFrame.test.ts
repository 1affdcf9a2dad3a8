// The frame of `npm run bench`: which figures it takes, how it judges them, and what it does when a side cannot be had.
import assert from 'node:assert/strict';
import { measurePair } from '../bench/lib/measurePair.mjs';
import { NotMeasured } from '../bench/lib/notMeasured.mjs';
import type { BenchContext, Goal, Pair } from '../bench/lib/types.ts';

const context: BenchContext = {
  root: '',
  log: () => undefined,
  scratch: () => '',
  engine: () => Promise.reject(new NotMeasured('no engine')),
};
const pairOf = (change: Partial<Pair>): Pair => ({
  id: 'x',
  group: 'g',
  title: 't',
  unit: 'ms',
  ours: () => 1,
  theirs: () => 2,
  ...change,
});
const measure = (change: Partial<Pair>, ...goals: Goal[]) =>
  measurePair(pairOf(change), { goals, context, runs: 5, judge: true, load: () => 0 });

describe('bench frame', () => {
  it('measures both sides in turn, first rounds apart, and takes medians', async () => {
    const order: string[] = [];
    const figures = [100, 5, 1, 3, 2, 4];
    const [row] = await measure({
      ours: () => {
        order.push('o');
        return figures.shift() ?? 0;
      },
      theirs: () => {
        order.push('t');
        return 6;
      },
    });
    assert.equal(order.join(''), 'toottoottoot');
    assert.deepEqual(row?.runs.ours, [5, 1, 3, 2, 4]);
    assert.equal(row?.ours, 3);
    assert.equal(row?.ratio, 0.5);
  });

  it('judges the ratio by its goal', async () => {
    const [met] = await measure({}, { id: 'x', of: 'ratio', max: 0.5 });
    assert.deepEqual([met?.ok, met?.bound], [true, 'ratio <= 0.5']);
    const [high] = await measure({}, { id: 'x', of: 'ratio', min: 0.6 });
    assert.deepEqual([high?.ok, high?.bound], [false, 'ratio >= 0.6']);
    const [none] = await measure({});
    assert.deepEqual([none?.ok, none?.bound], [null, null]);
  });

  it('judges a further figure by its worst run, or by the median where its goal says so', async () => {
    const blocks = [0, 10, 60, 10, 10, 10];
    const rows = await measure(
      { ours: () => ({ value: 1, also: { longestBlockMs: blocks.shift() ?? 0 } }) },
      { id: 'x.longestBlockMs', title: 'block', unit: 'ms', of: 'ours', max: 50 },
    );
    const block = rows.at(-1);
    assert.deepEqual([block?.id, block?.ours, block?.ok], ['x.longestBlockMs', 60, false]);
    const loads = [0, 10, 60, 20, 10, 10];
    const byMedian = await measure(
      { ours: () => ({ value: 1, also: { loadMs: loads.shift() ?? 0 } }) },
      { id: 'x.loadMs', of: 'ours', max: 50, by: 'median' },
    );
    assert.deepEqual([byMedian.at(-1)?.ours, byMedian.at(-1)?.ok], [10, true]);
  });

  it('says that a side cannot be had, and guesses nothing', async () => {
    const [row] = await measure(
      {
        theirs: () => {
          throw new NotMeasured('no docker CLI');
        },
      },
      { id: 'x', of: 'ratio', max: 0.5 },
    );
    assert.deepEqual([row?.ok, row?.ours, row?.ratio, row?.reason], [null, null, null, 'no docker CLI']);
  });

  it('counts a broken pair as missed, and still tears it down', async () => {
    let ended = false;
    const [row] = await measure({
      setup: () => {
        throw new Error('bug');
      },
      teardown: () => {
        ended = true;
      },
    });
    assert.deepEqual([row?.ok, row?.reason, ended], [false, 'the pair broke: bug', true]);
    const [nan] = await measure({ ours: () => Number.NaN });
    assert.equal(nan?.ok, false);
  });

  it('measures again when a goal was missed on a busy machine, three times at most', async () => {
    const tryWith = async (load: number, figures: readonly number[]) => {
      let round = 0;
      const ours = () => figures[Math.floor(round++ / 2)] ?? 9;
      const [row] = await measurePair(pairOf({ ours }), {
        goals: [{ id: 'x', of: 'ours', max: 5 }],
        context,
        runs: 1,
        judge: true,
        load: () => load,
      });
      return [row?.ok, row?.attempts];
    };
    assert.deepEqual(await tryWith(2, [9, 1]), [true, 2]);
    assert.deepEqual(await tryWith(2, [9, 9, 9, 1]), [false, 3]);
    assert.deepEqual(await tryWith(0.5, [9, 1]), [false, 1]);
  });

  it('gives no verdict on fewer runs than a median needs', async () => {
    const [row] = await measurePair(pairOf({}), {
      goals: [{ id: 'x', of: 'ratio', max: 0.1 }],
      context,
      runs: 1,
      judge: false,
    });
    assert.equal(row?.ok, null);
  });
});
