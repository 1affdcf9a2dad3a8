import { systemClock, type Clock } from '../../src/domain/base/clock.ts';
import { statusObject } from './kubeServer.ts';

/** An object as the API has it; tests write what they need of it. */
export interface FakeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface FakeRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  /** Milliseconds by the clock of the server. */
  readonly at: number;
  readonly isWatch: boolean;
}

/** Where an answer goes: an HTTP response, or a stream in memory. */
export interface FakeSink {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  write(text: string): void;
  end(): void;
  /** Breaks the connection. */
  cut(): void;
  readonly closed: AbortSignal;
}

/** What goes wrong. The first rule that fits and is not used up decides. */
export interface FakeFault {
  readonly fits: (request: FakeRequest) => boolean;
  /** How often; absent: until it is taken away. */
  times?: number;
  /** Only each nth request that fits. */
  readonly every?: number;
  readonly status?: number;
  readonly reason?: string;
  readonly retryAfter?: number;
  /** The connection is cut instead of an answer. */
  readonly isCut?: boolean;
  /** No answer ever. */
  readonly isHung?: boolean;
  /** The head comes, and then the end. */
  readonly isClosedAfterHead?: boolean;
  /** In a watch: the line after so many events is not what it should be. */
  readonly spoil?: { readonly after: number; readonly line: string };
  /** In a watch: the connection is cut after so many events, in the middle of the next one when `isInside`. */
  readonly cutAfter?: { readonly events: number; readonly isInside?: boolean };
  seen?: number;
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly collection: string;
  readonly object: FakeObject;
}

interface Watcher {
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly send: (change: Change) => void;
  readonly bookmark: () => void;
  readonly raw: (line: string) => void;
  readonly sink: FakeSink;
}

const BOOKMARK_MS = 60_000;

/**
 * An API server by script, with the resource versions of a real one: lists in pages that stay as of their beginning, watches from any version
 * that is remembered, bookmarks, compaction, lists as streams. Only for faults that a real server cannot be made to show; the contract suite
 * runs the same tests on this one and on a real one.
 */
