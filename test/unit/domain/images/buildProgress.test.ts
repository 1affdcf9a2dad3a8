import assert from 'node:assert/strict';
import {
  BuildProgress,
  isInternal,
  STEP_LOG_LINES,
  stepDurationMs,
  stepTitle,
} from '../../../../src/domain/images/buildProgress.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 10, 0, second));
const step = (id: string, name: string, state: 'waiting' | 'running' | 'cached' | 'done' | 'failed') =>
  ({ kind: 'step', id, name, state }) as const;

describe('buildProgress', () => {
  it('folds states and times of a step, and keeps "from cache" when the builder says done afterwards', () => {
    const progress = new BuildProgress();
    progress.apply({ ...step('a', '[1/2] FROM x', 'running'), startedAt: at(2) });
    progress.apply({ ...step('a', '[1/2] FROM x', 'running'), startedAt: at(1) });
    progress.apply({ ...step('a', '[1/2] FROM x', 'cached'), startedAt: at(3), finishedAt: at(3) });
    progress.apply(step('a', '[1/2] FROM x', 'done'));
    const [only] = progress.steps;
    assert.ok(only);
    assert.equal(only.state, 'cached');
    assert.deepEqual([only.startedAt, only.finishedAt], [at(1), at(3)]);
    assert.equal(stepDurationMs(only, at(9)), 2000);
  });

  it('counts announced steps of every stage, and leaves the builder’s own work out', () => {
    const progress = new BuildProgress();
    progress.apply(step('i', '[internal] load build definition', 'done'));
    progress.apply(step('a', '[one 1/2] FROM x', 'cached'));
    progress.apply(step('b', '[two 1/3] FROM x', 'done'));
    assert.deepEqual(progress.totals, { steps: 5, finished: 2, cached: 1, fraction: 0.4 });
  });

  it('shows of each line what a terminal would show, without escape sequences', () => {
    const progress = new BuildProgress();
    const log = (text: string) => progress.apply({ kind: 'log', stepId: 'a', text, stream: 'stdout' });
    log('one\r\n 10%\r 20%\r100%\n\u001B[31mred\u001B[0m\u001B]0;title\u0007 ha');
    log('lf\n');
    assert.deepEqual(progress.step('a')?.log.lines, ['one', '100%', 'red half']);
  });

  it('keeps the last 10,000 lines of a step and counts the rest', () => {
    const progress = new BuildProgress();
    for (let line = 0; line < STEP_LOG_LINES + 5; line++)
      progress.apply({ kind: 'log', stepId: 'a', text: `${line}\n`, stream: 'stdout' });
    const log = progress.step('a')?.log;
    assert.equal(log?.lines.length, STEP_LOG_LINES);
    assert.equal(log?.droppedLines, 5);
    assert.equal(log?.lines[0], '5');
  });

  it('says of what ran or waited that it was cancelled', () => {
    const progress = new BuildProgress();
    progress.apply(step('a', 'RUN a', 'running'));
    progress.apply(step('b', 'RUN b', 'waiting'));
    progress.apply(step('c', 'RUN c', 'done'));
    progress.end('cancelled', at(5));
    assert.deepEqual(
      progress.steps.map(({ state }) => state),
      ['cancelled', 'cancelled', 'done'],
    );
  });

  it('reads stage, number and count of a step', () => {
    assert.deepEqual(stepTitle('[builder 2/15] RUN a [1/2]'), {
      stage: 'builder',
      index: 2,
      count: 15,
      text: 'RUN a [1/2]',
    });
    assert.deepEqual(stepTitle('[3/4] COPY . .'), { index: 3, count: 4, text: 'COPY . .' });
    assert.deepEqual(stepTitle('[  2/15] RUN x'), { text: '[  2/15] RUN x' });
    assert.ok(isInternal('exporting to image'));
    assert.ok(!isInternal('[1/2] FROM internal'));
  });
});
