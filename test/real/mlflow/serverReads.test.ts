// What Trainyard reads from real MLflow servers is compared with what MLflow's own client says of the same servers.
import assert from 'node:assert/strict';
import type { TrackedRun, MetricHistory } from '../../../src/domain/experiments/trackedRun.ts';
import type { ServerTracker } from '../../../src/adapters/mlflow/serverTracker.ts';
import {
  type JudgedFacts,
  type JudgedRun,
  mlflowOf,
  type MlflowUnderTest,
  openedServer,
  seededBy,
  type SeededExperiment,
  toldBy,
} from '../../support/mlflowServer.ts';

const { signal } = new AbortController();
const STATES = new Map([
  ['running', 'RUNNING'],
  ['ok', 'FINISHED'],
  ['failed', 'FAILED'],
  ['cancelled', 'KILLED'],
  ['queued', 'SCHEDULED'],
]);
/** MLflow's stores have no infinity but the largest number. */
const numberText = (value: number): number | string => {
  if (Number.isNaN(value)) return 'nan';
  return Math.abs(value) === Infinity ? Math.sign(value) * Number.MAX_VALUE : value;
};

async function allRuns(tracker: ServerTracker, experimentIds: readonly string[]): Promise<readonly TrackedRun[]> {
  const runs: TrackedRun[] = [];
  for await (const page of tracker.runs({ experimentIds, lifecycle: 'all', limit: 100_000 }, signal)) {
    assert.ok(page.ok, JSON.stringify(page));
    runs.push(...page.value.runs);
  }
  return runs;
}

function asJudged(run: TrackedRun): JudgedFacts {
  return {
    id: run.id,
    experiment: run.experimentId,
    name: run.name,
    status: STATES.get(run.state) ?? run.state,
    stage: run.isDeleted ? 'deleted' : 'active',
    start: run.startedAt ?? 0,
    end: run.endedAt ?? null,
    uri: run.artifactUri ?? '',
    params: [...run.params].sort(byKey),
    metrics: [...run.metrics].map(([key, value]) => [key, numberText(value)] as const).sort(byKey),
    tags: [...run.tags].sort(byKey),
  };
}

/** By code points, as Python sorts. */
const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const triples = ({ steps, values, timestamps }: MetricHistory) =>
  Array.from(steps, (step, at) => [step, numberText(values[at] ?? 0), timestamps[at]]);

