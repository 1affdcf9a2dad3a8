import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { Disposable } from '../../domain/base/lifecycle.ts';
import { CANCELLED, type Failure, fail, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { withAbort } from '../../domain/base/withAbort.ts';
import type { EngineEndpoint } from '../../domain/engines/engine.ts';
import { readText } from '../http/readText.ts';
import { chooseApi, NEWEST_API } from './apiVersion.ts';
import { connectFailure, notAnEngine, notAnswering } from './connectFailure.ts';
import { EngineAgent } from './engineAgent.ts';
import { isHtml, responseFailure } from './responseFailure.ts';

/** Limits in milliseconds and bytes. Tests make them smaller. */
export interface TransportLimits {
  /** Connection with TLS. ssh has its own 10 s. */
  readonly connectMs: number;
  /** First byte of an answer. */
  readonly firstByteMs: number;
  /** First byte of an answer that costs an engine nothing: ping, version, lists. */
  readonly cheapMs: number;
  /** One JSON answer. */
  readonly bodyBytes: number;
}

export const DEFAULT_LIMITS: TransportLimits = {
  connectMs: 3_000,
  firstByteMs: 15_000,
  cheapMs: 10_000,
  bodyBytes: 32 * 1024 * 1024,
};

export type QueryValue = string | number | boolean | readonly string[] | object | undefined;

/** One call of the Engine API. */
export interface EngineRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without the version, for example `/containers/json`. Names in it are passed through encodeURIComponent by the caller. */
  readonly path: string;
  /** Lists repeat the key; objects go as JSON; undefined is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** A stream goes as it is, everything else as JSON. */
  readonly body?: Readable | Uint8Array | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /**
   * Milliseconds to the first byte of the answer; `none` for calls that answer when something has happened (wait, events).
   * Default: 15 s, none for streamed bodies.
   */
  readonly firstByteMs?: number | 'none';
}

/** An answer whose body is still to be read. Nothing limits how long a healthy stream may take. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Destroying it, or aborting the signal of the request, ends the connection. */
  readonly body: IncomingMessage;
}

/** A connection taken over after `101 Switching Protocols`: both directions raw. */
export interface Hijacked {
  readonly socket: Duplex;
  readonly headers: IncomingHttpHeaders;
}

/** Talks to one engine over whatever its address asks for. Connections are made when first needed and kept. */
export class Transport implements Disposable {
  readonly endpoint: EngineEndpoint;
  readonly limits: TransportLimits;
  readonly #agent: EngineAgent;
  #api: Promise<Result<string>> | undefined;
  #engineClock: { readonly seconds: number; readonly at: number } | undefined;

  constructor(endpoint: EngineEndpoint, limits: TransportLimits = DEFAULT_LIMITS) {
    this.endpoint = endpoint;
    this.limits = limits;
    this.#agent = new EngineAgent(endpoint, limits.connectMs);
  }

  /**
   * Sends a request and hands on the answer once its head is there. An answer other than 2xx and 304 is a failure with the engine's words.
   *
   * Failures: `unreachable`, `timeout`, `unauthorized` and `forbidden` (connection), and by status: 400 `invalid`, 404 `not-found`,
   * 409 `conflict`, 501 `unsupported`, others `rejected`; `no-space` when the engine says so.
   */
  async request(request: EngineRequest): Promise<Result<EngineResponse>> {
    const version = await this.apiVersion(request.signal);
    if (!version.ok) return version;
    return this.#answer(request, `/v${version.value}`);
  }

  /** Sends a request and reads the whole answer as JSON; an empty answer is undefined. */
  async json(request: EngineRequest): Promise<Result<unknown>> {
    const answer = await this.request(request);
    return answer.ok ? this.#parsed(answer.value, request.signal) : answer;
  }

  /** Sends a request that takes the connection over (exec, attach). */
  async hijack(request: EngineRequest): Promise<Result<Hijacked>> {
    const version = await this.apiVersion(request.signal);
    if (!version.ok) return version;
    const headers = { ...request.headers, Connection: 'Upgrade', Upgrade: 'tcp' };
    const answer = await this.#send({ ...request, headers }, `/v${version.value}`);
    if (!answer.ok) return answer;
    if (answer.value.kind === 'hijacked') return ok(answer.value.hijacked);
    const checked = await this.#checked(answer.value.response);
    if (!checked.ok) return checked;
    checked.value.body.destroy();
    return fail({ code: 'unsupported', message: t('The engine does not hand over the connection for a terminal') });
  }

