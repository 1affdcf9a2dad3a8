// What Containerize writes, built by a real engine on the local base image, and run there as the user it chose.
import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildWay } from '../../../src/adapters/docker/builder.ts';
import { DockerLogSource } from '../../../src/adapters/docker/logs.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import { busyboxPlan, never, removeTestContainers, testEngine, valueOf } from '../../support/realDocker.ts';
import { ImageBench } from '../../support/realImages.ts';
import { PROJECTS, proposeFor } from '../../support/projectFixtures.ts';
import { PYTHON } from '../../support/testImages.ts';

interface Case {
  readonly project: string;
  readonly focus?: string;
  readonly way: BuildWay;
  readonly args?: readonly string[];
  readonly prints: RegExp;
}

/** Each way to install packages once, and each builder. */
const CASES: readonly Case[] = [
  { project: 'argparse', way: 'classic', args: ['--epochs', '2', 'data'], prints: /epochs=2, .*source='data'/ },
  { project: 'uv', way: 'buildx', prints: /^joblib 1\.5\.2$/m },
  { project: 'uvPackage', way: 'classic', args: ['--epochs', '5'], prints: /^epochs 5 joblib 1\.5\.2$/m },
  { project: 'poetry', way: 'buildkit', prints: /^joblib 1\.5\.2$/m },
  { project: 'pipenv', way: 'classic', prints: /^joblib 1\.5\.2$/m },
  { project: 'pyproject', way: 'buildx', prints: /^package no_lock/m },
  { project: 'condaPip', way: 'classic', prints: /^joblib 1\.5\.2$/m },
  { project: 'standard', way: 'buildkit', prints: /^\{"loss": 0\.5\}$/m },
  { project: 'notebook', focus: 'train.ipynb', way: 'buildx', prints: /epoch=2 loss=0\.0\d+ name=it's/ },
];

for (const { project, focus, way, args = [], prints } of CASES) {
  describe(`containerized project ${project}, built by ${way}`, function () {
    this.timeout(300_000);
    const bench = new ImageBench();
    const engine = testEngine();
    before(async () => await bench.open());
    after(async () => {
      await removeTestContainers(engine);
      engine.dispose();
      await bench.dispose();
    });

    it('builds, and runs without root', async () => {
      await cp(join(PROJECTS, project), bench.folder, { recursive: true });
      const { files, facts } = await proposeFor(bench.folder, focus);
      for (const { path, text } of files) await writeFile(join(bench.folder, path), text);
      const plan = bench.plan({ network: 'host', args: new Map([['BASE', PYTHON]]) });
      const built = await bench.build(way, plan);
      assert.ok(built.ok, JSON.stringify(built));
      const [image = ''] = plan.tags;

      const found = valueOf(await bench.images.find(image, never));
      assert.equal(found.user, 'app');
      const entry = facts.entryPoints[0];
      assert.ok(entry);
      const words = typeof entry.command === 'string' ? ['sh', '-c', entry.command] : [...entry.command, ...args];
      // As the run spec does: each parameter of a notebook is a variable.
      const environment = new Map([
        ['EPOCHS', '3'],
        ['LR', '0.1'],
        ['NAME', "it's"],
        ['SHUFFLE', 'True'],
      ]);
      const container = busyboxPlan('', { image, command: words, environment, user: '4711:4711' });
      const { id } = valueOf(await engine.control.create(container, never));
      valueOf(await engine.control.start(id, never));
      const log: string[] = [];
      for await (const event of new DockerLogSource(bench.transport, systemClock).follow({ resource: id }, never)) {
        if (event.kind === 'lines') log.push(...event.lines.map(({ text }) => text));
        if (event.kind === 'ended') assert.equal(event.exitCode, 0, log.join('\n'));
      }
      assert.match(log.join('\n'), prints);
    });
  });
}
