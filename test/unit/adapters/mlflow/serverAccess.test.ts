import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAccess } from '../../../../src/adapters/mlflow/serverAccess.ts';
import type { TrackerRef } from '../../../../src/domain/experiments/tracker.ts';
import { loginKey, loginText, readLogin, withoutLogin } from '../../../../src/domain/experiments/trackerLogin.ts';
import { MapSecrets, serverRef } from '../../../support/mlflowServer.ts';

const { signal } = new AbortController();
const URL_OF = 'https://mlflow.example/team';
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('serverAccess', () => {
  const home = mkdtempSync(join(tmpdir(), 'trainyard-home-'));
  let secrets: MapSecrets;
  beforeEach(() => {
    secrets = new MapSecrets();
    rmSync(join(home, '.mlflow'), { recursive: true, force: true });
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  async function headersOf(environment: Record<string, string>, foundBy: TrackerRef['foundBy'] = 'user', url = URL_OF) {
    const access = await serverAccess(
      serverRef(url, foundBy),
      url,
      { environment: () => environment, home, secrets },
      signal,
    );
    assert.ok(access.ok, JSON.stringify(access));
    return Object.fromEntries(access.value.headers);
  }

  function writeCredentials(): void {
    mkdirSync(join(home, '.mlflow'), { recursive: true });
    writeFileSync(
      join(home, '.mlflow/credentials'),
      '[other]\nmlflow_tracking_username = no\n[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = a=b \n',
    );
  }

  it('takes what the user has typed before everything else', async () => {
    await secrets.set(loginKey(URL_OF), loginText({ kind: 'header', name: 'X-Token', value: 't' }));
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_TOKEN: 'env' }), { 'X-Token': 't' });
  });

  it("takes MLflow's variables and its file, each time as they are now", async () => {
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_TOKEN: 'x', MLFLOW_WORKSPACE: 'w' }), {
      Authorization: 'Bearer x',
      'X-MLFLOW-WORKSPACE': 'w',
    });
    const both = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p', MLFLOW_TRACKING_TOKEN: 'x' };
    assert.deepEqual(await headersOf(both), { Authorization: basic('u:p') });
    assert.deepEqual(await headersOf({}), {});
    writeCredentials();
    assert.deepEqual(await headersOf({}), { Authorization: basic('ann:a=b') });
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_URI: 'https://me:pass%21@mlflow.example/team' }), {
      Authorization: basic('ann:a=b'),
    });
    rmSync(join(home, '.mlflow'), { recursive: true });
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_URI: 'https://me:pass%21@mlflow.example/team' }), {
      Authorization: basic('me:pass!'),
    });
  });

  it('gives them to their own server alone, and to nobody that was merely found', async () => {
    writeCredentials();
    const environment = { MLFLOW_TRACKING_URI: 'https://mlflow.example', MLFLOW_TRACKING_TOKEN: 'x' };
    assert.notDeepEqual(await headersOf(environment, 'workspace'), {});
    assert.deepEqual(await headersOf(environment, 'user', 'https://mlflow.example:8443'), {});
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_TOKEN: 'x' }, 'workspace'), {});
    assert.deepEqual(await headersOf({ MLFLOW_TRACKING_TOKEN: 'x' }, 'git'), {});
  });

  it('refuses what cannot be sent, and names a certificate file that is not there', async () => {
    await secrets.set(loginKey(URL_OF), loginText({ kind: 'bearer', token: 'a\nEvil: 1' }));
    const bad = await serverAccess(serverRef(URL_OF), URL_OF, { environment: () => ({}), home, secrets }, signal);
    assert.equal(bad.ok ? '' : bad.failure.code, 'invalid');
    secrets.kept.clear();
    const environment = { MLFLOW_TRACKING_SERVER_CERT_PATH: '/nowhere/ca.pem' };
    const missing = await serverAccess(
      serverRef(URL_OF),
      URL_OF,
      { environment: () => environment, home, secrets },
      signal,
    );
    assert.match(missing.ok ? '' : missing.failure.message, /\/nowhere\/ca\.pem/);
  });
});

describe('withoutLogin', () => {
  it('takes user and password out of an address', () => {
    assert.deepEqual(withoutLogin('https://me:p%40ss@host/a%2Fb/'), {
      url: 'https://host/a%2Fb',
      login: { kind: 'basic', user: 'me', password: 'p@ss' },
    });
    assert.deepEqual(withoutLogin('http://host:5000'), { url: 'http://host:5000' });
  });

  it('reads back what it keeps, and nothing else', () => {
    const login = { kind: 'basic', user: 'a', password: 'b' } as const;
    assert.deepEqual(readLogin(loginText(login)), login);
    for (const text of ['', '{', 'null', '{"kind":"basic","user":"a"}', '{"kind":"bearer"}'])
      assert.equal(readLogin(text), undefined);
    assert.notEqual(loginKey('https://a.example/x'), loginKey('https://a.example:444/x'));
  });
});
