// S7: an archive out of a container writes into the folder it was meant for, and nowhere else.
import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import type * as mergeFolder from '../../src/adapters/archive/mergeFolder.ts';
import type * as safeExtract from '../../src/adapters/archive/safeExtract.ts';
import type * as outputs from '../../src/domain/runs/outputs.ts';
import { type Check, describeRule, loadFrom } from './mutants.ts';

interface Entry extends Partial<Header> {
  readonly name: string;
  readonly content?: string;
}

/** Each tries to reach `outside`, to leave something dangerous inside, or to be more than one file. */
const attacks: readonly { readonly what: string; readonly entries: (outside: string) => readonly Entry[] }[] = [
  { what: 'dot-dot', entries: () => [{ name: '../outside/canary' }] },
  { what: 'dot-dot in the middle', entries: () => [{ name: 'a/../../outside/canary' }] },
  { what: 'absolute', entries: (outside) => [{ name: `${outside}/canary` }] },
  { what: 'a folder of dot-dot', entries: () => [{ name: '../outside/canary', type: 'directory' }] },
  {
    what: 'a link to a folder, then through it',
    entries: (outside) => [{ name: 'link', type: 'symlink', linkname: outside }, { name: 'link/canary' }],
  },
  {
    what: 'a chain of links',
    entries: (outside) => [
      { name: 'a', type: 'symlink', linkname: 'b' },
      { name: 'b', type: 'symlink', linkname: outside },
      { name: 'a/canary' },
    ],
  },
  {
    what: 'a link to a file, then over it',
    entries: (outside) => [
      { name: 'kept', type: 'symlink', linkname: `${outside}/kept` },
      { name: 'kept', content: 'changed' },
    ],
  },
  {
    what: 'a hard link in',
    entries: (outside) => [
      { name: 'kept', type: 'link', linkname: `${outside}/kept` },
      { name: 'kept', content: 'changed' },
    ],
  },
  {
    what: 'a hard link out',
    entries: () => [{ name: 'a' }, { name: '../outside/canary', type: 'link', linkname: 'a' }],
  },
  { what: 'a sibling with the same beginning', entries: () => [{ name: '../target-other/canary' }] },
  { what: 'a drive letter', entries: () => [{ name: 'C:/canary' }] },
  { what: 'setuid and setgid', entries: () => [{ name: 'program', mode: 0o6777 }] },
  { what: 'a pipe', entries: () => [{ name: 'pipe', type: 'fifo' }] },
  { what: 'a device', entries: () => [{ name: 'device', type: 'character-device', devmajor: 1, devminor: 3 }] },
  {
    what: 'the same name twice',
    entries: () => [
      { name: 'a', content: 'one' },
      { name: 'a', content: 'two' },
    ],
  },
  { what: 'control characters', entries: () => [{ name: 'a\u001b]52;c;Y2FuYXJ5\u0007b' }] },
];

/** The whole archive first: one that is cut off in the middle is another fault. */
async function archiveOf(entries: readonly Entry[]): Promise<Readable> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry({ mode: 0o644, ...header }, content);
  tar.finalize();
  return Readable.from([await buffer(Readable.from(tar))]);
}

