import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { WatchStage } from '../../../support/watchStage.ts';

const isStream = ({ query }: { query: URLSearchParams }): boolean => query.has('sendInitialEvents');

describe('a list that comes as a stream', function () {
  this.timeout(20_000);
  let stage: WatchStage;
  afterEach(() => stage.end());

  it('is complete at the bookmark with the mark of the end, and goes on as the watch', async () => {
    stage = new WatchStage(5);
    await stage.begin();
    assert.ok(stage.isTrue);
    stage.put(9);
    await stage.clock.pass(300);
    assert.ok(stage.isTrue);
    assert.equal(stage.fake.requests.length, 1);
    assert.equal(stage.fake.requests[0]?.query.get('resourceVersionMatch'), 'NotOlderThan');
  });

  it('is not complete at another bookmark, nor before any', async () => {
    stage = new WatchStage(5);
    const end = { after: 5, line: '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"104"}}}' };
    stage.fake.faults.push({ fits: isStream, spoil: end, cutAfter: { events: 5 }, times: 1 });
    await stage.begin();
    assert.equal(stage.shown(), undefined);
    assert.notEqual(stage.pods.current.state, 'ready');
    await stage.clock.pass(2_000);
    assert.ok(stage.isTrue);
  });

  it('begins anew after a 429, later, as a stream', async () => {
    stage = new WatchStage(5);
    stage.fake.faults.push({ fits: isStream, status: 429, reason: 'TooManyRequests', retryAfter: 3, times: 2 });
    await stage.begin();
    await stage.clock.pass(7_000);
    assert.ok(stage.isTrue);
    assert.ok(stage.fake.requests.every(isStream));
    assert.ok((stage.fake.requests[1]?.at ?? 0) - (stage.fake.requests[0]?.at ?? 0) >= 3_000);
  });

  it('comes in pages from a server that refuses to stream it, without a pause and for ever', async () => {
    stage = new WatchStage(5);
    stage.fake.can.streamLists = false;
    await stage.begin();
    assert.ok(stage.isTrue);
    stage.pods.refresh();
    await stage.clock.pass(500);
    assert.equal(stage.fake.requests.filter(isStream).length, 1);
    assert.deepEqual(new Set(stage.seen), new Set(['ready']));
  });

  it('comes in pages from a server that takes the question for an ordinary watch and never says where the list ends', async () => {
    stage = new WatchStage(5);
    stage.fake.faults.push({ fits: isStream, isHung: true });
    await stage.begin();
    await stage.clock.pass(15_000);
    assert.ok(stage.isTrue);
  });

  it('is watched from the beginning again when it expires before it is complete', async () => {
    stage = new WatchStage(5);
    const line = '{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}';
    stage.fake.faults.push({ fits: isStream, spoil: { after: 2, line }, times: 1 });
    await stage.begin();
    await stage.clock.pass(500);
    assert.ok(stage.isTrue);
  });

  it('replaces what was known only when it is complete', async () => {
    stage = new WatchStage(5);
    await stage.begin();
    stage.fake.faults.push({ fits: isStream, cutAfter: { events: 2 }, times: 3 });
    for (let index = 0; index < 3; index++) stage.remove(index);
    stage.fake.compact();
    stage.fake.cut();
    let smallest = 5;
    for (let step = 0; step < 100 && !stage.isTrue; step++) {
      await stage.clock.pass(100);
      smallest = Math.min(smallest, stage.shown()?.size ?? 5);
    }
    assert.ok(stage.isTrue);
    assert.equal(smallest, 2);
    assert.ok(stage.seen.every((state) => state === 'ready' || state === 'stale'));
  });

  it('is shown in part while it is long, and never as complete', async () => {
    stage = new WatchStage(5);
    stage.fake.faults.push({ fits: isStream, isHung: true });
    stage.fake.faults.push({ fits: ({ query }) => query.has('continue'), isHung: true });
    for (let index = 0; index < 300; index++) stage.put(index);
    await stage.begin();
    await stage.clock.pass(7_000);
    const { current } = stage.pods;
    assert.equal(current.state === 'loading' && current.partial?.size, 200);
  });
});

describe('a watch that has fallen silent', function () {
  this.timeout(20_000);
  let stage: WatchStage;
  afterEach(() => stage.end());

  it('is called stale within 20 s when the server has frozen, and goes on without a list', async () => {
    stage = new WatchStage();
    await stage.begin();
    for (const quietBefore of [0, 3_000, 8_900, 12_000, 100_000]) {
      await stage.clock.pass(quietBefore);
      const frozenAt = stage.clock.now();
      stage.fake.isFrozen = true;
      const after = await stage.clock.until(() => stage.isStale, 20_000);
      assert.ok(after <= 15_000, String(after));
      const { current } = stage.pods;
      assert.ok(current.state === 'ready' && current.staleSince !== undefined);
      assert.ok(Math.abs(current.staleSince.getTime() - frozenAt) < 15_000);
      await stage.clock.pass(60_000);
      stage.fake.isFrozen = false;
      await stage.clock.until(() => !stage.isStale, 6_000);
      assert.ok(stage.isTrue);
    }
    assert.equal(stage.lists, 1);
  });

  it('asks a frozen server for less than one request in two seconds, however many watches there are', async () => {
    stage = new WatchStage();
    await stage.begin();
    const others = (['nodes', 'services', 'claims', 'quotas', 'events', 'deployments', 'jobs'] as const).map((kind) =>
      stage.watches.watch(kind, undefined),
    );
    await stage.clock.pass(2_000);
    stage.fake.isFrozen = true;
    await stage.clock.pass(30_000);
    const { length } = stage.fake.requests;
    await stage.clock.pass(120_000);
    assert.ok(stage.fake.requests.length - length < 60, String(stage.fake.requests.length - length));
    for (const other of others) other.dispose();
  });

  it('is opened anew when only its own connection is dead', async () => {
    stage = new WatchStage();
    await stage.begin();
    stage.fake.deafen();
    await stage.clock.pass(2_000);
    stage.put(8);
    await stage.clock.pass(17_000);
    assert.ok(stage.isTrue);
    assert.equal(stage.lists, 1);
  });

  it('costs one small request in nine seconds while nothing happens', async () => {
    stage = new WatchStage();
    await stage.begin();
    await stage.clock.pass(240_000);
    assert.ok(stage.fake.requests.length <= 28, String(stage.fake.requests.length));
    assert.deepEqual(stage.seen, ['ready']);
  });
});
