// D6: the disk of the engine is full. An engine of its own on a disk of 64 MB; the next build that fits works.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyboxOnly } from '../../testbed/baseImage.mjs';
import { startEngine } from '../../testbed/startEngine.mjs';
import { ImageBench, WAYS } from '../../support/realImages.ts';

describe('full disk of the engine', function () {
  this.timeout(180_000);
  let stateDir = '';
  let engine: Awaited<ReturnType<typeof startEngine>> | undefined;
  let bench: ImageBench | undefined;
  let busybox = '';

  before(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'trainyard-full-'));
    const name = process.env['TRAINYARD_TEST_ENGINE'] === 'old' ? 'old' : 'new';
    engine = await startEngine({ name, stateDir, diskMb: 64 });
    busybox = await busyboxOnly({ dockerHost: engine.dockerHost });
    bench = new ImageBench(engine.socket);
    await bench.open();
  });
  after(async () => {
    await bench?.dispose();
    await engine?.stop({ wipe: true });
    await rm(stateDir, { recursive: true, force: true });
  });

  for (const way of WAYS) {
    it(`is named, and the next build works: ${way}`, async () => {
      assert.ok(bench);
      await bench.write({ Dockerfile: `FROM ${busybox}\nRUN dd if=/dev/urandom of=/big bs=1M count=100\n` });
      const full = await bench.build(way, bench.plan({ useCache: false }));
      assert.ok(!full.ok);
      assert.equal(full.failure.code, 'no-space', JSON.stringify(full.failure));
      assert.match(full.failure.nextStep ?? '', /prune/);
      await bench.write({ Dockerfile: `FROM ${busybox}\nRUN echo ${way} > /small\n` });
      const next = await bench.build(way, bench.plan());
      assert.ok(next.ok, JSON.stringify(next));
    });
  }
});
