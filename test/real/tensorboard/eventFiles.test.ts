import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExperimentTracker } from '../../../src/domain/experiments/ports.ts';
import { historyOf, namedRun, openEvents, runsOf, seededNumber, textOf } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();

/** As TensorBoard has it: step, value, seconds; null where it knows no such type. */
type Point = readonly [number, number | string | null, number];

interface RunRead {
  readonly scalars: Readonly<Record<string, readonly Point[]>>;
  readonly images: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

/** What the real package has written, and has read of it. */
let project: string;
let tracker: ExperimentTracker;
let expected: Readonly<Record<string, RunRead>>;

beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'events-'));
  cpSync(trackerEnv('TENSORBOARD_DATA'), project, { recursive: true });
  expected = JSON.parse(readFileSync(join(project, 'read.json'), 'utf8'));
  tracker = await openEvents(join(project, 'runs'));
});

afterEach(() => {
  tracker.dispose();
  rmSync(project, { recursive: true, force: true });
});

describe('event files of TensorBoard', () => {
  it('have the runs, metrics, steps, values and times that TensorBoard reads', async () => {
    const runs = await runsOf(tracker);
    assert.deepEqual([...runs.keys()].sort(), Object.keys(expected).sort());
    let compared = 0;
    for (const [name, { scalars }] of Object.entries(expected)) {
      const run = namedRun(runs, name);
      assert.deepEqual([...run.metrics.keys()].sort(), Object.keys(scalars).sort(), name);
      for (const [tag, points] of Object.entries(scalars)) {
        const { steps, values, timestamps } = await historyOf(tracker, run, tag);
        // TensorBoard keeps them as they were written, Trainyard by step.
        const sorted = points.toSorted((a, b) => a[0] - b[0] || a[2] - b[2]);
        assert.deepEqual(
          Array.from(steps, (step, at) => [step, values[at], timestamps[at]]),
          sorted.map(([step, value, seconds], at) => [
            step,
            value === null ? values[at] : seededNumber(value),
            seconds * 1000,
          ]),
          `${name} ${tag}`,
        );
        compared += sorted.length;
      }
    }
    assert.ok(compared > 1400, `${compared} points`);
  });

  it('have numbers of types that TensorBoard knows with TensorFlow alone', async () => {
    const { metrics } = namedRun(await runsOf(tracker), 'types');
    assert.equal(metrics.get('bfloat16'), 1.5);
    assert.equal(metrics.get('fields/uint32'), 2 ** 32 - 7);
    assert.equal(metrics.get('content/uint64'), 2 ** 64);
  });

  it('have hparams as params, for runs in folders below too, and say how a session ended', async () => {
    const runs = await runsOf(tracker);
    const trial = namedRun(runs, 'tensorboardX/trial');
    assert.deepEqual(Object.fromEntries(trial.params), { lr: '0.1', bs: '32', opt: 'adam', flag: 'true' });
    assert.equal(trial.state, 'ok');
    const group = namedRun(runs, 'group');
    assert.equal(group.state, 'failed');
    assert.equal((group.endedAt ?? 0) - (group.startedAt ?? 0), 60_000);
    const below = namedRun(runs, 'group/train');
    assert.equal(below.params.get('units'), '16');
    assert.equal(below.tags.get('mlflow.parentRunId'), 'group');
  });

  it('have pictures and texts as artifacts, and name what is not shown', async () => {
    const run = namedRun(await runsOf(tracker), 'tensorboardX');
    const listed = await tracker.artifacts(run.id, 'images/sample/digit', signal);
    assert.ok(listed.ok);
    const images = expected['tensorboardX']?.images['sample/digit'] ?? [];
    assert.deepEqual(
      listed.value.map(({ path }) => path),
      images.map(([step]) => `images/sample/digit/${step}.png`),
    );
    for (const [step, sum] of images) {
      const content = await tracker.readArtifact(run.id, `images/sample/digit/${step}.png`, signal);
      assert.ok(content.ok);
      const hash = createHash('sha256');
      for await (const chunk of content.value.chunks) hash.update(chunk);
      assert.equal(hash.digest('hex'), sum, `step ${step}`);
    }
    assert.equal(run.tags.get('note/text_summary'), 'step **2** ü');
    assert.equal(run.tags.has('long/text_summary'), false);
    assert.equal(await textOf(tracker, run.id, 'texts/long/text_summary/0.txt'), 'line\n'.repeat(200));
    assert.equal(run.tags.get('tensorboard.notShown'), 'histograms (1)');
  });
});
