import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Header, pack } from 'tar-stream';
import { safeExtract } from '../../../../src/adapters/archive/safeExtract.ts';
import type { Result } from '../../../../src/domain/base/failure.ts';

type Entry = Partial<Header> & Pick<Header, 'name'>;
const never = new AbortController().signal;
const LIMITS = { bytes: 1024 ** 2, entries: 1000 };

describe('safeExtract', () => {
  let outer: string;
  let folder: string;
  beforeEach(() => {
    outer = mkdtempSync(join(tmpdir(), 'trainyard-extract-'));
    folder = join(outer, 'in');
    mkdirSync(folder);
    writeFileSync(join(outer, 'precious'), 'untouched');
  });
  afterEach(() => rmSync(outer, { recursive: true }));

  function archive(entries: readonly Entry[], content = 'evil'): Readable {
    const tar = pack();
    for (const entry of entries) tar.entry(entry, entry.type === undefined || entry.type === 'file' ? content : '');
    tar.finalize();
    return Readable.from(tar, { objectMode: false });
  }
  const extracted = (entries: readonly Entry[]): Promise<Result<readonly string[]>> =>
    safeExtract(archive(entries), folder, LIMITS, never);

  const attacks: readonly (readonly [string, readonly Entry[]])[] = [
    ['dot-dot', [{ name: '../precious' }]],
    ['dot-dot inside', [{ name: 'a/../../precious' }]],
    ['an absolute name', [{ name: '/tmp/trainyard-escaped' }]],
    ['a drive', [{ name: 'C:/x' }]],
    ['a link to a folder, then through it', [{ name: 'l', type: 'symlink', linkname: '..' }, { name: 'l/precious' }]],
    [
      'a chain of links',
      [
        { name: 'a', type: 'symlink', linkname: '.' },
        { name: 'a/b', type: 'symlink', linkname: '..' },
        { name: 'a/b/precious' },
      ],
    ],
    ['a link to a file, then over it', [{ name: 'f', type: 'symlink', linkname: '../precious' }, { name: 'f' }]],
    ['a hard link outside', [{ name: 'h', type: 'link', linkname: '../precious' }, { name: 'h' }]],
    ['a hard link inside', [{ name: 'a' }, { name: 'h', type: 'link', linkname: 'a' }]],
    ['a sibling with our name in front', [{ name: '../in-other/x' }]],
    ['setuid', [{ name: 's', mode: 0o6777 }]],
    ['a pipe', [{ name: 'p', type: 'fifo' }]],
    ['a device', [{ name: 'd', type: 'character-device', devmajor: 1, devminor: 3 }]],
    ['the same name twice', [{ name: 'x' }, { name: 'x' }]],
    ['a file where a folder is wanted', [{ name: 'x' }, { name: 'x/y' }]],
    ['control characters', [{ name: 'a\u001b]0;x\u0007b' }]],
    ['a line end', [{ name: 'a\nb' }]],
    ['our own folder', [{ name: '..' }]],
    ['a very long name', [{ name: `${'n'.repeat(200)}/`.repeat(30) }]],
  ];
  for (const [name, entries] of attacks) {
    it(`is not fooled by ${name}`, async () => {
      const result = await extracted(entries);
      assert.deepEqual(readdirSync(outer).sort(), ['in', 'precious']);
      assert.equal(readFileSync(join(outer, 'precious'), 'utf8'), 'untouched');
      for (const path of readdirSync(folder, { recursive: true }).map(String)) {
        const stats = lstatSync(join(folder, path));
        assert.ok(stats.isFile() || stats.isDirectory(), path);
        assert.equal(stats.mode & 0o7022, 0, path);
      }
      if (!result.ok) assert.equal(result.failure.code, 'rejected');
    });
  }

  it('refuses names that lead out and names that come twice, and leaves out what is no file', async () => {
    for (const name of ['../x', 'a/../../x', '/x', '..', 'a\nb']) {
      const refused = await extracted([{ name }]);
      assert.ok(!refused.ok && refused.failure.code === 'rejected', name);
    }
    const twice = await extracted([{ name: 'x' }, { name: 'x' }]);
    assert.ok(!twice.ok && twice.failure.message.includes('twice'));
    const special = (['fifo', 'symlink', 'link', 'block-device'] as const).map((type, index) => ({
      name: `s${index}`,
      type,
      linkname: 'x',
    }));
    assert.deepEqual(await extracted(special), { ok: true, value: [] });
    assert.deepEqual(readdirSync(folder), ['x']);
  });

  it('writes what is harmless, whatever its order', async () => {
    const result = await extracted([
      { name: './a/b/c.txt' },
      { name: 'a/', type: 'directory' },
      { name: 'run.sh', mode: 0o755 },
    ]);
    assert.deepEqual(result, { ok: true, value: ['a/b/c.txt', 'run.sh'] });
    assert.equal(lstatSync(join(folder, 'run.sh')).mode & 0o777, 0o755);
  });

  it('has limits for the number of entries and for their size', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ name: `f${index}` }));
    const tooMany = await extracted(many);
    assert.ok(!tooMany.ok);
    assert.match(tooMany.failure.message, /more than 1000 files/);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const large = await safeExtract(archive([{ name: 'big' }], 'x'.repeat(2 * 1024 ** 2)), folder, LIMITS, never);
    assert.ok(!large.ok);
    assert.match(large.failure.message, /more than 1 MiB/);
  });
});
