import type { Disposable } from '../domain/base/lifecycle.ts';
import type { Check } from './checks.ts';

/** What one side answers (`requests`) and what it is merely told (`events`). A panel's contract is two of these: one for the host, one for the page. */
export interface Surface {
  readonly requests: Readonly<Record<string, { readonly params: unknown; readonly reply: unknown }>>;
  readonly events: Readonly<Record<string, unknown>>;
}

/** One check for each message of a surface; both ends hold everything that arrives against it (docs/security.md S5, S16). */
export interface SurfaceChecks<S extends Surface> {
  readonly requests: {
    readonly [K in keyof S['requests']]: {
      readonly params: Check<S['requests'][K]['params']>;
      readonly reply: Check<S['requests'][K]['reply']>;
    };
  };
  readonly events: { readonly [K in keyof S['events']]: Check<S['events'][K]> };
}

/** What carries the messages: postMessage of a webview in the host, of the window in the page. */
export interface Wire {
  post(message: unknown): void;
  listen(receive: (message: unknown) => void): Disposable;
}

/** The functions behind a surface. */
export interface Handlers<S extends Surface> {
  readonly requests: {
    readonly [K in keyof S['requests']]: (
      params: S['requests'][K]['params'],
    ) => S['requests'][K]['reply'] | Promise<S['requests'][K]['reply']>;
  };
  readonly events: { readonly [K in keyof S['events']]: (params: S['events'][K]) => void };
}

export interface RpcOptions<Mine extends Surface, Theirs extends Surface> {
  readonly wire: Wire;
  readonly handlers: Handlers<Mine>;
  readonly mine: SurfaceChecks<Mine>;
  readonly theirs: SurfaceChecks<Theirs>;
  /** A handler threw, or a message did not have its shape: a bug of ours, or somebody else posts here. */
  readonly onError: (error: Error) => void;
  /** A request without an answer is rejected after this time: a page that was thrown away never answers. Default 30 s. */
  readonly timeoutMs?: number;
}

/** Why a request was not answered by the other side. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
}

type Message =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly method: string; readonly params: unknown };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RpcError) => void;
  readonly isReply: (value: unknown) => boolean;
  readonly method: string;
}

interface Served {
  readonly accepts: (params: unknown) => boolean;
  readonly call: (params: unknown) => unknown;
}

const TIMEOUT_MS = 30_000;

/** One end of a panel's wire: serves `Mine`, calls `Theirs`. Every request settles: by a reply, an error, its time limit, or disposal. */
export class RpcPeer<Mine extends Surface, Theirs extends Surface> implements Disposable {
  readonly #wire: Wire;
  readonly #theirs: SurfaceChecks<Theirs>;
  readonly #requests: ReadonlyMap<string, Served>;
  readonly #events: ReadonlyMap<string, Served>;
  readonly #onError: (error: Error) => void;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #listener: Disposable;
  #nextId = 0;
  #isClosed = false;

