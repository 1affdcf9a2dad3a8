// D9: a registry that refuses or breaks off. The engine is real; only the registry is a fake, because a real one does not fail on demand.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ImageBench } from '../../support/realImages.ts';

const signal = new AbortController().signal;

describe('registry that fails', function () {
  this.timeout(120_000);
  const bench = new ImageBench();
  let server: Server | undefined;
  before(async () => await bench.open());
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  after(async () => await bench.dispose());

  const pullFrom = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    server = createServer((request, response) => {
      if (request.url === '/v2/') response.end('{}');
      else answer(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    return await bench.images.pull(`127.0.0.1:${address.port}/team/model:1`, () => undefined, signal);
  };
  const refusing = (status: number, code: string) => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase() }] }));
  };

  for (const [status, word, code] of [
    [401, 'UNAUTHORIZED', 'unauthorized'],
    [403, 'DENIED', 'forbidden'],
    [404, 'MANIFEST_UNKNOWN', 'not-found'],
    [429, 'TOOMANYREQUESTS', 'rejected'],
    [500, 'UNKNOWN', 'unreachable'],
    [503, 'UNAVAILABLE', 'unreachable'],
  ] as const) {
    it(`says what ${status} means`, async () => {
      const pulled = await pullFrom(refusing(status, word));
      assert.ok(!pulled.ok);
      assert.equal(pulled.failure.code, code, JSON.stringify(pulled.failure));
      assert.ok(pulled.failure.nextStep);
    });
  }

  it('says that a layer that broke off can be tried again', async () => {
    const config = Buffer.from(
      JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [`sha256:${'0'.repeat(64)}`] },
        config: {},
      }),
    );
    const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const layer = `sha256:${'1'.repeat(64)}`;
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: {
          mediaType: 'application/vnd.docker.container.image.v1+json',
          size: config.length,
          digest: digestOf(config),
        },
        layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: 1_000_000, digest: layer }],
      }),
    );
    const pulled = await pullFrom((request, response) => {
      if (request.url?.includes('/manifests/') === true) {
        response.writeHead(200, {
          'Content-Type': 'application/vnd.docker.distribution.manifest.v2+json',
          'Docker-Content-Digest': digestOf(manifest),
          'Content-Length': manifest.length,
        });
        response.end(request.method === 'HEAD' ? undefined : manifest);
      } else if (request.url?.endsWith(digestOf(config)) === true) response.end(config);
      else {
        response.writeHead(200, { 'Content-Length': 1_000_000 });
        response.write(Buffer.alloc(900_000), () => response.destroy());
      }
    });
    assert.ok(!pulled.ok);
    assert.equal(pulled.failure.code, 'unreachable', JSON.stringify(pulled.failure));
    assert.match(pulled.failure.nextStep ?? '', /not sent a second time/);
  });
});
