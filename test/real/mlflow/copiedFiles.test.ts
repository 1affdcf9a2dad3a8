// Files of runs that real clients have written, copied to a real server and read back from there.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import type { ServerTracker } from '../../../src/adapters/mlflow/serverTracker.ts';
import { copyFiles, filesOfRun } from '../../../src/domain/experiments/copyFiles.ts';
import { planCopy } from '../../../src/domain/experiments/copyPlan.ts';
import { copyRuns } from '../../../src/domain/experiments/copyRuns.ts';
import type { ArtifactContent, ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { mlflowOf, openedServer } from '../../support/mlflowServer.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();
const MIB = 1024 * 1024;

async function digests(tracker: ExperimentTracker, runId: string): Promise<ReadonlyMap<string, string>> {
  const found = await filesOfRun(tracker, runId, signal);
  assert.ok(found.ok, JSON.stringify(found));
  const all = new Map<string, string>();
  for (const { path } of found.value.files) {
    const content = await tracker.readArtifact(runId, path, signal);
    assert.ok(content.ok, JSON.stringify(content));
    const hash = createHash('sha256');
    for await (const piece of content.value.chunks) hash.update(piece);
    all.set(path, hash.digest('hex'));
  }
  return new Map([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function runOfStore(store: ExperimentTracker, name: string): Promise<TrackedRun> {
  const experiments = await store.experiments(signal);
  assert.ok(experiments.ok);
  const query = { experimentIds: experiments.value.map(({ id }) => id), lifecycle: 'active', limit: 1000 } as const;
  for await (const page of store.runs(query, signal)) {
    assert.ok(page.ok);
    const run = page.value.runs.find((each) => each.name === name);
    if (run) return run;
  }
  assert.fail(`no run ${name}`);
}

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(MIB, at);
}

for (const which of ['newest', 'old', 'auth'] as const) {
  describe(`files of runs at a real server: ${which}`, function () {
    this.timeout(120_000);
    const name = `files/${process.pid}-${Date.now()}`;
    let tracker: ServerTracker;
    before(async function () {
      const server = mlflowOf(which, this);
      tracker = await openedServer(server.url, { environment: () => server.environment });
    });
    after(() => tracker?.dispose());

    const emptyRun = async () => {
      const experiments = await tracker.experiments(signal);
      assert.ok(experiments.ok);
      const known = experiments.value.find((each) => each.name === name);
      const experiment = known
        ? ({ ok: true, value: known } as const)
        : await tracker.writer.createExperiment(name, signal);
      assert.ok(experiment.ok, JSON.stringify(experiment));
      const run = await tracker.writer.createRun({ experimentId: experiment.value.id, name: 'files' }, signal);
      assert.ok(run.ok);
      return run.value.id;
    };

    it('are those of the run that was copied, whatever their names', async () => {
      const path = join(trackerEnv('MLFLOW_STORES'), 'sqlite/mlflow.db');
      const watchFiles = () => ({ dispose: () => undefined });
      const store = await openLocalStore(storeRef('sqlite', path), { watchFiles }, signal);
      assert.ok(store.ok, JSON.stringify(store));
      const run = await runOfStore(store.value, 'parent ü');
      const plan = await planCopy(store.value, { runs: [run], experimentOf: () => name }, signal);
      assert.ok(plan.ok);
      assert.ok((plan.value.copies[0]?.files.count ?? 0) >= 8, JSON.stringify(plan.value.copies[0]?.files));
      const to = { tracker, writer: tracker.writer };
      const [copied] = await copyRuns(store.value, to, { plan: plan.value, progress: () => undefined }, signal);
      assert.equal(copied?.outcome, 'copied', JSON.stringify(copied));
      assert.deepEqual(copied.losses, []);
      assert.deepEqual(await digests(tracker, copied.runId ?? ''), await digests(store.value, run.id));
      store.value.dispose();
    });

    it('arrive whole when they are large and of unknown size', async () => {
      const runId = await emptyRun();
      const written = await tracker.writer.writeArtifact(runId, 'big/ü 1.bin', { chunks: pieces(24) }, signal);
      assert.ok(written.ok, JSON.stringify(written));
      const hash = createHash('sha256');
      for await (const piece of pieces(24)) hash.update(piece);
      assert.equal((await digests(tracker, runId)).get('big/ü 1.bin'), hash.digest('hex'));
    });

    it('that break off are named, and those that are there are not sent again', async () => {
      const runId = await emptyRun();
      const sizes = new Map([
        ['a', 3],
        ['b', 5],
      ]);
      const asked: string[] = [];
      const breaking = async function* () {
        yield Buffer.from('123');
        throw new Error('the disk is gone');
      };
      let content = (path: string): ArtifactContent =>
        path === 'b' ? { size: 5, chunks: breaking() } : { size: 3, chunks: pieceOf('abc') };
      const from = {
        artifacts: async () =>
          ({ ok: true, value: [...sizes].map(([path, size]) => ({ path, size, isFolder: false })) }) as const,
        readArtifact: async (_: string, path: string) => {
          asked.push(path);
          return { ok: true, value: content(path) } as const;
        },
      };
      const files = { from, to: { tracker, writer: tracker.writer }, runId: 'source', copyId: runId };
      const first = await copyFiles({ ...files, mayBeThere: false }, signal);
      assert.ok(!first.ok);
      assert.match(first.failure.message, /^b could not be read to its end/);
      assert.equal(first.failure.detail, 'the disk is gone');
      content = () => ({ chunks: breaking() });
      assert.ok(!(await copyFiles({ ...files, mayBeThere: true }, signal)).ok);
      content = () => ({ size: 5, chunks: pieceOf('12345') });
      assert.deepEqual(await copyFiles({ ...files, mayBeThere: true }, signal), { ok: true, value: [] });
      assert.deepEqual(asked, ['a', 'b', 'b', 'b']);
      const there = await filesOfRun(tracker, runId, signal);
      assert.ok(there.ok);
      assert.deepEqual(
        there.value.files.map(({ path, size }) => [path, size]),
        [
          ['a', 3],
          ['b', 5],
        ],
      );
    });
  });
}

async function* pieceOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
