import assert from 'node:assert/strict';
import { DisposableStore, disposable } from '../../../../src/domain/base/lifecycle.ts';

describe('DisposableStore', () => {
  it('closes last in, first out, and only once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(disposable(() => order.push('a')));
    store.add(disposable(() => order.push('b')));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, ['b', 'a']);
  });

  it('closes at once what is added too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let closed = false;
    store.add(
      disposable(() => {
        closed = true;
      }),
    );
    assert.equal(closed, true);
  });
});
