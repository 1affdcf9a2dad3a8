import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/** Answers a request itself, with true; else it goes on to the server behind. */
export type HttpFault = (received: ReceivedRequest, response: ServerResponse) => boolean;

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Counts from 1, of those with the same path. */
  readonly nth: number;
}

/** Stands in front of a real server and answers some requests in the ways that proxies, sign-ons and broken servers do. */
export class HttpFaults {
  readonly received: ReceivedRequest[] = [];
  fault: HttpFault = () => false;
  readonly #server: Server;
  readonly #target: URL | undefined;

  private constructor(target: string | undefined) {
    this.#target = target === undefined ? undefined : new URL(target);
    this.#server = createServer((received, response) => this.#answer(received, response));
  }

  /** @param target The server behind; absent: the fault answers everything, and what it leaves is a 404. */
  static async start(target?: string): Promise<HttpFaults> {
    const proxy = new HttpFaults(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(received: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = received;
    const path = url.split('?')[0];
    const nth = this.received.filter((each) => each.url.split('?')[0] === path).length + 1;
    const told = { method, url, headers, nth };
    this.received.push(told);
    if (this.fault(told, response)) {
      received.resume();
      return;
    }
    if (this.#target === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { hostname, port } = this.#target;
    const sent = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    received.pipe(sent);
  }
}

export function answerText(
  response: ServerResponse,
  text: string | Buffer,
  { status = 200, ...headers }: { readonly status?: number } & Readonly<Record<string, string | number>> = {},
): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  return true;
}

/** One that is asked, and another that must not be. */
export async function withTwoServers(work: (server: HttpFaults, other: HttpFaults) => Promise<void>): Promise<void> {
  const [server, other] = [await HttpFaults.start(), await HttpFaults.start()];
  try {
    await work(server, other);
  } finally {
    await server.stop();
    await other.stop();
  }
}
