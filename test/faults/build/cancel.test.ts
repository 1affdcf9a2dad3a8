// D5: after Cancel at any phase nothing is left within 2 s: no container, no program, no temporary file, no tag.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { BuildEvent } from '../../../src/domain/images/buildProgress.ts';
import { dockerChildren, ImageBench, WAYS } from '../../support/realImages.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const LIMIT_MS = 2_000;

for (const way of WAYS) {
  describe(`cancelled build: ${way}`, function () {
    this.timeout(60_000);
    const bench = new ImageBench();
    let registry: Server | undefined;
    const sockets = new Set<Socket>();
    beforeEach(async () => await bench.open());
    afterEach(() => {
      for (const socket of sockets) socket.destroy();
      registry?.close();
    });
    after(async () => await bench.dispose());

    /** Builds, aborts when `isTime` says so, and compares what is there with what was there before. */
    const cancelWhen = async (isTime: (event: BuildEvent) => boolean, afterMs = 0): Promise<void> => {
      const before = await bench.leftovers();
      const abort = new AbortController();
      let abortedAt = 0;
      const stop = (): void => {
        if (abortedAt > 0) return;
        abortedAt = performance.now();
        abort.abort();
      };
      const built = await bench.build(way, bench.plan({ useCache: false, network: 'host' }), abort.signal, (event) => {
        if (isTime(event)) setTimeout(stop, afterMs);
      });
      assert.ok(!built.ok, 'the build ended before it was cancelled');
      assert.equal(built.failure.code, 'cancelled', JSON.stringify(built.failure));
      assert.ok(performance.now() - abortedAt < LIMIT_MS, `took ${Math.round(performance.now() - abortedAt)} ms`);
      await until(abortedAt + LIMIT_MS, async () => {
        assert.deepEqual(await bench.leftovers(), before);
        assert.deepEqual(dockerChildren(), []);
      });
    };
    const isRunning = (words: RegExp) => (event: BuildEvent) =>
      event.kind === 'step' && event.state === 'running' && words.test(event.name);

    it('before anything is sent', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN true\n` });
      await cancelWhen((event) => event.kind === 'builder');
    });

    it('while the context is walked', async () => {
      for (let index = 0; index < 60; index++) {
        await mkdir(join(bench.folder, `d${index}`));
        await Promise.all(
          Array.from({ length: 200 }, (_, file) => writeFile(join(bench.folder, `d${index}/f${file}`), '')),
        );
      }
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nCOPY . /x\nRUN sleep 30\n` });
      await cancelWhen(isRunning(/build context/));
    });

    it('while the context is sent', async () => {
      await writeFile(join(bench.folder, 'big'), Buffer.alloc(300 * 1024 * 1024, 7));
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nCOPY big /big\nRUN sleep 30\n` });
      await cancelWhen((event) => event.kind === 'transfer' && event.doneBytes > 1_000_000);
    });

    it('while a base image is pulled', async () => {
      registry = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
      await new Promise((resolve) => registry?.once('listening', resolve));
      const address = registry.address();
      assert.ok(address && typeof address === 'object');
      await bench.write({ Dockerfile: `FROM 127.0.0.1:${address.port}/nobody/hangs:1\nRUN true\n` });
      await cancelWhen(isRunning(/hangs/), 300);
    });

    it('while a step runs', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN echo started && sleep 30\n` });
      await cancelWhen((event) => event.kind === 'log' && event.text.includes('started'));
    });

    it('while the image is written', async () => {
      await bench.write({
        Dockerfile: `FROM ${BUSYBOX}\nRUN dd if=/dev/urandom of=/big bs=1M count=150 && echo written\n`,
      });
      await cancelWhen(
        (event) => (event.kind === 'log' && event.text.includes('written')) || isRunning(/exporting/)(event),
      );
    });

    it('and the next build works', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN true\n` });
      const built = await bench.build(way, bench.plan());
      assert.ok(built.ok, JSON.stringify(built));
    });
  });
}

/** Tries until it holds or the time is over; then the last error is the test's. */
async function until(deadline: number, check: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
