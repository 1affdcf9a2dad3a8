import { type IncomingMessage, request as httpRequest } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { WebSocket } from 'ws';
import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import type { ClusterConnection } from '../../domain/cluster/clusterConnection.ts';
import { readText } from '../http/readText.ts';
import { isLoopback } from '../http/isLoopback.ts';
import { ServerAgent, type Tunnel } from '../http/serverAgent.ts';
import type { ServerAddress } from '../http/serverAddress.ts';
import { keepAlive } from './keepAlive.ts';
import { connectFailure, notAnswering, notConnecting, tooManyConnections } from './connectFailure.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { FreshFile } from './freshFile.ts';
import type { KubeCluster } from './kubeconfig.ts';
import { answerFailure, asUnknownOutcome, isHtml, kubeFailureOf, notAnApiServer } from './kubeFailure.ts';
import type { KubeRequest, KubeResponse, KubeTransport } from './kubeTransport.ts';

/** Limits in milliseconds and bytes. Tests make them smaller. */
export interface TransportLimits {
  /** Connection with proxy and TLS. */
  readonly connectMs: number;
  /** First byte of an answer. */
  readonly firstByteMs: number;
  /** One JSON answer, decompressed. */
  readonly bodyBytes: number;
}

export const DEFAULT_LIMITS: TransportLimits = {
  connectMs: 3_000,
  firstByteMs: 15_000,
  bodyBytes: 32 * 1024 * 1024,
};

/** What a transport is made of; `openTransport` puts it together. */
export interface TransportParts {
  readonly connection: ClusterConnection;
  readonly cluster: KubeCluster;
  readonly address: ServerAddress;
  readonly credentials: CredentialSource;
  /** Sent with every request: impersonation. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tunnel: Tunnel;
  readonly limits: TransportLimits;
  readonly clock: Clock;
}

/** Longest answer that says why not. Those to a wrong patch quote the whole object before they say what is wrong. */
const ERROR_BYTES = 1024 * 1024;
const SKEW_MINUTES = 3;
/** Every watch and every followed log holds one. Below the smallest usual limit of descriptors (256), above all that one screen can show. */
const MOST_CONNECTIONS = 160;

/** Talks to one API server over `node:http` on connections that `ServerAgent` makes. */
export class HttpsTransport implements KubeTransport {
  readonly connection: ClusterConnection;
  readonly #parts: TransportParts;
  readonly #ca: FreshFile | undefined;
  readonly #ended = new AbortController();
  #agent: ServerAgent | undefined;

  constructor(parts: TransportParts) {
    this.connection = parts.connection;
    this.#parts = parts;
    const { caData, caFile } = parts.cluster;
    this.#ca = caData || caFile === undefined ? undefined : new FreshFile(caFile, parts.clock);
  }

  async request(request: KubeRequest): Promise<Result<KubeResponse>> {
    const answer = await this.#authorized(request.signal, (credential) => this.#answer(request, credential));
    if (!answer.ok) return answer;
    const { headers, statusCode = 0 } = answer.value;
    return ok({ status: statusCode, headers, body: decompressed(answer.value) });
  }

  async json(request: KubeRequest): Promise<Result<unknown>> {
    const accept = { Accept: 'application/json', ...request.headers };
    const answer = await this.request({ ...request, headers: accept });
    return answer.ok ? this.#parsed(answer.value, request.signal) : answer;
  }

  socket(
    request: { readonly path: string; readonly query: KubeRequest['query']; readonly protocols: readonly string[] },
    signal: AbortSignal,
  ): Promise<Result<WebSocket>> {
    return this.#authorized(signal, (credential) => this.#upgrade(request, credential, signal));
  }

  /** Ends all connections. */
  dispose(): void {
    this.#ended.abort();
    this.#agent?.destroy();
  }

  get #where(): string {
    return `${this.#parts.address.host}:${this.#parts.address.port}`;
  }

  /** Once with the credentials that are there, and once more with new ones after a 401. */
  async #authorized<T>(signal: AbortSignal, work: (credential: Credential) => Promise<Result<T>>): Promise<Result<T>> {
    if (signal.aborted || this.#ended.signal.aborted) return fail(CANCELLED);
    const credential = await this.#parts.credentials.current(signal);
    if (!credential.ok) return credential;
    const first = await work(credential.value);
    if (first.ok || !isRefused(first.failure)) return first;
    const renewed = await this.#parts.credentials.renew(credential.value, signal);
    if (!renewed.ok) return signal.aborted ? fail(CANCELLED) : renewed;
    return renewed.value === credential.value ? first : work(renewed.value);
  }

