import { connect as connectNet, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Failure, Result } from '../../domain/base/failure.ts';
import type { ClientCertificate } from './clientCertificate.ts';
import { ConnectError } from './connectError.ts';
import { DialingAgent, trustedAuthorities } from './dialingAgent.ts';
import type { ServerAddress } from './serverAddress.ts';

/**
 * Opens a way to the server; `onSocket` gets its socket as soon as there is one, to destroy it when that takes too long. Undefined: there is
 * no proxy now.
 */
export type Tunnel = (onSocket: (socket: Duplex) => void) => Promise<Duplex | undefined>;

/** What a connection is made with. */
export interface DialSettings {
  readonly address: ServerAddress;
  /** Authority that signs the server's certificate, PEM; absent: those of Node and of the system. Read for every connection. */
  readonly ca: () => Promise<Result<Buffer | undefined>>;
  readonly isInsecure: boolean;
  readonly serverName: string | undefined;
  readonly certificate: ClientCertificate | undefined;
  /** A connection to the server through a proxy, before TLS. Asked for every connection, because settings change. */
  readonly tunnel: Tunnel;
  /** The most connections at a time. */
  readonly mostConnections: number;
  /** Longest wait, TLS included, in milliseconds. */
  readonly connectMs: number;
  readonly tooSlow: () => Failure;
}

const KEEP_ALIVE_MS = 15_000;
/** Idle connections are given back before API servers (90 s) and usual load balancers (60 s) cut them. */
const IDLE_MS = 50_000;
const FREE_SOCKETS = 8;

/** The pool of connections to one server with one client certificate. */
export class ServerAgent extends DialingAgent {
  readonly #settings: DialSettings;
  #isRetired = false;
  #hasConnected = false;
  #first: Promise<Duplex> | undefined;

  constructor(settings: DialSettings) {
    super({
      keepAlive: true,
      keepAliveMsecs: KEEP_ALIVE_MS,
      maxFreeSockets: FREE_SOCKETS,
      maxSockets: settings.mostConnections,
      timeout: IDLE_MS,
      scheduling: 'lifo',
    });
    this.#settings = settings;
  }

  get certificate(): ClientCertificate | undefined {
    return this.#settings.certificate;
  }

  /** Lets running requests end and keeps none of their connections. */
  retire(): void {
    this.#isRetired = true;
    this.dropIdle();
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Its type says void; Node answers false when the server wants the connection closed.
    const isKept: unknown = super.keepSocketAlive(socket);
    return isKept !== false && !this.#isRetired;
  }

  /** Until the server was reached once, one connection is tried and not one for each request that waits: a server that is not there is called once. */
  protected override async dial(): Promise<Duplex> {
    if (this.#hasConnected) return await this.#dialNow();
    if (this.#first) {
      await this.#first;
      return await this.#dialNow();
    }
    this.#first = this.#dialNow();
    try {
      const socket = await this.#first;
      this.#hasConnected = true;
      return socket;
    } finally {
      this.#first = undefined;
    }
  }

  async #dialNow(): Promise<Duplex> {
    const { address, connectMs, tooSlow, tunnel } = this.#settings;
    const ca = address.isTls ? await this.#settings.ca() : undefined;
    if (ca && !ca.ok) throw new ConnectError(ca.failure);
    let open: Duplex | undefined;
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      limit = setTimeout(() => {
        open?.destroy();
        reject(new ConnectError(tooSlow()));
      }, connectMs);
    });
    const work = async (): Promise<Duplex> => {
      const raw = await tunnel((socket) => {
        open = socket;
      });
      if (raw && !address.isTls) return raw;
      open = address.isTls ? this.#tls(raw, ca?.value) : connectNet({ host: address.host, port: address.port });
      return connected(open, address.isTls ? 'secureConnect' : 'connect');
    };
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(limit);
    }
  }

  #tls(socket: Duplex | undefined, ca: Buffer | undefined): Socket {
    const { address, certificate, isInsecure, serverName } = this.#settings;
    const name = serverName ?? address.host;
    return connectTls({
      ...(socket ? { socket } : { port: address.port }),
      host: address.host,
      ca: ca ?? trustedAuthorities(),
      ...(certificate ? { cert: certificate.cert, key: certificate.key } : {}),
      // Set always: without it NODE_TLS_REJECT_UNAUTHORIZED would decide.
      rejectUnauthorized: !isInsecure,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
  }
}

function connected(socket: Duplex, event: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
