import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createNet, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { Transport, DEFAULT_LIMITS } from '../../../src/adapters/docker/transport.ts';
import { endpointOf } from '../../../src/adapters/docker/endpointAddress.ts';
import type { Failure } from '../../../src/domain/base/failure.ts';
import type { EngineEndpoint } from '../../../src/domain/engines/engine.ts';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';
import { never, testDockerHost, testEngine, valueOf } from '../../support/realDocker.ts';

const QUICK = { ...DEFAULT_LIMITS, connectMs: 300, firstByteMs: 500, cheapMs: 400 };

describe('D3: an engine that cannot be reached', () => {
  let folder: string;
  const servers: { close(): void }[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-connect-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function failureAt(endpoint: EngineEndpoint): Promise<Failure> {
    const transport = new Transport(endpoint, QUICK);
    const result = await transport.json({ method: 'GET', path: '/info', signal: never });
    transport.dispose();
    assert.ok(!result.ok, JSON.stringify(result).slice(0, 300));
    assert.ok(result.failure.nextStep || result.failure.code === 'invalid', result.failure.message);
    return result.failure;
  }

  async function listening(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  const answering = (listener: RequestListener): Promise<number> => listening(createHttp(listener));
  const at = (port: number): EngineEndpoint => ({ kind: 'tcp', host: '127.0.0.1', port });

  it('names a missing socket, one that nobody listens on, and a file that is none', async () => {
    const missing = await failureAt({ kind: 'unix', path: join(folder, 'none.sock') });
    assert.equal(missing.code, 'unreachable');
    assert.match(missing.message, /no engine socket at .*none\.sock/);
    assert.match(missing.nextStep ?? '', /Start the engine/);

    const file = join(folder, 'file.sock');
    writeFileSync(file, '');
    const plain = await failureAt({ kind: 'unix', path: file });
    assert.match(plain.message, /nobody|no engine listens|not a socket/);
  });

  it('names a socket that the user may not use', async function () {
    // The superuser may use every socket, so another user is needed to be refused.
    if (process.getuid?.() !== 0) this.skip();
    const path = join(folder, 'closed.sock');
    const server = createNet();
    server.listen(path);
    await once(server, 'listening');
    servers.push(server);
    chmodSync(folder, 0o755);
    chmodSync(path, 0o600);
    process.seteuid?.(65_534);
    const failure = await failureAt({ kind: 'unix', path }).finally(() => process.seteuid?.(0));
    assert.equal(failure.code, 'forbidden');
    assert.match(failure.message, /may not use the engine socket/);
    assert.match(failure.nextStep ?? '', /usermod -aG docker/);
  });

  it('names a port that refuses, a name that nobody knows, and an address that cannot be read', async () => {
    const port = await listening(createNet());
    for (const server of servers.splice(0)) server.close();
    const refused = await failureAt(at(port));
    assert.equal(refused.code, 'unreachable');
    assert.match(refused.message, /refuses connections/);
    const unknown = await failureAt({ kind: 'tcp', host: 'no-such-host.invalid', port: 2375 });
    assert.match(unknown.message, /no-such-host\.invalid cannot be resolved/);
    const unreadable = await failureAt(endpointOf('gopher://x'));
    assert.equal(unreadable.code, 'invalid');
  });

  it('names a server that takes the connection and says nothing', async () => {
    const port = await listening(createNet((socket) => socket.on('error', () => undefined)));
    const failure = await failureAt(at(port));
    assert.equal(failure.code, 'timeout');
    assert.match(failure.message, /did not answer/);
  });

  it('names a server that is no engine: HTML, no HTTP, no JSON, an endless answer', async () => {
    const html = await answering((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!DOCTYPE html><h1>Sign in</h1>');
    });
    assert.match((await failureAt(at(html))).message, /not a container engine/);
    const noise = await listening(createNet((socket) => socket.on('error', () => undefined).end('220 mail ready\r\n')));
    assert.match((await failureAt(at(noise))).message, /does not speak HTTP/);
    const endless = await answering((request, response) => {
      if (request.url === '/_ping') return response.setHeader('Api-Version', '1.41').end('OK');
      const more = (): void => void (response.writable && response.write(Buffer.alloc(1 << 20, ' '), more));
      response.setHeader('Content-Type', 'application/json');
      return more();
    });
    const transport = new Transport(at(endless), { ...DEFAULT_LIMITS, bodyBytes: 4 << 20 });
    const large = await transport.json({ method: 'GET', path: '/info', signal: never });
    assert.ok(!large.ok);
    assert.match(large.failure.message, /larger than 4 MiB/);
    transport.dispose();
  });

  it('D4: speaks with engines of the 1.24 era and of the future, and refuses older ones', async () => {
    const spoken = async (newest: string, oldest: string | undefined, hasHeader: boolean): Promise<string> => {
      const port = await answering((request, response) => {
        if (request.url === '/_ping' && hasHeader) response.setHeader('Api-Version', newest);
        if (request.url === '/_ping') return response.end('OK');
        if (request.url === '/version') {
          return response.end(JSON.stringify({ ApiVersion: newest, MinAPIVersion: oldest, Unknown: { New: [1] } }));
        }
        return response.end(JSON.stringify({ Path: request.url, Unknown: true }));
      });
      const transport = new Transport(at(port));
      const answer = await transport.json({ method: 'GET', path: '/info', signal: never });
      transport.dispose();
      return answer.ok ? JSON.stringify(answer.value) : answer.failure.message;
    };
    assert.match(await spoken('1.24', undefined, false), /\/v1\.24\/info/);
    assert.match(await spoken('1.44', '1.24', true), /\/v1\.44\/info/);
    assert.match(await spoken('1.99', '1.44', true), /\/v1\.56\/info/);
    assert.match(await spoken('2.10', '2.0', true), /\/v2\.0\/info/);
    assert.match(await spoken('1.18', undefined, false), /API 1\.18, which is too old/);
  });

  it('repeats what is safe to repeat when an idle connection was closed, and nothing else', async () => {
    const seen: string[] = [];
    const server = createHttp((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === '/_ping') response.setHeader('Api-Version', '1.41');
      response.end('{}');
    });
    const port = await listening(server);
    const proxy = await FaultProxy.start({ port });
    const transport = new Transport(at(proxy.port));
    const call = (method: 'GET' | 'POST') => transport.json({ method, path: '/info', signal: never });
    valueOf(await call('GET'));
    proxy.reset();
    valueOf(await call('GET'));
    valueOf(await call('POST'));
    assert.equal(seen.filter((line) => line.startsWith('POST')).length, 1);
    transport.dispose();
    await proxy.stop();
  });

  it('keeps its connection for many calls', async () => {
    const endpoint = endpointOf(testDockerHost());
    assert.ok(endpoint.kind === 'unix');
    const proxy = await FaultProxy.start({ path: endpoint.path });
    const transport = new Transport(at(proxy.port));
    for (let index = 0; index < 50; index++) {
      valueOf(await transport.json({ method: 'GET', path: '/containers/json', signal: never }));
    }
    // The first call is made while the connection of the ping before it still ends.
    assert.ok(proxy.accepted <= 2, String(proxy.accepted));
    transport.dispose();
    await proxy.stop();
  });

  it('is not led astray by DOCKER_HOST in the environment', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
    try {
      const engine = testEngine();
      const started = await engine.control.start('trainyard-test-none', never);
      assert.ok(!started.ok && started.failure.code === 'not-found', JSON.stringify(started));
      engine.dispose();
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});
