import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { WatchStage } from '../../../support/watchStage.ts';

/** The behaviour that client-go's reflector promises, held against a scripted server in virtual time. */
describe('Reflector', function () {
  this.timeout(20_000);
  let stage: WatchStage;
  const begin = async (pods = 3, paged = false): Promise<WatchStage> => {
    stage = new WatchStage(pods);
    stage.fake.can.streamLists = !paged;
    await stage.begin();
    return stage;
  };
  afterEach(() => stage.end());

  it('asks for nothing more once it is disposed, in whatever state it is', async () => {
    for (const wait of [0, 50, 9_500, 60_000]) {
      const { clock, fake } = await begin();
      await clock.pass(wait);
      stage.pods.dispose();
      const { length } = fake.requests;
      const said = stage.seen.length;
      stage.put(9);
      await clock.pass(600_000);
      assert.equal(fake.requests.length, length);
      assert.equal(stage.seen.length, said);
      assert.equal(fake.watching, 0);
    }
  });

  it('asks for nothing more once it is disposed while the server is down', async () => {
    const { clock, transport, fake } = await begin();
    transport.isDown = true;
    fake.cut();
    await clock.pass(5_000);
    stage.watches.dispose();
    const { refused } = transport;
    await clock.pass(600_000);
    assert.equal(transport.refused, refused);
  });

  it('opens the next watch where the last one ended when the server ends it, without a list', async () => {
    const { clock, fake } = await begin();
    await clock.pass(2_000);
    fake.close();
    stage.put(5);
    await clock.pass(500);
    assert.ok(stage.isTrue);
    assert.equal(stage.lists, 1);
    assert.equal(fake.requests.at(-1)?.query.get('resourceVersion'), '103');
  });

  it('follows the resource version of every event and bookmark', async () => {
    const { clock, fake } = await begin();
    stage.put(5);
    fake.put('nodes', '', 'n', {});
    fake.bookmark();
    await clock.pass(1_500);
    fake.close();
    await clock.pass(500);
    assert.equal(fake.requests.at(-1)?.query.get('resourceVersion'), '105');
  });

  it('asks for bookmarks, and for an end after 5 to 10 minutes', async () => {
    const { fake, clock } = await begin();
    await clock.pass(2_000);
    fake.close();
    await clock.pass(100);
    for (const { query } of fake.requests) {
      assert.equal(query.get('allowWatchBookmarks'), 'true');
      const seconds = Number(query.get('timeoutSeconds'));
      assert.ok(seconds >= 300 && seconds <= 600, String(seconds));
    }
  });

  it('reads pages of at most 200 where lists are not streamed, the newest at first and not older than known later', async () => {
    const { clock, fake } = await begin(450, true);
    assert.ok(stage.isTrue);
    const pages = fake.requests.filter(({ isWatch }) => !isWatch);
    assert.deepEqual(
      pages.map(({ query }) => query.get('limit')),
      ['200', '200', '200'],
    );
    assert.equal(pages[0]?.query.get('resourceVersion'), null);
    stage.pods.refresh();
    await clock.pass(100);
    const again = fake.requests.findLast(({ isWatch, query }) => !isWatch && !query.has('continue'));
    assert.equal(again?.query.get('resourceVersion'), '550');
    assert.equal(again?.query.get('resourceVersionMatch'), 'NotOlderThan');
    assert.ok(stage.isTrue);
  });

  it('pauses longer and longer while lists fail, and never gives up', async () => {
    stage = new WatchStage();
    stage.fake.can.streamLists = false;
    stage.fake.faults.push({ fits: ({ isWatch, path }) => !isWatch && path.endsWith('/pods'), status: 500 });
    await stage.begin();
    await stage.clock.pass(3_600_000);
    const times = stage.fake.requests.filter(({ isWatch }) => !isWatch).map(({ at }) => at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(gaps.slice(0, 4), [640, 1_280, 2_560, 3_600]);
    assert.ok(times.length > 900 && times.length < 1_100, String(times.length));
    assert.equal(stage.pods.current.state, 'failed');
    assert.deepEqual(stage.seen, ['failed']);
    stage.fake.faults.length = 0;
    await stage.clock.pass(5_000);
    assert.ok(stage.isTrue);
  });

  it('begins with the short pause again after two healthy minutes', async () => {
    const { clock, fake } = await begin();
    const failing = { fits: () => true, status: 500, times: 4 };
    fake.faults.push(failing);
    fake.close();
    await clock.pass(20_000);
    assert.ok(!stage.isStale);
    await clock.pass(125_000);
    fake.faults.push({ fits: ({ isWatch }) => isWatch, status: 500, times: 1 });
    fake.close();
    const { length } = fake.requests;
    await clock.until(() => fake.requests.length >= length + 2, 5_000, 20);
    const [failed, next] = fake.requests.slice(length);
    assert.equal((next?.at ?? 0) - (failed?.at ?? 0), 640);
  });

  it('lists again, once, when the version is not remembered any more', async () => {
    const { clock, fake } = await begin(3, true);
    const before = stage.lists;
    fake.cut();
    stage.remove(0);
    stage.put(7);
    fake.compact();
    await clock.pass(1_000);
    assert.ok(stage.isTrue);
    assert.equal(stage.lists, before + 1);
    assert.deepEqual(new Set(stage.seen), new Set(['ready']));
  });

  it('lists the newest when even the list at the last version is refused', async () => {
    const { clock, fake } = await begin(3, true);
    fake.faults.push({
      fits: ({ isWatch, query }) => !isWatch && query.has('resourceVersion'),
      status: 410,
      reason: 'Expired',
    });
    fake.cut();
    stage.remove(0);
    fake.compact();
    await clock.pass(2_000);
    assert.ok(stage.isTrue);
    const lists = fake.requests.filter(({ query }) => query.get('limit') === '200');
    assert.equal(lists.at(-1)?.query.get('resourceVersion'), null);
  });

  it('lists the newest at once when the server has gone back to an older state', async () => {
    const { clock, fake } = await begin(5);
    fake.restore(101, ({ metadata }) => metadata.name === 'pod-0');
    await clock.pass(1_000);
    assert.ok(stage.isTrue);
    assert.equal(stage.shown()?.size, 1);
  });

  it('goes on at the same version after an error inside the server, and lists when it lasts', async () => {
    const { clock, fake } = await begin();
    fake.sayError(500, 'InternalError');
    await clock.pass(2_000);
    assert.equal(stage.lists, 1);
    assert.equal(fake.watching, 1);
    for (let second = 0; second < 90; second++) {
      fake.sayError(500, 'InternalError');
      await clock.pass(1_000);
    }
    assert.equal(stage.lists, 2);
  });

  it('treats a watch that ends at once without a word as a failure', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({ fits: ({ isWatch }) => isWatch, isClosedAfterHead: true, times: 5 });
    const { length } = fake.requests;
    await clock.pass(1_500);
    fake.close();
    await clock.pass(30_000);
    const times = fake.requests.slice(length).map(({ at }) => at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.deepEqual(gaps.slice(0, 5), [640, 1_280, 2_560, 3_600, 3_600]);
    assert.equal(stage.lists, 1);
  });

  it('keeps to the pause that the server asks for', async () => {
    const { clock, fake } = await begin();
    fake.faults.push({
      fits: ({ isWatch }) => isWatch,
      status: 429,
      reason: 'TooManyRequests',
      retryAfter: 7,
      times: 2,
    });
    await clock.pass(1_500);
    const { length } = fake.requests;
    fake.close();
    await clock.pass(30_000);
    const times = fake.requests.slice(length).map(({ at }) => at);
    assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 7_000);
    assert.ok((times[2] ?? 0) - (times[1] ?? 0) >= 7_000);
    assert.equal(stage.lists, 1);
    assert.ok(stage.isTrue);
  });

  it('shows a refusal as what it is, asks seldom, and at once on request', async () => {
    stage = new WatchStage();
    stage.fake.faults.push({ fits: ({ path }) => path.endsWith('/pods'), status: 403, reason: 'Forbidden' });
    await stage.begin();
    const { current } = stage.pods;
    assert.equal(current.state === 'failed' && current.failure.code, 'forbidden');
    await stage.clock.pass(600_000);
    assert.ok(stage.fake.requests.length <= 22, String(stage.fake.requests.length));
    stage.fake.faults.length = 0;
    stage.pods.refresh();
    await stage.clock.pass(0);
    assert.ok(stage.isTrue);
  });

  it('delivers what was deleted in a gap', async () => {
    const { clock, fake } = await begin(10);
    fake.cut();
    for (const index of [1, 4, 9]) stage.remove(index);
    fake.compact();
    await clock.pass(2_000);
    assert.equal(stage.shown()?.size, 7);
    assert.ok(stage.isTrue);
  });

  it('keeps the identity of what a new list has not changed', async () => {
    const { clock } = await begin();
    const before = stage.pods.current;
    stage.put(1);
    stage.pods.refresh();
    await clock.pass(500);
    const after = stage.pods.current;
    assert.ok(before.state === 'ready' && after.state === 'ready');
    const same = [...before.value].filter(([uid, pod]) => after.value.get(uid) === pod);
    assert.equal(same.length, 2);
    assert.notEqual(before.value, after.value);
  });

  it('fires at most five times a second, and the last state is never left out', async () => {
    const { clock } = await begin();
    const before = stage.seen.length;
    for (let index = 0; index < 100; index++) {
      stage.put(index);
      await clock.pass(10);
    }
    assert.ok(stage.seen.length - before <= 6, String(stage.seen.length - before));
    await clock.pass(200);
    assert.ok(stage.isTrue);
  });
});
