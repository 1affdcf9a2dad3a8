import assert from 'node:assert/strict';
import { join } from 'node:path';
import { BuildProgress } from '../../../src/domain/images/buildProgress.ts';
import { ImageBench, WAYS } from '../../support/realImages.ts';
import { BUSYBOX } from '../../support/testImages.ts';

const signal = new AbortController().signal;

for (const way of WAYS) {
  describe(`builder: ${way}`, function () {
    this.timeout(60_000);
    const bench = new ImageBench();
    beforeEach(async () => await bench.open());
    after(async () => await bench.dispose());

    const stepsOf = () => {
      const progress = new BuildProgress();
      for (const event of bench.events) progress.apply(event);
      return progress;
    };

    it('builds, tags and labels an image, with steps, durations and logs', async () => {
      await bench.write({
        Dockerfile: `FROM ${BUSYBOX}\nCOPY a.txt /a.txt\nRUN cat /a.txt && date +%s%N > /stamp && sleep 0.2\n`,
        'a.txt': `${Math.random()}\n`,
      });
      const plan = bench.plan({ tags: ['trainyard-test/two:1', 'trainyard-test/two:2'] });
      const built = await bench.build(way, plan);
      assert.ok(built.ok, JSON.stringify(built));
      for (const tag of plan.tags) {
        const found = await bench.images.find(tag, signal);
        assert.ok(found.ok);
        assert.equal(found.value.id, built.value.imageId);
      }
      const progress = stepsOf();
      const run = progress.steps.find(({ name }) => name.includes('RUN cat'));
      assert.equal(run?.state, 'done');
      assert.ok((run?.finishedAt?.getTime() ?? 0) - (run?.startedAt?.getTime() ?? 0) >= 150);
      assert.match(run?.log.lines[0] ?? '', /^0\.\d+$/);
      assert.notEqual(progress.builder, '');
    });

    it('reports cached steps, and gives the same image for the same files', async () => {
      await bench.write({
        Dockerfile: `FROM ${BUSYBOX}\nCOPY a.txt /a.txt\nRUN true\n`,
        'a.txt': `${Math.random()}\n`,
      });
      const first = await bench.build(way, bench.plan());
      const second = await bench.build(way, bench.plan());
      assert.ok(first.ok && second.ok);
      assert.equal(second.value.imageId, first.value.imageId);
      const states = stepsOf()
        .steps.filter(({ name }) => /COPY|RUN/.test(name))
        .map(({ state }) => state);
      assert.deepEqual(states, ['cached', 'cached']);
    });

    it('leaves the cache aside when told to', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN true\n` });
      assert.ok((await bench.build(way, bench.plan())).ok);
      assert.ok((await bench.build(way, bench.plan({ useCache: false }))).ok);
      assert.equal(stepsOf().steps.find(({ name }) => name.includes('RUN true'))?.state, 'done');
    });

    it('passes arguments and stops at a target', async () => {
      await bench.write({
        Dockerfile: `ARG BASE\nFROM \${BASE} AS one\nARG WORD=none\nRUN test "$WORD" = "a b=c"\nFROM one AS two\nRUN false\n`,
      });
      const args = new Map([
        ['BASE', BUSYBOX],
        ['WORD', 'a b=c'],
      ]);
      const built = await bench.build(way, bench.plan({ args, target: 'one' }));
      assert.ok(built.ok, JSON.stringify(built));
    });

    it('names command, exit code and line of a step that fails', async () => {
      await bench.write({
        Dockerfile: `# a comment\nFROM ${BUSYBOX}\nRUN true && \\\n    true\n\nRUN echo it broke && exit 7\n`,
      });
      const built = await bench.build(way, bench.plan());
      assert.ok(!built.ok);
      assert.match(built.failure.message, /RUN echo it broke && exit 7.* exit code 7: it broke/);
      assert.deepEqual(built.failure.location, { path: join(bench.folder, 'Dockerfile'), line: 6, column: 1 });
      assert.equal(stepsOf().steps.filter(({ state }) => state === 'failed').length, 1);
    });

    it('says whether a file that COPY misses is ignored or not there', async () => {
      await bench.write({
        Dockerfile: `FROM ${BUSYBOX}\nCOPY data/train.csv /x\n`,
        'data/train.csv': 'x',
        '.dockerignore': 'data\n',
      });
      const ignored = await bench.build(way, bench.plan());
      assert.ok(!ignored.ok);
      assert.equal(ignored.failure.code, 'not-found');
      assert.match(ignored.failure.message, /^data\/train\.csv is left out of the build context by \.dockerignore/);
      assert.equal(ignored.failure.location?.line, 2);
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nCOPY nowhere.csv /x\n`, '.dockerignore': '' });
      const missing = await bench.build(way, bench.plan());
      assert.ok(!missing.ok);
      assert.match(missing.failure.message, /^nowhere\.csv is not in the build context/);
    });

    it('finds the line of a word that is no instruction', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX}\n\nRUNN true\n` });
      const built = await bench.build(way, bench.plan());
      assert.ok(!built.ok);
      assert.equal(built.failure.code, 'invalid');
      assert.equal(built.failure.location?.line, 3);
    });

    it('says that a base image cannot be had', async () => {
      await bench.write({ Dockerfile: 'FROM localhost:1/nobody/nothing:9\n' });
      const built = await bench.build(way, bench.plan());
      assert.ok(!built.ok);
      assert.ok(
        ['unreachable', 'not-found', 'unauthorized'].includes(built.failure.code),
        JSON.stringify(built.failure),
      );
      assert.equal(built.failure.location?.line, 1);
    });

    it('refuses a target that is not there', async () => {
      await bench.write({ Dockerfile: `FROM ${BUSYBOX} AS one\nRUN true\n` });
      const built = await bench.build(way, bench.plan({ target: 'two' }));
      assert.ok(!built.ok);
      assert.match(built.failure.message, /no stage two/);
    });

    it('sends exactly the files that the rules keep', async () => {
      await bench.write({
        Dockerfile: `FROM ${BUSYBOX}\nCOPY . /context\nRUN find /context | sort\n`,
        'a/b.txt': `${Math.random()}`,
        'a/c.csv': '',
        '.dockerignore': '**/*.csv\n',
      });
      assert.ok((await bench.build(way, bench.plan())).ok);
      const run = stepsOf().steps.find(({ name }) => name.includes('RUN find'));
      assert.deepEqual(run?.log.lines, [
        '/context',
        '/context/.dockerignore',
        '/context/Dockerfile',
        '/context/a',
        '/context/a/b.txt',
      ]);
    });

    if (way !== 'buildkit') {
      it('builds with a Dockerfile that is ignored, which then is not in the image', async () => {
        await bench.write({
          Dockerfile: `FROM ${BUSYBOX}\nCOPY . /context\nRUN find /context | sort\n`,
          'a.txt': `${Math.random()}`,
          '.dockerignore': 'Dockerfile\n.dockerignore\n',
        });
        const built = await bench.build(way, bench.plan());
        assert.ok(built.ok, JSON.stringify(built));
        const run = stepsOf().steps.find(({ name }) => name.includes('RUN find'));
        assert.deepEqual(run?.log.lines, ['/context', '/context/a.txt']);
      });
    }
  });
}

