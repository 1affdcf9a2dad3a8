import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Engine } from '../../../src/adapters/docker/engine.ts';
import {
  busyboxPlan,
  never,
  removeTestContainers,
  seen,
  startContainer,
  testEngine,
  valueOf,
} from '../../support/realDocker.ts';

const MIB = 1024 ** 2;

describe('live use of a real container', () => {
  let engine: Engine;
  before(() => {
    engine = testEngine();
  });
  after(async () => {
    await removeTestContainers(engine);
    engine.dispose();
  });

  it('counts the cores and the memory that are used', async () => {
    const script = 'head -c 20000000 /dev/zero > /dev/shm/held; while :; do :; done';
    const id = await startContainer(engine, busyboxPlan(script, { cpus: 0.5, memoryBytes: 128 * MIB }));
    const watched = engine.usage.watch(id);
    const usage = await seen(watched, (now) =>
      now.state === 'ready' && now.value.cpuCores > 0.3 && now.value.memoryBytes > 15 * MIB ? now.value : undefined,
    );
    assert.ok(usage.cpuCores < 0.75, String(usage.cpuCores));
    assert.ok(usage.memoryBytes < 60 * MIB, String(usage.memoryBytes));
    assert.equal(usage.memoryLimitBytes, 128 * MIB);
    assert.ok((usage.processes ?? 0) >= 1);
    valueOf(await engine.control.kill(id, never));
    const ended = await seen(watched, (now) => (now.state === 'failed' ? now.failure : undefined));
    assert.equal(ended.code, 'conflict');
    valueOf(await engine.control.start(id, never));
    await seen(watched, (now) => (now.state === 'ready' ? true : undefined));
    valueOf(await engine.control.remove(id, true, never));
    await seen(watched, (now) => (now.state === 'failed' && now.failure.code === 'not-found' ? true : undefined));
    watched.dispose();
  });

  it('asks nvidia-smi in a container that was given GPUs', async () => {
    // No machine of the tests has a GPU, so the program is a stand-in; that it is run inside, and its format, is what is proven.
    const program = '#!/bin/sh\\necho "0, 87, 1024, 40960"\\necho "1, [N/A], 2048, 40960"\\n';
    const plan = busyboxPlan(`printf '${program}' > /bin/nvidia-smi; chmod +x /bin/nvidia-smi; sleep 600`, {
      gpus: { kind: 'nvidia', count: 2 },
    });
    const id = await startContainer(engine, plan);
    const watched = engine.usage.watch(id);
    const gpus = await seen(watched, (now) => (now.state === 'ready' ? now.value.gpus : undefined), 20_000);
    watched.dispose();
    assert.deepEqual(gpus, [
      { index: '0', utilizationPercent: 87, memoryUsedBytes: 1024 * MIB, memoryTotalBytes: 40_960 * MIB },
      { index: '1', utilizationPercent: 0, memoryUsedBytes: 2048 * MIB, memoryTotalBytes: 40_960 * MIB },
    ]);
  });
});
