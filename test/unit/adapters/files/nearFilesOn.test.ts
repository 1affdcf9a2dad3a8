// What stands beside a file, on a real disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nearFilesOn } from '../../../../src/adapters/files/nearFilesOn.ts';

describe('files beside a file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-near-'));
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'base.yaml'), '');
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('base.yaml', join(folder, 'link.yaml'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const kind = (path: string) => nearFilesOn(join(folder, 'app/Dockerfile')).kindOf(path);

  it('tells files, folders and nothing, also through links and out of the folder', () => {
    assert.deepEqual(['../base.yaml', '..', './', '../link.yaml', '../other.yaml', '../base.yaml/a'].map(kind), [
      'file',
      'folder',
      'folder',
      'file',
      'nothing',
      'nothing',
    ]);
  });

  it('tells nothing of what does not count from the folder, or cannot be looked at', () => {
    for (const path of ['', '/etc', '~/a', '//server/share/a', '\\\\server\\share', 'C:/a', 'a\0b', '../loop'])
      assert.equal(kind(path), 'unknown', path);
  });

  it('reads plain files that somebody may have written, and waits for nobody', () => {
    const text = (path: string) => nearFilesOn(join(folder, 'app/Dockerfile')).textOf(path);
    writeFileSync(join(folder, 'app/schema.json'), '{"a": "ü"}');
    writeFileSync(join(folder, 'app/large.json'), Buffer.alloc(2 * 1024 * 1024 + 1, ' '));
    execFileSync('mkfifo', [join(folder, 'app/pipe')]);
    assert.deepEqual(['schema.json', '../link.yaml'].map(text), ['{"a": "ü"}', '']);
    for (const path of ['none.json', '..', 'large.json', 'pipe', '../loop', '/etc/passwd', ''])
      assert.equal(text(path), undefined, path);
  });
});
