import assert from 'node:assert/strict';
import { whenKnown } from '../../../../src/domain/base/whenKnown.ts';
import { ManualWatched } from '../../../support/engines.ts';

const never = new AbortController().signal;

describe('whenKnown', () => {
  it('answers at once when the value is there', async () => {
    const watched = new ManualWatched<number>();
    watched.set({ state: 'ready', value: 7 });
    assert.deepEqual(await whenKnown(watched, never), { ok: true, value: 7 });
  });

  it('waits while the source is loading', async () => {
    const watched = new ManualWatched<number>();
    const known = whenKnown(watched, never);
    watched.set({ state: 'loading' });
    watched.set({ state: 'failed', failure: { code: 'timeout', message: 'no answer' } });
    assert.deepEqual(await known, { ok: false, failure: { code: 'timeout', message: 'no answer' } });
  });

  it('waits until the value is enough', async () => {
    const watched = new ManualWatched<number>();
    watched.set({ state: 'ready', value: 1 });
    const known = whenKnown(watched, never, (value) => value > 1);
    watched.set({ state: 'ready', value: 2 });
    assert.deepEqual(await known, { ok: true, value: 2 });
  });

  it('stops waiting when it is cancelled', async () => {
    const controller = new AbortController();
    const known = whenKnown(new ManualWatched<number>(), controller.signal);
    controller.abort();
    const result = await known;
    assert.equal(result.ok ? undefined : result.failure.code, 'cancelled');
  });
});
