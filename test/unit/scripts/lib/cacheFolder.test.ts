import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, fillOnce } from '../../../../scripts/lib/cacheFolder.mjs';

describe('cache folder', () => {
  let root: string;
  const before = process.env['XDG_CACHE_HOME'];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'trainyard-cache-'));
    process.env['XDG_CACHE_HOME'] = root;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
    rmSync(root, { recursive: true, force: true });
  });

  it('lies where XDG_CACHE_HOME says', () => {
    assert.equal(cacheFolder('node', '24'), join(root, 'trainyard', 'node', '24'));
  });

  it('is filled once', async () => {
    const folder = cacheFolder('thing');
    const fill = async (partial: string) => writeFileSync(join(partial, 'file'), 'x');
    assert.equal(await fillOnce(folder, fill), true);
    assert.equal(await fillOnce(folder, fill), false);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('never shows a folder that was not filled to the end', async () => {
    const folder = cacheFolder('thing');
    const fill = async (partial: string) => {
      writeFileSync(join(partial, 'half'), 'x');
      assert.equal(existsSync(folder), false);
      throw new Error('no network');
    };
    await assert.rejects(fillOnce(folder, fill), /no network/);
    assert.deepEqual(readdirSync(join(root, 'trainyard')), []);
  });

  it('removes what a killed run had begun', async () => {
    const folder = cacheFolder('thing');
    // The kernel gives no process this number.
    mkdirSync(`${folder}.4194999.partial`, { recursive: true });
    await fillOnce(folder, async () => undefined);
    assert.deepEqual(readdirSync(join(root, 'trainyard')), ['thing']);
  });

  it('takes the folder of another process that was faster', async () => {
    const folder = cacheFolder('thing');
    const fill = async (partial: string) => {
      writeFileSync(join(partial, 'mine'), 'x');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'theirs'), 'x');
    };
    await fillOnce(folder, fill);
    assert.deepEqual(readdirSync(folder), ['theirs']);
  });
});
