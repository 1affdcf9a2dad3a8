import assert from 'node:assert/strict';
import { loginKey, loginText, type TrackerLogin } from '../../../../src/domain/experiments/trackerLogin.ts';
import { trackerVariables } from '../../../../src/domain/experiments/trackerVariables.ts';

const URL_ = 'https://ml.example.com/tracking';

async function variablesFor(login: TrackerLogin | undefined, environment: Readonly<Record<string, string>> = {}) {
  const kept = new Map(login ? [[loginKey(URL_), loginText(login)]] : []);
  const secrets = {
    get: async (key: string) => Promise.resolve(kept.get(key)),
    set: async () => Promise.resolve(),
    delete: async () => Promise.resolve(),
  };
  return await trackerVariables(URL_, { secrets, environment });
}

describe('trackerVariables', () => {
  it('are those of the login that the user has typed', async () => {
    assert.deepEqual(await variablesFor({ kind: 'bearer', token: 't' }), ['MLFLOW_TRACKING_TOKEN']);
    assert.deepEqual(await variablesFor({ kind: 'basic', user: 'u', password: 'p' }), [
      'MLFLOW_TRACKING_USERNAME',
      'MLFLOW_TRACKING_PASSWORD',
    ]);
    assert.deepEqual(await variablesFor({ kind: 'header', name: 'X', value: 'y' }), []);
  });

  it('are those that the environment has, whole', async () => {
    const both = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' };
    assert.deepEqual(await variablesFor(undefined, both), ['MLFLOW_TRACKING_USERNAME', 'MLFLOW_TRACKING_PASSWORD']);
    assert.deepEqual(await variablesFor(undefined, { ...both, MLFLOW_TRACKING_TOKEN: 't' }), ['MLFLOW_TRACKING_TOKEN']);
    assert.deepEqual(await variablesFor(undefined, { MLFLOW_TRACKING_USERNAME: 'u' }), []);
    assert.deepEqual(await variablesFor(undefined), []);
  });
});
