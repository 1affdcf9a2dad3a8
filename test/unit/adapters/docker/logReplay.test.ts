import assert from 'node:assert/strict';
import { LogReplay } from '../../../../src/adapters/docker/logReplay.ts';
import { LogRestarts } from '../../../../src/adapters/docker/logRestarts.ts';
import type { LogLine } from '../../../../src/domain/logs/logLine.ts';

const at = (ms: number, nanos = 0) =>
  `${new Date(1_767_261_600_000 + ms).toISOString().slice(0, 23)}${String(nanos).padStart(6, '0')}Z`;
const line = (time: string, text: string, stream: LogLine['stream'] = 'stdout'): LogLine => ({
  number: 0,
  time,
  stream,
  text,
});

/** Plays a log as an engine does after a cut: everything not older than `since`. */
function replay(keeper: LogReplay, log: readonly LogLine[]): string[] {
  const since = Number(keeper.since() ?? 0) * 1000;
  keeper.reopen();
  const fresh: string[] = [];
  for (const each of log.filter(({ time }) => Date.parse(time ?? '') >= since)) {
    if (keeper.isRepeated(each)) continue;
    fresh.push(each.text);
    keeper.remember([each]);
  }
  return fresh;
}

describe('LogReplay', () => {
  it('gives none twice and loses none, wherever the cut is', () => {
    const log = Array.from({ length: 60 }, (_, n) => line(at(n * 50), String(n)));
    for (let cut = 0; cut <= log.length; cut++) {
      const keeper = new LogReplay();
      for (const each of log.slice(0, cut)) keeper.remember([each]);
      assert.deepEqual(
        replay(keeper, log),
        log.slice(cut).map(({ text }) => text),
        `cut after ${cut}`,
      );
    }
  });

  it('counts equal lines with equal stamps', () => {
    const same = line(at(0, 5), 'x');
    const keeper = new LogReplay();
    keeper.remember([same, same]);
    assert.deepEqual(replay(keeper, [same, same, same]), ['x']);
  });

  it('finds lines that were stamped before and written after', () => {
    const [early, late] = [line(at(100, 1), 'early', 'stderr'), line(at(100, 9), 'late')];
    const keeper = new LogReplay();
    keeper.remember([late]);
    assert.deepEqual(replay(keeper, [late, early, line(at(101), 'next')]), ['early', 'next']);
  });

  it('drops what an engine repeats within one stream after a rotation', () => {
    const keeper = new LogReplay();
    const log = Array.from({ length: 20 }, (_, n) => line(at(n * 50), String(n)));
    for (const each of log) {
      assert.equal(keeper.isRepeated(each), false);
      keeper.remember([each]);
    }
    assert.equal(keeper.isRepeated(line(at(600), '12')), true);
    assert.equal(keeper.isRepeated(line(at(600), 'another', 'stderr')), false);
    assert.equal(keeper.isRepeated(line(at(5000), 'new')), false);
  });

  it('says when the engine has thrown lines away', () => {
    const keeper = new LogReplay();
    keeper.remember([line(at(0), 'old')]);
    assert.deepEqual(replay(keeper, [line(at(5000), 'much later')]), ['much later']);
    assert.equal(keeper.takeGap(), true);
    assert.equal(keeper.takeGap(), false);
    assert.deepEqual(replay(keeper, [line(at(5000), 'much later'), line(at(9000), 'x')]), ['x']);
    assert.equal(keeper.takeGap(), false);
  });
});

describe('LogRestarts', () => {
  it('marks the first line after an end', () => {
    const restarts = new LogRestarts();
    restarts.started(at(0));
    restarts.died({ at: at(100), exitCode: 3 });
    assert.deepEqual(restarts.take(at(99)), []);
    assert.equal(restarts.take(at(101)).length, 1);
    assert.deepEqual(restarts.take(at(102)), []);
  });

  it('takes an end that is told twice for one', () => {
    const restarts = new LogRestarts();
    restarts.died({ at: at(100), exitCode: 3 });
    restarts.died({ at: at(100), exitCode: 3 });
    assert.equal(restarts.take(at(200)).length, 1);
  });

  it('sees a restart by the start time alone, when the engine lost its events', () => {
    const restarts = new LogRestarts();
    restarts.started(at(0));
    restarts.started(at(0));
    assert.deepEqual(restarts.take(at(50)), []);
    restarts.started(at(100));
    assert.equal(restarts.take(at(101)).length, 1);
    restarts.died({ at: at(200), exitCode: 1 });
    restarts.started(at(300));
    assert.equal(restarts.take(at(301)).length, 1);
  });
});
