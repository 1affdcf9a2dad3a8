import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Passes bytes on both ways, until it is told to let requests through and no answers, and to cut such a connection after a moment. */
export class CutProxy {
  /** From now on nothing comes back from the server. */
  isCutting = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(host: string, port: number) {
    this.#server = createServer((client) => {
      const server = connect({ host, port });
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
      client.on('data', (chunk) => server.write(chunk));
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
      server.on('data', (chunk) => {
        // The first bytes of the answer show that the server has done it.
        if (this.isCutting) client.destroy();
        else client.write(chunk);
      });
    });
  }

  static async start(host: string, port: number): Promise<CutProxy> {
    const proxy = new CutProxy(host, port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
