import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('knows nothing outside a repository', async () => {
    assert.equal(await readGitFacts(folder, signal), undefined);
  });

  it('tells the commit and whether there are changes', async () => {
    await commitOneFile();
    const head = git('rev-parse', 'HEAD').trim();
    assert.deepEqual(await readGitFacts(folder, signal), { commit: head, isDirty: false });
    await writeFile(join(folder, 'new.py'), '');
    assert.deepEqual(await readGitFacts(folder, signal), { commit: head, isDirty: true });
  });

  it('does not start a monitor program that the repository names', async () => {
    await commitOneFile();
    const canary = join(folder, 'canary');
    const hook = join(folder, 'monitor.sh');
    await writeFile(hook, `#!/bin/sh\ntouch '${canary}'\n`);
    await chmod(hook, 0o755);
    git('config', 'core.fsmonitor', hook);
    await readGitFacts(folder, signal);
    assert.equal(existsSync(canary), false);
  });
});
