import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ok } from '../../../../src/domain/base/failure.ts';
import { planCopy } from '../../../../src/domain/experiments/copyPlan.ts';
import { copyPlanSheet } from '../../../../src/domain/experiments/copySheet.ts';
import type { ExperimentTracker } from '../../../../src/domain/experiments/ports.ts';
import type { TrackedRun } from '../../../../src/domain/experiments/trackedRun.ts';
import { stillTracker, trackedRun } from '../../../support/trackedRuns.ts';

const { signal } = new AbortController();

/** Every metric of every run has these steps. */
function tracker(steps: readonly number[]): ExperimentTracker {
  return Object.assign(stillTracker({}), {
    artifacts: async () => ok([]),
    histories: async ({ runIds, key }: { readonly runIds: readonly string[]; readonly key: string }) =>
      runIds.map((runId) => {
        const numbers = Float64Array.from(steps);
        return ok({ runId, key, steps: numbers, values: numbers, timestamps: numbers, isSampled: false });
      }),
  });
}

async function plan(runs: readonly TrackedRun[], steps: readonly number[] = [0]) {
  const planned = await planCopy(tracker(steps), { runs, experimentOf: () => 'there' }, signal);
  assert.ok(planned.ok);
  return planned.value;
}

describe('a copy of runs', () => {
  it('gives names that MLflow takes, each once, and says which have changed', async () => {
    const params = new Map(['ok/name', 'a:b', 'a?b', '/../x', 'größe', 'z'.repeat(300)].map((name) => [name, '1']));
    const [copy] = (await plan([trackedRun('r', { params })])).copies;
    assert.ok(copy);
    assert.deepEqual([...copy.params.keys()], ['ok/name', 'a_b', 'a_b_2', 'x', 'größe', 'z'.repeat(250)]);
    assert.equal(copy.losses.length, 4);
  });

  it('cuts what MLflow would cut without a word, and says so', async () => {
    const run = trackedRun('r', {
      params: new Map([['p', 'x'.repeat(6001)]]),
      tags: new Map([['t', 'x'.repeat(8000)]]),
    });
    const [copy] = (await plan([run])).copies;
    assert.equal(copy?.params.get('p')?.length, 6000);
    assert.equal(copy?.tags.get('t')?.length, 8000);
    assert.deepEqual(copy?.losses, ['p is cut after 6000 characters.']);
  });

  it('multiplies steps until the finest is whole, and no more', async () => {
    const run = trackedRun('r', { metrics: new Map([['loss', 1]]) });
    assert.equal((await plan([run], [0, 1, 2])).stepFactor, 1);
    assert.equal((await plan([run], [0, 0.1, 0.25])).stepFactor, 100);
    assert.equal((await plan([run], [0.000001])).stepFactor, 1_000_000);
  });

  it('has parents before their children, and says when a parent is missing', async () => {
    const of = (parent: string) => ({ tags: new Map([['mlflow.parentRunId', parent]]) });
    const runs = [trackedRun('c', of('b')), trackedRun('b', of('a')), trackedRun('a'), trackedRun('d', of('gone'))];
    const { copies } = await plan(runs);
    const ids = copies.map(({ run }) => run.id);
    assert.ok(ids.indexOf('a') < ids.indexOf('b') && ids.indexOf('b') < ids.indexOf('c'), ids.join(' '));
    assert.deepEqual(
      copies.filter(({ losses }) => losses.length > 0).map(({ run }) => run.id),
      ['d'],
    );
  });

  it('survives runs that are each other’s parents', async () => {
    const of = (parent: string) => ({ tags: new Map([['mlflow.parentRunId', parent]]) });
    assert.equal((await plan([trackedRun('a', of('b')), trackedRun('b', of('a'))])).copies.length, 2);
  });

  it('is told on a page on which a name cannot pose as a heading', async () => {
    const planned = await plan([trackedRun('r', { name: 'a\n# b', state: 'unknown' })], [0.5]);
    const page = copyPlanSheet(planned, 'host');
    assert.deepEqual(
      page.split('\n').filter((line) => line.startsWith('#')),
      ['# Copy of 1 runs to host', '## there: a # b'],
    );
    assert.match(page, /- Whether it ended well is not known/);
  });
});
