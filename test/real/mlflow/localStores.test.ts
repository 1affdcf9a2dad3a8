// Stores that MLflow's own clients have written: each run is held against what the client says of the same store.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLocalStore } from '../../../src/adapters/mlflow/localStore.ts';
import { storeCatalog } from '../../../src/adapters/mlflow/storeCatalog.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import type { MetricHistory, TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { storeRef } from '../../support/mlflowDatabase.ts';
import { mlflowEnvironment } from '../../testbed/python/startMlflow.mjs';

const { TRAINYARD_TEST_MLFLOW_STORES: stores, TRAINYARD_TEST_MLFLOW_PYTHON: python } = process.env;
const { TRAINYARD_TEST_MLFLOW2_FOLDER, TRAINYARD_TEST_MLFLOW2_PYTHON } = process.env;
const run = promisify(execFile);
const signal = new AbortController().signal;
const watchFiles = () => ({ dispose: () => undefined });

/** What everyRun.py prints. */
interface Said {
  readonly experiments: Readonly<Record<string, readonly [string, string, Readonly<Record<string, string>>]>>;
  readonly runs: Readonly<Record<string, object>>;
  readonly models: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, unknown>>;
}

const STATUS = { queued: 'SCHEDULED', running: 'RUNNING', ok: 'FINISHED', failed: 'FAILED', cancelled: 'KILLED' };

interface Case {
  readonly title: string;
  readonly form: 'sqlite' | 'fileStore';
  /** Where it lies, with the folder that holds it. */
  readonly from: string | undefined;
  readonly place: string;
  readonly python: string | undefined;
  /** MLflow 3 logs models beside the runs. */
  readonly loggedModels: number;
}

const newest = { from: stores, python, loggedModels: 1 };
const cases: readonly Case[] = [
  { ...newest, title: 'a database of the newest MLflow', form: 'sqlite', place: 'sqlite/mlflow.db' },
  { ...newest, title: 'a folder of the newest MLflow', form: 'fileStore', place: 'files/mlruns' },
  {
    title: 'the database of a server of MLflow 2, which has it open',
    form: 'sqlite',
    place: 'mlflow.db',
    from: TRAINYARD_TEST_MLFLOW2_FOLDER,
    python: TRAINYARD_TEST_MLFLOW2_PYTHON,
    loggedModels: 0,
  },
];

