import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import type { Watched } from '../../../src/domain/base/watched.ts';
import { capacityOf } from '../../../src/domain/engines/capacity.ts';
import type { EngineSnapshot } from '../../../src/domain/engines/engine.ts';
import { healthOf } from '../../../src/domain/engines/health.ts';
import {
  busyboxPlan,
  containerSeen,
  isNewEngine,
  never,
  removeTestContainers,
  seen,
  startContainer,
  testEngine,
  testName,
  valueOf,
} from '../../support/realDocker.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const MIB = 1024 ** 2;

describe('following a real engine', () => {
  let engine: Engine;
  let watched: Watched<EngineSnapshot>;
  before(() => {
    engine = testEngine();
  });
  beforeEach(() => {
    watched = engine.reader.watch();
  });
  afterEach(() => watched.dispose());
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
  });

  it('tells what the engine is and how GPUs can be asked for', async () => {
    const info = valueOf(await engine.reader.info(never));
    assert.equal(info.product, 'docker');
    assert.equal(info.apiVersion, isNewEngine() ? '1.56' : '1.41');
    assert.equal(info.os, 'linux');
    assert.ok(['amd64', 'arm64'].includes(info.architecture));
    assert.ok(info.cpus >= 1 && info.memoryBytes > 100 * MIB);
    const cdi = info.gpus.cdiDevices.filter((name) => name.startsWith('nvidia.com/gpu='));
    assert.equal(cdi.length > 0, isNewEngine());
  });

  it('lists images and networks', async () => {
    const { images, networks } = await seen(watched, (snapshot) =>
      snapshot.state === 'ready' && !snapshot.value.isPartial ? snapshot.value : undefined,
    );
    const busybox = images.find(({ tags }) => tags.includes(BUSYBOX));
    assert.ok(busybox && busybox.sizeBytes > MIB && busybox.id.startsWith('sha256:'));
    assert.ok(networks.some(({ name, driver }) => name === 'host' && driver === 'host'));
    for (const { tags, digests } of images) assert.ok(![...tags, ...digests].some((name) => name.includes('<none>')));
  });

  it('follows a container from its creation to its removal', async () => {
    const plan = busyboxPlan('sleep 600', { cpus: 0.25, memoryBytes: 32 * MIB });
    const { id } = valueOf(await engine.control.create(plan, never));
    const created = await containerSeen(watched, id, ({ state }) => state === 'created');
    assert.equal(created.name, plan.name);
    assert.equal(created.imageName, BUSYBOX);
    valueOf(await engine.control.start(id, never));
    const running = await containerSeen(
      watched,
      id,
      ({ startedAt, limits }) => startedAt !== undefined && limits !== undefined,
    );
    assert.deepEqual(running.limits, { cpus: 0.25, memoryBytes: 32 * MIB });
    assert.equal(running.state, 'running');
    valueOf(await engine.control.kill(id, never));
    const ended = await containerSeen(watched, id, ({ finishedAt }) => finishedAt !== undefined);
    assert.equal(ended.exitCode, 137);
    assert.equal(ended.isOomKilled, false);
    assert.equal(healthOf(ended).text, 'exited 137: killed, but not at its memory limit');
    valueOf(await engine.control.remove(id, true, never));
    await seen(watched, (snapshot) =>
      snapshot.state === 'ready' && !snapshot.value.containers.some((container) => container.id === id)
        ? true
        : undefined,
    );
  });

  it('tells a container that ran out of memory from one that was killed', async () => {
    const script = 'x=a; while :; do x="$x$x"; done';
    const id = await startContainer(engine, busyboxPlan(script, { memoryBytes: 16 * MIB }));
    const ended = await containerSeen(watched, id, ({ finishedAt }) => finishedAt !== undefined, 30_000);
    assert.equal(ended.exitCode, 137);
    assert.equal(healthOf(ended).text, 'out of memory: killed at its memory limit');
  });

  it('tells why a container never started', async () => {
    const plan = { ...busyboxPlan('true'), entrypoint: ['/no/such/program'] };
    const { id } = valueOf(await engine.control.create(plan, never));
    await engine.control.start(id, never);
    const failed = await containerSeen(watched, id, ({ error }) => error !== undefined);
    assert.match(healthOf(failed).text, /could not start: .*\/no\/such\/program/);
  });

  it('follows health checks and restarts', async () => {
    const healthcheck = { intervalMs: 200, timeoutMs: 1000, retries: 1, startPeriodMs: 0 };
    const plan = busyboxPlan('sleep 600', { healthcheck: { ...healthcheck, command: ['test', '-e', '/healthy'] } });
    const id = await startContainer(engine, plan);
    await containerSeen(watched, id, (container) => container.healthcheck === 'unhealthy');
    valueOf(await engine.control.remove(id, true, never));

    const restart = { policy: 'on-failure', maximumRetries: 2 } as const;
    const failing = await startContainer(engine, busyboxPlan('exit 4', { restart }));
    const given = await containerSeen(
      watched,
      failing,
      ({ state, restartCount }) => state === 'exited' && restartCount === 2,
    );
    assert.equal(healthOf(given).text, 'exited 4, restarted 2 times');
  });

  it('adds up what running containers may take', async () => {
    const gpus = { kind: 'nvidia', count: 1 } as const;
    const id = await startContainer(engine, busyboxPlan('sleep 600', { cpus: 1.5, memoryBytes: 48 * MIB, gpus }));
    // Limits may be read while the container is only created, and what is not running takes nothing.
    const limits = (snapshot: EngineSnapshot) =>
      snapshot.containers.find((container) => container.id === id && container.state === 'running')?.limits;
    const snapshot = await seen(watched, (now) => (now.state === 'ready' && limits(now.value) ? now.value : undefined));
    assert.deepEqual(limits(snapshot), { cpus: 1.5, memoryBytes: 48 * MIB, gpus: 1 });
    const capacity = capacityOf({ ...snapshot, containers: snapshot.containers.filter((c) => c.id === id) });
    assert.equal(capacity.cpusTaken, 1.5);
    assert.equal(capacity.gpusTaken, 1);
  });

  it('sees volumes come and go', async () => {
    const name = testName();
    const mounts = [{ kind: 'volume', source: name, target: '/v', isReadOnly: false } as const];
    const id = await startContainer(engine, busyboxPlan('sleep 600', { mounts }));
    const has = (now: typeof watched.current) =>
      now.state === 'ready' && now.value.volumes.some((v) => v.name === name);
    await seen(watched, (now) => has(now) || undefined);
    const container = await containerSeen(watched, id, ({ volumes }) => volumes.length > 0);
    assert.deepEqual(container.volumes, [name]);
    await engine.control.remove(id, true, never);
    valueOf(await engine.control.removeVolume(name, never));
    await seen(watched, (now) => !has(now) || undefined);
  });

  it('ends right after 100 containers that come and go at once, and fires at most 5 times a second', async () => {
    await seen(watched, (now) => (now.state === 'ready' ? true : undefined));
    const fired: number[] = [];
    const subscription = watched.onDidChange(() => fired.push(performance.now()));
    const ids = await Promise.all(
      Array.from({ length: 100 }, async () => valueOf(await engine.control.create(busyboxPlan('true'), never)).id),
    );
    const kept = new Set(ids.slice(0, 3));
    await Promise.all(ids.filter((id) => !kept.has(id)).map((id) => engine.control.remove(id, true, never)));
    // While they come and go the number may be right with the wrong ones.
    const isRight = (now: typeof watched.current): true | undefined => {
      if (now.state !== 'ready') return undefined;
      const ours = now.value.containers.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
      return ours.length === kept.size && ours.every((id) => kept.has(id)) ? true : undefined;
    };
    await seen(watched, isRight);
    assert.equal(isRight(watched.current), true);
    subscription.dispose();
    for (const [index, time] of fired.entries()) {
      const within = fired.filter((other) => other >= time && other < time + 1000).length;
      assert.ok(within <= 6, `${within} in the second from change ${index}`);
    }
  });

  it('shares one watch, and lets the last holder end it', async () => {
    const second = engine.reader.watch();
    await seen(second, (now) => (now.state === 'ready' ? true : undefined));
    watched.dispose();
    watched.dispose();
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    await containerSeen(second, id, ({ state }) => state === 'running');
    second.dispose();
  });

  it('shows the record of every kind of object, and names what is not there', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    assert.equal(JSON.parse(valueOf(await engine.reader.inspect('container', id, never))).Id, id);
    assert.ok(JSON.parse(valueOf(await engine.reader.inspect('image', BUSYBOX, never))).Id);
    assert.equal(JSON.parse(valueOf(await engine.reader.inspect('network', 'host', never))).Name, 'host');
    const missing = await engine.reader.inspect('volume', testName(), never);
    assert.ok(!missing.ok && missing.failure.code === 'not-found');
  });
});
