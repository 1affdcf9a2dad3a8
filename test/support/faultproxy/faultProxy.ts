import { once } from 'node:events';
import { connect, createServer, type ListenOptions, type Server, type Socket } from 'node:net';

/** An address: a socket or pipe path, or a port of this machine or of another host. */
export type Address = { readonly path: string } | { readonly port: number; readonly host?: string };

/** What the proxy does to bytes. Changed at any time; applies to what comes afterwards. */
export interface Faults {
  /** Milliseconds that every piece is held back, in both directions. */
  latencyMs: number;
  /** So much more or less, as `random` says; pieces of one direction keep their order. */
  jitterMs: number;
  /** What the link carries to each client. */
  bytesPerSecond: number | undefined;
  /** Connections made from now on are cut after this many bytes to the client. */
  cutAfterBytes: number | undefined;
  /** Nothing passes any more, and nothing is closed: a dead link that nobody was told of. */
  isBlackHole: boolean;
}

/**
 * Stands between a client and a server, over TCP or Unix sockets, and breaks what passes in the ways networks break it.
 * Knows nothing of HTTP, so it serves every protocol on top.
 */
export class FaultProxy {
  readonly faults: Faults = {
    latencyMs: 0,
    jitterMs: 0,
    bytesPerSecond: undefined,
    cutAfterBytes: undefined,
    isBlackHole: false,
  };
  readonly #server: Server;
  readonly #target: Address;
  #listen: ListenOptions;
  readonly #pairs = new Set<Pair>();
  #accepted = 0;

  private constructor(target: Address, listen: ListenOptions) {
    this.#target = target;
    this.#listen = listen;
    // The other side may go on sending after one side has ended.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** @param listen a path for a Unix socket; absent: a free port on the loopback address */
  static async start(target: Address, listen?: { readonly path: string }): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, listen ?? { host: '127.0.0.1', port: 0 });
    await proxy.accept();
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
    return address.port;
  }

  /** How many connections have been accepted in all. */
  get accepted(): number {
    return this.#accepted;
  }

  get open(): number {
    return this.#pairs.size;
  }

  /** Listens again after `refuse`. */
  async accept(): Promise<void> {
    this.#server.listen(this.#listen);
    await once(this.#server, 'listening');
    // A server that comes back has the address it had.
    if (this.#listen.path === undefined) this.#listen = { ...this.#listen, port: this.port };
  }

  /** New connections are refused; those that are open stay. */
  refuse(): void {
    this.#server.close();
  }

  /** The connections that are open now fall silent for ever; later ones work. @param which by the client's last words */
  deafen(which: (lastSaid: string) => boolean = () => true): void {
    for (const pair of this.#pairs) if (which(pair.lastSaid)) pair.isDeaf = true;
  }

  /** Ends all connections with a reset. */
  reset(): void {
    for (const { client, server } of this.#pairs) {
      // Unix sockets know no reset.
      if (client.remoteAddress === undefined) client.destroy();
      else client.resetAndDestroy();
      server.destroy();
    }
  }

  async stop(): Promise<void> {
    const isOver = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    this.reset();
    await isOver;
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const pair: Pair = {
      client,
      server,
      isDeaf: false,
      lastSaid: '',
      sent: 0,
      freeAt: [0, 0],
      cutAfter: this.faults.cutAfterBytes,
    };
    this.#pairs.add(pair);
    this.#pass(pair, client, server, false);
    this.#pass(pair, server, client, true);
  }

  #pass(pair: Pair, from: Socket, to: Socket, isToClient: boolean): void {
    const forget = (): void => {
      to.destroy();
      this.#pairs.delete(pair);
    };
    from.on('error', forget);
    from.on('close', forget);
    from.on('end', () => this.#later(pair, { isToClient, bytes: 0 }, () => to.end()));
    from.on('data', (chunk: Buffer) => {
      if (!isToClient) pair.lastSaid = chunk.toString('latin1', 0, 200);
      this.#later(pair, { isToClient, bytes: chunk.length }, () => {
        if (to.destroyed) return;
        const piece = isToClient && pair.cutAfter !== undefined ? chunk.subarray(0, pair.cutAfter - pair.sent) : chunk;
        if (isToClient) pair.sent += piece.length;
        to.write(piece, () => {
          if (isToClient && pair.cutAfter !== undefined && pair.sent >= pair.cutAfter) forget();
        });
      });
    });
  }

  #later(pair: Pair, { isToClient, bytes }: { isToClient: boolean; bytes: number }, act: () => void): void {
    const pass = (): void => {
      if (!this.faults.isBlackHole && !pair.isDeaf) act();
    };
    const { latencyMs, jitterMs, bytesPerSecond } = this.faults;
    const sendMs = bytesPerSecond === undefined ? 0 : (bytes / bytesPerSecond) * 1000;
    if (latencyMs + sendMs === 0) {
      pass();
      return;
    }
    const side = isToClient ? 1 : 0;
    const now = performance.now();
    pair.freeAt[side] = Math.max(pair.freeAt[side], now) + sendMs;
    const odd = (Math.random() * 2 - 1) * jitterMs;
    pair.lastAt = Math.max(pair.lastAt ?? 0, pair.freeAt[side] + latencyMs + odd);
    setTimeout(pass, pair.lastAt - now);
  }
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isDeaf: boolean;
  /** How the last piece from the client began. */
  lastSaid: string;
  /** Bytes that went to the client. */
  sent: number;
  /** When the link is free again, to the server and to the client. */
  readonly freeAt: [number, number];
  /** When the piece before is there: none overtakes another. */
  lastAt?: number;
  readonly cutAfter: number | undefined;
}