/** A folder `target` to extract into, with a neighbour that must stay as it is. */
async function inSandbox(work: (folders: { target: string; outside: string }) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'trainyard-copy-'));
  const folders = { target: join(root, 'target'), outside: join(root, 'outside') };
  try {
    for (const name of ['target', 'outside', 'target-other']) mkdirSync(join(root, name));
    writeFileSync(join(folders.outside, 'kept'), 'kept');
    await work(folders);
    assert.deepEqual(readdirSync(folders.outside), ['kept'], 'something was written outside');
    assert.equal(readFileSync(join(folders.outside, 'kept'), 'utf8'), 'kept', 'a file outside was changed');
    assert.deepEqual(readdirSync(join(root, 'target-other')), []);
    assert.deepEqual(readdirSync(root).sort(), ['outside', 'target', 'target-other']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const attack: Check = async (src) => {
  const { safeExtract: extract } = await loadFrom<typeof safeExtract>(src, 'adapters/archive/safeExtract.ts');
  const limits = { bytes: 10_000, entries: 50 };
  for (const { what, entries } of attacks) {
    await inSandbox(async ({ target, outside }) => {
      const archive = await archiveOf(entries(outside));
      const result = await extract(archive, target, limits, new AbortController().signal);
      for (const name of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
        const found = lstatSync(join(target, name));
        assert.ok(found.isFile() || found.isDirectory(), `${what}: ${name} is no file and no folder`);
        assert.equal(found.mode & 0o7022, 0, `${what}: ${name} has the rights ${(found.mode & 0o7777).toString(8)}`);
        // oxlint-disable-next-line no-control-regex -- control characters are what this is about
        assert.doesNotMatch(name, /[\u0000-\u001f]/, what);
      }
      if (what === 'the same name twice') {
        assert.equal(result.ok, false, 'the second file took the place of the first');
        assert.equal(readFileSync(join(target, 'a'), 'utf8'), 'one');
      }
    });
  }
};

const SAFE_EXTRACT = 'adapters/archive/safeExtract.ts';

describe('S7 files out of a container', () => {
  describeRule('sixteen hostile archives reach nothing outside', attack, [
    {
      what: 'names not looked at',
      file: SAFE_EXTRACT,
      from: 'const path = safePath(entry.header.name);',
      to: 'const path = entry.header.name;',
    },
    {
      what: 'files taken over',
      file: SAFE_EXTRACT,
      from: 'constants.O_CREAT | constants.O_EXCL |',
      to: 'constants.O_CREAT | constants.O_TRUNC |',
    },
    {
      what: 'rights taken over',
      file: SAFE_EXTRACT,
      from: 'if ((header.mode & 0o111) !== 0) await chmod(path, 0o755);',
      to: 'await chmod(path, header.mode);',
    },
  ]);

  describeRule(
    'a huge archive ends at its limits',
    async (src) => {
      const { safeExtract: extract } = await loadFrom<typeof safeExtract>(src, 'adapters/archive/safeExtract.ts');
      const tryLimits = async (entries: readonly Entry[], limits: { bytes: number; entries: number }) => {
        let isRefused = false;
        await inSandbox(async ({ target }) => {
          isRefused = !(await extract(await archiveOf(entries), target, limits, new AbortController().signal)).ok;
        });
        return isRefused;
      };
      const many = Array.from({ length: 200 }, (_, index) => ({ name: `f${index}` }));
      assert.ok(await tryLimits(many, { bytes: 1e9, entries: 100 }), 'more files than allowed');
      const large = [
        { name: 'a', content: 'x'.repeat(5000) },
        { name: 'b', content: 'x'.repeat(5000) },
      ];
      assert.ok(await tryLimits(large, { bytes: 9000, entries: 100 }), 'more bytes than allowed');
    },
    [
      { what: 'no limit of files', file: SAFE_EXTRACT, from: 'if (entries > limits.entries)', to: 'if (entries < 0)' },
      { what: 'no limit of bytes', file: SAFE_EXTRACT, from: 'if (bytes > limits.bytes)', to: 'if (bytes < 0)' },
    ],
  );

  describeRule(
    'nothing is overwritten unasked, and nothing moves through a link',
    async (src) => {
      const { mergeFolder: merge } = await loadFrom<typeof mergeFolder>(src, 'adapters/archive/mergeFolder.ts');
      await inSandbox(async ({ target, outside }) => {
        const fresh = join(target, 'fresh');
        mkdirSync(join(fresh, 'link'), { recursive: true });
        writeFileSync(join(fresh, 'mine'), 'new');
        writeFileSync(join(fresh, 'link/kept'), 'changed');
        writeFileSync(join(target, 'mine'), 'old');
        symlinkSync(outside, join(target, 'link'));
        assert.equal((await merge(fresh, target, ['mine'], false)).ok, false);
        assert.equal(readFileSync(join(target, 'mine'), 'utf8'), 'old');
        assert.equal((await merge(fresh, target, ['link/kept'], true)).ok, false);
      });
    },
    [
      {
        what: 'no look before the move',
        file: 'adapters/archive/mergeFolder.ts',
        from: 'if (obstacle === undefined) continue;',
        to: 'if (obstacle !== to) continue;',
      },
      {
        what: 'links followed',
        file: 'adapters/archive/mergeFolder.ts',
        from: '!found.isDirectory()) return part;',
        to: 'found.isFIFO()) return part;',
      },
    ],
  );

  describeRule(
    'what a cluster says of the folder of an output leads nowhere but into the workspace',
    async (src) => {
      const { folderInWorkspace } = await loadFrom<typeof outputs>(src, 'domain/runs/outputs.ts');
      const of = (folder: string) =>
        folderInWorkspace({ path: '/out', folder, isMounted: false }, ['/home/ada/project']);
      assert.equal(of('results/run'), '/home/ada/project/results/run');
      const elsewhere = [
        '/etc',
        '/home/ada/.ssh',
        '../other',
        'a/../../x',
        '.',
        '',
        '/home/ada/project-2',
        '~/x/../..',
      ];
      for (const folder of elsewhere) assert.equal(of(folder), undefined, folder);
      for (const folder of ['.git/hooks', '.vscode', 'sub/.git/hooks']) assert.equal(of(folder), undefined, folder);
      return Promise.resolve();
    },
    [
      { what: 'any folder', file: 'domain/runs/outputs.ts', from: 'isInside(path, root) && path', to: 'path' },
      {
        what: 'hidden folders',
        file: 'domain/runs/outputs.ts',
        from: '!/[/\\\\]\\./.test(rest)',
        to: 'rest !== root',
      },
    ],
  );
});