for (const which of ['newest', 'old', 'auth'] as const) {
  describe(`reading a real server: ${which}`, function () {
    this.timeout(120_000);
    let server: MlflowUnderTest;
    let tracker: ServerTracker;
    let seeded: SeededExperiment;
    let told: readonly JudgedRun[];
    before(async function () {
      server = mlflowOf(which, this);
      seeded = seededBy(server);
      told = toldBy(server, seeded.experiment);
      tracker = await openedServer(server.url, { environment: () => server.environment });
    });
    after(async () => {
      // Other tests look at these servers too.
      await tracker?.writer.deleteExperiment(seeded.experiment, signal);
      tracker?.dispose();
    });

    it('knows its version', () => {
      assert.match(tracker.version ?? '', which === 'old' ? /^MLflow 2\.\d+\.\d+$/ : /^MLflow 3\.\d+\.\d+$/);
    });

    it('gives every run with its params, metrics and tags, the newest first', async () => {
      const runs = await allRuns(tracker, [seeded.experiment]);
      assert.ok(told.length >= 15);
      assert.deepEqual(
        runs.map(asJudged),
        told.map(({ run }) => run),
      );
    });

    it('gives every point of every history, whole and sampled', async () => {
      const keys = new Set(told.flatMap(({ history }) => Object.keys(history)));
      assert.ok(keys.size >= 7);
      // The login of the third takes the server a tenth of a second each time.
      for (const key of which === 'auth' ? ['bad', 'loss'] : keys) {
        const runIds = told.map(({ run }) => run.id);
        const whole = await tracker.histories({ runIds, key }, signal);
        const sampled = await tracker.histories({ runIds, key, mostPoints: 500 }, signal);
        for (const [at, { history }] of told.entries()) {
          const own = whole[at];
          const wanted = [...(history[key] ?? [])].sort((one, other) => one[0] - other[0] || one[2] - other[2]);
          assert.ok(own?.ok, JSON.stringify(own));
          assert.deepEqual(triples(own.value), wanted, key);
          assert.equal(own.value.isSampled, false);
          const thin = sampled[at];
          assert.ok(thin?.ok, JSON.stringify(thin));
          if (wanted.length < 500) assert.deepEqual(triples(thin.value), wanted, `${key}, sampled`);
          else {
            assert.ok(thin.value.isSampled && thin.value.steps.length <= 510, `${thin.value.steps.length} points`);
            assert.deepEqual([thin.value.steps[0], thin.value.steps.at(-1)], [0, 5999]);
          }
        }
      }
    });

    it('gives the part of a history between two steps', async () => {
      for (const mostPoints of [undefined, 1000]) {
        const request = { runIds: [seeded.parent], key: 'loss', steps: { from: 10.5, to: 20 } };
        const [part] = await tracker.histories({ ...request, ...(mostPoints ? { mostPoints } : {}) }, signal);
        assert.ok(part?.ok);
        assert.deepEqual([...part.value.steps], [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
      }
    });

    it('gives the others where a run is not there', async () => {
      const answers = await tracker.histories({ runIds: ['0'.repeat(32), seeded.parent], key: 'loss' }, signal);
      // The server itself says no more than that it has no values.
      assert.equal(answers[0]?.ok && answers[0].value.steps.length, 0);
      assert.ok(answers[1]?.ok && answers[1].value.steps.length === 6000);
      const run = await tracker.run('0'.repeat(32), signal);
      assert.equal(run.ok ? '' : run.failure.code, 'not-found');
    });

    it('gives datasets, artifacts and their bytes', async () => {
      const details = await tracker.run(seeded.parent, signal);
      assert.ok(details.ok);
      assert.deepEqual(details.value.datasets, [
        {
          name: 'train',
          digest: 'abc',
          sourceType: 'local',
          source: '{"uri": "/data"}',
          schema: '{"s": 1}',
          profile: '{"rows": 3}',
          context: 'training',
        },
      ]);
      const root = await tracker.artifacts(seeded.parent, '', signal);
      assert.deepEqual(root.ok && root.value, [
        { path: 'sub folder', isFolder: true },
        { path: 't.csv', isFolder: false, size: 8 },
      ]);
      const below = await tracker.artifacts(seeded.parent, 'sub folder', signal);
      assert.deepEqual(below.ok && below.value, [{ path: 'sub folder/ä b.txt', isFolder: false, size: 4 }]);
      assert.equal(await textOf(tracker, seeded.parent, 't.csv'), 'a,b\n1,2\n');
      assert.equal(await textOf(tracker, seeded.parent, 'sub folder/ä b.txt'), 'deep');
      assert.deepEqual(await tracker.artifacts(seeded.parent, 'nowhere', signal), { ok: true, value: [] });
    });

    it('lists experiments with their tags', async () => {
      const experiments = await tracker.experiments(signal);
      const own = experiments.ok ? experiments.value.find(({ id }) => id === seeded.experiment) : undefined;
      assert.match(own?.name ?? '', /^rest\//);
      assert.deepEqual([own?.tags.get('team'), own?.tags.get('__proto__'), own?.isDeleted], ['vision', 'x', false]);
    });
  });
}

async function textOf(tracker: ServerTracker, runId: string, path: string): Promise<string> {
  const content = await tracker.readArtifact(runId, path, signal);
  assert.ok(content.ok, JSON.stringify(content));
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.value.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
