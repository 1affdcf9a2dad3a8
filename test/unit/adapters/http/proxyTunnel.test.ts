import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import { clusterAddressOf } from '../../../../src/adapters/kubernetes/clusterAddress.ts';
import { openTransport } from '../../../../src/adapters/kubernetes/openTransport.ts';
import { proxyOf } from '../../../../src/adapters/http/proxyAddress.ts';
import { TestAuthority } from '../../../support/certificates.ts';
import { answerJson, kubeContext, KubeServer } from '../../../support/kubeServer.ts';

const signal = new AbortController().signal;

/** Takes everything that a client sends until `isWhole` says so. */
async function read(socket: Socket, isWhole: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (!isWhole(bytes)) {
    const [chunk] = await once(socket, 'data');
    bytes = Buffer.concat([bytes, chunk]);
  }
  return bytes;
}

describe('proxies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-proxy-'));
  const authority = new TestAuthority(folder, 'ca');
  const certificate = authority.issue(['DNS:localhost']);
  const ca = readFileSync(authority.ca);
  const servers: Server[] = [];
  let api: KubeServer;
  before(async () => {
    api = await KubeServer.start((_received, response) => answerJson(response, { ok: true }), certificate);
  });
  after(async () => {
    await api.stop();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const listening = async (handle: (socket: Socket) => Promise<void>, isTls = false): Promise<number> => {
    const take = (socket: Socket): void => {
      socket.on('error', () => socket.destroy());
      handle(socket).catch(() => socket.destroy());
    };
    const pair = { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) };
    const server = isTls ? createTls(pair, take) : createServer(take);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const joined = (socket: Socket): void => {
    const upstream = connect({ host: '127.0.0.1', port: api.port });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  };
  const get = async (proxyUrl: string | undefined, environment = {}, server = api.url()) => {
    const opened = openTransport(kubeContext({ server, caData: ca, ...(proxyUrl ? { proxyUrl } : {}) }), {
      environment: () => environment,
    });
    if (!opened.ok) return opened;
    const answer = await opened.value.json({ method: 'GET', path: '/', signal });
    opened.value.dispose();
    return answer;
  };

  it('goes through an http proxy with CONNECT and a login', async () => {
    let head = '';
    const port = await listening(async (socket) => {
      head = (await read(socket, (bytes) => bytes.includes('\r\n\r\n'))).toString();
      socket.write('HTTP/1.1 200 Connection established\r\nX-A: b\r\n\r\n');
      joined(socket);
    });
    assert.deepEqual(await get(`http://me:pass%40word@127.0.0.1:${port}`), { ok: true, value: { ok: true } });
    assert.deepEqual(head.split('\r\n').slice(0, 3), [
      `CONNECT localhost:${api.port} HTTP/1.1`,
      `Host: localhost:${api.port}`,
      `Proxy-Authorization: Basic ${Buffer.from('me:pass@word').toString('base64')}`,
    ]);
  });

  it('goes through a SOCKS 5 proxy with a login, by name', async () => {
    let target = '';
    const port = await listening(async (socket) => {
      await read(socket, (bytes) => bytes.length >= 4);
      socket.write(Buffer.from([5, 2]));
      await read(socket, (bytes) => bytes.length >= 9);
      socket.write(Buffer.from([1, 0]));
      const asked = await read(socket, (bytes) => bytes.length >= 7 + (bytes[4] ?? 0));
      target = asked.subarray(5, 5 + (asked[4] ?? 0)).toString();
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      joined(socket);
    });
    assert.deepEqual(await get(`socks5://me:word@127.0.0.1:${port}`), { ok: true, value: { ok: true } });
    assert.equal(target, 'localhost');
  });

  it('says what a proxy says', async () => {
    const login = await listening(async (socket) => void socket.end('HTTP/1.1 407 Who are you\r\n\r\n'));
    const wanted = await get(`http://127.0.0.1:${login}`);
    assert.equal(!wanted.ok && wanted.failure.code, 'unauthorized');
    const no = await listening(async (socket) => void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    const refused = await get(`http://127.0.0.1:${no}`);
    assert.match(
      refused.ok ? '' : refused.failure.message,
      /^The proxy 127.0.0.1:\d+ does not lead on: .*502 Bad Gateway/,
    );
    const silent = await listening(async (socket) => void socket.end());
    assert.equal((await get(`socks5://127.0.0.1:${silent}`)).ok, false);
    const closed = await get('http://127.0.0.1:1');
    assert.match(closed.ok ? '' : closed.failure.message, /^The proxy 127.0.0.1:1 does not lead/);
  });

  it('checks the certificate of an https proxy', async () => {
    const port = await listening(async (socket) => joined(socket), true);
    const answer = await get(`https://localhost:${port}`);
    assert.match(answer.ok ? '' : answer.failure.message, /^The proxy localhost:\d+ does not lead/);
  });

  it('refuses other kinds in words that hold no password', async () => {
    const answer = await get('ftp://me:secret@proxy:1');
    assert.ok(!answer.ok);
    assert.equal(answer.failure.code, 'unsupported');
    assert.equal(JSON.stringify(answer).includes('secret'), false);
  });

  it('takes the proxy of the environment as kubectl does', () => {
    const chosen = (server: string, environment: Record<string, string>, proxyUrl?: string) => {
      const address = clusterAddressOf(server);
      assert.ok(address.ok);
      const proxy = proxyOf(proxyUrl, address.value, environment);
      return proxy.ok ? proxy.value?.host : proxy.failure.code;
    };
    const set = { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:1', NO_PROXY: '' };
    assert.equal(chosen('https://k.example', set), 'p');
    assert.equal(chosen('http://k.example', set), 'q');
    assert.equal(chosen('https://k.example', { https_proxy: 'low:8080' }), 'low');
    assert.equal(chosen('https://localhost:6443', set), undefined);
    assert.equal(chosen('https://127.0.0.1', set), undefined);
    assert.equal(chosen('https://127.0.0.1', set, 'http://own'), 'own');
    for (const [list, isExcluded] of [
      ['k.example', true],
      ['.example', true],
      ['example', true],
      ['*.example', true],
      ['.k.example', false],
      ['k.example:443', true],
      ['k.example:6443', false],
      ['*', true],
      ['other, k.example', true],
    ] as const) {
      assert.equal(chosen('https://k.example', { ...set, NO_PROXY: list }), isExcluded ? undefined : 'p', list);
    }
    assert.equal(chosen('https://10.1.2.3', { ...set, NO_PROXY: '10.0.0.0/8' }), undefined);
    assert.equal(chosen('https://11.1.2.3', { ...set, NO_PROXY: '10.0.0.0/8' }), 'p');
    assert.equal(chosen('https://[fd00::1]', { ...set, NO_PROXY: 'fd00::/16' }), undefined);
  });
});
