import assert from 'node:assert/strict';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { namedRun, openRuns, runsOf, textOf } from '../../support/folderRuns.ts';
import { trackerEnv } from '../../support/trackerEnv.ts';

const { signal } = new AbortController();

/** A copy of what a real client has written, in a project of its own. */
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'neptune-'));
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

async function open(client: 'client' | 'scale', change: (folder: string) => void = () => undefined) {
  const path = join(project, '.neptune');
  cpSync(join(trackerEnv('NEPTUNE_DATA'), client, '.neptune'), path, { recursive: true });
  change(path);
  return await openRuns(path);
}

describe('runs of the Neptune 1.x client on disk', () => {
  it('have the values, series, tags and texts that were logged', async () => {
    const tracker = await open('client');
    const run = namedRun(await runsOf(tracker), 'whole ü');
    assert.equal(run.experimentId, 'unknown project');
    assert.equal(run.params.get('parameters/lr'), '0.1');
    assert.equal(run.params.get('parameters/flag'), 'true');
    assert.equal(run.params.get('parameters/long')?.length, 6000);
    assert.equal(run.params.get('when'), '2026-01-02T03:04:05.000Z');
    assert.equal(run.params.has('gone'), false, 'deleted again');
    assert.equal(run.tags.get('sys/tags'), 'b, c');
    assert.equal(run.metrics.get('best'), 0.5);
    assert.equal(run.metrics.get('train/loss'), 1 / 50);
    const [loss, half, acc] = await Promise.all(
      ['train/loss', 'train/half', 'train/acc'].map((key) => tracker.histories({ runIds: [run.id], key }, signal)),
    );
    assert.ok(loss?.[0]?.ok && half?.[0]?.ok && acc?.[0]?.ok);
    assert.equal(loss[0].value.steps.length, 50);
    assert.ok((loss[0].value.timestamps[0] ?? 0) > 1.7e12, 'milliseconds');
    assert.deepEqual([...half[0].value.steps], [0.5]);
    assert.deepEqual([...acc[0].value.steps], [0, 1, 2], 'steps that nobody gave');
  });

  it('have their files as far as they lie in the project', async () => {
    const tracker = await open('client');
    const { id } = namedRun(await runsOf(tracker), 'whole ü');
    const listed = await tracker.artifacts(id, 'files', signal);
    assert.ok(listed.ok);
    assert.deepEqual(
      listed.value.map(({ path }) => path),
      ['files/f.txt', 'files/mem.txt'],
    );
    assert.equal(await textOf(tracker, id, 'log.txt'), 'line 1\n');
    // The client has kept the place where it ran, which is another folder than this copy.
    assert.equal(await textOf(tracker, id, 'files/f.txt'), 'forbidden');
  });

  it('are read up to the last whole line when the client was killed while it wrote', async () => {
    const tracker = await open('client', (folder) => {
      const logs = globSync(join(folder, 'offline/*/data-1.log'));
      const log = logs.find((file) => readFileSync(file, 'utf8').includes('"killed"')) ?? '';
      truncateSync(log, readFileSync(log).length - 30);
    });
    const run = namedRun(await runsOf(tracker), 'killed');
    assert.equal(run.trouble, undefined);
    const [history] = await tracker.histories({ runIds: [run.id], key: 'loss' }, signal);
    assert.ok(history?.ok && history.value.steps.length > 10_000);
  });

  it('name the line that is damaged, and keep the others', async () => {
    const tracker = await open('client', (folder) => {
      for (const log of globSync(join(folder, 'offline/*/data-1.log'))) {
        const lines = readFileSync(log, 'utf8').split('\n');
        if (lines[0]?.includes('whole')) writeFileSync(log, lines.with(7, lines[7]?.slice(0, 20) ?? '').join('\n'));
      }
    });
    const runs = await runsOf(tracker);
    const run = namedRun(runs, 'whole ü');
    assert.deepEqual([run.trouble?.code, run.trouble?.location?.line], ['invalid', 8]);
    assert.equal(run.metrics.get('best'), 0.5);
    assert.equal(namedRun(runs, 'killed').trouble, undefined);
  });
});

describe('runs of neptune-scale on disk', () => {
  it('have project, values, series with their infinities, tags, texts and files', async () => {
    const tracker = await open('scale');
    const run = namedRun(await runsOf(tracker), 'first experiment');
    assert.deepEqual([run.id, run.experimentId], ['run-ü-1', 'team/digits']);
    const { params, metrics } = run;
    assert.deepEqual(
      ['lr', 'bs', 'opt', 'flag', 'negative', 'big', 'when'].map((key) => params.get(key)),
      ['0.1', '32', 'adam', 'true', '-5', '9007199254740992', '2026-01-02T00:00:00.000Z'],
    );
    assert.equal(run.tags.get('sys/tags'), 'a');
    assert.equal(run.tags.get('tags'), 'x, y');
    assert.equal(metrics.get('inf'), Number.POSITIVE_INFINITY);
    assert.equal(metrics.get('down'), Number.NEGATIVE_INFINITY);
    assert.ok(Number.isNaN(metrics.get('nan')));
    const keys = ['half', 'zero', 'train/loss'];
    const found = await Promise.all(keys.map((key) => tracker.histories({ runIds: [run.id], key }, signal)));
    const steps = found.map(([history]) => (history?.ok ? [...history.value.steps] : []));
    assert.deepEqual(steps.slice(0, 2), [[0.25], [0]]);
    assert.deepEqual([steps[2]?.length, steps[2]?.at(-1)], [201, 300], 'with the preview that nothing came after');
    assert.equal(await textOf(tracker, run.id, 'log.txt'), 'line\n');
  });

  it('know what they go on from', async () => {
    const fork = namedRun(await runsOf(await open('scale')), 'fork');
    assert.equal(fork.tags.get('mlflow.parentRunId'), 'run-ü-1');
    assert.equal(fork.tags.get('neptune.forkStep'), '100');
  });

  it('are whole after a kill, when all is in the log of the database, and nothing is written beside it', async () => {
    const before = globSync(join(trackerEnv('NEPTUNE_DATA'), 'scale/.neptune/*/*')).length;
    const tracker = await open('scale');
    const run = namedRun(await runsOf(tracker), 'killed');
    const [history] = await tracker.histories({ runIds: [run.id], key: 'loss' }, signal);
    assert.ok(history?.ok);
    assert.equal(history.value.steps.length, 300);
    assert.equal(globSync(join(project, '.neptune/*/*')).length, before);
  });

  it('are marked when their database is damaged or cut off, and the others are not', async () => {
    const tracker = await open('scale', (folder) => {
      const [fork = ''] = globSync(join(folder, '*_fork_*/run_operations.sqlite3'));
      truncateSync(fork, 5000);
      mkdirSync(join(folder, 'not-a-database'));
      writeFileSync(join(folder, 'not-a-database/run_operations.sqlite3'), 'x'.repeat(4096));
    });
    const runs = [...(await runsOf(tracker)).values()];
    assert.equal(runs.filter(({ trouble }) => trouble !== undefined).length, 2);
    assert.equal(namedRun(new Map(runs.map((run) => [run.id, run])), 'killed').trouble, undefined);
  });
});
