import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fail, ok, type Result } from '../../../../src/domain/base/failure.ts';
import { HistoryCache } from '../../../../src/domain/experiments/historyCache.ts';
import type { HistoryRequest } from '../../../../src/domain/experiments/ports.ts';
import type { MetricHistory } from '../../../../src/domain/experiments/trackedRun.ts';

const SIGNAL = new AbortController().signal;

/** A store with runs of given lengths whose value is the sine of its step, with a spike at one step. */
function store(sizes: Readonly<Record<string, number>>, spikeAt = -1) {
  const requests: HistoryRequest[] = [];
  const broken = new Set<string>();
  const lengths = new Map(Object.entries(sizes));
  const read = async (request: HistoryRequest): Promise<readonly Result<MetricHistory>[]> => {
    requests.push(request);
    return request.runIds.map((runId) => {
      if (broken.has(runId)) return fail({ code: 'invalid', message: 'It is broken.', nextStep: 'Mend it.' });
      const { from = 0, to = Infinity } = request.steps ?? {};
      const all = Array.from({ length: lengths.get(runId) ?? 0 }, (_, step) => step);
      const steps = Float64Array.from(all.filter((step) => step >= from && step <= to));
      return ok({
        runId,
        key: request.key,
        steps,
        values: steps.map((step) => (step === spikeAt ? 100 : Math.sin(step))),
        timestamps: steps.map((step) => 5000 + step * 1000),
        isSampled: false,
      });
    });
  };
  return { requests, broken, lengths, read };
}
const ask = (runIds: readonly string[], more: object = {}) => ({
  metric: 'loss',
  runIds,
  axis: 'step' as const,
  smoothing: 0,
  pixels: 500,
  ...more,
});

