import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FaultProxy } from '../../support/faultproxy/faultProxy.ts';

describe('FaultProxy', () => {
  let echo: Server;
  let folder: string;
  let proxy: FaultProxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-proxy-'));
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    echo.listen(join(folder, 'echo'));
    await once(echo, 'listening');
    proxy = await FaultProxy.start({ path: join(folder, 'echo') });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.stop();
    echo.close();
    rmSync(folder, { recursive: true });
  });

  async function client(): Promise<Socket> {
    const socket = connect({ port: proxy.port });
    clients.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  async function answer(socket: Socket, text: string): Promise<string> {
    socket.write(text);
    const [chunk] = await once(socket, 'data');
    return String(chunk);
  }

  it('passes bytes on in both directions, and the end of one', async () => {
    const socket = await client();
    assert.equal(await answer(socket, 'hello'), 'hello');
    socket.end();
    await once(socket, 'end');
    assert.equal(proxy.accepted, 1);
  });

  it('listens on a Unix socket too', async () => {
    const second = await FaultProxy.start({ port: proxy.port }, { path: join(folder, 'second') });
    const socket = connect(join(folder, 'second'));
    assert.equal(await answer(socket, 'hello'), 'hello');
    socket.destroy();
    await second.stop();
  });

  it('cuts after a number of bytes', async () => {
    proxy.faults.cutAfterBytes = 3;
    const socket = await client();
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', () => undefined);
    socket.write('hello');
    await once(socket, 'close');
    assert.equal(text, 'hel');
  });

  it('resets', async () => {
    const socket = await client();
    await answer(socket, 'hello');
    const failed = once(socket, 'error');
    proxy.reset();
    const [error] = await failed;
    assert.equal(error.code, 'ECONNRESET');
  });

  it('holds bytes back', async () => {
    proxy.faults.latencyMs = 30;
    const socket = await client();
    const started = performance.now();
    assert.equal(await answer(socket, 'hello'), 'hello');
    assert.ok(performance.now() - started >= 58);
  });

  it('falls silent without closing, and speaks again', async () => {
    const socket = await client();
    await answer(socket, 'hello');
    proxy.faults.isBlackHole = true;
    socket.write('lost');
    proxy.deafen();
    proxy.faults.isBlackHole = false;
    const other = await client();
    assert.equal(await answer(other, 'again'), 'again');
    assert.equal(socket.bytesRead, 5);
    assert.equal(socket.destroyed, false);
  });

  it('refuses and accepts again', async () => {
    const open = await client();
    await answer(open, 'hello');
    const { port } = proxy;
    proxy.refuse();
    const refused = connect({ port });
    const [error] = await once(refused, 'error');
    assert.equal(error.code, 'ECONNREFUSED');
    assert.equal(await answer(open, 'still'), 'still');
  });
});
