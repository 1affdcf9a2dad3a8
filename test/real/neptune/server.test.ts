// A Neptune server: what the real neptune-query reads of it is what we read. The server is a stand-in, made of what the client's wheel says.
import assert from 'node:assert/strict';
import type { ExperimentTracker, RunQuery } from '../../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../../src/domain/experiments/trackedRun.ts';
import { historyOf, seededNumber, textOf } from '../../support/folderRuns.ts';
import { answerText, HttpFaults } from '../../support/httpFaults.ts';
import { judgedProject, type JudgedProject, neptuneAt, openedNeptune } from '../../support/neptuneServer.ts';
import { neptuneToken } from '../../testbed/python/startNeptune.mjs';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();
const PROJECT = 'team/digits';

describe('a Neptune server', function () {
  this.timeout(120_000);
  let tracker: ExperimentTracker;
  let judged: JudgedProject;
  let runs: ReadonlyMap<string, TrackedRun>;
  before(async () => {
    tracker = await neptuneAt(trackerEnv('NEPTUNE_URL'), trackerEnv('NEPTUNE_TOKEN'));
    judged = await judgedProject(PROJECT);
    runs = new Map((await listed(PROJECT)).map((run) => [run.id, run]));
  });
  after(() => tracker?.dispose());

  async function listed(
    project: string,
    limit = 1000,
    lifecycle: RunQuery['lifecycle'] = 'active',
  ): Promise<readonly TrackedRun[]> {
    const found: TrackedRun[] = [];
    for await (const page of tracker.runs({ experimentIds: [project], lifecycle, limit }, signal)) {
      assert.ok(page.ok, JSON.stringify(page));
      found.push(...page.value.runs);
    }
    return found;
  }

  const named = (id: string): TrackedRun => {
    const run = runs.get(`${PROJECT}/${id}`);
    assert.ok(run, `${id} in ${[...runs.keys()].join()}`);
    return run;
  };

  it('has its projects as experiments, below their workspace', async () => {
    const found = await tracker.experiments(signal);
    assert.ok(found.ok, JSON.stringify(found));
    assert.deepEqual(
      found.value.map(({ name }) => name),
      [PROJECT, 'team/many'],
    );
  });

  it('has the runs that the client lists, with the values that it reads', () => {
    assert.deepEqual([...runs.keys()].sort(), judged.runs.map((id) => `${PROJECT}/${id}`).sort());
    let compared = 0;
    for (const [id, values] of Object.entries(judged.values)) {
      const { params, tags } = named(id);
      for (const [name, value] of Object.entries(values)) {
        const ours = name.startsWith('sys/') ? tags.get(name) : (params.get(name) ?? tags.get(name));
        assert.ok(ours !== undefined, `${id} ${name}`);
        assert.equal(inWordsOfClient(ours, value), Array.isArray(value) ? value.join(', ') : value, `${id} ${name}`);
        compared += 1;
      }
    }
    assert.ok(compared > 30, `${compared} values`);
  });

  it('has the points of all series that the client reads, what a fork inherits and previews among them', async () => {
    let compared = 0;
    for (const [id, series] of Object.entries(judged.series)) {
      const run = named(id);
      for (const [key, points] of Object.entries(series)) {
        const history = await historyOf(tracker, run, key);
        const ours = Array.from(history.steps, (step, at) => [step, history.values[at], history.timestamps[at]]);
        assert.deepEqual(
          ours,
          points.map(([step, value, time]) => [step, seededNumber(value), time]),
          `${id} ${key}`,
        );
        compared += points.length;
      }
    }
    assert.equal(judged.series['fork']?.['train/loss']?.length, 102, 'up to the step that it begins at, and its own');
    assert.ok(compared > 800, `${compared} points`);
  });

  it('has in a row the value that stands last in the history', async () => {
    const run = named('run-ü-1');
    for (const [key, value] of run.metrics) {
      const history = await historyOf(tracker, run, key);
      assert.deepEqual(history.values.at(-1), value, key);
    }
    const details = await tracker.run(run.id, signal);
    assert.ok(details.ok);
    assert.equal(details.value.lastMetrics.find(({ key }) => key === 'train/loss')?.step, 300);
  });

  it('gives the part of a history that is asked for, and nothing for a metric that is not there', async () => {
    const runIds = [named('killed').id, named('fork').id];
    const [some, none] = await tracker.histories({ runIds, key: 'loss', steps: { from: 10, to: 12 } }, signal);
    assert.ok(some?.ok && none?.ok);
    assert.deepEqual([[...some.value.steps], [...none.value.steps]], [[10, 11, 12], []]);
  });

  it('has files and series of texts, with the bytes that the client gets', async () => {
    const run = named('run-ü-1');
    for (const [path, { size, text }] of Object.entries(judged.files)) {
      const folder = await tracker.artifacts(run.id, path.split('/').slice(0, -1).join('/'), signal);
      assert.ok(folder.ok, JSON.stringify(folder));
      assert.equal(folder.value.find((each) => each.path === path)?.size, size);
      assert.equal(await textOf(tracker, run.id, path), text);
    }
    assert.equal(await textOf(tracker, run.id, 'log.txt'), `${judged.texts['run-ü-1']?.['log']?.join('\n')}\n`);
    assert.equal(await textOf(tracker, run.id, 'samples/1'), 'first', 'of a series of files');
    assert.equal(await textOf(tracker, run.id, 'no/such'), 'not-found');
  });

  it('nests a fork below its parent, and tells states as far as the server does', () => {
    assert.equal(named('fork').tags.get('mlflow.parentRunId'), `${PROJECT}/run-ü-1`);
    assert.equal(named('fork').tags.get('neptune.forkStep'), '100');
    const { name, user, state, startedAt } = named('run-ü-1');
    assert.deepEqual([name, user, state], ['first experiment', 'ada', 'ok']);
    assert.equal(startedAt, judged.values['run-ü-1']?.['sys/creation_time']);
  });

  it('is read page by page, the newest first, up to as many as are wanted', async () => {
    const all = await listed('team/many');
    assert.deepEqual([all.length, new Set(all.map(({ id }) => id)).size], [250, 250]);
    assert.deepEqual([all[0]?.name, all.at(-1)?.name], ['copy-251', 'copy-002']);
    assert.equal((await listed('team/many', 130)).length, 130);
  });

  it('has trashed runs where deleted ones are wanted', async () => {
    const deleted = await listed('team/many', 1000, 'deleted');
    assert.deepEqual(
      deleted.map(({ name, isDeleted }) => [name, isDeleted]),
      [['copy-001', true]],
    );
    assert.equal((await listed('team/many', 1000, 'all')).length, 251);
  });

  it('is the one of the environment, with the project that NEPTUNE_PROJECT names even when the server lists none', async () => {
    const proxy = await HttpFaults.start(trackerEnv('NEPTUNE_URL'));
    proxy.fault = ({ url }, response) =>
      url.startsWith('/api/backend/v1/projects') && answerText(response, '', { status: 404 });
    const environment = { NEPTUNE_API_TOKEN: neptuneToken(proxy.url), NEPTUNE_PROJECT: PROJECT };
    const opened = await openedNeptune(proxy.url, '', environment, 'environment');
    assert.ok(opened.ok, JSON.stringify(opened));
    const found = await opened.value.experiments(signal);
    opened.value.dispose();
    await proxy.stop();
    assert.ok(found.ok, JSON.stringify(found));
    assert.deepEqual(
      found.value.map(({ id }) => id),
      [PROJECT],
    );
  });

  it('shows one project alone when the address is that of a project', async () => {
    const one = await neptuneAt(`${trackerEnv('NEPTUNE_URL')}/${PROJECT}`, trackerEnv('NEPTUNE_TOKEN'));
    const found = await one.experiments(signal);
    one.dispose();
    assert.ok(found.ok);
    assert.deepEqual(
      found.value.map(({ id }) => id),
      [PROJECT],
    );
  });
});

/** The client's table has whole numbers as floats, and times as such. */
function inWordsOfClient(ours: string, value: unknown): unknown {
  if (typeof value === 'boolean') return ours === 'true';
  if (typeof value !== 'number') return ours;
  return /^\d{4}-\d\d-\d\dT/.test(ours) ? Date.parse(ours) : Number(ours);
}
