import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { historyOf, namedRun, openMetrics, runsOf, seededNumber } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

/** What Python reads in the files: step and value of each metric. */
type Expected = Readonly<Record<string, Readonly<Record<string, readonly (readonly [number, number | string])[]>>>>;

describe('files of metrics that libraries of Python have written', () => {
  it('have the runs, metrics, steps and values that Python reads', async () => {
    const expected: Expected = JSON.parse(readFileSync(join(trackerEnv('TENSORBOARD_DATA'), 'metrics.json'), 'utf8'));
    const tracker = await openMetrics(join(trackerEnv('TENSORBOARD_DATA'), 'metrics'));
    const runs = await runsOf(tracker);
    assert.deepEqual([...runs.keys()].sort(), Object.keys(expected).sort());
    for (const [name, metrics] of Object.entries(expected)) {
      const run = namedRun(runs, name);
      assert.equal(run.trouble, undefined);
      assert.deepEqual([...run.metrics.keys()].sort(), Object.keys(metrics).sort(), name);
      for (const [key, points] of Object.entries(metrics)) {
        const { steps, values } = await historyOf(tracker, run, key);
        assert.deepEqual(
          Array.from(steps, (step, at) => [step, values[at]]),
          points.map(([step, value]) => [step, seededNumber(value)]),
          `${name} ${key}`,
        );
      }
    }
    tracker.dispose();
  });

  it("say of Hugging Face's Trainer what it was given, and that it has come to its last step", async () => {
    const tracker = await openMetrics(join(trackerEnv('TENSORBOARD_DATA'), 'metrics'));
    const run = namedRun(await runsOf(tracker), 'bert');
    assert.equal(run.state, 'ok');
    assert.equal(run.params.get('train_batch_size'), '8');
    assert.equal(run.params.get('max_steps'), '40');
    tracker.dispose();
  });
});
