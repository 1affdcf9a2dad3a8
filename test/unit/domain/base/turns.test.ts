import assert from 'node:assert/strict';
import { Turns } from '../../../../src/domain/base/turns.ts';

describe('turns', () => {
  it('lets no more than a few work at a time, in their order, also after work that failed', async () => {
    const turns = new Turns(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = (id: number) => async (): Promise<number> => {
      order.push(id);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (id === 1) throw new Error('broken');
      return id;
    };
    const ended = await Promise.allSettled([0, 1, 2, 3, 4].map((id) => turns.take(work(id))));
    assert.deepEqual(
      ended.map((end) => (end.status === 'fulfilled' ? end.value : end.status)),
      [0, 'rejected', 2, 3, 4],
    );
    assert.deepEqual([order, most, running], [[0, 1, 2, 3, 4], 2, 0]);
    assert.equal(await turns.take(work(5)), 5);
  });
});
