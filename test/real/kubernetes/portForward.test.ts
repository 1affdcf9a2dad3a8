// Ports of this machine that lead into pods of a real cluster.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import type { KubeTransport } from '../../../src/adapters/kubernetes/kubeTransport.ts';
import { PodPortForwarder } from '../../../src/adapters/kubernetes/portForward.ts';
import { systemClock } from '../../../src/domain/base/clock.ts';
import type { Forward, ForwardTarget } from '../../../src/domain/cluster/ports.ts';
import { readyPod, realTransport, valueOf } from '../../support/kubeStreams.ts';
import { KubectlInNamespace } from '../../support/kubectlInNamespace.ts';
import { PYTHON } from '../../support/testImages.ts';

const never = new AbortController().signal;

/** HTTP on 8000 (its pod's name; a large body), an echo on 9000, one that closes at once on 9001. */
const SERVER = `cat > /s.py <<'END'
import os, socket, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class H(BaseHTTPRequestHandler):
    def do_GET(self):
        body = os.environ['HOSTNAME'].encode() if self.path == '/' else b'0123456789abcdef' * (int(self.path[1:]) // 16)
        self.send_response(200); self.send_header('Content-Length', str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): pass
class S(ThreadingHTTPServer): request_queue_size = 512
def serve(port, handle):
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('', port)); s.listen(512)
    while True:
        c, _ = s.accept(); threading.Thread(target=handle, args=(c,), daemon=True).start()
def echo(c):
    while True:
        d = c.recv(65536)
        if not d: break
        c.sendall(d)
    c.close()
threading.Thread(target=serve, args=(9000, echo), daemon=True).start()
threading.Thread(target=serve, args=(9001, lambda c: c.close()), daemon=True).start()
S(('', 8000), H).serve_forever()
END
exec python3 /s.py`;

function fetchText(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** Asks until somebody answers. */
async function fetchSoon(port: number, wanted: string, withinMs: number): Promise<number> {
  const begun = performance.now();
  while (performance.now() - begun < withinMs) {
    const text = await fetchText(port).catch(() => '');
    if (text === wanted) return performance.now() - begun;
    await systemClock.sleep(50);
  }
  throw new Error(`${wanted} did not answer within ${withinMs} ms`);
}

describe('port forwards on a real cluster', function () {
  this.timeout(120_000);
  let kubectl: KubectlInNamespace;
  let transport: KubeTransport;
  let open: Forward[] = [];
  const forward = async (pod: ForwardTarget['pod'], port: number, local?: number): Promise<Forward> => {
    const target = { namespace: kubectl.namespace, pod, port };
    const opened = valueOf(await new PodPortForwarder(transport, systemClock).open(target, local, never));
    open.push(opened);
    return opened;
  };

  before(async function () {
    kubectl = await KubectlInNamespace.open(this, 'forward');
    transport = await realTransport();
    await Promise.all(
      ['first', 'second'].map((name) =>
        readyPod(kubectl, { name, script: SERVER, image: PYTHON, labels: { app: 'web', one: name } }),
      ),
    );
    const direct = await forward('first', 8000);
    await fetchSoon(direct.localPort, 'first', 20_000);
    await fetchSoon((await forward('second', 8000)).localPort, 'second', 20_000);
  });
  afterEach(() => {
    for (const each of open) each.dispose();
    open = [];
  });
  after(async () => {
    transport?.dispose();
    await kubectl?.close();
  });

  it('carries HTTP', async () => {
    const { localPort, state } = await forward('first', 8000);
    assert.equal(state.kind, 'ready');
    assert.equal(await fetchText(localPort), 'first');
  });

  it('carries 200 connections at once', async () => {
    const { localPort } = await forward('first', 8000);
    const answers = await Promise.all(Array.from({ length: 200 }, () => fetchText(localPort, '/65536')));
    assert.ok(
      answers.every((each) => each.length === 65_536),
      answers.map((each) => each.length).join(),
    );
  });

  it('carries 256 MB both ways, byte for byte, however slowly the client reads', async () => {
    const { localPort } = await forward('first', 9000);
    const client = connect(localPort, '127.0.0.1');
    const [sent, got] = [createHash('sha256'), createHash('sha256')];
    const total = 256 * 1024 * 1024;
    let received = 0;
    const done = new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.on('data', (chunk) => {
        got.update(chunk);
        const before = received;
        received += chunk.length;
        // Stops three times for a moment, so that everything behind must wait.
        if (Math.floor(before / (total / 4)) !== Math.floor(received / (total / 4))) {
          client.pause();
          setTimeout(() => client.resume(), 500);
        }
        if (received >= total) resolve();
      });
    });
    const piece = randomBytes(1024 * 1024);
    for (let count = 0; count < total / piece.length; count++) {
      piece.writeUInt32LE(count, 0);
      const copy = Buffer.from(piece);
      sent.update(copy);
      if (!client.write(copy)) await once(client, 'drain');
    }
    await done;
    client.destroy();
    assert.equal(received, total);
    assert.equal(got.digest('hex'), sent.digest('hex'));
  });

  it('gives the whole answer to a client that has ended its half', async () => {
    const { localPort } = await forward('first', 8000);
    const client = connect({ port: localPort, host: '127.0.0.1', allowHalfOpen: true });
    client.end('GET /8388608 HTTP/1.0\r\n\r\n');
    let size = 0;
    client.on('data', (chunk) => (size += chunk.length));
    await once(client, 'end');
    client.destroy();
    assert.ok(size > 8_388_608, String(size));
  });

  it('ends a connection when the pod ends it', async () => {
    const { localPort } = await forward('first', 9001);
    const client: Socket = connect(localPort, '127.0.0.1');
    client.resume();
    await once(client, 'end');
    client.destroy();
  });

  it('resets connections to a port that nobody listens on, and harms no other', async () => {
    const good = await forward('first', 9000);
    const client = connect(good.localPort, '127.0.0.1');
    client.write('one');
    assert.equal(String(await once(client, 'data')), 'one');
    const bad = await forward('first', 9999);
    await assert.rejects(fetchText(bad.localPort), /ECONNRESET|socket hang up/);
    const broken = connect(good.localPort, '127.0.0.1');
    await once(broken, 'connect');
    broken.resetAndDestroy();
    client.write('two');
    assert.equal(String(await once(client, 'data')), 'two');
    client.destroy();
  });

  it('says that a local port is taken, and listens on the loopback address only', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const target = { namespace: kubectl.namespace, pod: 'first', port: 8000 };
    const refused = await new PodPortForwarder(transport, systemClock).open(target, port, never);
    taken.close();
    assert.equal(!refused.ok && refused.failure.code, 'conflict');
    const { localPort } = await forward('first', 8000);
    const elsewhere = createServer().listen(localPort, '127.0.0.2');
    await once(elsewhere, 'listening');
    elsewhere.close();
  });

  it('goes over to another ready pod within 5 s, on the same port', async () => {
    const labels = new Map([['app', 'web']]);
    const opened = await forward({ labels }, 8000);
    const first = await fetchText(opened.localPort);
    const other = first === 'first' ? 'second' : 'first';
    await kubectl.ok(['delete', 'pod', first, '--now']);
    const took = await fetchSoon(opened.localPort, other, 5_000);
    assert.ok(took <= 5_000);
    assert.equal(opened.state.pod, other);
    await kubectl.ok(['delete', 'pod', other, '--now']);
    await readyPod(kubectl, { name: first, script: SERVER, image: PYTHON, labels: { app: 'web', one: first } });
    await fetchSoon(opened.localPort, first, 20_000);
  });
});
