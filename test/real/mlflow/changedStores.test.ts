// Stores on this machine that Trainyard has changed by way of mlflow, read again by mlflow's own client.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openWritableStore } from '../../../src/adapters/mlflow/writableStore.ts';
import type { Result } from '../../../src/domain/base/failure.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import type { TrackerWriter } from '../../../src/domain/experiments/trackerWriter.ts';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();
const script = new URL('../../../media/mlflowStore.py', import.meta.url);

function valueOf<T>(answer: Result<T>): T {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.failure.code);

/** Opens a copy of a store; `python` is that of a project's `.venv`. */
async function opened(folder: string, form: 'sqlite' | 'fileStore', python: string | undefined) {
  const place = { form, path: join(folder, form === 'sqlite' ? 'mlflow.db' : 'mlruns') } as const;
  if (python !== undefined) {
    mkdirSync(join(folder, '.venv'), { recursive: true });
    // Python finds its packages by where it lies, so that the folder and not the program is linked.
    symlinkSync(dirname(python), join(folder, '.venv', 'bin'));
    writeFileSync(join(folder, '.venv', 'pyvenv.cfg'), readFileSync(join(dirname(dirname(python)), 'pyvenv.cfg')));
    symlinkSync(join(dirname(dirname(python)), 'lib'), join(folder, '.venv', 'lib'));
  }
  // Without a PATH, so that no other interpreter is found.
  const environment = () => ({ PATH: '', HOME: folder });
  const options = { script, folders: () => [], environment, watchFiles: () => ({ dispose: () => undefined }) };
  return valueOf(await openWritableStore({ ...storeRef(place.form, place.path), place }, options, signal));
}

/** All runs of an experiment as the client has them, with their tags. */
function toldBy(python: string, uri: string, experiment: string): unknown {
  const code = [
    'import json, sys',
    'from mlflow import MlflowClient',
    'client = MlflowClient(sys.argv[1], sys.argv[1])',
    'one = client.get_experiment(sys.argv[2])',
    'runs = client.search_runs([sys.argv[2]], run_view_type=3)',
    'print()',
    'print(json.dumps([one.name, one.lifecycle_stage, [[r.info.run_name, r.info.status, r.info.lifecycle_stage, ' +
      '{k: v for k, v in r.data.tags.items() if not k.startswith("mlflow.runName")}] for r in runs]]))',
  ].join('\n');
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_ALLOW_FILE_STORE: 'true' };
  const said = execFileSync(python, ['-c', code, uri, experiment], { encoding: 'utf8', env });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
}

for (const form of ['sqlite', 'fileStore'] as const) {
  describe(`changes of a store on this machine: ${form}`, function () {
    this.timeout(180_000);
    const python = trackerEnv('MLFLOW_PYTHON');
    let folder = '';
    let tracker: ExperimentTracker;
    let writer: TrackerWriter;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'trainyard-changed ü-'));
      cpSync(join(trackerEnv('MLFLOW_STORES'), form === 'sqlite' ? 'sqlite' : 'files'), folder, { recursive: true });
      tracker = await opened(folder, form, python);
      assert.ok(tracker.writer);
      ({ writer } = tracker);
    });
    after(() => {
      tracker?.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    it('are those that were asked for, as the client reads them', async () => {
      const { id } = valueOf(await writer.createExperiment('made/here', signal));
      assert.equal(codeOf(await writer.createExperiment('made/here', signal)), 'conflict');
      assert.equal(valueOf(await writer.renameExperiment(id, 'made/ü "here"', signal)).name, 'made/ü "here"');
      const run = valueOf(await writer.createRun({ experimentId: id, name: 'first' }, signal));
      assert.equal(run.state, 'running');
      assert.equal(valueOf(await writer.renameRun(run.id, '$(touch x)', signal)).name, '$(touch x)');
      valueOf(await writer.setTag(run.id, 'stage', "it's", signal));
      valueOf(await writer.setTag(run.id, 'gone', 'soon', signal));
      valueOf(await writer.deleteTag(run.id, 'gone', signal));
      valueOf(await writer.setNote(run.id, '# Note\nü', signal));
      assert.equal(valueOf(await writer.endRun(run.id, { state: 'failed' }, signal)).state, 'failed');
      const uri = form === 'sqlite' ? `sqlite:///${join(folder, 'mlflow.db')}` : join(folder, 'mlruns');
      const told = toldBy(python, uri, id);
      assert.ok(Array.isArray(told));
      assert.deepEqual(told.slice(0, 2), ['made/ü "here"', 'active']);
      const [[name, status, stage, tags]] = told[2];
      assert.deepEqual([name, status, stage], ['$(touch x)', 'FAILED', 'active']);
      assert.deepEqual([tags.stage, tags.gone, tags['mlflow.note.content']], ["it's", undefined, '# Note\nü']);
      assert.equal(valueOf(await writer.deleteRun(run.id, signal)).isDeleted, true);
      assert.equal(valueOf(await writer.restoreRun(run.id, signal)).isDeleted, false);
      assert.equal(valueOf(await writer.deleteExperiment(id, signal)).isDeleted, true);
      assert.equal(valueOf(await writer.restoreExperiment(id, signal)).isDeleted, false);
      assert.equal(codeOf(await writer.deleteRun('0'.repeat(32), signal)), 'not-found');
    });

    it('register a model, and set and remove its alias', async () => {
      const { models } = writer;
      assert.ok(models);
      const { id } = valueOf(await writer.createExperiment('models', signal));
      const run = valueOf(await writer.createRun({ experimentId: id, name: 'model' }, signal));
      const source = { form: 'artifacts', runId: run.id, path: 'model' } as const;
      assert.equal(valueOf(await models.register('made-here', source, signal)).version, '1');
      assert.equal(valueOf(await models.register('made-here', source, signal)).version, '2');
      assert.equal(valueOf(await models.setAlias('made-here', 'best', '1', signal)).aliases.get('best'), '1');
      assert.equal(codeOf(await models.setAlias('made-here', 'v1', '1', signal)), 'invalid');
      assert.equal(valueOf(await models.deleteAlias('made-here', 'best', signal)).aliases.size, 0);
    });
  });
}

describe('a store on this machine that cannot be changed', function () {
  this.timeout(180_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-unchanged-'));
    cpSync(join(trackerEnv('MLFLOW_STORES'), 'sqlite', 'mlflow.db'), join(folder, 'mlflow.db'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const bytes = () =>
    createHash('sha256')
      .update(readFileSync(join(folder, 'mlflow.db')))
      .digest('hex');

  it('says that no Python with mlflow is there, and how it comes', async () => {
    const tracker = await opened(folder, 'sqlite', undefined);
    const answer = await tracker.writer?.createExperiment('x', signal);
    tracker.dispose();
    assert.ok(answer && !answer.ok);
    assert.equal(answer.failure.code, 'tool-missing');
    assert.match(answer.failure.nextStep ?? '', /\.venv/);
  });

  it('is not migrated by an mlflow of another version, and stays as it is byte for byte', async () => {
    const before = bytes();
    const tracker = await opened(folder, 'sqlite', trackerEnv('MLFLOW2_PYTHON'));
    const answer = await tracker.writer?.createExperiment('x', signal);
    tracker.dispose();
    assert.equal(answer && codeOf(answer), 'unsupported');
    assert.equal(bytes(), before);
  });
});
