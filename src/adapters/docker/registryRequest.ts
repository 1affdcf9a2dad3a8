import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { parsedJson } from '../../domain/base/parsedJson.ts';
import { t } from '../../domain/base/text.ts';
import { codeOf, ConnectError } from '../http/connectError.ts';
import { DialingAgent, trustedAuthorities } from '../http/dialingAgent.ts';
import { type ProxyAddress, proxyOf, type ProxyTarget } from '../http/proxyAddress.ts';
import { openTunnel } from '../http/proxyTunnel.ts';
import { tlsTrouble } from '../http/tlsTrouble.ts';

export interface RegistryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface RegistryRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Posted; absent: GET. */
  readonly body?: string;
  /** For HTTPS_PROXY and NO_PROXY. Absent: that of this process. */
  readonly environment: Environment | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of an answer: the limit of manifests in the distribution specification. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Blobs of most registries lie elsewhere. */
const MOST_REDIRECTS = 3;

/** One question to a registry or to where it keeps logins. A redirect to another place gets no login. */
export async function requestRegistry(
  url: URL,
  request: RegistryRequest,
  signal: AbortSignal,
): Promise<Result<RegistryResponse>> {
  let at = url;
  let headers = request.headers;
  for (let count = 0; count <= MOST_REDIRECTS; count++) {
    const answer = await send(at, { ...request, headers }, signal);
    if (!answer.ok) return answer;
    const { status, headers: said } = answer.value;
    const isElsewhere = status >= 300 && status < 400 && said.location !== undefined && request.body === undefined;
    if (!isElsewhere) return answer;
    const next = URL.canParse(said.location ?? '', at) ? new URL(said.location ?? '', at) : undefined;
    if (!next || !(next.protocol === 'https:' || next.protocol === at.protocol)) break;
    if (next.host !== at.host) {
      const { authorization: _authorization, ...rest } = headers;
      headers = rest;
    }
    at = next;
  }
  return fail({ code: 'unreachable', message: t('{0} leads to no answer.', url.host) });
}

/** The JSON of an answer; undefined when it is none. */
export function parsedBody({ body }: RegistryResponse): unknown {
  return parsedJson(body.toString('utf8'));
}

function send(url: URL, request: RegistryRequest, signal: AbortSignal): Promise<Result<RegistryResponse>> {
  const { headers, body, environment = process.env } = request;
  const isTls = url.protocol === 'https:';
  const target = {
    isTls,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || (isTls ? 443 : 80)),
  };
  const proxy = proxyOf(undefined, target, environment);
  if (!proxy.ok) return Promise.resolve(proxy);
  const agent = proxy.value && new ProxiedAgent(proxy.value, target, signal);
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, headers: { 'user-agent': 'trainyard', ...headers }, signal };
    const onError = (error: unknown): void => resolve(fail(failureOf(url, error, signal)));
    const sent = agent
      ? // The agent speaks TLS itself. The host stands in the header: to a proxy everything is sent as to the registry.
        plainRequest({
          ...options,
          agent,
          host: target.host,
          port: target.port,
          path: url.pathname + url.search,
          headers: { ...options.headers, host: url.host },
        })
      : isTls
        ? tlsRequest(url, { ...options, ca: trustedAuthorities() })
        : plainRequest(url, options);
    sent.on('error', onError);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MOST_BYTES) sent.destroy(new Error('too long'));
      });
      response.on('error', onError);
      response.on('end', () => {
        resolve(ok({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
      });
    });
    sent.end(body);
  });
}

/** One connection through a proxy, TLS included. */
class ProxiedAgent extends DialingAgent {
  readonly #proxy: ProxyAddress;
  readonly #target: ProxyTarget;
  readonly #signal: AbortSignal;

  constructor(proxy: ProxyAddress, target: ProxyTarget, signal: AbortSignal) {
    super();
    this.#proxy = proxy;
    this.#target = target;
    this.#signal = signal;
  }

  protected override async dial(): Promise<Duplex> {
    const { host, isTls } = this.#target;
    const onSocket = (socket: Duplex) => this.#signal.addEventListener('abort', () => socket.destroy(), { once: true });
    const socket = await openTunnel(this.#proxy, this.#target, onSocket);
    if (!isTls) return socket;
    const name = isIP(host) === 0 ? { servername: host } : {};
    const tls = { socket, host, ca: trustedAuthorities(), rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] };
    return connectTls({ ...tls, ...name });
  }
}

function failureOf({ host }: URL, error: unknown, signal: AbortSignal): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return { code: 'timeout', message: t('{0} does not answer in time.', host), detail };
  if (error instanceof ConnectError) return error.failure;
  const trouble = tlsTrouble(codeOf(error));
  if (trouble !== undefined) {
    const message = t('The certificate of {0} is not trusted here, or it speaks without TLS.', host);
    return { code: 'unreachable', message, detail, about: 'certificate' };
  }
  return { code: 'unreachable', message: t('{0} is not reached from this machine.', host), detail };
}
