import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { endpointOf } from '../../../src/adapters/docker/endpointAddress.ts';
import type { Watched } from '../../../src/domain/base/watched.ts';
import type { EngineSnapshot } from '../../../src/domain/engines/engine.ts';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import {
  busyboxPlan,
  containerSeen,
  never,
  removeTestContainers,
  seen,
  testDockerHost,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

describe('R2: a connection that is dead without having ended', () => {
  let proxy: FaultProxy;
  let direct: Engine;
  let engine: Engine;
  let watched: Watched<EngineSnapshot>;

  beforeEach(async () => {
    const endpoint = endpointOf(testDockerHost());
    assert.ok(endpoint.kind === 'unix');
    proxy = await FaultProxy.start({ path: endpoint.path });
    direct = testEngine();
    engine = testEngine(`tcp://127.0.0.1:${proxy.port}`);
    watched = engine.reader.watch();
    await seen(watched, (now) => (now.state === 'ready' ? true : undefined));
  });
  afterEach(async () => {
    watched.dispose();
    engine.dispose();
    await proxy.stop();
    await removeTestContainers(direct);
    direct.dispose();
  });

  it('is noticed within 20 s when nothing passes any more, and mended within 5 s', async () => {
    proxy.faults.isBlackHole = true;
    const started = performance.now();
    const since = await seen(watched, (now) => (now.state === 'ready' ? now.staleSince : undefined), 20_000);
    assert.ok(performance.now() - started < 20_000);
    assert.ok(Date.now() - since.getTime() < 20_000);
    const { id } = valueOf(await direct.control.create(busyboxPlan('true'), never));
    proxy.faults.isBlackHole = false;
    proxy.reset();
    await containerSeen(watched, id, () => true, 5_000);
  });

  it('is noticed when only the stream of events is dead and everything else answers', async () => {
    proxy.deafen((lastSaid) => lastSaid.includes('/events?'));
    const { id } = valueOf(await direct.control.create(busyboxPlan('true'), never));
    await containerSeen(watched, id, () => true, 20_000);
  });

  it('is noticed when all connections that are open are dead, and new ones work', async () => {
    proxy.deafen();
    const { id } = valueOf(await direct.control.create(busyboxPlan('true'), never));
    await containerSeen(watched, id, () => true, 20_000);
  });

  it('survives 30 resets at bad moments and ends right', async () => {
    const ids: string[] = [];
    for (let round = 0; round < 30; round++) {
      const { id } = valueOf(await direct.control.create(busyboxPlan('true'), never));
      ids.push(id);
      proxy.reset();
      if (round % 2 === 1) await direct.control.remove(ids[round - 1] ?? '', true, never);
    }
    // While the last events are on their way the number may be right with the wrong ones.
    const kept = ids.filter((_id, index) => index % 2 === 1).toSorted();
    const isRight = (now: typeof watched.current): true | undefined => {
      if (now.state !== 'ready' || now.staleSince) return undefined;
      const ours = now.value.containers.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
      return ours.toSorted().join() === kept.join() ? true : undefined;
    };
    await seen(watched, isRight, 10_000);
    assert.equal(isRight(watched.current), true);
  });

  it('is slow but right over a slow line', async () => {
    proxy.faults.latencyMs = 150;
    const { id } = valueOf(await direct.control.create(busyboxPlan('true'), never));
    await containerSeen(watched, id, ({ state }) => state === 'created', 10_000);
  });
});
