import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areDependenciesCurrent } from '../../../../scripts/lib/npm.mjs';

describe('packages of the checkout', () => {
  let root: string;
  const write = (file: string, packages: object, secondsAgo: number) => {
    const path = join(root, file);
    writeFileSync(path, JSON.stringify({ packages }));
    const time = Date.now() / 1000 - secondsAgo;
    utimesSync(path, time, time);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'trainyard-npm-'));
    mkdirSync(join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are missing before the first install', () => {
    write('package-lock.json', {}, 0);
    assert.equal(areDependenciesCurrent(root), false);
  });

  it('are current when installed after the lock file was written', () => {
    write('package-lock.json', { 'node_modules/a': { version: '2.0.0' } }, 60);
    write('node_modules/.package-lock.json', {}, 0);
    assert.equal(areDependenciesCurrent(root), true);
  });

  it('are old when the lock file names another version', () => {
    write('package-lock.json', { '': {}, 'node_modules/a': { version: '2.0.0' } }, 0);
    write('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } }, 60);
    assert.equal(areDependenciesCurrent(root), false);
  });

  it('are current when only the time of the lock file is newer, as after a fresh checkout', () => {
    const packages = { 'node_modules/a': { version: '1.0.0' } };
    write(
      'package-lock.json',
      { '': {}, ...packages, 'node_modules/other-platform': { version: '1.0.0', optional: true } },
      0,
    );
    write('node_modules/.package-lock.json', packages, 60);
    assert.equal(areDependenciesCurrent(root), true);
  });
});
