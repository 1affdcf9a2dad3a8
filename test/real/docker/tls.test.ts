import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { Transport } from '../../../src/adapters/docker/transport.ts';
import type { Failure } from '../../../src/domain/base/failure.ts';
import type { EngineEndpoint, EngineTls } from '../../../src/domain/engines/engine.ts';
import { type Certificate, TestAuthority } from '../../support/certificates.ts';
import { freePort } from '../../testbed/freePort.mjs';
import { startEngine } from '../../testbed/startEngine.mjs';
import { makeStateDir, removeStateDir } from '../../testbed/testState.mjs';
import { isNewEngine, never, valueOf } from '../../support/realDocker.ts';

describe('an engine behind TLS', () => {
  let folder: string;
  let stateDir: string;
  let daemon: Awaited<ReturnType<typeof startEngine>>;
  let port: number;
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let client: Certificate;
  const servers: { close(): void }[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-tls-'));
    stateDir = makeStateDir();
    authority = new TestAuthority(folder, 'authority');
    stranger = new TestAuthority(folder, 'stranger');
    const server = authority.issue(['DNS:localhost', 'IP:127.0.0.1']);
    client = authority.issue([], { isClient: true });
    port = await freePort();
    const files = ['--tlscacert', authority.ca, '--tlscert', server.cert, '--tlskey', server.key];
    const extraArgs = ['-H', `tcp://127.0.0.1:${port}`, '--tlsverify', ...files];
    daemon = await startEngine({ name: isNewEngine() ? 'new' : 'old', stateDir, extraArgs });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  after(async () => {
    await daemon.stop({ wipe: true });
    await removeStateDir(stateDir);
    rmSync(folder, { recursive: true, force: true });
  });

  const tls = (facts: Partial<EngineTls> = {}): EngineTls => ({
    caPath: authority.ca,
    certPath: client.cert,
    keyPath: client.key,
    skipVerify: false,
    ...facts,
  });
  const at = (files: EngineTls | undefined, atPort = port, host = '127.0.0.1'): EngineEndpoint => ({
    kind: 'tcp',
    host,
    port: atPort,
    ...(files ? { tls: files } : {}),
  });

  async function failureAt(endpoint: EngineEndpoint): Promise<Failure> {
    const transport = new Transport(endpoint);
    const result = await transport.json({ method: 'GET', path: '/info', signal: never });
    transport.dispose();
    assert.ok(!result.ok, 'the connection should have been refused');
    return result.failure;
  }

  async function serving(certificate: Certificate): Promise<number> {
    const options = { key: readFileSync(certificate.key), cert: readFileSync(certificate.cert) };
    const server = createServer(options, (_request, response) => response.setHeader('Api-Version', '1.41').end('{}'));
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  it('is reached by address and by name with the right certificates', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const transport = new Transport(at(tls(), port, host));
      valueOf(await transport.json({ method: 'GET', path: '/info', signal: never }));
      valueOf(await transport.json({ method: 'GET', path: '/containers/json', signal: never }));
      transport.dispose();
    }
  });

  it('is told from one without TLS, in both directions', async () => {
    const plain = await failureAt(at(undefined));
    assert.match(plain.message, /expects TLS/);
    assert.match(plain.nextStep ?? '', /DOCKER_TLS_VERIFY/);
    const { createServer: createHttp } = await import('node:http');
    const server = createHttp((_request, response) => response.end('{}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    assert.match((await failureAt(at(tls(), address.port))).message, /does not speak TLS/);
  });

  it('is refused with an authority that did not sign it', async () => {
    const failure = await failureAt(at(tls({ caPath: stranger.ca })));
    assert.equal(failure.code, 'unauthorized');
    assert.match(failure.message, /not signed by the authority/);
  });

  it('refuses a client that has no certificate, or one of a stranger, and says so', async () => {
    const foreign = stranger.issue([], { isClient: true });
    const { certPath: _cert, keyPath: _key, ...without } = tls();
    for (const files of [without, tls({ certPath: foreign.cert, keyPath: foreign.key })]) {
      const failure = await failureAt(at(files));
      assert.equal(failure.code, 'unauthorized', JSON.stringify(failure));
      assert.match(failure.message, /does not accept the client certificate/);
    }
  });

  it('is refused with another name, when expired, and self-signed, whatever the environment says', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const other = await failureAt(at(tls(), await serving(authority.issue(['DNS:elsewhere.invalid']))));
      assert.match(other.message, /made out to another name/);
      const old = authority.issue(['IP:127.0.0.1'], { days: 0 });
      assert.match((await failureAt(at(tls(), await serving(old)))).message, /expired or not valid yet/);
      const foreign = stranger.issue(['IP:127.0.0.1']);
      assert.match((await failureAt(at(tls(), await serving(foreign)))).message, /not signed by the authority/);
      assert.match((await failureAt(at({ skipVerify: false }, await serving(foreign)))).message, /not signed/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('skips the verification only where the context says so', async () => {
    const foreign = await serving(stranger.issue(['DNS:elsewhere.invalid']));
    const transport = new Transport(at({ skipVerify: true }, foreign));
    valueOf(await transport.json({ method: 'GET', path: '/info', signal: never }));
    transport.dispose();
  });

  it('names a certificate file that is missing or is none', async () => {
    const missing = await failureAt(at(tls({ certPath: join(folder, 'none.pem') })));
    assert.equal(missing.code, 'invalid');
    assert.match(missing.message, /none\.pem cannot be read/);
    const other = authority.issue([], { isClient: true });
    const mixed = await failureAt(at(tls({ keyPath: other.key })));
    assert.match(mixed.message, /cannot be used/);
  });
});
