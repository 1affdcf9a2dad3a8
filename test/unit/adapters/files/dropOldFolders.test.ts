import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropOldFolders } from '../../../../src/adapters/files/dropOldFolders.ts';

const DAY = 24 * 3600;

describe('folders of a cache', () => {
  const cache = mkdtempSync(join(tmpdir(), 'trainyard-cache-'));
  after(() => rmSync(cache, { recursive: true, force: true }));
  const now = Date.now() / 1000;

  function folder(name: string, ageOfFile: number, ageOfFolder = ageOfFile): string {
    const path = join(cache, name);
    mkdirSync(path);
    writeFileSync(join(path, 'file'), name);
    utimesSync(join(path, 'file'), now, now - ageOfFile);
    utimesSync(path, now, now - ageOfFolder);
    return path;
  }

  it('go when nothing has been written in them for so long, and no other does', async () => {
    const [old, fresh, changed] = [folder('old', 30 * DAY), folder('fresh', DAY), folder('changed', DAY, 30 * DAY)];
    writeFileSync(join(cache, 'file'), '');
    utimesSync(join(cache, 'file'), now, now - 30 * DAY);
    assert.equal(await dropOldFolders(cache, (now - 14 * DAY) * 1000), 1);
    assert.deepEqual(
      [old, fresh, changed, join(cache, 'file')].map((path) => existsSync(path)),
      [false, true, true, true],
    );
  });

  it('are none where there is no cache', async () => {
    assert.equal(await dropOldFolders(join(cache, 'nothing'), Date.now()), 0);
  });
});
