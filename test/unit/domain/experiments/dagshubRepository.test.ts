import assert from 'node:assert/strict';
import {
  dagshubOfRemote,
  dagshubOfTracker,
  dagshubTrackerUrl,
} from '../../../../src/domain/experiments/dagshubRepository.ts';

describe('dagshubOfRemote', () => {
  it('knows a repository by every form of its remote', () => {
    const forms = [
      'https://dagshub.com/me/re.po',
      'https://dagshub.com/me/re.po.git',
      'https://user:token@dagshub.com/me/re.po.git/',
      'git@dagshub.com:me/re.po.git',
      'ssh://git@dagshub.com:22/me/re.po.git',
      'https://dagshub.com/me/re.po.dvc',
    ];
    for (const form of forms) {
      const repository = dagshubOfRemote(form);
      assert.deepEqual(repository, { origin: 'https://dagshub.com', owner: 'me', name: 're.po' }, form);
      assert.equal(dagshubTrackerUrl(repository), 'https://dagshub.com/me/re.po.mlflow');
    }
  });

  it('leaves others alone', () => {
    const others = [
      'https://github.com/me/repo',
      'https://dagshub.com.evil.example/me/repo',
      'git@evil:dagshub.com/me/repo',
      'https://dagshub.com/me',
      '/srv/repo',
      '',
    ];
    for (const remote of others) assert.equal(dagshubOfRemote(remote), undefined, remote);
    assert.deepEqual(dagshubOfRemote('https://hub.example/a/b', 'https://hub.example')?.owner, 'a');
  });
});

describe('dagshubOfTracker', () => {
  it('reads the repository off the address of its runs', () => {
    assert.deepEqual(dagshubOfTracker('https://dagshub.com/me/repo.mlflow'), {
      origin: 'https://dagshub.com',
      owner: 'me',
      name: 'repo',
    });
    for (const url of ['https://dagshub.com/me/repo', 'nonsense', 'https://dagshub.com/a/b/c.mlflow'])
      assert.equal(dagshubOfTracker(url), undefined, url);
  });
});