describe('HistoryCache', () => {
  it('reads a history once, whatever is asked of it', async () => {
    const { requests, read } = store({ a: 5000, b: 10 });
    const cache = new HistoryCache(read);
    const { lines } = await cache.lines(ask(['a', 'b', 'none']), SIGNAL);
    assert.deepEqual(
      lines.map(({ runId }) => runId),
      ['a', 'b'],
      'a run without the metric has no line',
    );
    await cache.lines(ask(['a'], { range: { from: 10, to: 20 } }), SIGNAL);
    await cache.lines(ask(['a'], { smoothing: 0.9, axis: 'relative' }), SIGNAL);
    assert.equal(requests.length, 1);
  });

  it('names the runs that cannot be read, and draws the others', async () => {
    const { broken, read } = store({ a: 10, b: 10 });
    broken.add('b');
    const { lines, troubles } = await new HistoryCache(read).lines(ask(['a', 'b']), SIGNAL);
    assert.deepEqual(
      lines.map(({ runId }) => runId),
      ['a'],
    );
    assert.deepEqual(
      troubles.map(({ runId, failure }) => [runId, failure.code]),
      [['b', 'invalid']],
    );
  });

  it('reads only what is new of a run that goes on, and keeps what it has when that fails', async () => {
    const { requests, broken, lengths, read } = store({ a: 100 });
    const cache = new HistoryCache(read);
    await cache.lines(ask(['a']), SIGNAL);
    lengths.set('a', 150);
    cache.stale(['a']);
    broken.add('a');
    const meanwhile = await cache.lines(ask(['a']), SIGNAL);
    assert.deepEqual([meanwhile.lines[0]?.facts.count, meanwhile.troubles.length], [100, 1]);
    broken.clear();
    const { lines } = await cache.lines(ask(['a']), SIGNAL);
    assert.equal(lines[0]?.facts.count, 150);
    assert.deepEqual(requests.at(-1)?.steps?.from, 99);
    assert.deepEqual(
      [...(lines[0]?.x ?? [])],
      Array.from({ length: 150 }, (_, at) => at),
      'no step is there twice',
    );
  });

  it('takes values as they are logged', async () => {
    const { requests, read } = store({ a: 3 });
    const cache = new HistoryCache(read);
    cache.append('a', 'loss', {
      steps: Float64Array.of(9),
      values: Float64Array.of(9),
      timestamps: Float64Array.of(9),
    });
    const before = (await cache.lines(ask(['a']), SIGNAL)).lines[0];
    assert.equal(before?.facts.count, 3, 'what nobody asked for is not kept');
    for (let step = 3; step < 1000; step++)
      cache.append('a', 'loss', {
        steps: Float64Array.of(step),
        values: Float64Array.of(-step),
        timestamps: Float64Array.of(5000 + step * 1000),
      });
    const { lines } = await cache.lines(ask(['a']), SIGNAL);
    assert.deepEqual([lines[0]?.facts.count, lines[0]?.facts.finite?.lowest.y], [1000, -999]);
    assert.equal(before?.x.length, 3, 'a line that was given away does not change');
    assert.equal(requests.length, 1);
    cache.append('a', 'loss', {
      steps: Float64Array.of(5),
      values: Float64Array.of(0),
      timestamps: Float64Array.of(0),
    });
    await cache.lines(ask(['a']), SIGNAL);
    assert.equal(requests.length, 2, 'a step that goes back is asked of the tracker');
  });

  it('holds long runs thinned, with every spike, and reads the part that is zoomed to', async () => {
    const runIds = Array.from({ length: 20 }, (_, at) => `run ${at}`);
    const { requests, read } = store(Object.fromEntries(runIds.map((runId) => [runId, 50_000])), 34_567);
    const limit = 4_000_000;
    const cache = new HistoryCache(read, limit);
    const { lines } = await cache.lines(ask(runIds), SIGNAL);
    assert.ok(cache.bytes <= limit, `${cache.bytes}`);
    assert.ok(lines.every((line) => line.y.includes(100) && line.isThinned));
    assert.ok((requests[0]?.mostPoints ?? 0) < 10_000, 'the tracker is told what is of use');
    const range = { from: 34_500, to: 34_600 };
    const near = await cache.lines(ask(runIds, { range }), SIGNAL);
    const inside = [...(near.lines[0]?.x ?? [])].filter((x) => x >= range.from && x <= range.to);
    assert.equal(inside.length, 101, 'every step of the part');
    assert.ok((requests[1]?.steps?.from ?? 0) > 34_000 && (requests[1]?.steps?.to ?? 0) < 35_000);
    await cache.lines(ask(runIds, { range: { from: 34_520, to: 34_580 } }), SIGNAL);
    assert.equal(requests.length, 2, 'a part of the part is here already');
    const seconds = await cache.lines(ask(runIds, { axis: 'relative', range }), SIGNAL);
    assert.equal([...(seconds.lines[0]?.x ?? [])].filter((x) => x >= range.from && x <= range.to).length, 101);
  });

  it('gives up what was not asked for the longest, and reads it again', async () => {
    const { requests, read } = store({ a: 5000, b: 5000, c: 5000 });
    const cache = new HistoryCache(read, 260_000);
    for (const runId of ['a', 'b', 'a', 'c']) await cache.lines(ask([runId]), SIGNAL);
    assert.ok(cache.bytes <= 260_000, `${cache.bytes}`);
    const asked = requests.length;
    await cache.lines(ask(['c']), SIGNAL);
    assert.equal(requests.length, asked);
    await cache.lines(ask(['b']), SIGNAL);
    assert.equal(requests.length, asked + 1);
  });

  it('forgets runs that have other values than before', async () => {
    const { requests, lengths, read } = store({ a: 100, b: 100 });
    const cache = new HistoryCache(read);
    await cache.lines(ask(['a', 'b']), SIGNAL);
    lengths.set('a', 50);
    cache.forget(['a']);
    const { lines } = await cache.lines(ask(['a', 'b']), SIGNAL);
    assert.deepEqual(
      lines.map(({ facts }) => facts.count),
      [50, 100],
    );
    assert.deepEqual(requests.at(-1)?.runIds, ['a']);
  });
});
