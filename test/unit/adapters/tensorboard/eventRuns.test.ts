import assert from 'node:assert/strict';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { FolderRuns } from '../../../../src/adapters/folders/folderRuns.ts';
import { runFolders } from '../../../../src/adapters/tensorboard/eventFolders.ts';
import { EventRun } from '../../../../src/adapters/tensorboard/eventRun.ts';
import { restartRecord, scalarRecord, versionRecord } from '../../../support/eventFile.ts';
import { folderForEachTest } from '../../../support/folderForEachTest.ts';

const { signal } = new AbortController();

describe('runs of a log directory', () => {
  const folder = folderForEachTest();

  function write(path: string, ...records: readonly Buffer[]): string {
    return folder.write(path, Buffer.concat([versionRecord(), ...records]));
  }

  const losses = (count: number, from = 0) =>
    Array.from({ length: count }, (_, at) => scalarRecord('loss', from + at, from + at));

  const open = (mostPoints = 1000) =>
    new FolderRuns({
      directory: folder.path,
      list: (aborted) => runFolders(folder.path, aborted),
      create: () => new EventRun(),
      watch: () => ({ dispose: () => undefined }),
      tagsOf: (path) => new Map(path.includes('outputs') ? [['trainyard.run-id', 'r1']] : []),
      mostPoints,
    });

  async function steps(runs: FolderRuns, id: string): Promise<readonly number[]> {
    const points = await runs.points(id, { key: 'loss' }, signal);
    assert.ok(points.ok, JSON.stringify(points));
    return [...(points.value?.steps ?? [])];
  }

  async function lastLoss(runs: FolderRuns, id: string): Promise<number | undefined> {
    await runs.list(signal);
    const read = await runs.read(id, signal);
    assert.ok(read.ok);
    return read.value.tracked.metrics.get('loss');
  }

  it('are the folders that hold event files, by their path below it', async () => {
    write('a/events.out.tfevents.1', ...losses(1));
    write('b/c/events.out.tfevents.1.v2', ...losses(1));
    write('events.out.tfevents.2', ...losses(1));
    write('b/notes.txt');
    write('d/events.out.tfevents.1.profile-empty');
    const listed = await open().list(signal);
    assert.ok(listed.ok);
    assert.deepEqual(listed.value.map(({ id }) => id).sort(), ['.', 'a', 'b/c']);
  });

  it('grow with their files, and are read anew when these were replaced', async () => {
    const file = write('a/events.out.tfevents.1', ...losses(3));
    const runs = open();
    assert.equal(await lastLoss(runs, 'a'), 2);
    appendFileSync(file, scalarRecord('loss', 3, 0.5));
    assert.equal(await lastLoss(runs, 'a'), 0.5);
    assert.deepEqual(await steps(runs, 'a'), [0, 1, 2, 3]);
    write('a/events.out.tfevents.1', scalarRecord('loss', 0, 9));
    assert.equal(await lastLoss(runs, 'a'), 9);
    assert.deepEqual(await steps(runs, 'a'), [0]);
  });

  it('leave out what they had logged after the step at which they began again', async () => {
    write('a/events.out.tfevents.1', ...losses(10));
    write('a/events.out.tfevents.2', restartRecord(5), ...losses(2, 5));
    const runs = open();
    assert.equal(await lastLoss(runs, 'a'), 6);
    assert.deepEqual(await steps(runs, 'a'), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('name the file and place of what is damaged, and have the rest', async () => {
    const bad = scalarRecord('loss', 1, 1);
    bad[20] = (bad[20] ?? 0) ^ 0xff;
    write('a/events.out.tfevents.1', ...losses(1), bad, ...losses(1, 2));
    const runs = open();
    await runs.list(signal);
    const read = await runs.read('a', signal);
    assert.ok(read.ok);
    const { trouble } = read.value.tracked;
    const at = versionRecord().length + scalarRecord('loss', 0, 0).length;
    assert.equal(trouble?.message, `A record of events.out.tfevents.1 at byte ${at} is damaged and was left out.`);
    assert.deepEqual(await steps(runs, 'a'), [0, 2]);
  });

  it('give back the memory of points that were asked for longest ago, and read them again', async () => {
    for (const id of ['a', 'b', 'c']) write(`${id}/events.out.tfevents.1`, ...losses(100));
    const runs = open(150);
    for (const id of ['a', 'b', 'c']) assert.equal(await lastLoss(runs, id), 99);
    for (const id of ['a', 'b', 'c']) assert.equal((await steps(runs, id)).length, 100);
    assert.equal(await lastLoss(runs, 'b'), 99, 'what is shown stays');
  });

  it('carry the tags of the run of Trainyard that has left them', async () => {
    write('outputs/events.out.tfevents.1', ...losses(1));
    write('a/events.out.tfevents.1', ...losses(1));
    const runs = open();
    const tags = await Promise.all(
      ['outputs', 'a'].map(async (id) => {
        const read = await runs.read(id, signal);
        return read.ok ? [...read.value.tracked.tags] : undefined;
      }),
    );
    assert.deepEqual(tags, [[['trainyard.run-id', 'r1']], []]);
  });

  it('that were removed are said to be gone', async () => {
    write('a/events.out.tfevents.1', ...losses(1));
    const runs = open();
    await lastLoss(runs, 'a');
    rmSync(join(folder.path, 'a'), { recursive: true });
    await runs.list(signal);
    const read = await runs.read('a', signal);
    assert.equal(read.ok ? 'ok' : read.failure.code, 'not-found');
  });
});