  /** The API version spoken with this engine; asked once, and again after the connection was lost. */
  apiVersion(signal: AbortSignal): Promise<Result<string>> {
    this.#api ??= this.#negotiate().then((result) => {
      if (!result.ok) this.#api = undefined;
      return result;
    });
    return withAbort(this.#api, signal);
  }

  /** Whether the engine answers, within `ms`. */
  async ping(ms: number, signal: AbortSignal): Promise<Result<void>> {
    const answer = await this.#answer({ method: 'GET', path: '/_ping', signal, firstByteMs: ms }, '');
    if (!answer.ok) return answer;
    answer.value.body.resume();
    return ok(undefined);
  }

  /** Whole seconds since the epoch by the engine's own clock, never ahead of it; undefined before its first answer. */
  engineNow(): number | undefined {
    const clock = this.#engineClock;
    return clock && clock.seconds + Math.floor((performance.now() - clock.at) / 1000);
  }

  /** Ends all connections. */
  dispose(): void {
    this.#agent.destroy();
  }

  async #negotiate(): Promise<Result<string>> {
    // Not the caller's signal: the answer is shared by all who ask at the same time.
    const request = { method: 'GET', signal: new AbortController().signal, firstByteMs: this.limits.cheapMs } as const;
    const ping = await this.#answer({ ...request, path: '/_ping' }, '');
    if (!ping.ok) return ping;
    ping.value.body.resume();
    const said = ping.value.headers['api-version'];
    const newest = typeof said === 'string' ? said : undefined;
    if (newest !== undefined && chooseApi({ newest }) === newest) return ok(newest);

    const version = await this.#answer({ ...request, path: '/version' }, '');
    if (!version.ok) return version;
    const body = await this.#parsed(version.value, request.signal);
    return body.ok ? this.#chosen(body.value, newest) : body;
  }

  #chosen(body: unknown, ping: string | undefined): Result<string> {
    const text = (key: string): string | undefined => {
      const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
      return typeof value === 'string' && /^\d+\.\d+$/.test(value) ? value : undefined;
    };
    const newest = text('ApiVersion') ?? ping;
    const oldest = text('MinAPIVersion');
    if (newest === undefined) return fail(notAnEngine(this.endpoint, JSON.stringify(body).slice(0, 200)));
    const chosen = chooseApi({ newest, ...(oldest === undefined ? {} : { oldest }) });
    if (chosen !== undefined) return ok(chosen);
    return fail({
      code: 'unsupported',
      message: t('The engine speaks API {0}, which is too old', newest),
      nextStep: t('Update the engine: Docker 1.12 (2016) or later is needed.'),
      detail: `${newest} < ${NEWEST_API}`,
    });
  }

  async #answer(request: EngineRequest, prefix: string): Promise<Result<EngineResponse>> {
    const answer = await this.#send(request, prefix);
    if (!answer.ok) return answer;
    if (answer.value.kind === 'response') return this.#checked(answer.value.response);
    answer.value.hijacked.socket.destroy();
    return fail(notAnEngine(this.endpoint, 'unexpected upgrade'));
  }

  async #checked(response: IncomingMessage): Promise<Result<EngineResponse>> {
    const status = response.statusCode ?? 0;
    const { headers } = response;
    const date = Date.parse(headers.date ?? '');
    if (!Number.isNaN(date)) this.#engineClock = { seconds: date / 1000, at: performance.now() };
    if ((status >= 200 && status < 300 && !isHtml(headers, '')) || status === 304) {
      return ok({ status, headers, body: response });
    }
    // Cut off in the middle of its words, or far too long: the status says that it failed.
    const text = await readText(response, 64 * 1024).catch(() => undefined);
    return fail(responseFailure({ status, headers, text: text ?? '' }, this.endpoint));
  }

  async #parsed({ headers, body }: EngineResponse, signal: AbortSignal): Promise<Result<unknown>> {
    let text: string | undefined;
    try {
      text = await readText(body, this.limits.bodyBytes);
    } catch (error) {
      return fail(this.#failureOf(error, signal));
    }
    if (text === undefined) {
      body.destroy();
      const mebibytes = Math.round(this.limits.bodyBytes / 1024 / 1024);
      return fail({ code: 'rejected', message: t('The answer of the engine is larger than {0} MiB', mebibytes) });
    }
    if (text.trim() === '') return ok(undefined);
    try {
      return ok(JSON.parse(text));
    } catch (error) {
      if (isHtml(headers, text)) return fail(notAnEngine(this.endpoint, text));
      const detail = error instanceof Error ? error.message : String(error);
      return fail({ code: 'rejected', message: t('The answer of the engine is not valid JSON'), detail });
    }
  }

  async #send(request: EngineRequest, prefix: string): Promise<Result<Answer>> {
    const first = await this.#attempt(request, prefix);
    if (first.ok) return first;
    // What happened to one connection has happened to the idle ones as well.
    if (first.failure.wasReused || first.failure.failure.code === 'timeout') this.#agent.dropIdle();
    // An idle connection that the engine closed meanwhile says nothing about the engine; only repeatable calls are repeated.
    const isRepeatable = request.method === 'GET' || request.method === 'HEAD';
    if (!first.failure.wasReused || !isRepeatable || request.signal.aborted) return fail(first.failure.failure);
    const second = await this.#attempt(request, prefix);
    return second.ok ? second : fail(second.failure.failure);
  }

  #attempt(request: EngineRequest, prefix: string): Promise<Attempt> {
    const { signal } = request;
    const { body, headers } = encodeBody(request);
    // An upload is answered when it has ended, however long that takes.
    const usual = body === undefined || body instanceof Uint8Array ? this.limits.firstByteMs : 'none';
    const firstByteMs = request.firstByteMs ?? usual;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(lost(CANCELLED));
      const sent = httpRequest({
        agent: this.#agent,
        method: request.method,
        path: prefix + request.path + queryString(request.query),
        headers,
        // Never used as an address: the agent knows where to go. A socket path keeps proxy settings for the web out of this.
        socketPath: 'engine',
      });
      let limit: NodeJS.Timeout | undefined;
      const onAbort = (): void => void sent.destroy();
      const settle = (attempt: Attempt): void => {
        clearTimeout(limit);
        resolve(attempt);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      sent.once('close', () => signal.removeEventListener('abort', onAbort));
      sent.once('response', (response) => {
        // Without a listener an abort in mid-answer would be an uncaught error; whoever reads the stream still gets it.
        response.on('error', () => response.destroy());
        settle({ ok: true, value: { kind: 'response', response } });
      });
      sent.once('upgrade', (response, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        settle({ ok: true, value: { kind: 'hijacked', hijacked: { socket, headers: response.headers } } });
      });
      sent.on('error', (error) => settle(lost(this.#failureOf(error, signal), sent.reusedSocket)));
      if (firstByteMs !== 'none') {
        const seconds = Math.max(1, Math.round(firstByteMs / 1000));
        limit = setTimeout(() => {
          settle(lost(notAnswering(this.endpoint, seconds)));
          this.#api = undefined;
          sent.destroy();
        }, firstByteMs);
      }
      sendBody(sent, body);
    });
  }

  #failureOf(error: unknown, signal: AbortSignal): Failure {
    if (signal.aborted) return CANCELLED;
    this.#api = undefined;
    return connectFailure(error, this.endpoint);
  }
}

