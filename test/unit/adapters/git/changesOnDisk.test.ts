import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changesOnDisk } from '../../../../src/adapters/git/changesOnDisk.ts';
import { packChanges } from '../../../../src/adapters/git/packChanges.ts';

describe('changes on disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-changes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are read back by the id of their run, for the user alone', async () => {
    const keeper = changesOnDisk(join(folder, 'changes'));
    await keeper.keep('../id', await packChanges('diff'));
    assert.equal(await keeper.kept('../id'), 'diff');
    assert.equal(await keeper.kept('other'), undefined);
    const [name = ''] = await readdir(join(folder, 'changes'));
    assert.equal((await stat(join(folder, 'changes', name))).mode & 0o077, 0);
  });

  it('go when there are many, the oldest first', async () => {
    const keeper = changesOnDisk(folder);
    const packed = await packChanges('diff');
    for (let count = 0; count < 55; count++) await keeper.keep(`run-${count}`, packed);
    assert.equal((await readdir(folder)).length, 50);
    assert.equal(await keeper.kept('run-54'), 'diff');
  });
});
