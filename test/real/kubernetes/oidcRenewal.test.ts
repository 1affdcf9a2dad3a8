// The user's kubectl renews an OIDC token for Trainyard. kubectl is real; issuer and API server are played, because no provider is at hand.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { KubeconfigCatalog } from '../../../src/adapters/kubernetes/clusterCatalog.ts';
import type { PluginCommand } from '../../../src/adapters/kubernetes/credentialPlugin.ts';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { openTransport } from '../../../src/adapters/kubernetes/openTransport.ts';
import { PluginPool } from '../../../src/adapters/kubernetes/pluginCredentials.ts';
import { skipFor } from '../../harness/testReport.mjs';
import { type Certificate, TestAuthority } from '../../support/certificates.ts';
import { answerJson, KubeServer, statusObject } from '../../support/kubeServer.ts';

const signal = new AbortController().signal;
/** A kubeconfig may give anything as a name. */
const USER = 'me; touch evil';

/** Unsigned: kubectl looks at its end alone, and the server of this test at its text. */
function token(id: string, expiresAt: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: id, exp: Math.floor(expiresAt / 1000) })}.`;
}

describe('an OIDC token that has expired', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-oidc-'));
  const file = join(folder, 'home', '.kube', 'config');
  const old = token('old', Date.parse('2020-01-01'));
  const fresh = token('fresh', Date.now() + 3_600_000);
  let authority: TestAuthority;
  let certificate: Certificate;
  let issuer: KubeServer;
  let server: KubeServer;
  const open: { dispose(): void }[] = [];

  before(function () {
    // It comes with the cluster.
    if (process.env['TRAINYARD_TEST_KUBECTL'] === undefined)
      return skipFor(this, 'TRAINYARD_TEST_KUBECTL names no kubectl');
    authority = new TestAuthority(folder, 'ca');
    certificate = authority.issue(['DNS:localhost']);
  });
  beforeEach(async () => {
    issuer = await KubeServer.start(({ url }, response) => {
      const base = issuer.url();
      if (url.pathname.endsWith('openid-configuration'))
        return answerJson(response, { issuer: base, token_endpoint: `${base}/token` });
      return answerJson(response, {
        id_token: fresh,
        refresh_token: 'second',
        token_type: 'Bearer',
        access_token: 'a',
      });
    }, certificate);
    server = await KubeServer.start(({ headers }, response) => {
      if (headers.authorization === `Bearer ${fresh}`) answerJson(response, { gitVersion: 'v1.34.0' });
      else answerJson(response, statusObject(401, 'Unauthorized', 'Unauthorized'), 401);
    }, certificate);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, kubeconfig());
  });
  afterEach(async () => {
    for (const one of open.splice(0)) one.dispose();
    await issuer.stop();
    await server.stop();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const kubeconfig = (): string => `apiVersion: v1
kind: Config
current-context: lab
clusters: [{ name: lab, cluster: { server: '${server.url()}', certificate-authority: '${authority.ca}' } }]
contexts: [{ name: lab, context: { cluster: lab, user: '${USER}' } }]
users:
  - name: '${USER}'
    user:
      auth-provider:
        name: oidc
        config:
          client-id: trainyard
          idp-issuer-url: '${issuer.url()}'
          idp-certificate-authority: '${authority.ca}'
          id-token: ${old}
          refresh-token: first
