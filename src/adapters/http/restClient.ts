import { type IncomingMessage, request as httpRequest } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { Clock } from '../../domain/base/clock.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { t } from '../../domain/base/text.ts';
import { boundedJson } from './boundedJson.ts';
import type { ClientCertificate } from './clientCertificate.ts';
import { ConnectError } from './connectError.ts';
import { isLoopback } from './isLoopback.ts';
import { proxyOf } from './proxyAddress.ts';
import { openTunnel } from './proxyTunnel.ts';
import { readBytes, readText } from './readText.ts';
import {
  elsewhere,
  loginPage,
  networkFailure,
  notAnswering,
  notConnecting,
  notData,
  redirectLoop,
  type RefusedAnswer,
  restFailureOf,
  tooDeep,
} from './restFailure.ts';
import { sendContent, type SentContent } from './sendContent.ts';
import type { ServerAddress } from './serverAddress.ts';
import { ServerAgent, type Tunnel } from './serverAgent.ts';

/** One call of a REST API. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the address of the server, with its prefix in front of it. Names in it are passed through encodeURIComponent by the caller. */
  readonly path: string;
  /** Lists repeat the key; undefined is left out. */
  readonly query?: readonly (readonly [string, string | number | undefined])[];
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is, piece by piece, in place of `body`; it can be sent once. What it throws when it breaks off is told as any broken connection. */
  readonly content?: SentContent;
  /** Asking twice does no harm, as with a search by POST. GET is always so. */
  readonly isRepeatable?: boolean;
}

/** What proves to the server who is asking. Asked for with each request, so that others may change it at any time. */
export interface RestAccess {
  /** For this server alone: the client never sends them to another origin. */
  readonly headers: ReadonlyMap<string, string>;
  /** Authorities that sign the server's certificate, PEM; absent: those of Node and of the system. */
  readonly ca?: Buffer;
  readonly certificate?: ClientCertificate;
  /** The user wants the certificate of this server not to be checked. */
  readonly isInsecure?: boolean;
}

/** Limits in milliseconds and bytes. Tests make them smaller. */
export interface RestLimits {
  /** Connection with proxy and TLS. */
  readonly connectMs: number;
  /** First byte of an answer, and the next one of a stream. */
  readonly silenceMs: number;
  /** One JSON answer, decompressed. */
  readonly bodyBytes: number;
}

const REST_LIMITS: RestLimits = { connectMs: 3_000, silenceMs: 15_000, bodyBytes: 32 * 1024 * 1024 };

export interface RestParts {
  readonly address: ServerAddress;
  readonly access: (signal: AbortSignal) => Promise<Result<RestAccess>>;
  /** The words of the system for a refusal. */
  readonly refused: (answer: RefusedAnswer) => Failure;
  /** For HTTPS_PROXY and NO_PROXY; asked for every connection. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly limits?: RestLimits;
}

/** An answer that is read piece by piece. */
export interface RestStream {
  /** Bytes; absent when the server does not say, or when they are compressed. */
  readonly size?: number;
  /** Throws `ConnectError` when it breaks off. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Longest answer that says why not. */
const ERROR_BYTES = 256 * 1024;
const MOST_REDIRECTS = 3;
const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 500;
/** A server that wants to be left alone for longer is told so to the user, who would take the wait for a hang. */
const LONGEST_PAUSE_MS = 20_000;
/** Enough for pages ahead and a few plots; more of them would only wait in the server. */
const MOST_CONNECTIONS = 8;
const WORTH_REPEATING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Talks to one server of JSON over HTTP. Redirects stay at its origin, answers have limits, and what is safe to repeat is repeated. */
export class RestClient implements Disposable {
  /** Host and port, for sentences. */
  readonly where: string;
  readonly #parts: RestParts;
  readonly #limits: RestLimits;
  readonly #ended = new AbortController();
  #agent: ServerAgent | undefined;
  #agentOf = '';

  constructor(parts: RestParts) {
    this.#parts = parts;
    this.#limits = parts.limits ?? REST_LIMITS;
    this.where = parts.address.authority;
  }

  /** The whole answer as JSON, at most 32 MB of it. Failures: those of the network, of `refused`, and `rejected` for what is no JSON. */
  async json(request: RestRequest, signal: AbortSignal): Promise<Result<unknown>> {
    const text = await this.text(request, signal);
    if (!text.ok) return text;
    const parsed = boundedJson(text.value);
    if (parsed.kind === 'json') return ok(parsed.value);
    if (parsed.kind === 'deep') return fail(tooDeep(this.where));
    return fail(/^\s*</.test(text.value) ? loginPage(this.where, text.value) : notData(this.where, text.value));
  }

  /** The whole answer as text, at most 32 MB of it. */
  async text(request: RestRequest, signal: AbortSignal): Promise<Result<string>> {
    const bytes = await this.bytes(request, signal);
    return bytes.ok ? ok(bytes.value.toString('utf8')) : bytes;
  }

