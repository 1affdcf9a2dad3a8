import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LogEvent } from '../../../../src/domain/logs/ports.ts';
import { ConnectionLoss } from '../../../../src/domain/logs/connectionLoss.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const REFUSED = { code: 'unreachable', message: 'nobody listens' } as const;
const texts = (events: Iterable<LogEvent>) =>
  Array.from(events, (event) => (event.kind === 'marker' ? event.text : event.kind));

describe('the loss of a connection in a log', () => {
  it('is mentioned once, when it lasts, and so is its end', async () => {
    const clock = new ManualClock();
    const loss = new ConnectionLoss(clock, 2_000);
    assert.deepEqual(texts(loss.lost(REFUSED)), []);
    await clock.pass(1_999);
    assert.deepEqual(texts(loss.lost(REFUSED)), []);
    await clock.pass(1);
    assert.deepEqual(texts(loss.lost(REFUSED)), ['connection lost: nobody listens']);
    await clock.pass(60_000);
    assert.deepEqual(texts(loss.lost(REFUSED)), []);
    assert.deepEqual(texts(loss.found()), ['connected again, the log goes on where it was']);
  });

  it('is not mentioned when it is short, each loss counted anew', async () => {
    const clock = new ManualClock();
    const loss = new ConnectionLoss(clock, 2_000);
    for (let times = 0; times < 3; times += 1) {
      assert.deepEqual(texts(loss.lost(REFUSED)), []);
      await clock.pass(1_500);
      assert.deepEqual(texts(loss.found()), []);
    }
  });
});
