import assert from 'node:assert/strict';
import { cpSync, globSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { historyOf, namedRun, openRuns, runsOf, textOf } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'neptune-'));
  cpSync(join(trackerEnv('NEPTUNE_DATA'), 'export'), project, { recursive: true });
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('exports of Neptune in Parquet', () => {
  it('have values of each kind, series over all parts, steps with decimals, and texts', async () => {
    const tracker = await openRuns(join(project, 'exports'));
    const run = namedRun(await runsOf(tracker), 'whole');
    assert.deepEqual([run.id, run.experimentId, run.state, run.user], ['DIG-1', 'team/digits', 'ok', 'ada']);
    assert.equal(run.startedAt, Date.UTC(2026, 0, 2, 3, 4, 5));
    const params = ['parameters/lr', 'parameters/bs', 'parameters/opt', 'parameters/flag'].map((key) =>
      run.params.get(key),
    );
    assert.deepEqual(params, ['0.1', '9007199254740993', 'ädam', 'false']);
    assert.equal(run.tags.get('sys/tags'), 'b, ü');
    const loss = await historyOf(tracker, run, 'train/loss');
    assert.equal(loss.steps.length, 5000);
    assert.deepEqual([loss.steps[1], loss.timestamps[1]], [0.25, Date.UTC(2026, 0, 2, 3, 4, 6)]);
    assert.equal((await historyOf(tracker, run, 'val/loss')).steps.length, 10, 'of the second part');
    const odd = await historyOf(tracker, run, 'odd');
    assert.deepEqual([...odd.values], [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    assert.equal(await textOf(tracker, run.id, 'log.txt'), 'one\ntwo\n');
  });

  it('give the files that were exported, and none that a row only points to', async () => {
    const tracker = await openRuns(join(project, 'exports'));
    const { id } = namedRun(await runsOf(tracker), 'whole');
    assert.equal(await textOf(tracker, id, 'model/weights'), 'weights');
    assert.equal(await textOf(tracker, id, 'escape'), 'not-found');
  });

  it('know a failed run, and leave out one that was not exported to its end', async () => {
    const runs = await runsOf(await openRuns(join(project, 'exports')));
    assert.deepEqual([...runs.keys()].sort(), ['failed', 'whole']);
    assert.equal(namedRun(runs, 'failed').state, 'failed');
  });

  it('are marked with the part that is cut off, and keep what the others have', async () => {
    const [second = ''] = globSync(join(project, 'exports/data/*/*_part_1.parquet'));
    truncateSync(second, statSync(second).size - 200);
    const tracker = await openRuns(join(project, 'exports'));
    const runs = await runsOf(tracker);
    const run = namedRun(runs, 'whole');
    assert.deepEqual([run.trouble?.code, run.trouble?.location?.path], ['invalid', second]);
    assert.equal((await historyOf(tracker, run, 'train/loss')).steps.length, 5000);
    assert.equal(namedRun(runs, 'failed').trouble, undefined);
  });
});
