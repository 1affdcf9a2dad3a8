import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import type { Watched } from '../../../src/domain/base/watched.ts';
import type { EngineSnapshot } from '../../../src/domain/engines/engine.ts';
import { busyboxOnly } from '../../testbed/baseImage.mjs';
import { startEngine } from '../../testbed/startEngine.mjs';
import { makeStateDir, removeStateDir } from '../../testbed/testState.mjs';
import {
  busyboxPlan,
  containerSeen,
  isNewEngine,
  never,
  seen,
  startContainer,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

/** Resolves when the rows are called stale. */
const stale = (watched: Watched<EngineSnapshot>, ms: number): Promise<Date> =>
  seen(watched, (now) => (now.state === 'ready' ? now.staleSince : undefined), ms);
const fresh = (watched: Watched<EngineSnapshot>, ms: number): Promise<EngineSnapshot> =>
  seen(watched, (now) => (now.state === 'ready' && !now.staleSince ? now.value : undefined), ms);

describe('an engine that restarts, hangs or dies', () => {
  let stateDir: string;
  let daemon: Awaited<ReturnType<typeof startEngine>>;
  let engine: Engine;
  let watched: Watched<EngineSnapshot>;

  before(async () => {
    stateDir = makeStateDir();
    daemon = await startEngine({ name: isNewEngine() ? 'new' : 'old', stateDir });
    await busyboxOnly({ dockerHost: daemon.dockerHost });
  });
  after(async () => {
    await daemon.stop({ wipe: true });
    await removeStateDir(stateDir);
  });
  beforeEach(async () => {
    engine = testEngine(daemon.dockerHost);
    watched = engine.reader.watch();
    await fresh(watched, 10_000);
  });
  afterEach(() => {
    watched.dispose();
    engine.dispose();
  });

  it('D1: is followed again within 2 s after a restart, five times over', async () => {
    const { id } = valueOf(await engine.control.create(busyboxPlan('sleep 600'), never));
    for (let round = 1; round <= 5; round++) {
      await daemon.restart();
      const back = performance.now();
      const { id: later } = valueOf(await engine.control.create(busyboxPlan('true'), never));
      await containerSeen(watched, later, () => true, 5_000);
      assert.ok(performance.now() - back < 2_000, `round ${round}: ${Math.round(performance.now() - back)} ms`);
      await containerSeen(watched, id, ({ state }) => state === 'created', 1_000);
    }
  });

  it('D1: tells what ended while it was away', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    await containerSeen(watched, id, ({ state }) => state === 'running');
    const waiting = engine.control.wait(id, never);
    await daemon.restart();
    await containerSeen(watched, id, ({ state, finishedAt }) => state === 'exited' && finishedAt !== undefined);
    assert.equal(valueOf(await waiting).exitCode, 137);
  });

  it('D2, R2: says within 20 s that a frozen engine does not answer, and is right 5 s after it goes on', async () => {
    const { id } = valueOf(await engine.control.create(busyboxPlan('sleep 600'), never));
    await containerSeen(watched, id, () => true);
    await daemon.freeze();
    const frozen = performance.now();
    const call = await engine.control.start(id, AbortSignal.timeout(30_000)).then((result) => ({
      result,
      ms: performance.now() - frozen,
    }));
    await stale(watched, 20_000);
    assert.ok(performance.now() - frozen < 20_000);
    assert.ok(!call.result.ok);
    assert.equal(call.result.failure.code, 'timeout');
    assert.match(call.result.failure.message, /did not answer within/);
    assert.ok(call.ms < 16_000, String(call.ms));
    daemon.thaw();
    await fresh(watched, 5_000);
    await seen(watched, (now) => (now.state === 'ready' ? true : undefined));
  });

  it('says why an engine that was killed is gone, and goes on when it is back', async () => {
    await daemon.kill();
    await stale(watched, 5_000);
    const reason = await seen(watched, (now) => (now.state === 'ready' ? now.staleReason : undefined), 5_000);
    assert.equal(reason.code, 'unreachable');
    assert.match(reason.message, /no engine listens|no engine socket/);
    const second = testEngine(daemon.dockerHost);
    const other = second.reader.watch();
    const failure = await seen(other, (now) => (now.state === 'failed' ? now.failure : undefined));
    assert.match(failure.nextStep ?? '', /Start the engine/);
    // 20.10 trusts this file, and a containerd that nobody has reaped yet looks alive to it.
    rmSync(join(daemon.stateDir, 'exec', 'containerd', 'containerd.pid'), { force: true });
    await daemon.restart();
    await fresh(watched, 10_000);
    await fresh(other, 10_000);
    other.dispose();
    second.dispose();
  });

  it('D10: is right after 300 containers that come and go at once', async function () {
    this.timeout(180_000);
    const fired: number[] = [];
    const subscription = watched.onDidChange(() => fired.push(performance.now()));
    const known = new Set((await fresh(watched, 5_000)).containers.map(({ id }) => id));
    const ids = await Promise.all(
      Array.from({ length: 300 }, async () => valueOf(await engine.control.create(busyboxPlan('true'), never)).id),
    );
    await Promise.all(ids.map((id) => engine.control.remove(id, true, never)));
    await seen(
      watched,
      (now) => (now.state === 'ready' && now.value.containers.every(({ id }) => known.has(id)) ? true : undefined),
      10_000,
    );
    subscription.dispose();
    for (const time of fired) {
      assert.ok(fired.filter((other) => other >= time && other < time + 1000).length <= 6);
    }
  });
});
