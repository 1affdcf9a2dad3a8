import assert from 'node:assert/strict';
import { after, before, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import { execOutput } from '../../../src/adapters/docker/execOutput.ts';
import type { Watched } from '../../../src/domain/base/watched.ts';
import type { EngineSnapshot } from '../../../src/domain/engines/engine.ts';
import { describeOnce } from '../../support/oncePerRun.ts';
import { busyboxOnly } from '../../testbed/baseImage.mjs';
import { startPodman } from '../../testbed/startPodman.mjs';
import { makeStateDir, removeStateDir } from '../../testbed/testState.mjs';
import {
  busyboxPlan,
  containerSeen,
  never,
  removeTestContainers,
  seen,
  startContainer,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

describeOnce("Podman's Docker socket", () => {
  let stateDir: string;
  let podman: Awaited<ReturnType<typeof startPodman>>;
  let engine: Engine;
  let watched: Watched<EngineSnapshot>;

  before(async () => {
    stateDir = makeStateDir();
    podman = await startPodman({ stateDir });
    await busyboxOnly({ dockerHost: podman.dockerHost });
    engine = testEngine(podman.dockerHost);
    watched = engine.reader.watch();
  });
  after(async () => {
    watched.dispose();
    await removeTestContainers(engine);
    engine.dispose();
    await podman.stop({ wipe: true });
    await removeStateDir(stateDir);
  });

  it('is told from Docker, and known to ignore requests for GPUs', async () => {
    const info = valueOf(await engine.reader.info(never));
    assert.equal(info.product, 'podman');
    assert.equal(info.gpus.nvidiaRuntime, 'no');
    assert.ok(info.cpus > 0 && info.memoryBytes > 0);
  });

  it('is followed from the creation of a container to its removal', async () => {
    const id = await startContainer(engine, busyboxPlan('sleep 600', { memoryBytes: 64 * 1024 ** 2 }));
    const running = await containerSeen(
      watched,
      id,
      ({ state, limits }) => state === 'running' && limits !== undefined,
    );
    assert.equal(running.limits?.memoryBytes, 64 * 1024 ** 2);
    assert.equal(valueOf(await execOutput(engine.transport, id, ['echo', 'in'], never)).stdout, 'in\n');
    valueOf(await engine.control.kill(id, never));
    const ended = await containerSeen(
      watched,
      id,
      ({ state, exitCode }) => state === 'exited' && exitCode !== undefined,
    );
    assert.equal(ended.exitCode, 137);
    valueOf(await engine.control.remove(id, true, never));
    await seen(watched, (now) =>
      now.state === 'ready' && !now.value.containers.some((container) => container.id === id) ? true : undefined,
    );
  });

  it('tells exit codes and lets a shell in', async () => {
    const ended = await startContainer(engine, busyboxPlan('exit 3'));
    assert.equal(valueOf(await engine.control.wait(ended, never)).exitCode, 3);
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    const shell = valueOf(await engine.shells.open(id, { columns: 80, rows: 24 }, never));
    const exit = new Promise((resolve) => shell.onExit(resolve));
    shell.write('exit 6\n');
    assert.equal(await exit, 6);
    valueOf(await engine.control.stop(id, 1, never));
    valueOf(await engine.control.stop(id, 1, never));
  });

  it('stays followed when nothing happens for a while', async () => {
    let stale = 0;
    const subscription = watched.onDidChange((now) => {
      if (now.state !== 'ready' || now.staleSince) stale += 1;
    });
    const second = testEngine(podman.dockerHost);
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    const id = await startContainer(engine, busyboxPlan('sleep 600'));
    await containerSeen(watched, id, ({ state }) => state === 'running');
    subscription.dispose();
    second.dispose();
    assert.equal(stale, 0);
  });
});
