import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { WatchStage } from '../../../support/watchStage.ts';

describe('watches of a cluster', function () {
  this.timeout(20_000);
  let stage: WatchStage;
  beforeEach(async () => {
    stage = new WatchStage();
    await stage.begin();
  });
  afterEach(() => stage.end());

  it('are one for all who look at the same kind and namespace, and end with the last of them', async () => {
    const { clock, fake, watches } = stage;
    const second = watches.watch('pods', undefined);
    assert.equal(second.current.state, 'ready');
    assert.equal(fake.requests.length, 1);
    second.dispose();
    second.dispose();
    assert.equal(fake.watching, 1);
    stage.pods.dispose();
    await clock.pass(0);
    assert.equal(fake.watching, 0);
    const third = watches.watch('pods', undefined);
    await clock.pass(0);
    assert.equal(third.current.state, 'ready');
    assert.equal(fake.requests.length, 2);
    third.dispose();
  });

  it('are others for other namespaces, but for kinds of the cluster', async () => {
    const { clock, fake, watches } = stage;
    const held = [
      watches.watch('pods', 'team'),
      watches.watch('pods', 'other'),
      watches.watch('nodes', 'team'),
      watches.watch('nodes', undefined),
    ];
    await clock.pass(0);
    assert.deepEqual(
      fake.requests.map(({ path }) => path),
      ['/api/v1/pods', '/api/v1/namespaces/team/pods', '/api/v1/namespaces/other/pods', '/api/v1/nodes'],
    );
    for (const one of held) one.dispose();
  });

  it('tell a holder nothing more once it has let go', async () => {
    const other = stage.watches.watch('pods', undefined);
    let told = 0;
    other.onDidChange(() => (told += 1));
    other.dispose();
    stage.put(7);
    await stage.clock.pass(500);
    assert.equal(told, 0);
    assert.ok(stage.isTrue);
  });

  it('leave nothing behind after 200 openings', async () => {
    const { clock, fake, watches } = stage;
    for (let count = 0; count < 200; count++) {
      const services = watches.watch('services', undefined);
      await clock.pass(count % 3);
      services.dispose();
    }
    await clock.pass(10);
    assert.equal(fake.watching, 1);
  });
});
