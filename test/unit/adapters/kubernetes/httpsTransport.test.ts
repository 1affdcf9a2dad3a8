import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { openTransport, type TransportOptions } from '../../../../src/adapters/kubernetes/openTransport.ts';
import type { KubeContext } from '../../../../src/adapters/kubernetes/kubeconfig.ts';
import type { Failure } from '../../../../src/domain/base/failure.ts';
import { DEFAULT_LIMITS } from '../../../../src/adapters/kubernetes/httpsTransport.ts';
import { isOutcomeUnknown, kubeFailureOf } from '../../../../src/adapters/kubernetes/kubeFailure.ts';
import type { KubeRequest, KubeTransport } from '../../../../src/adapters/kubernetes/kubeTransport.ts';
import { TestAuthority } from '../../../support/certificates.ts';
import { answerJson, kubeContext, KubeServer, statusObject } from '../../../support/kubeServer.ts';

const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'trainyard-kube-'));
const authority = new TestAuthority(folder, 'ca');
const certificate = authority.issue(['DNS:localhost']);
const ca = readFileSync(authority.ca);

describe('HttpsTransport', () => {
  const open: { dispose(): void }[] = [];
  const servers: KubeServer[] = [];
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    for (const one of open.splice(0)) one.dispose();
    for (const one of servers.splice(0)) await one.stop();
  });
  const transportTo = (context: KubeContext, options: TransportOptions = {}): KubeTransport => {
    const made = openTransport(context, options);
    assert.ok(made.ok);
    open.push(made.value);
    return made.value;
  };
  const started = async (...given: Parameters<typeof KubeServer.start>): Promise<KubeServer> => {
    const server = await KubeServer.start(...given);
    servers.push(server);
    return server;
  };

  it('asks with the token, over one connection, and reads JSON', async () => {
    const server = await started((_received, response) => answerJson(response, { gitVersion: 'v1' }), certificate);
    const transport = transportTo(kubeContext({ server: `${server.url()}/base/`, caData: ca }, { token: 'secret' }));
    for (let count = 0; count < 5; count += 1) {
      const answer = await transport.json({
        method: 'GET',
        path: '/version',
        query: { a: ['1', '2'], b: undefined },
        signal,
      });
      assert.deepEqual(answer, { ok: true, value: { gitVersion: 'v1' } });
    }
    assert.equal(server.connections, 1);
    const [first] = server.received;
    assert.equal(first?.url.href, 'http://server/base/version?a=1&a=2');
    assert.equal(first?.headers.authorization, 'Bearer secret');
    assert.equal(first?.headers.host, `localhost:${server.port}`);
  });

  it('opens a WebSocket with the same credentials', async () => {
    const server = await started((_received, response) => response.end(), certificate);
    const sockets = new WebSocketServer({ server: server.http, handleProtocols: () => 'v5.channel.k8s.io' });
    let asked: { url?: string | undefined; authorization?: string | undefined } = {};
    sockets.on('connection', (socket, request) => {
      asked = { url: request.url, authorization: request.headers.authorization };
      socket.on('message', (data) => socket.send(data));
    });
    const transport = transportTo(kubeContext({ server: server.url(), caData: ca }, { token: 'secret' }));
    const opened = await transport.socket(
      { path: '/api/v1/namespaces/n/pods/p/exec', query: { command: ['a:b', 'c'] }, protocols: ['v5.channel.k8s.io'] },
      signal,
    );
    assert.ok(opened.ok, JSON.stringify(opened));
    const echoed = new Promise((resolve) =>
      opened.value.once('message', (data) => resolve(Buffer.isBuffer(data) && data.toString())),
    );
    opened.value.resume();
    opened.value.resume();
    opened.value.send('hello');
    assert.equal(await echoed, 'hello');
    assert.deepEqual(asked, {
      url: '/api/v1/namespaces/n/pods/p/exec?command=a%3Ab&command=c',
      authorization: 'Bearer secret',
    });
    opened.value.terminate();
    sockets.close();
  });

  const failureOf = async (transport: KubeTransport, request: Partial<KubeRequest> = {}): Promise<Failure> => {
    const answer = await transport.json({ method: 'GET', path: '/version', signal, ...request });
    assert.ok(!answer.ok, 'it did not fail');
    return answer.failure;
  };
  const plain = (server: KubeServer, user = {}, options: TransportOptions = {}): KubeTransport =>
    transportTo(kubeContext({ server: server.url('127.0.0.1') }, user), options);
  const small = { ...DEFAULT_LIMITS, firstByteMs: 50, bodyBytes: 10_000 };

  it('says in words what a Status says, and keeps its reason, causes and pause', async () => {
    const server = await started((_received, response) => {
      response.setHeader('Retry-After', '7');
      answerJson(
        response,
        statusObject(429, 'TooManyRequests', 'slow down', { causes: [{ field: '.a', message: 'm' }] }),
        429,
      );
    });
    const failure = await failureOf(plain(server));
    assert.deepEqual(kubeFailureOf(failure), {
      code: 'rejected',
      message: 'slow down',
      detail: 'TooManyRequests',
      status: 429,
      reason: 'TooManyRequests',
      causes: [{ reason: '', field: '.a', message: 'm' }],
      retryAfterMs: 7000,
    });
  });

  for (const [status, code] of [
    [400, 'invalid'],
    [401, 'unauthorized'],
    [404, 'not-found'],
    [409, 'conflict'],
    [410, 'conflict'],
    [422, 'invalid'],
    [500, 'rejected'],
    [503, 'rejected'],
  ] as const) {
    it(`makes ${code} of ${status}`, async () => {
      const server = await started((_received, response) => response.writeHead(status).end('no\u001b[31m'));
      const failure = await failureOf(plain(server));
      assert.equal(failure.code, code);
      if (status !== 401) assert.equal(failure.message, 'no');
    });
  }

  it('says when the clock of this machine is wrong, as credentials are refused', async () => {
    const server = await started((_received, response) =>
      answerJson(response, statusObject(401, 'Unauthorized', 'no'), 401),
    );
    const clock = { now: () => Date.now() + 10 * 60_000, sleep: () => Promise.resolve() };
    const failure = await failureOf(plain(server, { token: 'secret' }, { clock }));
    assert.match(failure.nextStep ?? '', /10 min ahead of the server/);
    assert.equal(JSON.stringify(failure).includes('secret'), false);
  });

  it('reads a token file again when it has changed, and at once after a 401', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'one\n');
    let valid = 'one';
    const server = await started(({ headers }, response) => {
      const isValid = headers.authorization === `Bearer ${valid}`;
      answerJson(response, isValid ? {} : statusObject(401, 'Unauthorized', 'no'), isValid ? 200 : 401);
    });
    const clock = { now: () => 0, sleep: () => Promise.resolve() };
    const transport = plain(server, { tokenFile: file }, { clock });
    assert.ok((await transport.json({ method: 'GET', path: '/', signal })).ok);
    writeFileSync(file, 'another');
    valid = 'another';
    assert.ok((await transport.json({ method: 'GET', path: '/', signal })).ok);
    assert.equal(server.received.length, 3);
    rmSync(file);
    valid = 'third';
    const failure = await failureOf(transport);
    assert.match(failure.message, /token that the kubeconfig names cannot be read/);
  });

  it('takes a password, and says what it does not take', async () => {
    const server = await started(({ headers }, response) => answerJson(response, { seen: headers.authorization }));
    const basic = await plain(server, { username: 'me', password: 'pass' }).json({ method: 'GET', path: '/', signal });
    assert.deepEqual(basic, { ok: true, value: { seen: `Basic ${Buffer.from('me:pass').toString('base64')}` } });
    const oidc = (config: Map<string, string>) => plain(server, { authProvider: { name: 'oidc', config } });
    const token = await oidc(new Map([['id-token', 'abc']])).json({ method: 'GET', path: '/', signal });
    assert.deepEqual(token, { ok: true, value: { seen: 'Bearer abc' } });
    assert.equal(
      (await failureOf(plain(server, { authProvider: { name: 'gcp', config: new Map() } }))).code,
      'unsupported',
    );
    server.answer = (_received, response) => answerJson(response, statusObject(401, 'Unauthorized', 'no'), 401);
    assert.match(
      (await failureOf(oidc(new Map([['id-token', 'abc']])))).message,
      /OIDC token of the user .* has expired/,
    );
    assert.match((await failureOf(plain(server, { certFile: '/none' }))).message, /\/none that the kubeconfig names/);
    assert.match((await failureOf(plain(server, { certData: ca }))).message, /client certificate without a key/);
  });

  it('names the right that is missing', async () => {
    const said = 'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "team-a"';
    const server = await started((_received, response) =>
      answerJson(response, statusObject(403, 'Forbidden', said), 403),
    );
    const failure = await failureOf(plain(server));
    assert.equal(failure.code, 'forbidden');
    assert.equal(failure.message, 'dev may not list pods in the namespace team-a');
    assert.equal(failure.detail, 'Forbidden');
  });

  it('recognises the login page of a proxy, whatever its status', async () => {
    for (const status of [200, 302, 403]) {
      const server = await started((_received, response) =>
        response.writeHead(status, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Log in</title>'),
      );
      const failure = await failureOf(plain(server));
      assert.match(failure.message, /is a web page and not an API server$/);
      assert.equal(failure.detail, 'Log in');
    }
  });

  it('does not wait longer for the first byte, but as long as it takes where the caller says so', async () => {
    const server = await started((_received, response) => {
      if (server.received.length > 1) setTimeout(() => answerJson(response, {}), 100);
    });
    const transport = plain(server, {}, { limits: small });
    assert.equal((await failureOf(transport)).code, 'timeout');
    const answer = await transport.json({ method: 'GET', path: '/', signal, firstByteMs: 'none' });
    assert.ok(answer.ok);
  });

  it('says when nobody listens, and when somebody takes the connection and says nothing', async () => {
    const server = await started((_received, response) => answerJson(response, {}), certificate);
    const context = kubeContext({ server: server.url(), caData: ca });
    const silent = createServer().listen(0, '127.0.0.1');
    open.push({ dispose: () => silent.close() });
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const deaf = kubeContext({ server: `https://127.0.0.1:${port}`, caData: ca });
    const late = await failureOf(transportTo(deaf, { limits: { ...DEFAULT_LIMITS, connectMs: 100 } }));
    assert.deepEqual([late.code, /No connection to .* within 1 s/.test(late.message)], ['unreachable', true]);
    servers.splice(servers.indexOf(server), 1);
    await server.stop();
    const gone = await failureOf(transportTo(context));
    assert.match(gone.message, /^localhost:\d+ refuses connections/);
    assert.equal(isOutcomeUnknown(gone), false);
  });

  it('does not read more than its limit, compressed or not', async () => {
    const server = await started((_received, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(JSON.stringify('x'.repeat(1_000_000))));
    });
    const failure = await failureOf(plain(server, {}, { limits: { ...DEFAULT_LIMITS, bodyBytes: 10_000 } }));
    assert.match(failure.message, /larger than/);
  });

  it('reads compressed answers, and reports one that ends too early', async () => {
    let isCut = false;
    const server = await started((_received, response) => {
      const bytes = gzipSync(
        JSON.stringify({ a: 'x'.repeat(5000), b: Array.from({ length: 500 }, () => Math.random()) }),
      );
      response.setHeader('Content-Encoding', 'gzip').setHeader('Content-Length', bytes.length);
      if (isCut) response.write(bytes.subarray(0, 1000), () => response.destroy());
      else response.end(bytes);
    });
    const transport = plain(server);
    assert.ok((await transport.json({ method: 'GET', path: '/', signal })).ok);
    isCut = true;
    assert.equal((await failureOf(transport)).code, 'unreachable');
  });

  it('repeats a GET, and nothing else, when an idle connection turns out to be closed', async () => {
    const server = await started((_received, response) => answerJson(response, {}));
    let isStale = false;
    server.http.on('connection', (socket) => {
      socket.on('data', () => {
        if (isStale && socket.bytesRead > 300) socket.destroy();
      });
    });
    const transport = plain(server);
    for (const method of ['GET', 'POST'] as const) {
      isStale = false;
      assert.ok((await transport.json({ method: 'GET', path: `/${'x'.repeat(200)}`, signal })).ok);
      isStale = true;
      const before = server.connections;
      const answer = await transport.json({ method, path: '/', signal });
      assert.equal(answer.ok, method === 'GET', method);
      assert.equal(server.connections - before, method === 'GET' ? 1 : 0);
      if (!answer.ok) assert.ok(isOutcomeUnknown(answer.failure));
    }
  });

  it('ends a stream when its signal aborts, and leaves the others alone', async () => {
    const server = await started((_received, response) => response.write('{"type":"BOOKMARK"}\n'));
    const transport = plain(server);
    const abort = new AbortController();
    const watch = await transport.request({ method: 'GET', path: '/watch', signal: abort.signal });
    const other = await transport.request({ method: 'GET', path: '/watch', signal });
    assert.ok(watch.ok && other.ok);
    const { body } = watch.value;
    const ended = new Promise((resolve) => body.once('close', resolve));
    abort.abort();
    await ended;
    assert.equal((await transport.json({ method: 'GET', path: '/', signal: abort.signal })).ok, false);
    const [chunk] = await once(other.value.body, 'data');
    assert.match(String(chunk), /BOOKMARK/);
  });

  it('refuses http beyond this machine, and says so', () => {
    const made = openTransport(kubeContext({ server: 'http://cluster.example:8080' }), {});
    assert.equal(!made.ok && made.failure.code, 'invalid');
    assert.ok(openTransport(kubeContext({ server: 'http://cluster.example:8080', isInsecure: true }), {}).ok);
  });

  it('sends impersonation with every request', async () => {
    const server = await started((_received, response) => answerJson(response, {}));
    const impersonation = {
      user: 'jane',
      groups: ['a', 'b'],
      uid: '7',
      extra: new Map([['example.com/why', ['x', 'y']]]),
    };
    await plain(server, { token: 't', impersonation }).json({ method: 'GET', path: '/', signal });
    const raw = server.received[0]?.rawHeaders ?? [];
    const sent = raw.flatMap((name, index) => (/^impersonate/i.test(name) ? [`${name}: ${raw[index + 1]}`] : []));
    assert.deepEqual(sent, [
      'Impersonate-User: jane',
      'Impersonate-Group: a',
      'Impersonate-Group: b',
      'Impersonate-Uid: 7',
      'Impersonate-Extra-example.com%2Fwhy: x',
      'Impersonate-Extra-example.com%2Fwhy: y',
    ]);
  });

  it('tells a refused WebSocket in the words of the server', async () => {
    const server = await started((_received, response) => response.end());
    server.http.on('upgrade', (_request, socket) => {
      const body = JSON.stringify(statusObject(404, 'NotFound', 'pods "p" not found'));
      socket.end(
        `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
    const opened = await plain(server).socket({ path: '/exec', query: {}, protocols: ['v5.channel.k8s.io'] }, signal);
    assert.ok(!opened.ok);
    assert.deepEqual([opened.failure.code, opened.failure.message], ['not-found', 'pods "p" not found']);
  });

  it('shows a client certificate, and the renewed one on a new connection once its file has changed', async () => {
    const users = new TestAuthority(folder, 'users');
    const [first, second] = [users.issue([], { isClient: true }), users.issue([], { isClient: true })];
    const seen: string[] = [];
    const server = await started(
      (_received, response, request) => {
        const { socket } = request;
        if (socket instanceof TLSSocket) seen.push(String(socket.getPeerCertificate().subject?.CN));
        answerJson(response, {});
      },
      certificate,
      users.ca,
    );
    const own = { certFile: join(folder, 'own.pem'), keyFile: join(folder, 'own-key.pem') };
    const use = (from: { readonly cert: string; readonly key: string }): void => {
      copyFileSync(from.cert, own.certFile);
      copyFileSync(from.key, own.keyFile);
    };
    use(first);
    let now = 0;
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const transport = transportTo(kubeContext({ server: server.url(), caData: ca }, own), { clock });
    for (const step of ['a', 'b', 'renewed', 'again']) {
      if (step === 'renewed') use(second);
      now += 60_000;
      const answer = await transport.json({ method: 'GET', path: '/', signal });
      assert.ok(answer.ok, JSON.stringify(answer));
    }
    assert.deepEqual(seen, ['leaf1', 'leaf1', 'leaf2', 'leaf2']);
    assert.equal(server.connections, 2);
  });

  it('sends tls-server-name and checks the certificate against it', async () => {
    const other = authority.issue(['DNS:api.internal']);
    const server = await started((_received, response) => answerJson(response, {}), other);
    const address = { server: server.url('127.0.0.1'), caData: ca };
    assert.ok(
      (
        await transportTo(kubeContext({ ...address, tlsServerName: 'api.internal' })).json({
          method: 'GET',
          path: '/',
          signal,
        })
      ).ok,
    );
    const failure = await failureOf(transportTo(kubeContext(address)));
    assert.match(failure.message, /made out to another name/);
  });
});
