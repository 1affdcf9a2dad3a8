// D11: the process that asked for a build is killed. The build ends with it, and what it left is found by our label, and nothing else.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { wholeSnapshot } from '../../../src/domain/engines/wholeSnapshot.ts';
import { leftOf } from '../../../src/domain/images/leftOf.ts';
import { testEngine } from '../../support/realDocker.ts';
import { BUSYBOX } from '../../support/testImages.ts';
import { ImageBench, testSocket, WAYS } from '../../support/realImages.ts';

const SUPPORT = new URL('../../support/realImages.ts', import.meta.url).href;
const LIMIT_MS = 10_000;

/** Builds a folder in the given way, and says when the step runs. */
const OWNER = `
import { ImageBench } from ${JSON.stringify(SUPPORT)};
const [, way, folder, socket] = process.argv;
const bench = new ImageBench(socket);
bench.folder = folder;
const plan = bench.plan({ useCache: false, network: 'host' });
await bench.build(way, plan, undefined, (event) => {
  if (event.kind === 'log' && event.text.includes('begun')) console.log('begun');
});
`;

describe('a build whose owner is killed', function () {
  this.timeout(90_000);
  const bench = new ImageBench();
  beforeEach(async () => await bench.open());
  after(async () => await bench.dispose());

  for (const way of WAYS) {
    it(`ends with it and leaves no program, no container and no name: ${way}`, async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN echo begun && sleep 60\n` });
      const before = await bench.leftovers();
      const args = ['--input-type=module', '-e', OWNER, way, bench.folder, testSocket()];
      const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(owner.stdout, 'data');
      const ended = once(owner, 'exit');
      owner.kill('SIGKILL');
      await ended;
      const killedAt = performance.now();
      for (;;) {
        const { containers, tags } = await bench.leftovers();
        const programs = programsOf(bench.folder);
        const isClean = programs.length === 0 && containers.join() === before.containers.join();
        if (isClean && tags.join() === before.tags.join()) break;
        assert.ok(performance.now() - killedAt < LIMIT_MS, JSON.stringify({ programs, containers, tags, before }));
        await setImmediate();
      }
    });

    it(`leaves an image without a name when it was killed before it gave one, and that is found and can be removed: ${way}`, async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN echo ${crypto.randomUUID()} > /left\n` });
      const startedAt = Date.now();
      // A name is given last, so this is what is there when the owner is killed right before.
      const plan = bench.plan({ tags: [], network: 'host' });
      const built = await bench.build(way, plan);
      assert.ok(built.ok, JSON.stringify(built));
      const engine = testEngine();
      const watched = engine.reader.watch();
      try {
        const snapshot = await wholeSnapshot(watched, new AbortController().signal);
        assert.ok(snapshot.ok);
        const record = { title: 'x', engineLabel: 'e', state: 'running', steps: 1, cached: 0 } as const;
        const cutOff = [{ ...record, id: plan.id, engineId: 'e', startedAt, plan }];
        const left = leftOf(cutOff, 'e', snapshot.value.images);
        assert.deepEqual(
          left.map(({ id }) => id),
          [built.value.imageId],
        );
        assert.ok((await bench.images.remove(built.value.imageId, false, new AbortController().signal)).ok);
      } finally {
        watched.dispose();
        engine.dispose();
      }
    });
  }
});

/** Programs of this machine that name the folder, without ourselves. */
function programsOf(folder: string): readonly string[] {
  return execFileSync('ps', ['-e', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(join(folder, 'Dockerfile')));
}
