// A real builder says whether a source of COPY that .dockerignore leaves out is missing, as the rule does.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { nearFilesOn } from '../../../src/adapters/files/nearFilesOn.ts';
import { lintText } from '../../../src/language/lint/textLinter.ts';
import { ImageBench } from '../../support/realImages.ts';
import { BUSYBOX } from '../../support/testImages.ts';
import { describeOnce } from '../../support/oncePerRun.ts';

const CASES: readonly (readonly [ignore: string, copy: string])[] = [
  ['ignored.*\n', 'COPY ignored.csv /x/'],
  ['data\n', 'COPY data/x /x/'],
  ['data/\n', 'COPY ./data /x/'],
  ['**/*.csv\n!train.csv\n', 'COPY train.csv /x/'],
  ['*.csv\n', 'COPY ["/train.csv", "/x/"]'],
  ['data/*\n!data/x\n', 'COPY data/x /x/'],
  ['data\n!data/x\n', 'COPY data /x/'],
  ['*\n!data\n', 'COPY data /x/'],
  ['*\n!data\n', 'COPY src/x /x/'],
  ['dat\n', 'COPY data /x/'],
];

describeOnce('a source that .dockerignore leaves out, judged by a builder', function () {
  this.timeout(60_000);
  const bench = new ImageBench();
  before(async () => {
    await bench.open();
    await bench.write({ 'train.csv': 'x', 'ignored.csv': 'x', 'data/x': 'x', 'src/x': 'x' });
  });
  after(async () => await bench.dispose());

  for (const [ignore, copy] of CASES) {
    it(`${copy} with ${JSON.stringify(ignore)} is told when it fails`, async () => {
      const text = `FROM ${BUSYBOX}\n${copy}\n`;
      await bench.write({ '.dockerignore': ignore, Dockerfile: text });
      const path = join(bench.folder, 'Dockerfile');
      const { findings } = lintText({ path, text, near: nearFilesOn(path) });
      const built = await bench.build('buildkit', bench.plan());
      assert.equal(
        findings.some(({ rule }) => rule === 'docker-copy-ignored-file'),
        !built.ok,
        built.ok ? 'builds' : built.failure.message,
      );
    });
  }
});