type Answer =
  | { readonly kind: 'response'; readonly response: IncomingMessage }
  | { readonly kind: 'hijacked'; readonly hijacked: Hijacked };

type Attempt =
  | { readonly ok: true; readonly value: Answer }
  | { readonly ok: false; readonly failure: { readonly failure: Failure; readonly wasReused: boolean } };

function lost(failure: Failure, wasReused = false): Attempt {
  return { ok: false, failure: { failure, wasReused } };
}

function encodeBody({ body, headers = {} }: EngineRequest) {
  if (body === undefined) return { body, headers };
  if (body instanceof Uint8Array) return { body, headers: { 'Content-Length': body.length, ...headers } };
  if (isReadable(body)) return { body, headers };
  const bytes = Buffer.from(JSON.stringify(body));
  return { body: bytes, headers: { 'Content-Type': 'application/json', 'Content-Length': bytes.length, ...headers } };
}

function sendBody(sent: ClientRequest, body: Readable | Uint8Array | undefined): void {
  if (body === undefined || body instanceof Uint8Array) {
    sent.end(body);
    return;
  }
  body.once('error', (error) => sent.destroy(error));
  sent.once('close', () => body.destroy());
  body.pipe(sent);
}

function isReadable(body: object): body is Readable {
  return 'pipe' in body && typeof body.pipe === 'function';
}

function queryString(query: EngineRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) parameters.append(key, String(one));
    else parameters.append(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