  /** The whole answer as it is, at most 32 MB of it. */
  async bytes(request: RestRequest, signal: AbortSignal): Promise<Result<Buffer>> {
    return await this.#repeated(request, signal, async (response) => {
      const bytes = await readBytes(this.#chunks(response), this.#limits.bodyBytes);
      return bytes === undefined ? fail(tooLarge(this.where, this.#limits.bodyBytes)) : ok(bytes);
    });
  }

  /** An answer of any size. */
  async stream(request: RestRequest, signal: AbortSignal): Promise<Result<RestStream>> {
    return await this.#repeated(request, signal, async (response) => {
      const size = Number(response.headers['content-length'] ?? Number.NaN);
      const isWhole = response.headers['content-encoding'] === undefined && Number.isFinite(size);
      return ok({ ...(isWhole ? { size } : {}), chunks: this.#chunks(response) });
    });
  }

  /** Ends all connections. */
  dispose(): void {
    this.#ended.abort();
    this.#agent?.destroy();
  }

  async #repeated<T>(request: RestRequest, signal: AbortSignal, read: Read<T>): Promise<Result<T>> {
    const isRepeatable = request.method === 'GET' || request.isRepeatable === true;
    let wasThere = false;
    for (let tried = 1; ; tried++) {
      if (signal.aborted || this.#ended.signal.aborted) return fail(CANCELLED);
      const answer = await this.#once(request, signal, read);
      if (answer.ok || answer.failure === CANCELLED) return answer;
      const isLost = 'isLost' in answer.failure;
      if (!isRepeatable) return isLost ? fail(unknownOutcome(answer.failure)) : answer;
      wasThere ||= isLost;
      const pause = pauseAfter(answer.failure, tried, wasThere);
      if (pause === undefined || tried >= MOST_TRIES) return answer;
      await this.#parts.clock.sleep(pause, AbortSignal.any([signal, this.#ended.signal]));
    }
  }

  /** One try with its redirects. */
  async #once<T>(request: RestRequest, signal: AbortSignal, read: Read<T>): Promise<Result<T>> {
    const access = await this.#parts.access(signal);
    if (!access.ok) return access;
    // As it is: a URL would take dots out of names that are passed on.
    let path = `${this.#parts.address.basePath}${request.path}${queryString(request.query)}`;
    for (let count = 0; count <= MOST_REDIRECTS; count++) {
      const head = await this.#send({ request, path, access: access.value }, signal);
      if (!head.ok) return head;
      const next = redirectOf(head.value, new URL(path, this.#origin));
      if (next === undefined) return await this.#read(head.value, access.value, { signal, read });
      head.value.destroy();
      if (next.origin !== this.#origin || request.method !== 'GET') return fail(elsewhere(this.where, next));
      path = next.pathname + next.search;
    }
    return fail(redirectLoop(this.where));
  }

  async #read<T>(
    response: IncomingMessage,
    access: RestAccess,
    { signal, read }: { readonly signal: AbortSignal; readonly read: Read<T> },
  ): Promise<Result<T>> {
    const { headers, statusCode: status = 0 } = response;
    try {
      if (status >= 200 && status < 300) return await read(response);
      const text = (await readText(this.#chunks(response), ERROR_BYTES)) ?? '';
      response.destroy();
      const answer: RefusedAnswer = { status, headers, text, where: this.where, hadLogin: access.headers.size > 0 };
      return fail(this.#parts.refused(answer));
    } catch (error) {
      response.destroy();
      return fail(signal.aborted ? CANCELLED : asLost(networkFailure(error, this.where)));
    }
  }

  #send(
    { request, path, access }: { readonly request: RestRequest; readonly path: string; readonly access: RestAccess },
    callersSignal: AbortSignal,
  ): Promise<Result<IncomingMessage>> {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const signal = AbortSignal.any([callersSignal, this.#ended.signal]);
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(fail(CANCELLED));
      const sent = httpRequest({
        agent: this.#agentFor(access),
        method: request.method,
        path,
        headers: { ...this.#headers(access), ...bodyHeaders(request, body) },
        // Never used as an address: the agent knows where to go. A socket path keeps the editor's proxy settings out of this.
        socketPath: 'server',
      });
      let isSent = false;
      const limit = setTimeout(() => sent.destroy(this.#silence), this.#limits.silenceMs);
      const onAbort = (): void => void sent.destroy();
      signal.addEventListener('abort', onAbort, { once: true });
      sent.once('close', () => {
        clearTimeout(limit);
        signal.removeEventListener('abort', onAbort);
      });
      // The agent hands sockets out when they are connected.
      sent.once('socket', () => {
        isSent = true;
        limit.refresh();
      });
      sent.once('response', (response) => {
        clearTimeout(limit);
        // Without a listener an abort in mid-answer would be an uncaught error; whoever reads the stream still gets it.
        response.on('error', () => response.destroy());
        resolve(ok(response));
      });
      sent.on('error', (error) => {
        const failure = networkFailure(error, this.where);
        resolve(fail(signal.aborted ? CANCELLED : isSent ? asLost(failure) : failure));
      });
      const { content } = request;
      if (content) void sendContent(content, sent, () => void limit.refresh());
      else sent.end(body);
    });
  }

  /** The pieces of an answer, decompressed. Throws when it breaks off, and when none comes for too long while somebody waits. */
  async *#chunks(response: IncomingMessage): AsyncGenerator<Buffer> {
    const pieces = decompressed(response)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const limit = setTimeout(() => response.destroy(this.#silence), this.#limits.silenceMs);
        try {
          const next: IteratorResult<unknown> = await pieces.next();
          if (next.done === true) return;
          if (Buffer.isBuffer(next.value)) yield next.value;
        } finally {
          clearTimeout(limit);
        }
      }
    } finally {
      response.destroy();
    }
  }

  get #silence(): ConnectError {
    return new ConnectError(notAnswering(this.where, this.#limits.silenceMs));
  }

  get #origin(): string {
    const { isTls, authority } = this.#parts.address;
    return new URL(`${isTls ? 'https' : 'http'}://${authority}`).origin;
  }

  #agentFor({ ca, certificate, isInsecure = false }: RestAccess): ServerAgent {
    const made = `${certificate?.fingerprint} ${ca?.toString('base64')} ${isInsecure}`;
    const last = this.#agent;
    if (last && made === this.#agentOf) return last;
    // Connections of another certificate or authority keep what they were made with, so that they are not used again.
    last?.retire();
    const { address } = this.#parts;
    const { connectMs } = this.#limits;
    this.#agentOf = made;
    this.#agent = new ServerAgent({
      address,
      ca: async () => ok(ca),
      isInsecure,
      serverName: undefined,
      certificate,
      tunnel: this.#tunnel,
      mostConnections: MOST_CONNECTIONS,
      connectMs,
      tooSlow: () => notConnecting(this.where, connectMs),
    });
    return this.#agent;
  }

  readonly #tunnel: Tunnel = async (onSocket) => {
    const { address, environment } = this.#parts;
    const proxy = proxyOf(undefined, address, environment());
    if (!proxy.ok) throw new ConnectError(proxy.failure);
    return proxy.value && (await openTunnel(proxy.value, address, onSocket));
  };

  /** No `Origin`: MLflow refuses a foreign one. On this machine compressing takes longer than sending. */
  #headers(access: RestAccess): Record<string, string> {
    const { authority, host } = this.#parts.address;
    return {
      Host: authority,
      'User-Agent': 'trainyard',
      Accept: '*/*',
      ...(isLoopback(host) ? {} : { 'Accept-Encoding': 'gzip' }),
      ...Object.fromEntries(access.headers),
    };
  }
}

type Read<T> = (response: IncomingMessage) => Promise<Result<T>>;

/** The connection was there and is not any more, so that the server may have done what it was asked. */
function asLost(failure: Failure): Failure {
  const marked: Failure & { readonly isLost: true } = { ...failure, isLost: true };
  return marked;
}

function unknownOutcome(failure: Failure): Failure {
  return {
    ...failure,
    message: t('{0}; whether it did what it was asked is not known', failure.message),
    nextStep: t('Refresh, and look before you try again.'),
  };
}

/** Milliseconds until the next try; undefined: it would not help. */
function pauseAfter(failure: Failure, tried: number, wasThere: boolean): number | undefined {
  const pause = FIRST_PAUSE_MS * 2 ** (tried - 1);
  const refusal = restFailureOf(failure);
  if (refusal && WORTH_REPEATING.has(refusal.status)) {
    const wanted = refusal.retryAfterMs ?? pause;
    return wanted <= LONGEST_PAUSE_MS ? wanted : undefined;
  }
  if (failure.code !== 'unreachable' || !wasThere) return undefined;
  // The first one at once: mostly it was an idle connection that the server had closed meanwhile.
  return tried === 1 ? 0 : pause;
}

function tooLarge(where: string, bytes: number): Failure {
  return {
    code: 'rejected',
    message: t('The answer of {0} is larger than {1} MB', where, Math.round(bytes / 1024 / 1024)),
    nextStep: t('Ask for less at a time.'),
    about: 'size',
  };
}

function bodyHeaders({ content }: RestRequest, body: Buffer | undefined): Record<string, string | number> {
  if (content) return { 'Content-Type': 'application/octet-stream', 'Content-Length': content.size };
  return body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length };
}

function queryString(query: RestRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of query ?? []) if (value !== undefined) parameters.append(key, String(value));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  const { location } = headers;
  if (statusCode < 300 || statusCode >= 400 || location === undefined) return undefined;
  return URL.canParse(location, from) ? new URL(location, from) : undefined;
}

/** An end in the middle of either stream ends both, and the reader gets the error. */
function decompressed(response: IncomingMessage): IncomingMessage | Duplex {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  return pipeline(response, createGunzip({ flush: constants.Z_SYNC_FLUSH }), () => undefined);
}
