import { readFile } from 'node:fs/promises';
import { connect as connectNet, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { t } from '../../domain/base/text.ts';
import type { EngineEndpoint, EngineTls } from '../../domain/engines/engine.ts';
import { ConnectError } from '../http/connectError.ts';
import { DialingAgent, trustedAuthorities } from '../http/dialingAgent.ts';
import { notConnecting } from './connectFailure.ts';
import { SshConnection } from './sshConnection.ts';

const KEEP_ALIVE_MS = 15_000;
const FREE_SOCKETS = 6;

/** Makes the connections to one engine, whatever its address is, and keeps idle ones for the next request. */
export class EngineAgent extends DialingAgent {
  readonly #endpoint: EngineEndpoint;
  readonly #connectMs: number;

  /** @param connectMs longest wait for a connection, TLS included, in milliseconds; ssh has its own limit */
  constructor(endpoint: EngineEndpoint, connectMs: number) {
    super({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxFreeSockets: FREE_SOCKETS });
    this.#endpoint = endpoint;
    this.#connectMs = connectMs;
  }

  protected override async dial(): Promise<Duplex> {
    const endpoint = this.#endpoint;
    switch (endpoint.kind) {
      case 'unix':
      case 'npipe':
        return this.#connected(connectNet({ path: endpoint.path }), 'connect');
      case 'tcp':
        if (endpoint.tls) return this.#dialTls(endpoint.host, endpoint.port, endpoint.tls);
        return this.#connected(connectNet({ host: endpoint.host, port: endpoint.port }), 'connect');
      case 'ssh':
        return new SshConnection(endpoint);
      case 'invalid':
      default:
        throw new ConnectError({ code: 'invalid', message: endpoint.reason });
    }
  }

  async #dialTls(host: string, port: number, files: EngineTls): Promise<Duplex> {
    // Read again for every connection, so that renewed certificates are used at once.
    const [ca, cert, key] = await Promise.all([pem(files.caPath), pem(files.certPath), pem(files.keyPath)]);
    const socket = connectTls({
      host,
      port,
      ca: ca ?? trustedAuthorities(),
      ...(cert && key ? { cert, key } : {}),
      // Set always: without it NODE_TLS_REJECT_UNAUTHORIZED would decide.
      rejectUnauthorized: !files.skipVerify,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    return this.#connected(socket, 'secureConnect');
  }

  #connected<T extends Socket>(socket: T, event: 'connect' | 'secureConnect'): Promise<T> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        socket.destroy(new ConnectError(notConnecting(this.#endpoint, Math.round(this.#connectMs / 1000))));
      }, this.#connectMs);
      const onError = (error: Error): void => {
        clearTimeout(limit);
        reject(error);
      };
      socket.once('error', onError);
      socket.once(event, () => {
        clearTimeout(limit);
        socket.off('error', onError);
        resolve(socket);
      });
    });
  }
}

async function pem(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new ConnectError({
      code: 'invalid',
      message: t('The certificate file {0} cannot be read', path),
      nextStep: t('Restore the file, or create the Docker context again.'),
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}
