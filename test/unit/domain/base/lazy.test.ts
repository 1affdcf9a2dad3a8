import assert from 'node:assert/strict';
import { lazy } from '../../../../src/domain/base/lazy.ts';

describe('lazy', () => {
  it('loads at the first call and once', async () => {
    let loads = 0;
    const value = lazy(() => Promise.resolve((loads += 1)));
    assert.equal(loads, 0);
    assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
  });

  it('tries again after a failure', async () => {
    let loads = 0;
    const value = lazy(() => ((loads += 1) === 1 ? Promise.reject(new Error('disk')) : Promise.resolve('ok')));
    await assert.rejects(value(), /disk/);
    assert.equal(await value(), 'ok');
  });
});
