import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeRepository } from '../../../../src/adapters/git/codeRepository.ts';
import { readGitFacts } from '../../../../src/adapters/git/gitFacts.ts';
import { unpackChanges } from '../../../../src/adapters/git/packChanges.ts';
import { findCode, proposedFolder, restoreCode } from '../../../../src/domain/runs/restoreCode.ts';

const { signal } = new AbortController();
const name = 'train-1';

/** The user's own git, in repositories of this test. */
describe('the code of a run', () => {
  let home = '';
  let root = '';
  let project = '';
  let path = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
      encoding: 'utf8',
    }).trim();

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'trainyard-code-')));
    root = join(home, 'my project');
    project = join(root, 'ml');
    path = join(home, 'restored');
    await mkdir(project, { recursive: true });
    git('init', '-q');
    await writeFile(join(project, 'train.py'), 'lr = 0.1\n');
    git('add', '.');
    git('commit', '-qm', 'first');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** A run is started with changes; then work goes on. */
  async function startAndGoOn(): Promise<{ readonly commit: string; readonly patch: string }> {
    await writeFile(join(project, 'train.py'), 'lr = 0.2\n');
    await writeFile(join(project, 'new.py'), 'print("ü")\n');
    const facts = await readGitFacts(project, signal);
    const patch = await unpackChanges(facts?.changes ?? '');
    assert.ok(facts && patch !== undefined);
    await writeFile(join(project, 'train.py'), 'lr = 0.9\n');
    git('add', '.');
    git('commit', '-qm', 'later');
    return { commit: facts.commit, patch };
  }

  it('comes back as it was, and nothing else is changed', async () => {
    const { commit, patch } = await startAndGoOn();
    const found = await findCode(codeRepository, { name, commit }, [project], signal);
    assert.deepEqual(found, { ok: true, value: { root, below: 'ml/', existing: [] } });
    const restored = await restoreCode(
      codeRepository,
      { code: { name, commit, patch }, root, below: 'ml/', path },
      signal,
    );
    assert.deepEqual(restored, { ok: true, value: { changes: 'applied' } });
    assert.equal(await readFile(join(path, 'ml', 'train.py'), 'utf8'), 'lr = 0.2\n');
    assert.equal(await readFile(join(path, 'ml', 'new.py'), 'utf8'), 'print("ü")\n');
    assert.equal(await readFile(join(project, 'train.py'), 'utf8'), 'lr = 0.9\n');
    assert.equal(git('status', '--porcelain'), '');
    const again = await findCode(codeRepository, { name, commit }, [project], signal);
    assert.deepEqual(again.ok && again.value.existing, [{ path, commit }]);
  });

  it('stays at the commit when the changes do not apply', async () => {
    const { commit } = await startAndGoOn();
    const patch =
      'diff --git a/train.py b/train.py\n--- a/train.py\n+++ b/train.py\n@@ -1 +1 @@\n-lr = 0.7\n+lr = 0.8\n';
    const restored = await restoreCode(
      codeRepository,
      { code: { name, commit, patch }, root, below: 'ml/', path },
      signal,
    );
    assert.ok(restored.ok && restored.value.changes === 'rejected');
    assert.match(restored.value.failure.message, /^The changes do not apply to the commit\. error: /);
    assert.equal(await readFile(join(path, 'ml', 'train.py'), 'utf8'), 'lr = 0.1\n');
  });

  it('never writes outside of its folder, whatever a patch names', async () => {
    const { commit } = await startAndGoOn();
    const patch =
      'diff --git a/../../evil b/../../evil\nnew file mode 100644\n--- /dev/null\n+++ b/../../evil\n@@ -0,0 +1 @@\n+x\n';
    const restored = await restoreCode(
      codeRepository,
      { code: { name, commit, patch }, root, below: 'ml/', path },
      signal,
    );
    assert.ok(restored.ok && restored.value.changes === 'rejected');
    assert.equal(existsSync(join(home, 'evil')), false);
  });

  it('starts no hook of the repository', async () => {
    const { commit } = await startAndGoOn();
    const hook = join(root, '.git', 'hooks', 'post-checkout');
    await writeFile(hook, `#!/bin/sh\ntouch '${join(home, 'hooked')}'\n`);
    await chmod(hook, 0o755);
    const restored = await restoreCode(codeRepository, { code: { name, commit }, root, below: '', path }, signal);
    assert.deepEqual(restored, { ok: true, value: { changes: 'clean' } });
    assert.equal(existsSync(join(home, 'hooked')), false);
  });

  it('takes no folder that is there', async () => {
    const { commit } = await startAndGoOn();
    await mkdir(path);
    const restored = await restoreCode(codeRepository, { code: { name, commit }, root, below: '', path }, signal);
    assert.equal(restored.ok ? '' : restored.failure.message, `${path} is there already.`);
    assert.equal(existsSync(path), true);
  });

  it('leaves nothing of a checkout that was stopped', async () => {
    const { commit } = await startAndGoOn();
    const stopped = AbortSignal.abort();
    const restored = await restoreCode(codeRepository, { code: { name, commit }, root, below: '', path }, stopped);
    assert.equal(restored.ok ? '' : restored.failure.code, 'cancelled');
    assert.equal(existsSync(path), false);
    assert.equal((await codeRepository.worktrees(root, signal)).length, 1);
  });

  it('says from where to fetch a commit that is not in the clone, without a password', async () => {
    git('remote', 'add', 'origin', 'https://me:hidden@example.invalid/team/project.git');
    const commit = 'c0ffee'.padEnd(40, '0');
    const found = await findCode(codeRepository, { name, commit }, [project, root], signal);
    assert.deepEqual(found.ok ? undefined : [found.failure.code, found.failure.message, found.failure.nextStep], [
      'not-found',
      `The commit c0ffee0000 of train-1 is not in the clone ${root}.`,
      'Fetch it from origin (https://example.invalid/team/project.git), or from the machine on which the run was started if it was never pushed.',
    ]);
  });

  it('says that there is no repository, and what is no commit', async () => {
    const commit = 'c0ffee'.padEnd(40, '0');
    const nowhere = await findCode(codeRepository, { name, commit }, [home], signal);
    assert.match(nowhere.ok ? '' : nowhere.failure.message, /^No open folder is in a Git repository/);
    const odd = await findCode(codeRepository, { name, commit: '--upload-pack=x' }, [project], signal);
    assert.equal(odd.ok ? '' : odd.failure.code, 'invalid');
  });

  it('proposes a folder beside the repository', () => {
    assert.equal(proposedFolder('/home/me/digits', 'train brave/otter'), '/home/me/digits-train-brave-otter');
    assert.equal(proposedFolder('/home/me/digits', '…'), '/home/me/digits-code');
  });
});
