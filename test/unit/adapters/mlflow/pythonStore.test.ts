import assert from 'node:assert/strict';
import { interpreters } from '../../../../src/adapters/mlflow/pythonStore.ts';

const place = { form: 'sqlite', path: '/w/exp/mlflow.db' } as const;

describe('interpreters that are tried for a store', () => {
  it('are those beside the store before those of workspace, environment and PATH', () => {
    const environment = () => ({ VIRTUAL_ENV: '/envs/a', CONDA_PREFIX: '/conda' });
    assert.deepEqual(interpreters({ place, folders: () => ['/w', '/w/exp'], environment, platform: 'linux' }), [
      '/w/exp/.venv/bin/python',
      '/w/exp/venv/bin/python',
      '/w/.venv/bin/python',
      '/w/venv/bin/python',
      '/envs/a/bin/python',
      '/conda/bin/python',
      'python3',
      'python',
    ]);
  });

  it('leave out what the environment does not say', () => {
    const environment = () => ({ VIRTUAL_ENV: '' });
    const found = interpreters({ place, folders: () => [], environment, platform: 'darwin' });
    assert.deepEqual(found, ['/w/exp/.venv/bin/python', '/w/exp/venv/bin/python', 'python3', 'python']);
  });
});
