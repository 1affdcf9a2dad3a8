import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dagshubCatalog } from '../../../../src/adapters/dagshub/dagshubCatalog.ts';
import { gitRemotes } from '../../../../src/adapters/git/gitRemotes.ts';

const { signal } = new AbortController();

describe('dagshubCatalog', () => {
  it('finds the repositories that folders are clones of, each once', async () => {
    const root = mkdtempSync(join(tmpdir(), 'trainyard-remotes-'));
    const folders = ['one', 'two', 'none'].map((name) => join(root, name));
    try {
      for (const folder of folders) mkdirSync(folder);
      const git = (at: number, ...args: string[]) => execFileSync('git', ['-C', folders[at] ?? '', ...args]);
      for (const at of [0, 1]) git(at, 'init', '-q');
      git(0, 'remote', 'add', 'origin', 'git@github.com:me/code.git');
      git(0, 'remote', 'add', 'hub', 'https://user:secret@dagshub.com/me/re.po.git');
      git(1, 'remote', 'add', 'origin', 'git@dagshub.com:me/re.po.git');
      const catalog = dagshubCatalog({ folders: () => folders, environment: () => ({}), remotes: gitRemotes });
      const { trackers, troubles } = await catalog.find(signal);
      const url = 'https://dagshub.com/me/re.po.mlflow';
      assert.deepEqual(trackers, [
        {
          id: `dagshub:${url}`,
          kind: 'dagshub',
          label: 'dagshub.com/me/re.po.mlflow',
          place: { form: 'server', url },
          foundBy: 'git',
        },
      ]);
      assert.deepEqual(troubles, []);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
