// S17: few dependencies, each with its hash, none known to be bad; nothing hidden in a file of ours; nothing of this machine in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readManifest } from './support/manifest.ts';
import { DENIED, deniedEntries, hiddenCharacters, type Lock, looseEntries } from './support/supplyChain.ts';

const root = join(import.meta.dirname, '..');
/** Each is somebody to trust. The eleventh, hyparquet-writer, is of the author of hyparquet and took the place of an encoder of our own. */
const MOST_DEPENDENCIES = 11;

/** Every file of the repository that is text. */
function texts(): Map<string, string> {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = list
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && !/\.(png|gif|ico|woff2?|ttf|tar|gz|br|vsix)$/.test(path));
  const found = new Map<string, string>();
  for (const path of files) {
    try {
      found.set(path, readFileSync(join(root, path), 'utf8'));
    } catch (error) {
      // A file that was deleted and not committed yet is still listed.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return found;
}

describe('supply chain', () => {
  const manifest = readManifest(root);
  const lock: Lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const files = texts();

  it(`has at most ${MOST_DEPENDENCIES} runtime dependencies, all versions exact`, () => {
    assert.ok(Object.keys(manifest.dependencies).length <= MOST_DEPENDENCIES);
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.deepEqual(
      all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    );
  });

  it('brings no other extension along', () => {
    assert.deepEqual([...(manifest.extensionDependencies ?? []), ...(manifest.extensionPack ?? [])], []);
  });

  it('runs no script of a package at install', () => {
    assert.match(readFileSync(join(root, '.npmrc'), 'utf8'), /^ignore-scripts=true$/m);
  });

  it('locks every package by a strong hash of the npm registry', () => assert.deepEqual(looseEntries(lock), []));

  it('holds no package that is known to be bad', () => assert.deepEqual(deniedEntries(lock), []));

  it('has no hidden character in any file', () => {
    assert.deepEqual(
      [...files].flatMap(([path, text]) => hiddenCharacters(text).map((place) => `${path}:${place}`)),
      [],
    );
  });

  it('names no folder of the machine it is written on', () => {
    const folders = [root, dirname(process.execPath)];
    // The home of root is also the home inside many containers.
    if (homedir() !== '/root') folders.push(homedir());
    const own = folders.filter((folder) => folder.split('/').length > 2 && !/^\/(usr|opt)\//.test(folder));
    assert.deepEqual(
      [...files].filter(([, text]) => own.some((folder) => text.includes(folder))).map(([path]) => path),
      [],
    );
  });
});

describe('supply chain rules', () => {
  const sound = { version: '1.0.0', integrity: 'sha512-x' };

  it('see an entry without a hash, with a weak one, and from another host', () => {
    const packages = {
      '': {},
      'node_modules/a': sound,
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { ...sound, integrity: 'sha1-x' },
      'node_modules/d': { ...sound, resolved: 'https://example.org/d.tgz' },
      'node_modules/e': { ...sound, resolved: 'https://registry.npmjs.org/e/-/e-1.0.0.tgz' },
    };
    assert.deepEqual(looseEntries({ packages }), ['node_modules/b', 'node_modules/c', 'node_modules/d']);
  });

  it('see an entry without a hash that users get, or that every platform gets', () => {
    const binary = { version: '1.0.0', optional: true, os: ['win32'] };
    const packages = {
      'node_modules/a': { ...binary, dev: true },
      'node_modules/b': binary,
      'node_modules/c': { version: '1.0.0', dev: true, optional: true },
    };
    assert.deepEqual(looseEntries({ packages }), ['node_modules/b', 'node_modules/c']);
  });

  it('see a denied version, nested too, and let its repair through', () => {
    for (const [name, safeFrom] of DENIED) {
      const old = { packages: { [`node_modules/a/node_modules/${name}`]: { ...sound, version: '0.0.1' } } };
      assert.equal(deniedEntries(old).length, 1, name);
      assert.deepEqual(deniedEntries({ packages: { [`node_modules/${name}`]: { ...sound, version: safeFrom } } }), []);
    }
  });

  it('see hidden characters, each kind', () => {
    for (const code of [0x200b, 0x202e, 0x2066, 0xfeff, 0xe0041, 0xfe0f, 0xad]) {
      assert.deepEqual(hiddenCharacters(`a\nb${String.fromCodePoint(code)}`), [`2: U+${code.toString(16)}`]);
    }
    assert.deepEqual(hiddenCharacters('“…” – é ✓ 火'), []);
  });
});
