// Faults of an API server and its watches (list A), in virtual time against the scripted server. The same watch is broken over real
// connections in watchWire.test.ts, and by killing a real server in test/real/kubernetes/watch.test.ts.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import type { FakeRequest } from '../../support/fakeKube.ts';
import { podBody } from '../../support/kubePods.ts';
import { WatchStage } from '../../support/watchStage.ts';

const isWatch = (request: FakeRequest): boolean => request.isWatch;

describe('faults of the API server', function () {
  this.timeout(60_000);
  let stage: WatchStage;
  const begin = async (pods = 20): Promise<WatchStage> => {
    stage = new WatchStage(pods);
    await stage.begin();
    return stage;
  };
  /** The oracle: what is shown is what the server has, within 5 s. */
  const healed = async (withinMs = 5_000): Promise<void> => {
    await stage.clock.until(() => stage.isTrue && !stage.isStale, withinMs);
  };
  afterEach(() => stage.end());

  it('A1: frozen for 90 s: stale within 20 s, right within 5 s afterwards, no list', async () => {
    const { clock, fake } = await begin();
    await clock.pass(30_000);
    fake.isFrozen = true;
    await clock.until(() => stage.isStale, 20_000);
    await clock.pass(70_000);
    stage.put(99);
    fake.isFrozen = false;
    stage.put(98);
    fake.cut();
    await healed();
    assert.equal(stage.lists, 1);
  });

  it('A2: down for 20 s and for 10 min: below 0.5 requests a second, right within 5 s, no list', async () => {
    for (const seconds of [20, 600]) {
      const { clock, fake, transport } = await begin();
      const others = (['nodes', 'services', 'jobs', 'deployments', 'events'] as const).map((kind) =>
        stage.watches.watch(kind, undefined),
      );
      await clock.pass(5_000);
      transport.isDown = true;
      fake.cut();
      stage.remove(3);
      stage.put(77);
      await clock.pass(10_000);
      const before = transport.refused;
      await clock.pass(seconds * 1_000 - 10_000);
      assert.ok(transport.refused - before <= 0.5 * (seconds - 10) + 1, String(transport.refused - before));
      assert.ok(stage.isStale);
      transport.isDown = false;
      await healed();
      assert.equal(stage.lists, 1 + others.length);
      for (const other of others) other.dispose();
    }
  });

  it('A3: the store of the server is gone for 60 s: said once, and right afterwards', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({ fits: () => true, status: 500, reason: 'InternalError' });
    fake.cut();
    await clock.pass(60_000);
    assert.equal(stage.seen.filter((state) => state === 'stale').length, 1);
    assert.ok(!stage.seen.includes('failed'));
    fake.faults.length = 0;
    await healed();
  });

  it('A4: put back to an older state, and past the version that was known before anybody asks: one list, no ghost', async () => {
    for (const later of [0, 3, 200]) {
      const { clock, fake } = await begin();
      const { version } = fake;
      stage.put(500);
      stage.put(501);
      await clock.pass(500);
      assert.equal(stage.shown()?.size, 22);
      fake.restore(version, ({ metadata }) => Number(metadata.resourceVersion) <= version);
      for (let change = 0; change < later; change++) fake.put('nodes', '', 'busy', {});
      await healed();
      assert.equal(stage.shown()?.size, 20);
      assert.equal(stage.lists, 2);
      stage.end();
    }
  });

  it('A5: all connections reset every 2 s for a minute while objects change: nothing is lost', async () => {
    const { clock, fake } = await begin();
    for (let second = 0; second < 60; second += 2) {
      stage.put(second);
      stage.remove(second + 1);
      fake.cut();
      await clock.pass(2_000);
    }
    await healed();
    assert.ok(stage.watchRequests < 30, String(stage.watchRequests));
    assert.equal(stage.lists, 1);
  });

  it('A7: 410 as the answer to a watch, and in the middle of one: one list each, deletions told, no failure shown', async () => {
    const { clock, fake } = await begin();
    fake.cut();
    stage.remove(1);
    fake.compact();
    await healed();
    assert.equal(stage.lists, 2);
    fake.sayError(410, 'Expired');
    stage.remove(2);
    await healed();
    assert.equal(stage.lists, 3);
    await clock.pass(10_000);
    assert.deepEqual(new Set(stage.seen), new Set(['ready']));
  });

  it('A8: 429 with Retry-After: 7 on lists and watches is kept, and no watch turns into a list for it', async () => {
    stage = new WatchStage();
    stage.fake.can.streamLists = false;
    stage.fake.faults.push({ fits: ({ query }) => query.has('limit'), status: 429, retryAfter: 7, times: 2 });
    await stage.begin();
    await stage.clock.pass(20_000);
    const lists = stage.fake.requests.filter(({ query }) => query.has('limit'));
    for (const [index, { at }] of lists.slice(1).entries()) assert.ok(at - (lists[index]?.at ?? 0) >= 7_000);
    assert.ok(stage.isTrue);
    stage.fake.faults.push({ fits: isWatch, status: 429, retryAfter: 7, times: 3 });
    stage.fake.cut();
    const { lists: before } = stage;
    const { length } = stage.fake.requests;
    await stage.clock.pass(40_000);
    const watches = stage.fake.requests.slice(length).filter(isWatch).slice(0, 4);
    for (const [index, { at }] of watches.slice(1).entries()) assert.ok(at - (watches[index]?.at ?? 0) >= 7_000);
    assert.equal(stage.lists, before);
    await healed();
  });

  it('A9: 500, 503 and 504 on every third request: right all the time, one note an outage', async () => {
    for (const status of [500, 503, 504]) {
      const { clock, fake } = await begin();
      fake.faults.push({ fits: () => true, every: 3, status });
      for (let round = 0; round < 30; round++) {
        stage.put(round);
        fake.cut();
        await clock.pass(5_000);
      }
      fake.faults.length = 0;
      await healed();
      assert.ok(stage.seen.filter((state) => state === 'stale').length <= 15);
      assert.ok(!stage.seen.includes('failed'));
    }
  });

  it('A10: an error inside the server in the middle of a watch: on at the same place; a list when it lasts over a minute', async () => {
    const { clock, fake } = await begin();
    fake.sayError(500, 'InternalError');
    stage.put(50);
    await healed();
    assert.equal(stage.lists, 1);
    for (let second = 0; second < 90; second++) {
      fake.sayError(500, 'InternalError');
      await clock.pass(1_000);
    }
    assert.equal(stage.lists, 2);
    await healed();
  });

  it('A11: a line cut short, no JSON, no object, no kind of event: everything is read again, nothing is skipped', async () => {
    const lines = [
      '{"type":"MODIFIED","object":{"metadata":{"na',
      'Bad Gateway',
      '{"type":"MODIFIED"}',
      '{"type":"MOVED","object":{"metadata":{"uid":"u","resourceVersion":"1"}}}',
      '{"type":"MODIFIED","object":{"metadata":{"name":"x"}}}',
      '[]',
      'null',
    ];
    const { clock, fake } = await begin();
    for (const [index, line] of lines.entries()) {
      fake.say(line);
      stage.put(index);
      await healed();
      await clock.pass(130_000);
    }
    assert.equal(stage.lists, 1 + lines.length);
    assert.ok(!stage.seen.includes('failed'));
  });

  it('A11: one event of 3 MB is taken', async () => {
    const { fake } = await begin();
    fake.put('pods', 'team', 'big', { ...podBody(1), annotations: 'x'.repeat(3_000_000) });
    await healed();
  });

  it('A11: a connection that is cut in the middle of an event goes on before it', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({ fits: isWatch, cutAfter: { events: 0, isInside: true }, times: 2 });
    await clock.pass(1_500);
    fake.close();
    await clock.pass(100);
    stage.put(30);
    await healed();
    assert.equal(stage.lists, 1);
  });

  it('A12: a watch that closes at once, 100 times: below 0.5 requests a second', async () => {
    const { clock, fake } = await begin();
    await clock.pass(1_500);
    fake.faults.push({ fits: isWatch, isClosedAfterHead: true, times: 100 });
    fake.close();
    const { length } = fake.requests;
    const begun = clock.now();
    await clock.until(() => fake.requests.length >= length + 100, 600_000, 1_000);
    const perSecond = 100 / ((clock.now() - begun) / 1_000);
    assert.ok(perSecond < 0.5, String(perSecond));
    await healed();
  });

  it('A13: without bookmarks, without streamed lists, without both: the same result', async () => {
    for (const can of [
      { streamLists: true, bookmark: false },
      { streamLists: false, bookmark: true },
      { streamLists: false, bookmark: false },
    ]) {
      stage = new WatchStage(300);
      Object.assign(stage.fake.can, can);
      await stage.begin();
      await healed();
      stage.remove(7);
      stage.put(301);
      await stage.clock.pass(120_000);
      assert.ok(stage.isTrue && !stage.isStale);
    }
  });

  it('A14: a kind in which nothing happens for 15 minutes while the server forgets: no list', async () => {
    const { clock, fake } = await begin();
    for (let minute = 0; minute < 15; minute++) {
      fake.put('nodes', '', 'busy', {});
      await clock.pass(60_000);
      if (minute % 5 === 4) fake.compact();
    }
    fake.cut();
    await healed();
    assert.equal(stage.lists, 1);
  });

  it('A17: a list that dies at page 7 of 20, and one whose pages expire: begun again, never shown as complete before', async () => {
    for (const fault of [{ isCut: true }, { status: 410, reason: 'Expired' }]) {
      stage = new WatchStage(3_900);
      stage.fake.can.streamLists = false;
      let page = 0;
      stage.fake.faults.push({ ...fault, fits: ({ query }) => query.has('continue') && (page += 1) === 6, times: 1 });
      await stage.begin();
      let isEarly = false;
      stage.pods.onDidChange((now) => (isEarly ||= now.state === 'ready' && now.value.size < 3_900));
      await healed(10_000);
      assert.ok(!isEarly);
      stage.end();
    }
  });

  it('A18: one namespace is refused and others are not; all are refused', async () => {
    stage = new WatchStage();
    stage.fake.faults.push({
      fits: ({ path }) => !path.includes('/namespaces/team/'),
      status: 403,
      reason: 'Forbidden',
    });
    await stage.begin();
    const own = stage.watches.watch('pods', 'team');
    await stage.clock.pass(0);
    assert.equal(own.current.state === 'ready' && own.current.value.size, 3);
    assert.equal(stage.pods.current.state === 'failed' && stage.pods.current.failure.code, 'forbidden');
    own.dispose();
  });

  it('A18: a right that is taken away while it is used turns into a refusal', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({ fits: () => true, status: 403, reason: 'Forbidden' });
    fake.cut();
    await clock.pass(1_000);
    assert.equal(stage.pods.current.state === 'failed' && stage.pods.current.failure.code, 'forbidden');
    fake.faults.length = 0;
    await healed(61_000);
  });

  it('B1: logged out in the middle: what is known stays, stale; on at the same place after the login', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({ fits: () => true, status: 401, reason: 'Unauthorized' });
    fake.cut();
    await clock.pass(60_000);
    assert.ok(stage.isStale);
    assert.ok(fake.requests.length < 10, String(fake.requests.length));
    fake.faults.length = 0;
    stage.put(44);
    stage.pods.refresh();
    await healed();
  });

  it('A21: a listener that throws does not keep others from being told', async () => {
    stage = new WatchStage();
    const thrown: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => thrown.push(error));
    try {
      const first = stage.watches.watch('pods', undefined);
      first.onDidChange(() => {
        throw new Error('a bug of a listener');
      });
      await stage.begin();
      stage.put(8);
      await stage.clock.pass(500);
      assert.ok(stage.isTrue);
      assert.deepEqual(stage.seen, ['ready', 'ready']);
      assert.equal(thrown.length, 2);
      first.dispose();
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });
});
