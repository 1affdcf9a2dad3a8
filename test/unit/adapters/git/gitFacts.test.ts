import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { unpackChanges } from '../../../../src/adapters/git/packChanges.ts';
import { readGitFacts } from '../../../../src/adapters/git/gitFacts.ts';

const { signal } = new AbortController();

describe('readGitFacts', () => {
  let folder = '';
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainyard-git-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function commitOneFile(): Promise<void> {
    git('init', '-q');
    await writeFile(join(folder, 'train.py'), 'print(1)\n');
    git('add', 'train.py');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'first');
  }

  async function changesOf(): Promise<string> {
    const facts = await readGitFacts(folder, signal);
    const patch = await unpackChanges(facts?.changes ?? '');
    assert.ok(patch !== undefined);
    return patch;
  }

  it('knows nothing outside a repository', async () => {
    assert.equal(await readGitFacts(folder, signal), undefined);
  });

  it('tells the commit and whether there are changes', async () => {
    await commitOneFile();
    const head = git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await readGitFacts(folder, signal), { commit: head, isDirty: false });
    await writeFile(join(folder, 'new.py'), '');
    const { changes, ...facts } = (await readGitFacts(folder, signal)) ?? {};
    assert.deepEqual(facts, { commit: head, isDirty: true });
    assert.match((await unpackChanges(changes ?? '')) ?? '', /^diff --git a\/new.py b\/new.py$/m);
  });

  it('keeps the changes as a patch that git itself takes, with new files', async () => {
    await commitOneFile();
    await writeFile(join(folder, 'train.py'), 'print(2)\nprint("ü")\n');
    await writeFile(join(folder, 'new file.py'), 'a\nb');
    await writeFile(join(folder, '-x.py'), 'c\n');
    const patch = await changesOf();
    git('stash', '-u');
    execFileSync('git', ['-C', folder, 'apply', '-'], { input: patch });
    assert.equal(await readFile(join(folder, 'train.py'), 'utf8'), 'print(2)\nprint("ü")\n');
    assert.equal(await readFile(join(folder, 'new file.py'), 'utf8'), 'a\nb');
    assert.equal(await readFile(join(folder, '-x.py'), 'utf8'), 'c\n');
  });

  it('reads no secret file, nothing that is ignored, no data and no link', async () => {
    await commitOneFile();
    await mkdir(join(folder, 'data'));
    const texts = { '.gitignore': 'ignored.py\n', '.dockerignore': 'data\n', 'ignored.py': 'git-ignored' };
    const hidden = {
      '.env': 'TOKEN=in-env',
      'server.pem': 'in-pem',
      'data/x.txt': 'in-data',
      'raw.bin': 'a\0in-binary',
    };
    for (const [name, text] of Object.entries({ ...texts, ...hidden })) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'big.txt'), 'in-big '.repeat(30_000));
    await symlink('/etc/passwd', join(folder, 'link.py'));
    git('add', '-f', '.env');
    const patch = await changesOf();
    assert.doesNotMatch(patch, /in-env|in-pem|in-data|in-binary|in-big|git-ignored|root:/);
    assert.match(patch, /^# not shown: "\.env" \(may hold secrets\)$/m);
    assert.match(patch, /^# not shown: "data\/x\.txt" \(left out by \.dockerignore\)$/m);
    assert.match(patch, /^# not shown: "raw\.bin" \(new, binary\)$/m);
    assert.match(patch, /^\+\+\+ b\/\.dockerignore$/m);
  });

  it('unpacks nothing that was not packed, and nothing without end', async () => {
    assert.equal(await unpackChanges('no patch'), undefined);
    assert.equal(await unpackChanges(gzipSync(Buffer.alloc(9 * 1024 * 1024)).toString('base64')), undefined);
  });

  it('does not start a monitor program that the repository names', async () => {
    await commitOneFile();
    const canary = join(folder, 'canary');
    const hook = join(folder, 'monitor.sh');
    await writeFile(hook, `#!/bin/sh\ntouch '${canary}'\n`);
    await chmod(hook, 0o755);
    git('config', 'core.fsmonitor', hook);
    git('config', 'diff.external', hook);
    git('config', 'diff.py.textconv', hook);
    await writeFile(join(folder, '.gitattributes'), '*.py diff=py\n');
    await writeFile(join(folder, 'train.py'), 'print(3)\n');
    await readGitFacts(folder, signal);
    assert.equal(existsSync(canary), false);
  });
});