  async #answer(request: KubeRequest, credential: Credential): Promise<Result<IncomingMessage>> {
    const first = await this.#attempt(request, credential);
    if (first.ok) return this.#checked(first.value, request);
    // What happened to one connection has happened to the idle ones as well.
    if (first.wasReused || first.failure.code === 'timeout') this.#agent?.dropIdle();
    // An idle connection that the server closed meanwhile says nothing about the server; only what is safe to repeat is repeated.
    const isLost = first.wasReused && first.failure.code === 'unreachable';
    if (!isLost || request.method !== 'GET' || request.signal.aborted) return fail(first.failure);
    const second = await this.#attempt(request, credential);
    return second.ok ? this.#checked(second.value, request) : fail(second.failure);
  }

  #attempt(request: KubeRequest, credential: Credential): Promise<Attempt> {
    const { body, headers } = encodeBody(request);
    const firstByteMs = request.firstByteMs ?? this.#parts.limits.firstByteMs;
    const signal = AbortSignal.any([request.signal, this.#ended.signal]);
    return new Promise((resolve) => {
      if (signal.aborted) return resolve({ ok: false, failure: CANCELLED, wasReused: false });
      const sent = httpRequest({
        agent: this.#agentFor(credential),
        method: request.method,
        path: this.#pathOf(request),
        headers: { ...this.#headers(credential), ...this.#compression, ...headers },
        // Never used as an address: the agent knows where to go. A socket path keeps the editor's proxy settings out of this.
        socketPath: 'cluster',
      });
      let limit: NodeJS.Timeout | undefined;
      let isSent = false;
      const failed = (failure: Failure): Failure =>
        isSent && failure !== CANCELLED ? asUnknownOutcome(failure) : failure;
      const onAbort = (): void => void sent.destroy();
      const settle = (attempt: Attempt): void => {
        clearTimeout(limit);
        resolve(attempt);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      sent.once('close', () => signal.removeEventListener('abort', onAbort));
      // The agent hands sockets out when they are connected.
      sent.once('socket', () => {
        isSent = true;
      });
      sent.once('response', (response) => {
        // Without a listener an abort in mid-answer would be an uncaught error; whoever reads the stream still gets it.
        response.on('error', () => response.destroy());
        settle({ ok: true, value: response });
      });
      sent.on('error', (error) =>
        settle({ ok: false, failure: failed(this.#failureOf(error, request.signal)), wasReused: sent.reusedSocket }),
      );
      if (firstByteMs !== 'none') {
        limit = setTimeout(() => {
          // Connecting has a shorter limit of its own, so that what is not connected by now waits for another to end.
          const failure = isSent ? this.#silent(firstByteMs) : tooManyConnections(this.#where, MOST_CONNECTIONS);
          settle({ ok: false, failure: failed(failure), wasReused: false });
          sent.destroy();
        }, firstByteMs);
      }
      sent.end(body);
    });
  }

  async #upgrade(
    request: { readonly path: string; readonly query: KubeRequest['query']; readonly protocols: readonly string[] },
    credential: Credential,
    callersSignal: AbortSignal,
  ): Promise<Result<WebSocket>> {
    const { WebSocket } = await import('ws');
    const signal = AbortSignal.any([callersSignal, this.#ended.signal]);
    // As above, the address is not used; a colon would end the socket path.
    const path = this.#pathOf(request).replaceAll(':', '%3A');
    const socket = new WebSocket(`ws+unix:cluster:${path}`, [...request.protocols], {
      agent: this.#agentFor(credential),
      headers: this.#headers(credential),
      perMessageDeflate: false,
      followRedirects: false,
    });
    return new Promise((resolve) => {
      const { firstByteMs } = this.#parts.limits;
      const limit = setTimeout(() => {
        resolve(fail(this.#silent(firstByteMs)));
        socket.terminate();
      }, firstByteMs);
      const onAbort = (): void => socket.terminate();
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      socket.once('close', () => {
        clearTimeout(limit);
        signal.removeEventListener('abort', onAbort);
      });
      socket.once('open', () => {
        clearTimeout(limit);
        keepAlive(socket);
        // What came with the answer would be told before its holder can listen.
        socket.pause();
        resolve(ok(socket));
      });
      socket.on('unexpected-response', (_sent, response) => {
        void this.#checked(response, { path: request.path, signal: callersSignal }).then((refused) => {
          socket.terminate();
          resolve(refused.ok ? fail(notUpgraded(this.#where)) : refused);
        });
      });
      // Later errors are followed by `close`, which its holder listens to.
      socket.on('error', (error) => resolve(fail(this.#failureOf(error, callersSignal))));
    });
  }

  #agentFor({ certificate }: Credential): ServerAgent {
    const last = this.#agent;
    if (last?.certificate?.fingerprint === certificate?.fingerprint && last) return last;
    // Connections with the old certificate keep their old rights, so that they are not used again.
    last?.retire();
    const { address, cluster, limits, tunnel } = this.#parts;
    this.#agent = new ServerAgent({
      address,
      ca: async () => (this.#ca ? this.#ca.read() : ok(cluster.caData)),
      isInsecure: cluster.isInsecure,
      serverName: cluster.tlsServerName,
      certificate,
      tunnel,
      mostConnections: MOST_CONNECTIONS,
      connectMs: limits.connectMs,
      tooSlow: () => notConnecting(this.#where, Math.max(1, Math.round(limits.connectMs / 1000))),
    });
    return this.#agent;
  }

  #headers({ authorization }: Credential): Record<string, string | string[]> {
    return {
      Host: this.#parts.address.authority,
      'User-Agent': 'trainyard',
      ...this.#parts.headers,
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    };
  }

  /** On this machine compressing takes longer than sending. */
  get #compression(): Record<string, string> {
    const { cluster, address } = this.#parts;
    return cluster.isCompressionDisabled || isLoopback(address.host) ? {} : { 'Accept-Encoding': 'gzip' };
  }

  #pathOf({ path, query }: { readonly path: string; readonly query?: KubeRequest['query'] | undefined }): string {
    return `${this.#parts.address.basePath}${path}${queryString(query)}`;
  }

  async #checked(
    response: IncomingMessage,
    { path, signal }: { readonly path: string; readonly signal: AbortSignal },
  ): Promise<Result<IncomingMessage>> {
    const { headers, statusCode: status = 0 } = response;
    // What services behind the API server's proxy answer may be pages.
    const isPage = isHtml(headers, '') && !path.includes('/proxy/');
    if (status >= 200 && status < 300 && !isPage) return ok(response);
    try {
      const text = await readText(decompressed(response), ERROR_BYTES);
      const failure = answerFailure({ status, headers, text: text ?? '' }, this.#where);
      return fail(status === 401 ? withClockSkew(failure, headers.date, this.#parts.clock.now()) : failure);
    } catch (error) {
      return fail(this.#failureOf(error, signal));
    }
  }

  async #parsed({ headers, body }: KubeResponse, signal: AbortSignal): Promise<Result<unknown>> {
    let text: string | undefined;
    try {
      text = await readText(body, this.#parts.limits.bodyBytes);
    } catch (error) {
      return fail(this.#failureOf(error, signal));
    }
    if (text === undefined) {
      const mebibytes = Math.round(this.#parts.limits.bodyBytes / 1024 / 1024);
      return fail({ code: 'rejected', message: t('The answer of the API server is larger than {0} MiB', mebibytes) });
    }
    if (text.trim() === '') return ok(undefined);
    try {
      return ok(JSON.parse(text));
    } catch (error) {
      if (isHtml(headers, text)) return fail(notAnApiServer(this.#where, text));
      const detail = error instanceof Error ? error.message : String(error);
      return fail({ code: 'rejected', message: t('The answer of the API server is not valid JSON'), detail });
    }
  }

  #silent(ms: number): Failure {
    return notAnswering(this.#where, Math.max(1, Math.round(ms / 1000)));
  }

  #failureOf(error: unknown, signal: AbortSignal): Failure {
    if (signal.aborted || this.#ended.signal.aborted) return CANCELLED;
    return connectFailure(error, this.#where);
  }
}

type Attempt =
  | { readonly ok: true; readonly value: IncomingMessage }
  | { readonly ok: false; readonly failure: Failure; readonly wasReused: boolean };

/** A 401 of the server, not a certificate that we refuse. */
function isRefused(failure: Failure): boolean {
  return kubeFailureOf(failure)?.status === 401;
}

/** Tokens and certificates are good for a time, and which time it is, this machine may be wrong about. */
function withClockSkew(failure: Failure, date: string | undefined, now: number): Failure {
  const minutes = Math.round((now - Date.parse(date ?? '')) / 60_000);
  if (Number.isNaN(minutes) || Math.abs(minutes) < SKEW_MINUTES) return failure;
  const nextStep =
    minutes > 0
      ? t('The clock of this machine is {0} min ahead of the server: set it, then log in again.', minutes)
      : t('The clock of this machine is {0} min behind the server: set it, then log in again.', -minutes);
  return { ...failure, nextStep };
}

function notUpgraded(where: string): Failure {
  return {
    code: 'unsupported',
    message: t('{0} does not open a WebSocket', where),
    nextStep: t('A proxy in between may not allow WebSockets, or the cluster is older than Kubernetes 1.29.'),
  };
}

function encodeBody({ body, headers = {} }: KubeRequest) {
  if (body === undefined) return { body, headers };
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { body: bytes, headers: { 'Content-Type': 'application/json', ...headers, 'Content-Length': bytes.length } };
}

function queryString(query: KubeRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (typeof value === 'object') for (const one of value) parameters.append(key, one);
    else parameters.append(key, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** An end in the middle of either stream ends both, and the reader gets the error. */
function decompressed(response: IncomingMessage): IncomingMessage | Duplex {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  return pipeline(response, createGunzip({ flush: constants.Z_SYNC_FLUSH }), () => undefined);
}
