// Real MLflow servers behind what stands in front of them at work: TLS of an authority of one's own with a login, and the shape of DagsHub.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Context } from 'mocha';
import { openDagshub } from '../../../src/adapters/dagshub/openDagshub.ts';
import { openServer, type ServerParts } from '../../../src/adapters/mlflow/openServer.ts';
import { dagshubOfRemote, dagshubTrackerUrl } from '../../../src/domain/experiments/dagshubRepository.ts';
import type { Failure } from '../../../src/domain/base/failure.ts';
import { loginKey, loginText } from '../../../src/domain/experiments/trackerLogin.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { MapSecrets, openedServer, serverParts, serverRef } from '../../support/mlflowServer.ts';

const { signal } = new AbortController();
const valueOf = (suite: Context, name: string) => process.env[name] ?? skipFor(suite, `${name} is not set`);

async function failureOf(url: string, parts: Partial<ServerParts>): Promise<Failure | undefined> {
  const opened = await openServer(serverRef(url), serverParts(parts), signal);
  if (opened.ok) opened.value.dispose();
  return opened.ok ? undefined : opened.failure;
}

describe('a real MLflow server behind TLS, with a path and a login', function () {
  this.timeout(60_000);
  let url: string;
  let environment: Record<string, string>;
  before(function () {
    url = valueOf(this, 'TRAINYARD_TEST_MLFLOW_TLS_URL');
    environment = {
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_SERVER_CERT_PATH: valueOf(this, 'TRAINYARD_TEST_MLFLOW_TLS_CA'),
      MLFLOW_TRACKING_USERNAME: valueOf(this, 'TRAINYARD_TEST_MLFLOW_USER'),
      MLFLOW_TRACKING_PASSWORD: valueOf(this, 'TRAINYARD_TEST_MLFLOW_PASSWORD'),
    };
  });

  it("opens with MLflow's variables, and with a login and an authority that the user has given", async () => {
    const tracker = await openedServer(url, { environment: () => environment });
    const experiments = await tracker.experiments(signal);
    tracker.dispose();
    assert.ok(experiments.ok && experiments.value.length > 0, JSON.stringify(experiments));
    const secrets = new MapSecrets();
    const [user = '', password = ''] = [
      environment['MLFLOW_TRACKING_USERNAME'],
      environment['MLFLOW_TRACKING_PASSWORD'],
    ];
    await secrets.set(loginKey(url), loginText({ kind: 'basic', user, password }));
    const caFile = environment['MLFLOW_TRACKING_SERVER_CERT_PATH'] ?? '';
    (await openedServer(url, { secrets, tls: () => ({ caFile }) })).dispose();
    assert.match(readFileSync(caFile, 'utf8'), /BEGIN CERTIFICATE/);
  });

  it('says what is wrong with the certificate, and with the login', async () => {
    const { MLFLOW_TRACKING_SERVER_CERT_PATH: _authority, ...without } = environment;
    const untrusted = await failureOf(url, { environment: () => without });
    assert.deepEqual([untrusted?.code, untrusted?.about], ['unauthorized', 'certificate']);
    const nobody = await failureOf(url, { environment: () => ({ ...environment, MLFLOW_TRACKING_PASSWORD: '' }) });
    assert.match(nobody?.message ?? '', /wants a login/);
    const wrong = await failureOf(url, { environment: () => ({ ...environment, MLFLOW_TRACKING_PASSWORD: 'no' }) });
    assert.deepEqual([wrong?.code, wrong?.about], ['unauthorized', 'login']);
    assert.match(wrong?.message ?? '', /does not accept the login/);
    const plugin = { ...environment, MLFLOW_TRACKING_PASSWORD: 'no', MLFLOW_TRACKING_AUTH: 'corp' };
    assert.match((await failureOf(url, { environment: () => plugin }))?.nextStep ?? '', /MLFLOW_TRACKING_AUTH/);
    const plain = await failureOf(url.replace('https:', 'http:'), { environment: () => environment });
    assert.ok(plain !== undefined && plain.code !== 'cancelled');
  });
});

describe('a real MLflow server in the shape of DagsHub', function () {
  this.timeout(60_000);

  it('is found by its remote, opened with the login of its client, and tells its repository', async function () {
    const origin = valueOf(this, 'TRAINYARD_TEST_DAGSHUB_URL');
    const name = valueOf(this, 'TRAINYARD_TEST_DAGSHUB_REPOSITORY');
    const environment = () => ({
      DAGSHUB_CLIENT_HOST: origin,
      DAGSHUB_USER_TOKEN: valueOf(this, 'TRAINYARD_TEST_DAGSHUB_TOKEN'),
    });
    const repository = dagshubOfRemote(`${origin}/${name}.git`, origin);
    assert.ok(repository);
    const url = dagshubTrackerUrl(repository);
    const secrets = new MapSecrets();
    const dagshub = openDagshub(url, { environment, home: '/nonexistent', platform: 'linux', now: Date.now, secrets });
    assert.ok(dagshub);
    const tracker = await openedServer(url, { environment, secrets, ...dagshub });
    try {
      const experiments = await tracker.experiments(signal);
      assert.ok(experiments.ok, JSON.stringify(experiments));
      const query = { experimentIds: experiments.value.map(({ id }) => id), lifecycle: 'all', limit: 1000 } as const;
      let runs = 0;
      for await (const page of tracker.runs(query, signal)) {
        assert.ok(page.ok, JSON.stringify(page));
        runs += page.value.runs.length;
      }
      assert.ok(runs > 0);
      const facts = await tracker.repository?.facts(signal);
      assert.deepEqual(facts?.ok && [facts.value.name, facts.value.defaultBranch], [name, 'main']);
    } finally {
      tracker.dispose();
    }
    const refused = await failureOf(url, { environment, secrets });
    assert.equal(refused?.code, 'unauthorized');
  });
});
