// Models and traces that MLflow's own clients have left in stores of files and on servers, seen through one contract.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import { ok, type Result } from '../../../src/domain/base/failure.ts';
import type { ModelRegistry } from '../../../src/domain/experiments/modelRegistry.ts';
import type { ArtifactContent, ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { mlflowOf, openedServer } from '../../support/mlflowServer.ts';

const { TRAINYARD_TEST_MLFLOW_STORES: stores } = process.env;
const { signal } = new AbortController();
const watchFiles = () => ({ dispose: () => undefined });

/** What smallStore.py prints of what these tests look at. */
interface Seed {
  readonly parent: string;
  readonly traces: string;
  readonly odd: { readonly experiment: string };
  readonly model: { readonly name: string; readonly id?: string };
}

interface Opened {
  readonly tracker: ExperimentTracker;
  readonly folder: string;
}

function valueOf<T>(answer: Result<T>): T {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

async function textOf({ chunks }: ArtifactContent): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

async function localStore(form: 'sqlite' | 'fileStore', context: Mocha.Context): Promise<Opened> {
  if (stores === undefined) return context.skip();
  const [inner, name] = form === 'sqlite' ? (['sqlite', 'mlflow.db'] as const) : (['files', 'mlruns'] as const);
  const folder = join(stores, inner);
  return { folder, tracker: valueOf(await openLocalStore(storeRef(form, join(folder, name)), { watchFiles }, signal)) };
}

async function server(which: 'newest' | 'old', context: Mocha.Context): Promise<Opened> {
  const { url, environment } = mlflowOf(which, context);
  const name = which === 'old' ? 'TRAINYARD_TEST_MLFLOW2_FOLDER' : 'TRAINYARD_TEST_MLFLOW_FOLDER';
  return { folder: process.env[name] ?? '', tracker: await openedServer(url, { environment: () => environment }) };
}

const cases = [
  { title: 'a database', open: async (context: Mocha.Context) => await localStore('sqlite', context), isNew: true },
  { title: 'a folder', open: async (context: Mocha.Context) => await localStore('fileStore', context), isNew: true },
  { title: 'MLflow 3', open: async (context: Mocha.Context) => await server('newest', context), isNew: true },
  { title: 'MLflow 2', open: async (context: Mocha.Context) => await server('old', context), isNew: false },
];

for (const { title, open, isNew } of cases) {
  describe(`models and traces of ${title}`, function () {
    this.timeout(60_000);
    let tracker: ExperimentTracker;
    let registry: ModelRegistry;
    let seed: Seed;

    before(async function () {
      const opened = await open(this);
      ({ tracker } = opened);
      assert.ok(tracker.registry);
      ({ registry } = tracker);
      seed = JSON.parse(await readFile(join(opened.folder, 'seed.json'), 'utf8'));
    });
    after(() => tracker?.dispose());

    it('has the highest version beside each model, and none beside one without', async () => {
      const models = valueOf(await registry.models(signal));
      const latest = Object.fromEntries(models.map(({ name, latestVersion }) => [name, latestVersion]));
      assert.deepEqual([latest['iris'], latest['empty.model']], ['2', undefined]);
    });

    it('has the versions that a run has made, with their aliases', async () => {
      const versions = valueOf(await registry.runVersions(seed.parent, signal));
      assert.deepEqual(
        versions
          .filter(({ model }) => model === 'iris')
          .map(({ model, version, aliases, runId }) => [model, version, aliases, runId]),
        [
          ['iris', '2', ['champion'], seed.parent],
          ['iris', '1', ['prod'], seed.parent],
        ],
      );
      assert.deepEqual(valueOf(await registry.runVersions('no-such-run', signal)), []);
    });

    it(isNew ? 'has the logged model with its files' : 'has no logged models', async () => {
      const { id = '' } = seed.model;
      if (!isNew) return assert.deepEqual(await registry.loggedModels([seed.odd.experiment], 1, signal), ok([]));
      const listed = valueOf(await registry.loggedModels([seed.odd.experiment], 1, signal));
      assert.equal(listed.length, 1);
      const model = valueOf(await registry.loggedModel(id, signal));
      assert.deepEqual([model.name, model.state, model.runId], ['model', 'ready', seed.parent]);
      assert.equal(model.metrics.find(({ key }) => key === 'acc')?.value, 0.97);
      const files = valueOf(await registry.modelFiles(id, '', signal));
      assert.ok(files.some(({ path, isFolder }) => path === 'MLmodel' && !isFolder));
      const text = await textOf(valueOf(await registry.readModelFile(id, 'MLmodel', signal)));
      assert.match(text, /loader_module: mlflow\.pyfunc\.model/);
      const outside = await registry.readModelFile(id, '../../../meta.yaml', signal);
      assert.ok(!outside.ok);
      const missing = await registry.loggedModel('m-00000000000000000000000000000000', signal);
      assert.equal(missing.ok ? 'ok' : missing.failure.code, 'not-found');
    });

    it('has traces, the newest first, and the steps of each', async () => {
      const traces = valueOf(await registry.traces([seed.traces], 100, signal));
      assert.equal(traces.length, 4);
      assert.equal(valueOf(await registry.traces([seed.traces], 1, signal)).length, 1);
      const times = traces.map(({ startedAt }) => startedAt);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
      const wanted = traces.find(({ state }) => state === (isNew ? 'failed' : 'running'));
      assert.ok(wanted);
      const { trace, spans, trouble } = valueOf(await registry.trace(seed.traces, wanted.id, signal));
      assert.equal(trace.id, wanted.id);
      // The client of MLflow 2 has left nothing but the heads: it ended before it had sent the rest.
      if (!isNew) return assert.equal(trouble?.code, 'not-found');
      assert.equal(trouble, undefined);
      assert.deepEqual([trace.name, trace.state], ['outer', 'failed']);
      const [outer, inner] = spans;
      assert.deepEqual(
        spans.map(({ name, type, state, inputs }) => [name, type, state, JSON.parse(inputs ?? 'null')]),
        [
          ['outer', 'CHAIN', 'failed', { value: -1 }],
          ['inner', 'TOOL', 'failed', { value: -1 }],
        ],
      );
      assert.equal(inner?.parentId, outer?.id);
      assert.match(inner?.stateText ?? '', /negative/);
      assert.equal(inner?.attributes.get('k'), '1');
      assert.ok((outer?.duration ?? 0) >= (inner?.duration ?? 0));
      const missing = await registry.trace(seed.traces, 'tr-none', signal);
      assert.equal(missing.ok ? 'ok' : missing.failure.code, 'not-found');
    });
  });
}