`;

  async function connect(
    mayRun: (command: PluginCommand) => Promise<boolean>,
    files?: readonly string[],
  ): Promise<KubeTransport> {
    const home = join(folder, 'home');
    const own = files === undefined ? {} : { KUBECONFIG: files.join(delimiter) };
    const environment = { PATH: dirname(process.env['TRAINYARD_TEST_KUBECTL'] ?? ''), HOME: home, ...own };
    const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
    const plugins = new PluginPool({ mayRun, clock, environment: () => environment, timeoutMs: 20_000 });
    const catalog = new KubeconfigCatalog({
      environment,
      homeFolder: home,
      extraFiles: () => [],
      workspaceFolders: () => [],
      serviceAccountFolder: join(folder, 'none'),
    });
    open.push(catalog);
    const context = await catalog.contextOf('kube:lab');
    assert.ok(context.ok);
    const made = openTransport(context.value, { plugins, reload: () => catalog.contextOf('kube:lab') });
    assert.ok(made.ok);
    open.push(made.value);
    return made.value;
  }
  const version = (transport: KubeTransport) => transport.json({ method: 'GET', path: '/version', signal });
  const renewals = (): number => issuer.received.filter(({ url }) => url.pathname === '/token').length;

  it('is renewed once for all requests, after a yes, and kept where kubectl finds it', async () => {
    const asked: PluginCommand[] = [];
    const transport = await connect(async (command) => {
      asked.push(command);
      return true;
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => version(transport)));
    for (const answer of answers) assert.deepEqual(answer, { ok: true, value: { gitVersion: 'v1.34.0' } });
    assert.equal(renewals(), 1);
    assert.equal(asked.length, 1);
    assert.match(asked[0]?.why ?? '', /renews the OIDC token of me; touch evil/);
    assert.ok(asked[0]?.args.includes(`--user=${USER}`));
    const kept = readFileSync(file, 'utf8');
    assert.ok(kept.includes(fresh) && kept.includes('refresh-token: second'));
  });

  it('is renewed where the context has its cluster and its user from files of their own', async () => {
    const [clusters, users] = [join(folder, 'clusters'), join(folder, 'users')];
    const lines = kubeconfig().split('\n');
    const isCluster = (line: string): boolean => line.startsWith('clusters:');
    const at = lines.indexOf('users:');
    writeFileSync(clusters, ['apiVersion: v1', 'kind: Config', ...lines.filter(isCluster)].join('\n'));
    writeFileSync(users, ['apiVersion: v1', 'kind: Config', ...lines.slice(at)].join('\n'));
    writeFileSync(
      file,
      lines
        .slice(0, at)
        .filter((line) => !isCluster(line))
        .join('\n'),
    );
    const transport = await connect(() => Promise.resolve(true), [file, clusters, users]);
    assert.deepEqual(await version(transport), { ok: true, value: { gitVersion: 'v1.34.0' } });
    assert.equal(renewals(), 1);
    assert.ok(readFileSync(users, 'utf8').includes(fresh));
  });

  it('is left alone after a no, which is said until somebody asks again', async () => {
    let questions = 0;
    const transport = await connect(async () => {
      questions += 1;
      return false;
    });
    for (let count = 0; count < 3; count += 1) {
      const answer = await version(transport);
      assert.equal(!answer.ok && answer.failure.code, 'forbidden');
      assert.match(answer.ok ? '' : answer.failure.message, /you did not allow kubectl to renew it/);
    }
    assert.deepEqual([questions, renewals()], [1, 0]);
    assert.equal(readFileSync(file, 'utf8'), kubeconfig());
  });

  it('passes on the words of a provider that refuses, and does not ask it again at once', async () => {
    issuer.answer = ({ url }, response) => {
      const base = issuer.url();
      if (url.pathname.endsWith('openid-configuration'))
        return answerJson(response, { issuer: base, token_endpoint: `${base}/token` });
      return answerJson(response, { error: 'invalid_grant', error_description: 'Session not active' }, 400);
    };
    const transport = await connect(async () => true);
    const first = await version(transport);
    const before = renewals();
    const second = await version(transport);
    assert.ok(!first.ok && !second.ok);
    assert.match(
      first.failure.message,
      /kubectl could not renew the OIDC token of the user me; touch evil: .*Session not active/,
    );
    assert.ok(!first.failure.message.includes('first'), 'the refresh token is not shown');
    assert.equal(renewals(), before);
  });
});