  constructor({ wire, handlers, mine, theirs, onError, timeoutMs = TIMEOUT_MS }: RpcOptions<Mine, Theirs>) {
    this.#wire = wire;
    this.#theirs = theirs;
    this.#onError = onError;
    this.#timeoutMs = timeoutMs;
    const checksOf = mine.requests as Readonly<Record<string, { readonly params: Served['accepts'] } | undefined>>;
    this.#requests = servedBy(handlers.requests, (name) => checksOf[name]?.params);
    this.#events = servedBy(
      handlers.events,
      (name) => (mine.events as Readonly<Record<string, Served['accepts']>>)[name],
    );
    this.#listener = wire.listen((raw) => {
      const message = parseMessage(raw);
      if (message && !this.#isClosed) this.#receive(message);
    });
  }

  /** Rejects with an `RpcError` when the other side throws, answers in a wrong shape, does not answer in time, or the panel closes. */
  request<K extends keyof Theirs['requests'] & string>(
    method: K,
    params: Theirs['requests'][K]['params'],
  ): Promise<Theirs['requests'][K]['reply']> {
    if (this.#isClosed) return Promise.reject(new RpcError('the panel is closed'));
    const id = this.#nextId++;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(
        () => this.#take(id)?.reject(new RpcError(`no answer to ${method} in ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      );
      this.#pending.set(id, {
        method,
        isReply: this.#theirs.requests[method].reply,
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#wire.post({ kind: 'request', id, method, params } satisfies Message);
    });
  }

  emit<K extends keyof Theirs['events'] & string>(method: K, params: Theirs['events'][K]): void {
    if (!this.#isClosed) this.#wire.post({ kind: 'event', method, params } satisfies Message);
  }

  /** Rejects what is pending: the page on the other side was replaced by a new one that knows nothing of it. */
  restart(): void {
    this.#rejectAll('the page was replaced');
  }

  dispose(): void {
    this.#isClosed = true;
    this.#listener.dispose();
    this.#rejectAll('the panel is closed');
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'event':
        return this.#hear(message.method, message.params);
      case 'request':
        return void this.#answer(message.id, message.method, message.params);
      case 'reply':
        return this.#settle(message.id, message.value);
      case 'error':
        return this.#take(message.id)?.reject(new RpcError(message.message));
    }
  }

  #hear(method: string, params: unknown): void {
    const event = this.#events.get(method);
    if (!event?.accepts(params))
      return this.#onError(new RpcError(`event ${method} is unknown or has the wrong shape`));
    try {
      event.call(params);
    } catch (error) {
      this.#onError(toError(error));
    }
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const reply = await this.#outcome(id, method, params);
    if (!this.#isClosed) this.#wire.post(reply);
  }

  async #outcome(id: number, method: string, params: unknown): Promise<Message> {
    try {
      const served = this.#requests.get(method);
      if (!served?.accepts(params)) throw new RpcError(`request ${method} is unknown or has the wrong shape`);
      return { kind: 'reply', id, value: await served.call(params) };
    } catch (error) {
      this.#onError(toError(error));
      return { kind: 'error', id, message: toError(error).message };
    }
  }

  #settle(id: number, value: unknown): void {
    const entry = this.#take(id);
    if (!entry) return;
    if (entry.isReply(value)) entry.resolve(value);
    else entry.reject(new RpcError(`the answer to ${entry.method} has the wrong shape`));
  }

  #take(id: number): Pending | undefined {
    const entry = this.#pending.get(id);
    this.#pending.delete(id);
    return entry;
  }

  #rejectAll(reason: string): void {
    const entries = [...this.#pending.values()];
    this.#pending.clear();
    for (const entry of entries) entry.reject(new RpcError(reason));
  }
}

/** A Map, so that a message named like a member of Object.prototype finds nothing. */
function servedBy(
  handlers: object,
  acceptsOf: (name: string) => ((params: unknown) => boolean) | undefined,
): ReadonlyMap<string, Served> {
  return new Map(
    Object.entries(handlers).map(([name, call]: [string, Served['call']]) => [
      name,
      { call, accepts: acceptsOf(name) ?? (() => false) },
    ]),
  );
}

/** Anything that is not one of our four shapes is dropped in silence: VS Code itself and extensions of the browser post to pages, too. */
function parseMessage(raw: unknown): Message | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(raw));
  const [kind, id, method] = [fields.get('kind'), fields.get('id'), fields.get('method')];
  if (kind === 'event' && typeof method === 'string') return { kind, method, params: fields.get('params') };
  if (typeof id !== 'number') return undefined;
  if (kind === 'request' && typeof method === 'string') return { kind, id, method, params: fields.get('params') };
  if (kind === 'reply') return { kind, id, value: fields.get('value') };
  if (kind === 'error') return { kind, id, message: String(fields.get('message')) };
  return undefined;
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