describe('builder: choice', function () {
  this.timeout(60_000);
  const bench = new ImageBench();
  before(async () => await bench.open());
  after(async () => await bench.dispose());

  it('takes buildx, and hands it secrets from files and from the environment', async () => {
    await bench.write({
      Dockerfile: `FROM ${BUSYBOX}\nRUN --mount=type=secret,id=one --mount=type=secret,id=two test "$(cat /run/secrets/one)$(cat /run/secrets/two)" = firstsecond\n`,
      'se,cret "x".txt': 'first',
    });
    process.env['TRAINYARD_TEST_SECRET'] = 'second';
    const built = await bench.build(
      undefined,
      bench.plan({
        useCache: false,
        secrets: [
          { id: 'one', kind: 'file', path: join(bench.folder, 'se,cret "x".txt') },
          { id: 'two', kind: 'environment', variable: 'TRAINYARD_TEST_SECRET' },
        ],
      }),
    );
    assert.ok(built.ok, JSON.stringify(built));
    assert.match(JSON.stringify(bench.events[0]), /docker buildx/);
    const history = await bench.images.history(built.value.imageId, signal);
    assert.ok(history.ok);
    assert.doesNotMatch(JSON.stringify(history.value), /firstsecond$/);
  });

  it('does without buildx where it is not there, and says so', async () => {
    await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN true\n` });
    const { createBuilder } = await import('../../../src/adapters/docker/builder.ts');
    const events: unknown[] = [];
    const builder = createBuilder({ transport: bench.transport, images: bench.images, env: { PATH: '/nonexistent' } });
    const built = await builder.build(bench.plan(), (event) => events.push(event), signal);
    assert.ok(built.ok, JSON.stringify(built));
    assert.match(JSON.stringify(events[0]), /BuildKit of the engine: docker buildx was not found/);
    const secret = { id: 'x', kind: 'environment', variable: 'HOME' } as const;
    const refused = await builder.build(bench.plan({ secrets: [secret] }), () => undefined, signal);
    assert.ok(!refused.ok);
    assert.equal(refused.failure.code, 'tool-missing');
  });

  it('refuses a program for another architecture in words', async () => {
    await bench.write({ Dockerfile: `FROM ${BUSYBOX}\nRUN true\n` });
    const built = await bench.build(undefined, bench.plan({ platform: 'linux/s390x' }));
    if (built.ok) return;
    assert.ok(['unsupported', 'not-found', 'unauthorized', 'unreachable', 'rejected'].includes(built.failure.code));
    assert.ok(built.failure.message.length > 10);
  });
});
