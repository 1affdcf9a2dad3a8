import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { Socket } from 'node:net';
import type { ClusterConnection } from '../../src/domain/cluster/clusterConnection.ts';
import type { KubeCluster, KubeContext, KubeUser } from '../../src/adapters/kubernetes/kubeconfig.ts';
import type { Certificate } from './certificates.ts';

/** A request as it arrived, with its body. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => unknown;

/** An API server by script, for what a real one cannot be made to show. Counts connections and keeps every request. */
export class KubeServer {
  readonly received: Received[] = [];
  connections = 0;
  answer: Answer;
  readonly #server: Server;
  readonly #isTls: boolean;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, isTls: boolean, answer: Answer) {
    this.#server = server;
    this.#isTls = isTls;
    this.answer = answer;
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** Without a certificate it speaks http. `clientCa`: asks for client certificates of this authority. */
  static async start(answer: Answer, certificate?: Certificate, clientCa?: string): Promise<KubeServer> {
    const read = (path: string) => readFileSync(path);
    const server = certificate
      ? createTls({
          cert: read(certificate.cert),
          key: read(certificate.key),
          ...(clientCa === undefined ? {} : { ca: read(clientCa), requestCert: true, rejectUnauthorized: true }),
        })
      : createPlain();
    const started = new KubeServer(server, certificate !== undefined, answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return started;
  }

  get http(): Server {
    return this.#server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** @param host a name of this machine */
  url(host = 'localhost'): string {
    return `${this.#isTls ? 'https' : 'http'}://${host}:${this.port}`;
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    try {
      for await (const chunk of request) body += String(chunk);
    } catch {
      // Cut by the test itself.
      return;
    }
    const { method = '', url = '', headers, rawHeaders } = request;
    const received = { method, url: new URL(url, 'http://server'), headers, rawHeaders, body };
    this.received.push(received);
    await this.answer(received, response, request);
  }
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** A Status as the API server writes it. */
export function statusObject(code: number, reason: string, message: string, details: object = {}): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
}

/** A context by hand. */
export function kubeContext(cluster: Partial<KubeCluster>, user: Partial<KubeUser> = {}): KubeContext {
  const server = cluster.server ?? '';
  const connection: ClusterConnection = {
    id: 'kube:test',
    label: 'test',
    cluster: 'test',
    user: 'test',
    server,
    namespace: 'default',
    path: '/nowhere/config',
    isCurrent: true,
    isInsecure: cluster.isInsecure ?? false,
  };
  return {
    connection,
    cluster: { name: 'test', server, isInsecure: false, isCompressionDisabled: false, ...cluster },
    user: { name: 'test', ...user },
  };
}
