// What a real registry of the test bed does not do: tokens from elsewhere, indexes of several platforms, blobs elsewhere.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRegistryReader } from '../../../../src/adapters/docker/registryReader.ts';
import { ProxyProcess } from '../../../support/proxyProcess.ts';

const { signal } = new AbortController();
const CONFIG = `sha256:${'c'.repeat(64)}`;

describe('registry reader', () => {
  const servers: Server[] = [];
  const seen: string[] = [];
  let host = '';
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;

  async function listen(handler: typeof answer): Promise<string> {
    const server = createServer(handler);
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  beforeEach(async () => {
    seen.length = 0;
    host = await listen((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`);
      answer(request, response);
    });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });
  const ask = (base64?: string) =>
    createRegistryReader().describe(
      `${host}/team/app:1`,
      base64 === undefined ? { kind: 'nobody' } : { kind: 'config', base64 },
      signal,
    );
  const json = (response: ServerResponse, value: unknown, headers = {}) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  const challenge = (response: ServerResponse, realm: string) =>
    response
      .writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="reg",scope="repository:team/app:pull"` })
      .end();
  const login = () => Buffer.from(JSON.stringify({ auths: { [host]: { auth: btoa('me:pw') } } })).toString('base64');

  it('gets a token where the registry says, and reads the platforms of an index without its attestations', async () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
      { os: 'unknown', architecture: 'unknown' },
      { os: 'windows', architecture: 'amd64' },
    ];
    answer = (request, response) => {
      if (request.url?.startsWith('/token')) return json(response, { token: 't0k' });
      if (request.headers.authorization !== 'Bearer t0k') return challenge(response, `http://${host}/token`);
      return json(
        response,
        { manifests: platforms.map((platform) => ({ platform })) },
        { 'docker-content-digest': 'sha256:d' },
      );
    };
    assert.deepEqual(await ask(login()), {
      ok: true,
      value: { digest: 'sha256:d', architectures: ['amd64', 'arm64'] },
    });
    assert.match(seen[1] ?? '', /^GET \/token\?service=reg&scope=repository%3Ateam%2Fapp%3Apull Basic /);
  });

  it('sends no login to an address that is not protected, and none along with a redirect', async () => {
    answer = (_request, response) => challenge(response, 'http://elsewhere.example/token');
    const refused = await ask(login());
    assert.equal(!refused.ok && refused.failure.code, 'unsupported');
    const received: (string | undefined)[] = [];
    const elsewhere = await listen((request, response) => {
      received.push(request.headers.authorization);
      json(response, { architecture: 'arm64' });
    });
    answer = (request, response) => {
      if (request.headers.authorization === undefined) {
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      }
      if (request.url?.includes('/manifests/')) return json(response, { config: { digest: CONFIG } });
      return response.writeHead(307, { location: `http://${elsewhere}/blob` }).end();
    };
    const found = await ask(login());
    assert.deepEqual(found.ok && found.value.architectures, ['arm64']);
    assert.match(found.ok ? found.value.digest : '', /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(received, [undefined]);
  });

  it('does not read without end, and says what a busy registry says', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(Buffer.alloc(1 << 20)));
        response.once('drain', more);
      };
      more();
    };
    const endless = await ask();
    assert.equal(!endless.ok && endless.failure.code, 'unreachable');
    answer = (_request, response) => response.writeHead(429).end();
    const busy = await ask();
    assert.match(busy.ok ? '' : busy.failure.message, /no more questions/);
    answer = (_request, response) => response.writeHead(200).end('<html>');
    const page = await ask();
    assert.equal(!page.ok && page.failure.code, 'unsupported');
  });

  it('goes through the proxy of the environment, and says what that says', async () => {
    const proxy = await ProxyProcess.start();
    const port = host.split(':')[1];
    const through = (url: string) =>
      createRegistryReader({ env: { HTTPS_PROXY: url } }).describe(
        `registry.test:${port}/a:1`,
        { kind: 'nobody' },
        signal,
      );
    const plain = await through(proxy.url);
    // The server behind it speaks no TLS, which shows that it was reached.
    assert.equal(!plain.ok && plain.failure.about, 'certificate');
    assert.deepEqual(proxy.targets, [`registry.test:${port}`]);
    await proxy.stop();
    const gone = await through('http://127.0.0.1:1');
    assert.match(gone.ok ? '' : gone.failure.message, /^The proxy 127\.0\.0\.1:1 does not lead on/);
  });
});
