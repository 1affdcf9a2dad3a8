import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { completeLockfile } from '../../../scripts/completeLockfile.mjs';

describe('package-lock.json', () => {
  it('names the packages of every platform, or npm ci refuses it (run node scripts/completeLockfile.mjs)', () => {
    const file = resolve(import.meta.dirname, '../../../package-lock.json');
    assert.deepEqual(completeLockfile(JSON.parse(readFileSync(file, 'utf8'))), []);
  });

  it('gets what is missing, with its platform', () => {
    const lock = {
      packages: {
        'node_modules/tool': {
          version: '2.0.0',
          dev: true,
          optionalDependencies: { '@tool/linux-x64-musl': '2.0.0', '@tool/darwin-arm64': '2.0.0', fsevents: '~2.3.2' },
        },
        'node_modules/@tool/darwin-arm64': { version: '2.0.0', optional: true },
      },
    };
    assert.deepEqual(completeLockfile(lock), ['@tool/linux-x64-musl@2.0.0']);
    assert.deepEqual(
      Object.entries(lock.packages).find(([path]) => path === 'node_modules/@tool/linux-x64-musl')?.[1],
      {
        version: '2.0.0',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
    );
  });

  it('gets another version of the same package where the owner finds it', () => {
    const needs = (version: string) => ({ version, optionalDependencies: { '@tool/win32-x64': version } });
    const lock = {
      packages: {
        'node_modules/tool': needs('2.0.0'),
        'node_modules/user/node_modules/tool': needs('1.0.0'),
        'node_modules/@tool/win32-x64': { version: '2.0.0' },
      },
    };
    assert.deepEqual(completeLockfile(lock), ['@tool/win32-x64@1.0.0']);
    assert.ok('node_modules/user/node_modules/tool/node_modules/@tool/win32-x64' in lock.packages);
  });
});