for (const { title, form, from, place, python: interpreter, loggedModels } of cases) {
  describe(title, function () {
    this.timeout(180_000);
    let folder = '';
    let store: ExperimentTracker;
    let said: Said;

    before(async function () {
      if (from === undefined || interpreter === undefined) return this.skip();
      folder = await mkdtemp(join(tmpdir(), 'trainyard-mlflow-'));
      await cp(join(from, place), join(folder, place), { recursive: true, preserveTimestamps: true });
      const uri = `${form === 'sqlite' ? 'sqlite:///' : ''}${join(folder, place)}`;
      const env = { ...mlflowEnvironment(), MLFLOW_TRACKING_URI: uri };
      const program = join(import.meta.dirname, '../../support/everyRun.py');
      const { stdout } = await run(interpreter, [program], { env, cwd: folder, maxBuffer: 256 * 1024 * 1024 });
      said = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      const opened = await openLocalStore(storeRef(form, join(folder, place)), { watchFiles }, signal);
      assert.ok(opened.ok, JSON.stringify(opened));
      store = opened.value;
    });
    after(async () => {
      if (folder === '') return;
      store.dispose();
      await rm(folder, { recursive: true, force: true });
    });

    async function allRuns(): Promise<readonly TrackedRun[]> {
      const runs: TrackedRun[] = [];
      const query = { experimentIds: Object.keys(said.experiments), lifecycle: 'all', limit: 10_000 } as const;
      for await (const page of store.runs(query, signal)) {
        assert.ok(page.ok, JSON.stringify(page));
        runs.push(...page.value.runs);
      }
      return runs;
    }

    it('has the same experiments', async () => {
      const experiments = await store.experiments(signal);
      assert.ok(experiments.ok);
      const ours = experiments.value.map(({ id, name, isDeleted, tags }) => {
        return [id, [name, isDeleted ? 'deleted' : 'active', Object.fromEntries(tags)]] as const;
      });
      assert.deepEqual(Object.fromEntries(ours), said.experiments);
    });

    it('has the same runs, with params, tags, last values, whole histories, data sets, models and artifacts', async () => {
      const ours: Record<string, object> = {};
      for (const each of await allRuns()) {
        assert.equal(each.trouble, undefined);
        ours[each.id] = await asSaid(each);
      }
      assert.equal(Object.keys(ours).length, Object.keys(said.runs).length);
      for (const [id, expected] of Object.entries(said.runs)) assert.deepEqual(ours[id], expected, id);
    });

    it('has the same registered models, versions and aliases, and lists traces and logged models', async () => {
      const { registry } = store;
      assert.ok(registry);
      const models = await registry.models(signal);
      assert.ok(models.ok);
      const ours: Record<string, unknown> = {};
      const versions: Record<string, unknown> = {};
      for (const { name, description = '', aliases, tags } of models.value) {
        // The client says versions as numbers.
        const numbers = Object.fromEntries(Array.from(aliases, ([alias, version]) => [alias, version]));
        ours[name] = [description, numbers, Object.fromEntries(tags)];
        const found = await registry.versions(name, signal);
        assert.ok(found.ok);
        for (const { version, runId = '', state } of found.value)
          versions[`${name}/${version}`] = [runId, state === 'ready' ? 'READY' : state];
      }
      const theirs = Object.entries(said.models).map(([name, value]) => [
        name,
        JSON.parse(JSON.stringify(value, text)),
      ]);
      assert.deepEqual(ours, Object.fromEntries(theirs));
      assert.deepEqual(versions, said.versions);
      const ids = Object.keys(said.experiments);
      const [logged, traces] = [await registry.loggedModels(ids, 50, signal), await registry.traces(ids, 2, signal)];
      assert.ok(logged.ok && traces.ok);
      assert.deepEqual(
        [logged.value.map(({ state }) => state), traces.value.length],
        [Array.from({ length: loggedModels }, () => 'ready'), 2],
      );
      assert.ok((traces.value[0]?.startedAt ?? 0) >= (traces.value[1]?.startedAt ?? 0));
    });

    it('is found in its folder', async () => {
      const catalog = storeCatalog({ folders: () => [folder], environment: () => ({}), watchFiles });
      const { trackers } = await catalog.find(signal);
      assert.deepEqual(
        trackers.map(({ label, place: found }) => [label, found.form]),
        [[place, form]],
      );
    });

    it('is as it was, to the byte, after all of this', async () => {
      const before = await digestOf(join(folder, place));
      await allRuns();
      assert.equal(await digestOf(join(folder, place)), before);
      assert.equal(await digestOf(join(folder, place)), await digestOf(join(from ?? '', place)));
    });

    async function asSaid(each: TrackedRun): Promise<object> {
      const details = await store.run(each.id, signal);
      assert.ok(details.ok);
      const keys = [...each.metrics.keys()];
      const histories = await Promise.all(keys.map((key) => store.histories({ runIds: [each.id], key }, signal)));
      const isOnServer = each.artifactUri?.startsWith('mlflow-artifacts:') === true;
      const files = isOnServer ? undefined : await store.artifacts(each.id, '', signal);
      return {
        experiment: each.experimentId,
        name: each.name,
        status: each.state === 'unknown' ? '' : STATUS[each.state],
        stage: each.isDeleted ? 'deleted' : 'active',
        start: each.startedAt,
        end: each.endedAt ?? null,
        artifacts: each.artifactUri,
        params: Object.fromEntries(each.params),
        tags: Object.fromEntries(each.tags),
        metrics: Object.fromEntries(Array.from(each.metrics, ([key, value]) => [key, plain(value)])),
        histories: Object.fromEntries(keys.map((key, at) => [key, pointsOf(histories[at]?.[0])])),
        datasets: details.value.datasets
          .map(({ name, digest, context = null }) => [name, digest, context])
          .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
        modelOutputs: details.value.modelOutputs.map(({ modelId }) => modelId).toSorted(),
        // The client says nothing where there is no folder.
        files: files?.ok === true ? files.value.map(({ path }) => path) : [],
      };
    }
  });
}

const text = (_key: string, value: unknown) => (typeof value === 'number' ? String(value) : value);
const plain = (value: number) => (Number.isFinite(value) ? value : String(value));

function pointsOf(history: { readonly ok: boolean; readonly value?: MetricHistory } | undefined): readonly unknown[] {
  assert.ok(history?.ok === true && history.value);
  const { steps, values, timestamps } = history.value;
  const points = Array.from(steps, (step, at) => [step, timestamps[at], plain(values[at] ?? 0)] as const);
  const order = (a: (typeof points)[number], b: (typeof points)[number]) =>
    a[0] - b[0] || Number(a[1]) - Number(b[1]) || (String(a[2]) < String(b[2]) ? -1 : 1);
  return points.toSorted(order).map((point) => [...point]);
}

/** Of names and contents; time of the last change too, for a file that is written with what it holds has changed as well. */
async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? await readdir(path, { recursive: true }) : [''];
  for (const name of names.toSorted()) {
    const stats = await stat(join(path, name));
    digest.update(`${name} ${stats.isFile() ? stats.mtimeMs.toFixed(0) : ''}\n`);
    if (stats.isFile()) digest.update(await readFile(join(path, name)));
  }
  return digest.digest('hex');
}
