import assert from 'node:assert/strict';
import { BuildProgress } from '../../../src/domain/images/buildProgress.ts';
import { describeOnce } from '../../support/oncePerRun.ts';
import { ImageBench } from '../../support/realImages.ts';
import { busyboxOnly } from '../../testbed/baseImage.mjs';
import { startPodman } from '../../testbed/startPodman.mjs';

describeOnce('builder: Podman', function () {
  this.timeout(120_000);
  let podman: Awaited<ReturnType<typeof startPodman>>;
  let bench: ImageBench;
  let busybox = '';
  before(async () => {
    podman = await startPodman();
    busybox = await busyboxOnly({ dockerHost: podman.dockerHost });
    bench = new ImageBench(podman.dockerHost.replace('unix://', ''));
    await bench.open();
  });
  after(async () => {
    await bench.dispose();
    if (podman.startedHere) await podman.stop();
  });

  it('builds over Podman’s Docker interface, tags and reports steps', async () => {
    await bench.write({
      Dockerfile: `FROM ${busybox}\nCOPY a.txt /a.txt\nRUN cat /a.txt\n`,
      'a.txt': 'from the context\n',
    });
    const built = await bench.build(undefined, bench.plan({ network: 'host', useCache: false }));
    assert.ok(built.ok, JSON.stringify(built));
    assert.match(JSON.stringify(bench.events[0]), /Built by Podman/);
    const progress = new BuildProgress();
    for (const event of bench.events) progress.apply(event);
    assert.deepEqual(progress.steps.find(({ name }) => name.includes('RUN cat'))?.log.lines, ['from the context']);
    assert.ok((await bench.images.find(built.value.tags[0] ?? '', new AbortController().signal)).ok);
  });

  it('names command and line of a step that fails', async () => {
    await bench.write({ Dockerfile: `FROM ${busybox}\n\nRUN exit 7\n` });
    const built = await bench.build(undefined, bench.plan({ network: 'host' }));
    assert.ok(!built.ok);
    assert.match(built.failure.message, /7/);
    assert.equal(built.failure.location?.line, 3);
  });
});