export class FakeKube {
  readonly requests: FakeRequest[] = [];
  readonly faults: FakeFault[] = [];
  readonly can = { streamLists: true, bookmark: true };
  /** Everything that is sent stops here; nothing is closed. */
  isFrozen = false;
  readonly #clock: Clock;
  readonly #collections = new Map<string, Map<string, FakeObject>>();
  readonly #watchers = new Set<Watcher>();
  readonly #pages = new Map<string, { readonly rest: FakeObject[]; readonly version: number }>();
  #history: Change[] = [];
  #version = 100;
  #oldest = 100;
  #uids = 0;
  #tokens = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get version(): number {
    return this.#version;
  }

  /** Watches that are open now. */
  get watching(): number {
    return this.#watchers.size;
  }

  /** All objects of a collection (`pods`), by uid. */
  truth(collection: string): ReadonlyMap<string, string> {
    const objects = this.#collections.get(collection)?.values() ?? [];
    return new Map([...objects].map(({ metadata }) => [metadata.uid, metadata.resourceVersion]));
  }

  /** Creates it, or changes it when it is there. */
  put(collection: string, namespace: string, name: string, body: object = {}): FakeObject {
    const objects = this.#collection(collection);
    const known = objects.get(`${namespace}/${name}`);
    this.#version += 1;
    const creationTimestamp = known?.metadata.creationTimestamp ?? '2030-01-01T00:00:00Z';
    const uid = known?.metadata.uid ?? `uid-${(this.#uids += 1)}`;
    const metadata = { name, namespace, uid, resourceVersion: String(this.#version), creationTimestamp };
    const object: FakeObject = {
      ...body,
      metadata: { ...('metadata' in body ? (body.metadata as object) : {}), ...metadata },
    };
    objects.set(`${namespace}/${name}`, object);
    this.#happened({ type: known ? 'MODIFIED' : 'ADDED', version: this.#version, collection, object });
    return object;
  }

  remove(collection: string, namespace: string, name: string): void {
    const objects = this.#collection(collection);
    const known = objects.get(`${namespace}/${name}`);
    if (!known) return;
    objects.delete(`${namespace}/${name}`);
    this.#version += 1;
    const object = { ...known, metadata: { ...known.metadata, resourceVersion: String(this.#version) } };
    this.#happened({ type: 'DELETED', version: this.#version, collection, object });
  }

  /** Forgets what has happened so far: watches from earlier versions, and pages that were begun, are refused with 410. */
  compact(): void {
    this.#oldest = this.#version;
    this.#history = [];
    this.#pages.clear();
  }

  /** Goes back to a version as a restored snapshot does: later objects were never there, and all connections end. */
  restore(version: number, keep: (object: FakeObject) => boolean): void {
    for (const objects of this.#collections.values()) {
      for (const [key, object] of objects) if (!keep(object)) objects.delete(key);
    }
    this.#version = version;
    this.#oldest = version;
    this.#history = [];
    this.cut();
  }

  /** Ends all watches as a lost connection does. */
  cut(): void {
    for (const { sink } of this.#watchers) sink.cut();
  }

  /** The watches that are open now fall silent for ever, and are not closed; later ones work. */
  deafen(): void {
    this.#watchers.clear();
  }

  /** Ends all watches as the server does when their time is over. */
  close(): void {
    for (const { sink } of this.#watchers) sink.end();
  }

  /** Writes a line into all watches. */
  say(line: string): void {
    for (const watcher of this.#watchers) watcher.raw(line);
  }

  sayError(status: number, reason: string): void {
    this.say(JSON.stringify({ type: 'ERROR', object: statusObject(status, reason, `${reason} by the test`) }));
  }

  bookmark(): void {
    for (const watcher of this.#watchers) watcher.bookmark();
  }

  answer(path: string, query: URLSearchParams, sink: FakeSink): void {
    const isWatch = query.get('watch') === 'true';
    const request: FakeRequest = { path, query, at: this.#clock.now(), isWatch };
    this.requests.push(request);
    if (this.isFrozen) return;
    const fault = this.#fault(request);
    if (fault?.isHung) return;
    if (fault?.isCut) return sink.cut();
    if (fault?.status !== undefined) return this.#refuse(sink, fault.status, fault.reason ?? 'Fault', fault.retryAfter);
    if (path === '/readyz') return whole(sink, 'ok');
    const { collection, namespace, name } = placeOf(path);
    if (name !== undefined) return this.#get(sink, collection, `${namespace ?? ''}/${name}`);
    if (fault?.isClosedAfterHead) {
      sink.head(200, { 'content-type': 'application/json' });
      return sink.end();
    }
    if (isWatch) return this.#watch(request, collection, namespace, { sink, fault });
    return this.#list(query, collection, namespace, sink);
  }

  #fault(request: FakeRequest): FakeFault | undefined {
    return this.faults.find((fault) => {
      if (!fault.fits(request) || fault.times === 0) return false;
      fault.seen = (fault.seen ?? 0) + 1;
      if (fault.every !== undefined && fault.seen % fault.every !== 0) return false;
      if (fault.times !== undefined) fault.times -= 1;
      return true;
    });
  }

  #get(sink: FakeSink, collection: string, key: string): void {
    const object = this.#collection(collection).get(key);
    if (object === undefined) return this.#refuse(sink, 404, 'NotFound');
    whole(sink, JSON.stringify(object));
  }

  #list(query: URLSearchParams, collection: string, namespace: string | undefined, sink: FakeSink): void {
    const token = query.get('continue');
    const page = token === null ? this.#begin(collection, namespace) : this.#pages.get(token);
    if (page === undefined) return this.#refuse(sink, 410, 'Expired');
    const wanted = Number(query.get('resourceVersion') ?? '0');
    if (token === null && wanted > this.#version) return this.#tooLarge(sink, wanted);
    const limit = Number(query.get('limit') ?? '0') || page.rest.length;
    const items = page.rest.slice(0, limit);
    const rest = page.rest.slice(limit);
    const next = rest.length === 0 ? '' : `page-${(this.#tokens += 1)}`;
    if (next !== '') this.#pages.set(next, { rest, version: page.version });
    const metadata = { resourceVersion: String(page.version), ...(next === '' ? {} : { continue: next }) };
    whole(sink, JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items }));
  }

  #begin(collection: string, namespace: string | undefined): { rest: FakeObject[]; version: number } {
    return { rest: this.#objects(collection, namespace), version: this.#version };
  }

  #watch(
    { query }: FakeRequest,
    collection: string,
    namespace: string | undefined,
    { sink, fault }: { readonly sink: FakeSink; readonly fault: FakeFault | undefined },
  ): void {
    const isInitial = query.get('sendInitialEvents') === 'true';
    const text = query.get('resourceVersion') ?? '';
    if (isInitial && !this.can.streamLists) return this.#refuse(sink, 422, 'Invalid');
    const from = text === '' ? this.#version : Number(text);
    sink.head(200, { 'content-type': 'application/json' });
    const error = this.#watchError(from, isInitial);
    if (error) {
      sink.write(`${JSON.stringify({ type: 'ERROR', object: error })}\n`);
      return sink.end();
    }
    const watcher = this.#watcher({ collection, namespace, from }, sink, fault);
    if (isInitial) {
      for (const object of this.#objects(collection, namespace)) {
        watcher.send({ type: 'ADDED', version: this.#version, collection, object });
      }
      watcher.raw(bookmarkLine(this.#version, true));
    } else for (const change of this.#history) if (change.version > from) watcher.send(change);
    this.#watchers.add(watcher);
    sink.closed.addEventListener('abort', () => this.#watchers.delete(watcher));
    void this.#endLater(watcher, Number(query.get('timeoutSeconds') ?? '3600') * 1000);
  }

  #watcher(
    {
      collection,
      namespace,
      from,
    }: { readonly collection: string; readonly namespace: string | undefined; readonly from: number },
    sink: FakeSink,
    fault: FakeFault | undefined,
  ): Watcher {
    let sent = 0;
    const raw = (line: string): void => {
      if (this.isFrozen || sink.closed.aborted) return;
      if (fault?.spoil?.after === sent) sink.write(`${fault.spoil.line}\n`);
      if (fault?.cutAfter?.events === sent) {
        if (fault.cutAfter.isInside) sink.write(line.slice(0, line.length / 2));
        sent += 1;
        return sink.cut();
      }
      sent += 1;
      sink.write(`${line}\n`);
    };
    const isWanted = (change: Change): boolean =>
      change.version >= from &&
      change.collection === collection &&
      (namespace === undefined || change.object.metadata.namespace === namespace);
    return {
      collection,
      namespace,
      sink,
      raw,
      send: (change) =>
        isWanted(change) ? raw(JSON.stringify({ type: change.type, object: change.object })) : undefined,
      // Only when it says more than the question.
      bookmark: () => (this.#version > from ? raw(bookmarkLine(this.#version, false)) : undefined),
    };
  }

  /** Told in the stream. A plain watch from a version that is still to come is accepted, and silent until then. */
  #watchError(from: number, isInitial: boolean): object | undefined {
    if (isInitial) return from > this.#version ? this.#tooLargeStatus(from) : undefined;
    return from < this.#oldest ? statusObject(410, 'Expired', `too old resource version: ${from}`) : undefined;
  }

  /** Bookmarks once a minute and two seconds before the end, as the watch cache of the real server sends them. */
  async #endLater(watcher: Watcher, ms: number): Promise<void> {
    const { closed } = watcher.sink;
    let left = ms;
    while (left > 0 && !closed.aborted) {
      const pause = Math.min(BOOKMARK_MS, left > 2_000 ? left - 2_000 : left);
      await this.#clock.sleep(pause, closed);
      left -= pause;
      if (left > 0 && this.can.bookmark && this.#watchers.has(watcher)) watcher.bookmark();
    }
    if (this.#watchers.has(watcher) && !this.isFrozen) watcher.sink.end();
  }

  #happened(change: Change): void {
    this.#history.push(change);
    for (const watcher of Array.from(this.#watchers)) watcher.send(change);
  }

  #objects(collection: string, namespace: string | undefined): FakeObject[] {
    const all = [...this.#collection(collection).values()];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  #collection(name: string): Map<string, FakeObject> {
    const known = this.#collections.get(name) ?? new Map<string, FakeObject>();
    this.#collections.set(name, known);
    return known;
  }

  #tooLarge(sink: FakeSink, wanted: number): void {
    sink.head(504, { 'content-type': 'application/json' });
    sink.write(JSON.stringify(this.#tooLargeStatus(wanted)));
    sink.end();
  }

  #tooLargeStatus(wanted: number): object {
    const message = `Too large resource version: ${wanted}, current: ${this.#version}`;
    const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
    return statusObject(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
  }

  #refuse(sink: FakeSink, status: number, reason: string, retryAfter?: number): void {
    sink.head(status, {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    });
    sink.write(JSON.stringify(statusObject(status, reason, `${reason} by the test`)));
    sink.end();
  }
}

function whole(sink: FakeSink, text: string): void {
  sink.head(200, { 'content-type': 'application/json' });
  sink.write(text);
  sink.end();
}

function bookmarkLine(version: number, isInitialEnd: boolean): string {
  const annotations = isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return JSON.stringify({
    type: 'BOOKMARK',
    object: { metadata: { resourceVersion: String(version), ...annotations } },
  });
}

interface Place {
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** `/api/v1[/namespaces/team]/pods[/name]`, or the same below `/apis/group/version`. */
function placeOf(path: string): Place {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const rest = parts.slice(parts[0] === 'api' ? 2 : 3);
  const isWithin = rest[0] === 'namespaces' && rest.length > 2;
  const [collection = '', name] = isWithin ? rest.slice(2) : rest;
  return { collection, namespace: isWithin ? rest[1] : undefined, name };
}
