import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pythons } from '../../../../src/adapters/mlflow/pythons.ts';

describe('interpreters that are tried for MLflow', () => {
  it('are those of the folders before those of environment and PATH, each once', () => {
    const environment = { VIRTUAL_ENV: '/w/.venv', CONDA_PREFIX: '/conda' };
    assert.deepEqual(pythons(['/w/exp', '/w', '/w/exp'], environment, 'linux'), [
      '/w/exp/.venv/bin/python',
      '/w/exp/venv/bin/python',
      '/w/.venv/bin/python',
      '/w/venv/bin/python',
      '/conda/bin/python',
      'python3',
      'python',
    ]);
  });

  it('leave out what the environment does not say', () => {
    const found = pythons(['/w'], { VIRTUAL_ENV: '' }, 'darwin');
    assert.deepEqual(found, ['/w/.venv/bin/python', '/w/venv/bin/python', 'python3', 'python']);
  });

  it('lie elsewhere on Windows, where there may be only the launcher py', () => {
    const found = pythons([], { VIRTUAL_ENV: 'v', CONDA_PREFIX: 'c' }, 'win32');
    assert.deepEqual(found, [join('v', 'Scripts', 'python.exe'), join('c', 'python.exe'), 'python', 'py']);
  });
});
