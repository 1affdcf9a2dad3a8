// Changes that Trainyard makes on real MLflow servers are looked up with MLflow's own client afterwards.
import assert from 'node:assert/strict';
import type { Result } from '../../../src/domain/base/failure.ts';
import type { ServerTracker } from '../../../src/adapters/mlflow/serverTracker.ts';
import { mlflowOf, type MlflowUnderTest, openedServer, toldBy } from '../../support/mlflowServer.ts';

const { signal } = new AbortController();

function valueOf<T>(answer: Result<T>): T {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.failure.code);

for (const which of ['newest', 'old'] as const) {
  describe(`changes on a real server: ${which}`, function () {
    this.timeout(120_000);
    let server: MlflowUnderTest;
    let tracker: ServerTracker;
    let experiment: string;
    const name = `writes/${process.pid}-${Date.now()}`;
    before(async function () {
      server = mlflowOf(which, this);
      tracker = await openedServer(server.url, { environment: () => server.environment });
      experiment = valueOf(await tracker.writer.createExperiment(name, signal)).id;
    });
    after(async () => {
      await tracker?.writer.deleteExperiment(experiment, signal);
      tracker?.dispose();
    });

    it('makes, renames, deletes and restores an experiment, and says when its name is taken', async () => {
      const { writer } = tracker;
      assert.equal(codeOf(await writer.createExperiment(name, signal)), 'conflict');
      assert.equal(valueOf(await writer.renameExperiment(experiment, `${name}-2`, signal)).name, `${name}-2`);
      assert.equal(valueOf(await writer.setExperimentTag(experiment, 'k', 'v', signal)).tags.get('k'), 'v');
      assert.equal(valueOf(await writer.deleteExperiment(experiment, signal)).isDeleted, true);
      assert.equal(valueOf(await writer.restoreExperiment(experiment, signal)).isDeleted, false);
      assert.equal(codeOf(await writer.deleteExperiment('987654', signal)), 'not-found');
    });

    it('makes a run, logs to it, names, tags and notes it, and ends it', async () => {
      const { writer } = tracker;
      const made = {
        experimentId: experiment,
        name: 'first',
        startedAt: 1_700_000_000_000,
        tags: new Map([['a', 'b']]),
      };
      const { id } = valueOf(await writer.createRun(made, signal));
      const metrics = Array.from({ length: 1500 }, (_, step) => ({
        key: 'loss',
        value: 1 / (step + 1),
        step,
        timestamp: step + 1,
      }));
      const odd = [Number.NaN, Infinity, -Infinity].map((value, step) => ({ key: 'odd', value, step, timestamp: 5 }));
      const params = new Map(Array.from({ length: 120 }, (_, at) => [`p${at}`, `ü ${at}`]));
      const logged = valueOf(
        await writer.log(id, { metrics: [...metrics, ...odd], params, tags: new Map([['t', "it's"]]) }, signal),
      );
      assert.deepEqual([logged.params.size, logged.metrics.get('odd'), logged.state], [120, -Infinity, 'running']);
      valueOf(await writer.renameRun(id, 'second ü', signal));
      valueOf(await writer.setTag(id, 'gone', 'soon', signal));
      valueOf(await writer.deleteTag(id, 'gone', signal));
      valueOf(await writer.setNote(id, '# Note\n<b>', signal));
      const ended = valueOf(await writer.endRun(id, { state: 'cancelled', at: 1_700_000_001_000 }, signal));
      assert.deepEqual([ended.state, ended.endedAt], ['cancelled', 1_700_000_001_000]);
      const told = toldBy(server, experiment).find(({ run }) => run.id === id);
      assert.deepEqual(
        [told?.run.name, told?.run.status, told?.run.start, told?.run.end],
        ['second ü', 'KILLED', 1_700_000_000_000, 1_700_000_001_000],
      );
      assert.equal(told?.history['loss']?.length, 1500);
      assert.deepEqual(
        told?.history['odd']?.map(([, value]) => value),
        ['nan', Number.MAX_VALUE, -Number.MAX_VALUE],
      );
      const tags = new Map(told?.run.tags);
      assert.deepEqual(
        [tags.get('a'), tags.get('t'), tags.get('gone'), tags.get('mlflow.note.content')],
        ['b', "it's", undefined, '# Note\n<b>'],
      );
      assert.equal(valueOf(await writer.deleteRun(id, signal)).isDeleted, true);
      assert.equal(valueOf(await writer.restoreRun(id, signal)).isDeleted, false);
    });

    it('says when the server keeps less than it was given', async () => {
      const { writer } = tracker;
      const { id } = valueOf(await writer.createRun({ experimentId: experiment, name: 'long' }, signal));
      const note = await writer.setNote(id, 'x'.repeat(20_000), signal);
      assert.match(note.ok ? '' : note.failure.message, /characters|length/);
    });

    it('registers a model from a run, names its version and tags it', async () => {
      const { models } = tracker.writer;
      const { id } = valueOf(await tracker.writer.createRun({ experimentId: experiment, name: 'model' }, signal));
      const model = `model-${process.pid}-${Date.now()}`;
      const first = valueOf(await models.register(model, { form: 'artifacts', runId: id, path: 'model' }, signal));
      const second = valueOf(await models.register(model, { form: 'artifacts', runId: id, path: 'model' }, signal));
      assert.deepEqual([first.version, second.version, second.state, second.runId], ['1', '2', 'ready', id]);
      assert.equal(valueOf(await models.setAlias(model, 'champion', '2', signal)).aliases.get('champion'), '2');
      assert.equal(codeOf(await models.setAlias(model, 'v1', '1', signal)), 'invalid');
      const tagged = valueOf(await models.setVersionTag(second, { key: 'stage', value: 'canary' }, signal));
      assert.deepEqual([tagged.tags.get('stage'), tagged.aliases], ['canary', ['champion']]);
      assert.equal(valueOf(await models.deleteVersionTag(second, 'stage', signal)).tags.size, 0);
      const versions = valueOf(await tracker.registry.versions(model, signal));
      assert.deepEqual(
        versions.map(({ version, aliases }) => [version, aliases]),
        [
          ['2', ['champion']],
          ['1', []],
        ],
      );
      assert.equal(valueOf(await models.deleteAlias(model, 'champion', signal)).aliases.size, 0);
      assert.ok(valueOf(await tracker.registry.models(signal)).some((each) => each.name === model));
    });

    it('has logged models and traces where the server has any', async () => {
      const ids = valueOf(await tracker.experiments(signal)).map((each) => each.id);
      const logged = valueOf(await tracker.registry.loggedModels(ids, 50, signal));
      const traces = valueOf(await tracker.registry.traces(ids, 5, signal));
      assert.ok(traces.length <= 5);
      for (const trace of traces) assert.ok(trace.startedAt > 0 && ids.includes(trace.experimentId), trace.id);
      if (which === 'old') assert.deepEqual(logged, []);
      else for (const model of logged) assert.ok(model.createdAt !== undefined && model.name !== '', model.id);
    });
  });
}
