import { createServer, type Server, type Socket } from 'node:net';
import { fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ContainerPort, ContainerPorts, OpenPort } from '../../domain/engines/ports.ts';
import { Demultiplexer } from './demux.ts';
import { inPath } from './dockerodeClient.ts';
import { createExec, execOutput } from './execOutput.ts';
import type { Transport } from './transport.ts';

/** Only programs of this machine may use it. */
const HOST = '127.0.0.1';

/** Carries one connection between its own input and output and a port of the container. Its argument: the port. */
const RELAY = [
  'import os,socket,sys,threading',
  "s=socket.create_connection(('127.0.0.1',int(sys.argv[1])))",
  's.settimeout(None)',
  'def up():',
  ' while True:',
  '  d=os.read(0,65536)',
  '  if not d:break',
  '  s.sendall(d)',
  ' s.shutdown(socket.SHUT_WR)',
  'threading.Thread(target=up,daemon=True).start()',
  'while True:',
  ' d=s.recv(65536)',
  ' if not d:break',
  ' while d:d=d[os.write(1,d):]',
].join('\n');

/**
 * Leads to ports on the loopback address of a container through its Python: nothing has to be published, other containers cannot reach them, and an
 * engine on another machine is no different.
 */
export class DockerPorts implements ContainerPorts {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async sockets(id: string, signal: AbortSignal): Promise<Result<string>> {
    const read = await execOutput(this.#transport, id, ['cat', '/proc/net/tcp'], signal);
    return read.ok ? ok(read.value.stdout) : read;
  }

  async open(id: string, target: ContainerPort): Promise<Result<OpenPort>> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    const problem = await listening(server);
    if (problem !== undefined) {
      return fail({ code: 'rejected', message: t('This machine gives no port: {0}', problem) });
    }
    const lifetime = new AbortController();
    const clients = new Set<Socket>();
    server.on('connection', (client) => {
      clients.add(client);
      client.once('close', () => clients.delete(client));
      client.on('error', () => client.destroy());
      void this.#carry(client, { id, target, signal: lifetime.signal });
    });
    const address = server.address();
    return ok({
      localPort: typeof address === 'object' && address !== null ? address.port : 0,
      dispose: () => {
        lifetime.abort();
        server.close();
        for (const client of clients) client.destroy();
      },
    });
  }

  async #carry(
    client: Socket,
    { id, target, signal }: { readonly id: string; readonly target: ContainerPort; readonly signal: AbortSignal },
  ): Promise<void> {
    const body = {
      Cmd: [target.python, '-c', RELAY, String(target.port)],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
    };
    const exec = await createExec(this.#transport, id, body, signal);
    const hijacked = exec.ok
      ? await this.#transport.hijack({
          method: 'POST',
          path: `/exec/${inPath(exec.value)}/start`,
          body: { Detach: false, Tty: false },
          signal,
        })
      : exec;
    if (!hijacked.ok) return void client.resetAndDestroy();
    const { socket } = hijacked.value;
    const frames = new Demultiplexer();
    socket.on('data', (chunk: Buffer) => {
      for (const { stream, bytes } of frames.push(chunk)) {
        // A view into the chunk, which the socket may use again.
        if (stream === 'stdout' && !client.write(Uint8Array.from(bytes))) socket.pause();
      }
    });
    client.on('drain', () => socket.resume());
    socket.once('end', () => client.end());
    socket.on('error', () => client.resetAndDestroy());
    socket.once('close', () => client.destroySoon());
    client.once('close', () => socket.destroy());
    client.pipe(socket);
  }
}

/** Undefined: it listens. */
function listening(server: Server): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', ({ message }) => resolve(message));
    server.listen(0, HOST, () => resolve(undefined));
  });
}
