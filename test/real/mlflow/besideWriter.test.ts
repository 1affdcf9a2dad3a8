// Stores that are read while MLflow's own client writes them from another process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { mlflowEnvironment } from '../../testbed/python/startMlflow.mjs';

const python = process.env['TRAINYARD_TEST_MLFLOW_PYTHON'];
const signal = new AbortController().signal;
/** Batches; enough for a hundred looks. */
const ROUNDS = 80;

describe('a store that MLflow writes meanwhile', function () {
  this.timeout(180_000);
  let folder = '';
  let writer: ChildProcess | undefined;
  let store: ExperimentTracker | undefined;
  beforeEach(async function () {
    if (python === undefined) return this.skip();
    folder = await mkdtemp(join(tmpdir(), 'trainyard-mlflow-'));
  });
  afterEach(async () => {
    store?.dispose();
    if (writer?.exitCode === null && writer.signalCode === null) {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  });

  /** Looks at the run until the writer is done; what it saw each time. */
  async function looks(form: 'sqlite' | 'fileStore', mode: string): Promise<readonly TrackedRun[]> {
    const place = join(folder, form === 'sqlite' ? 'mlflow.db' : 'mlruns');
    const env = { ...mlflowEnvironment(), MLFLOW_TRACKING_URI: form === 'sqlite' ? `sqlite:///${place}` : place };
    const program = join(import.meta.dirname, '../../support/writeRuns.py');
    const child = spawn(python ?? '', [program, String(ROUNDS), mode], {
      env,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writer = child;
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const [, experiment = '', id = ''] = String((await lines.next()).value).split(' ');
    const opened = await openLocalStore(
      storeRef(form, place),
      { watchFiles: () => ({ dispose: () => undefined }) },
      signal,
    );
    assert.ok(opened.ok, JSON.stringify(opened));
    store = opened.value;
    const ended = new AbortController();
    const done = lines.next().then(() => ended.abort());
    const seen: TrackedRun[] = [];
    while (!ended.signal.aborted) seen.push(await look(opened.value, experiment, id));
    await done;
    seen.push(await look(opened.value, experiment, id));
    return seen;
  }

  async function look(tracker: ExperimentTracker, experiment: string, id: string): Promise<TrackedRun> {
    for await (const page of tracker.runs({ experimentIds: [experiment], lifecycle: 'active', limit: 10 }, signal)) {
      assert.ok(page.ok, JSON.stringify(page));
      const [run] = page.value.runs;
      assert.equal(run?.id, id);
      return run;
    }
    throw new Error('no page');
  }

  for (const mode of ['delete', 'wal'])
    it(`is seen whole each time, and the writer goes on: a database with ${mode} as its journal`, async () => {
      const seen = await looks('sqlite', mode);
      let last = 0;
      for (const { metrics } of seen) {
        assert.equal(metrics.get('one'), metrics.get('two'));
        assert.ok((metrics.get('one') ?? -1) >= last);
        last = metrics.get('one') ?? -1;
      }
      assert.equal(last, ROUNDS - 1);
      assert.equal(seen.at(-1)?.state, 'ok');
      assert.ok(seen.length > 20, `${seen.length} looks`);
    });

  it('is seen as far as it is written: a folder', async () => {
    const seen = await looks('fileStore', '');
    for (const { trouble } of seen) assert.equal(trouble, undefined);
    assert.equal(seen.at(-1)?.metrics.get('two'), ROUNDS - 1);
    const history = await store?.histories({ runIds: [seen.at(-1)?.id ?? ''], key: 'one' }, signal);
    assert.equal(history?.[0]?.ok === true ? history[0].value.steps.length : 0, ROUNDS);
    assert.deepEqual(await readdir(folder), ['mlruns']);
  });
});
