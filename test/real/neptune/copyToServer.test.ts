import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { COPIED_WHOLE, planCopy } from '../../../src/domain/experiments/copyPlan.ts';
import { copyRuns } from '../../../src/domain/experiments/copyRuns.ts';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import { openedServer } from '../../support/mlflowServer.ts';
import { neptuneAt } from '../../support/neptuneServer.ts';
import { historyOf, namedRun, openRuns, runsOf, textOf } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();
const options = (plan: Parameters<typeof copyRuns>[2]['plan']) => ({ plan, progress: () => undefined });

async function server() {
  const tracker = await openedServer(trackerEnv('MLFLOW_URL'));
  return { tracker, writer: tracker.writer };
}

async function plan(from: ExperimentTracker, names: readonly string[], experiment: string) {
  const found = await runsOf(from);
  const runs = names.map((name) => namedRun(found, name));
  const planned = await planCopy(from, { runs, experimentOf: () => experiment }, signal);
  assert.ok(planned.ok, JSON.stringify(planned));
  return planned.value;
}

async function copiesIn(tracker: ExperimentTracker, experiment: string) {
  const experiments = await tracker.experiments(signal);
  assert.ok(experiments.ok);
  const ids = experiments.value.filter(({ name }) => name === experiment).map(({ id }) => id);
  const runs = [];
  for await (const page of tracker.runs({ experimentIds: ids, lifecycle: 'all', limit: 100 }, signal)) {
    assert.ok(page.ok);
    runs.push(...page.value.runs);
  }
  return new Map(runs.map((run) => [run.name, run]));
}

async function copiesWith(
  from: ExperimentTracker,
  to: Parameters<typeof copyRuns>[1],
  planned: Parameters<typeof options>[0],
  outcomes: readonly string[],
): Promise<void> {
  const copied = await copyRuns(from, to, options(planned), signal);
  assert.deepEqual(
    copied.map(({ outcome }) => outcome),
    outcomes,
    JSON.stringify(copied),
  );
}

describe('runs of Neptune at a real MLflow server', () => {
  it('have all that MLflow can keep, once, however often they are copied', async () => {
    const experiment = `neptune ${Date.now()}`;
    const from = await openRuns(join(trackerEnv('NEPTUNE_DATA'), 'scale/.neptune'));
    const to = await server();
    const planned = await plan(from, ['fork', 'first experiment'], experiment);
    assert.equal(planned.stepFactor, 100, 'a quarter is a whole step then');
    await copiesWith(from, to, planned, ['copied', 'copied']);

    const there = await copiesIn(to.tracker, experiment);
    const run = namedRun(there, 'first experiment');
    assert.deepEqual([run.params.get('opt'), run.params.get('big'), run.state], ['adam', '9007199254740992', 'ok']);
    const loss = await historyOf(to.tracker, run, 'train/loss');
    assert.deepEqual([loss.steps.length, loss.steps[1], loss.values[1]], [201, 100, 0.5]);
    assert.deepEqual([...(await historyOf(to.tracker, run, 'half')).steps], [25]);
    assert.ok(Number.isNaN((await historyOf(to.tracker, run, 'nan')).values[0]));
    assert.equal(namedRun(there, 'fork').tags.get('mlflow.parentRunId'), run.id);

    await copiesWith(from, to, planned, ['there', 'there']);
    assert.equal((await copiesIn(to.tracker, experiment)).size, 2);
  });

  it('come from a Neptune server too, with all of a history and their files', async () => {
    const experiment = `neptune server ${Date.now()}`;
    const from = await neptuneAt(`${trackerEnv('NEPTUNE_URL')}/team/digits`, trackerEnv('NEPTUNE_TOKEN'));
    const to = await server();
    const planned = await plan(from, ['fork', 'first experiment'], experiment);
    await copiesWith(from, to, planned, ['copied', 'copied']);
    const there = await copiesIn(to.tracker, experiment);
    const run = namedRun(there, 'first experiment');
    const fork = namedRun(there, 'fork');
    assert.deepEqual([run.params.get('opt'), run.tags.get('neptune.project')], ['adam', 'team/digits']);
    assert.equal((await historyOf(to.tracker, run, 'acc')).values.length, 200);
    assert.equal((await historyOf(to.tracker, fork, 'train/loss')).values.length, 102);
    assert.equal(fork.tags.get('mlflow.parentRunId'), run.id);
    assert.equal(await textOf(to.tracker, run.id, 'files/f'), 'hello');
    from.dispose();
  });

  it('go on where a copy was stopped', async () => {
    const experiment = `neptune stopped ${Date.now()}`;
    const from = await openRuns(join(trackerEnv('NEPTUNE_DATA'), 'export/exports'));
    const to = await server();
    const planned = await plan(from, ['whole'], experiment);
    // As a lost connection would leave it: the first call with points arrives, the others do not.
    let calls = 0;
    const failure = { code: 'unreachable', message: 'gone' } as const;
    const lossy = new Proxy(to.writer, {
      get: (writer, name) => {
        if (name !== 'log') {
          const value: unknown = Reflect.get(writer, name);
          return typeof value === 'function' ? value.bind(writer) : value;
        }
        return async (...args: Parameters<typeof writer.log>) => {
          calls += 1;
          const [runId, { metrics, ...rest }, stop] = args;
          if (metrics === undefined) return await writer.log(...args);
          await writer.log(runId, { ...rest, metrics: metrics.slice(0, 1000) }, stop);
          return { ok: false, failure } as const;
        };
      },
    });
    const stopped = await copyRuns(from, { ...to, writer: lossy }, options(planned), signal);
    assert.deepEqual([stopped[0]?.outcome, stopped[0]?.failure, calls], ['failed', failure, 2]);

    const gone = await copyRuns(from, to, options(planned), signal);
    assert.equal(gone[0]?.outcome, 'continued', JSON.stringify(gone));
    const there = await copiesIn(to.tracker, experiment);
    assert.equal(there.size, 1);
    const run = namedRun(there, 'whole');
    assert.equal(run.tags.get(COPIED_WHOLE), 'true');
    const loss = await historyOf(to.tracker, run, 'train/loss');
    assert.equal(loss.steps.length, 5000);
    assert.equal(new Set(loss.steps).size, 5000, 'no point twice');
  });
});
