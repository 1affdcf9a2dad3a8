import type { Clock } from '../../domain/base/clock.ts';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { logBeforeRestartId, parsePodContainerId } from '../../domain/cluster/podContainerId.ts';
import type { PodContainer } from '../../domain/cluster/ports.ts';
import { ConnectionLoss } from '../../domain/logs/connectionLoss.ts';
import type { LogEvent, LogTarget } from '../../domain/logs/ports.ts';
import type { KubeTransport } from './kubeTransport.ts';
import { PodLogPosition } from './podLogPosition.ts';
import { PodLogReader } from './podLogReader.ts';
import { openPodLog } from './podLogRequest.ts';
import { PodLogWatch } from './podLogWatch.ts';
import { type PodState, readPodState } from './podState.ts';

export interface PodLogFollowParts {
  readonly transport: KubeTransport;
  readonly clock: Clock;
  readonly target: LogTarget;
  readonly signal: AbortSignal;
  readonly probeMs: number;
  readonly mentionMs: number;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** Between two looks at a container that does not run. */
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 4_000;
/** A node knows of a restart before the API server does; by this time both do. */
const STATUS_LAG_MS = 3_000;
const STATUS_LOOK_MS = 300;
/** How often the log of an ended process is asked for when the node refuses. */
const MOST_REFUSALS = 4;

const SMALL_PIECE = 16_384;
const BUSY_MS = 2;

/** The process whose log is read. */
interface Instance {
  readonly id: string;
  readonly position: PodLogPosition;
  readonly restarts: number;
  /** It has ended and its log was read to the end. */
  isComplete: boolean;
  /** Once it was seen ended: a container that waits for its third start no longer says how its first process ended. */
  exitCode: number | undefined;
  refusals: number;
}

const unread = { isComplete: false, exitCode: undefined, refusals: 0 };

type Turn = 'again' | 'later' | 'done' | Failure;

/** One follow: asks how the container is, reads the log of its process, and decides what the end of a stream means. */
export class PodLogFollow {
  readonly #parts: PodLogFollowParts;
  readonly #counter = { number: 0, said: '' };
  readonly #floor: string;
  #container: PodContainer;
  #uid = '';
  #instance: Instance | undefined;
  #exitCode: number | undefined;
  #saidWaiting = '';
  readonly #loss: ConnectionLoss;
  #hasRead = false;

  constructor(parts: PodLogFollowParts) {
    this.#parts = parts;
    this.#loss = new ConnectionLoss(parts.clock, parts.mentionMs);
    this.#container = parsePodContainerId(parts.target.resource);
    this.#floor = parts.target.since?.toISOString().slice(0, 23) ?? '';
  }

  async *events(): AsyncGenerator<LogEvent, void> {
    const { signal, clock } = this.#parts;
    let retryMs = FIRST_RETRY_MS;
    let lookMs = FIRST_LOOK_MS;
    while (!signal.aborted) {
      this.#hasRead = false;
      const turn = yield* this.#turn();
      if (signal.aborted || turn === 'done') return;
      if (turn === 'later') {
        await clock.sleep(lookMs, signal);
        lookMs = Math.min(lookMs * 1.5, LONGEST_LOOK_MS);
        retryMs = FIRST_RETRY_MS;
        continue;
      }
      lookMs = FIRST_LOOK_MS;
      if (turn !== 'again') {
        if (isFinal(turn)) {
          yield* this.#goneFor(turn);
          return;
        }
        yield* this.#loss.lost(turn);
      }
      // A stream that gave lines was good: the next one may be opened at once.
      retryMs = this.#hasRead ? FIRST_RETRY_MS : Math.min(retryMs * 2, turn === 'again' ? 1_000 : LONGEST_RETRY_MS);
      await clock.sleep(this.#hasRead ? 0 : retryMs, signal);
    }
  }

  async *#turn(): AsyncGenerator<LogEvent, Turn> {
    const state = await this.#state();
    if (!state.ok) return state.failure;
    if (this.#uid !== '' && state.value.uid !== this.#uid) return gone(this.#container.pod);
    this.#uid = state.value.uid;
    this.#container = { ...this.#container, container: state.value.container };
    if (state.value.instance === undefined) return yield* this.#wait(state.value);
    const moved = yield* this.#moveTo(state.value, state.value.instance);
    if (!moved.ok) return moved.failure;
    if (state.value.isRunning) return yield* this.#read(moved.value, { follow: true, previous: false });
    this.#exitCode = moved.value.exitCode = state.value.exitCode;
    if (!moved.value.isComplete) {
      const read = yield* this.#finish(moved.value, false);
      if (!moved.value.isComplete) return read;
    }
    return yield* this.#wait(state.value);
  }

  #state(): Promise<Result<PodState>> {
    return readPodState(this.#parts.transport, this.#container, this.#parts.signal);
  }

  /** The container does not run: it has ended for good, or the reason why it waits is told once. */
  *#wait(state: PodState): Generator<LogEvent, Turn> {
    if (state.isOver) {
      if (this.#instance === undefined && state.waitsFor !== '') yield this.#marker(state.waitsFor);
      yield { kind: 'ended', exitCode: state.exitCode, at: state.endedAt ?? new Date(this.#parts.clock.now()) };
      return 'done';
    }
    // Back-off times in messages change; the reason in front of them does not.
    const reason = state.waitsFor.split(':', 1)[0] ?? '';
    if (reason !== '' && reason !== this.#saidWaiting) {
      this.#saidWaiting = reason;
      yield this.#marker(t('waits to start: {0}', state.waitsFor));
    }
    return 'later';
  }

  /** Goes on to another process of the container, after what is left of the log of the one before. */
  async *#moveTo(state: PodState, id: string): AsyncGenerator<LogEvent, Result<Instance>> {
    const last = this.#instance;
    if (last?.id === id) return ok(last);
    if (last) {
      const left = yield* this.#leave(last, state);
      if (left) return { ok: false, failure: left };
    } else if (state.before !== undefined && this.#floor === '') yield this.#hadRestarted(state);
    const next = { id, position: new PodLogPosition(), restarts: state.restarts, ...unread };
    this.#instance = next;
    this.#saidWaiting = '';
    return ok(next);
  }

  /** Reads what is left of a process that is not the current one any more, and of one that came and went unseen. */
  async *#leave(last: Instance, state: PodState): AsyncGenerator<LogEvent, Failure | undefined> {
    const { before } = state;
    if (!last.isComplete) {
      if (before?.instance === last.id) {
        const read = yield* this.#finish(last, true);
        if (!last.isComplete) return typeof read === 'object' ? read : broken();
      } else {
        last.isComplete = true;
        yield this.#marker(t('the end of the log before the restart is not kept any more'));
      }
    }
    const missed = state.restarts - last.restarts - 1;
    if (before !== undefined && before.instance !== last.id && missed >= 1) {
      yield this.#restarted(state.restarts - 1, missed === 1 ? last.exitCode : undefined);
      if (missed > 1) yield this.#marker(t('the logs of some restarts are not kept any more'));
      const left = yield* this.#readUnseen(before.instance, state.restarts - 1);
      if (left) return left;
    }
    yield this.#restarted(state.restarts, before?.exitCode ?? (missed === 0 ? last.exitCode : undefined));
    return undefined;
  }

  /** A process that came and went between two looks. */
  async *#readUnseen(id: string, restarts: number): AsyncGenerator<LogEvent, Failure | undefined> {
    const unseen = { id, position: new PodLogPosition(), restarts, ...unread };
    this.#instance = unseen;
    const read = yield* this.#finish(unseen, true);
    if (unseen.isComplete) return undefined;
    return typeof read === 'object' ? read : broken();
  }

  /** Reads the log of an ended process from where it was left to its end. */
  async *#finish(instance: Instance, previous: boolean): AsyncGenerator<LogEvent, Turn> {
    const read = yield* this.#read(instance, { follow: false, previous });
    if (read === 'later') instance.isComplete = true;
    if (typeof read !== 'object' || !['invalid', 'rejected'].includes(read.code)) return read;
    instance.refusals += 1;
    if (instance.refusals < MOST_REFUSALS) return read;
    instance.isComplete = true;
    yield this.#marker(t('the rest of the log cannot be read: {0}', read.message));
    return 'again';
  }

  /** One answer from its opening to its end. `later`: it was whole, which only an answer that is not followed can be. */
  async *#read(
    instance: Instance,
    { follow, previous }: { readonly follow: boolean; readonly previous: boolean },
  ): AsyncGenerator<LogEvent, Turn> {
    const { transport, signal } = this.#parts;
    const abort = new AbortController();
    const ended = AbortSignal.any([signal, abort.signal]);
    const opened = await openPodLog(transport, this.#request(instance, follow, previous), ended);
    // A node that has just come back does not know its pods yet; whether this one is gone is not its to say.
    if (!opened.ok)
      return opened.failure.code === 'not-found' ? { ...opened.failure, code: 'rejected' } : opened.failure;
    yield* this.#loss.found();
    const before = this.#counter.number;
    const reader = new PodLogReader(this.#counter, instance.position, this.#floor);
    const watch = this.#watch(instance, reader, follow, abort);
    const place = () => (previous ? this.#rotated(reader, instance) : this.#place(reader, instance));
    try {
      yield* this.#searched(this.#pump(opened.value, reader, watch, place), reader, watch, place);
      if (follow) return 'again';
      yield* reader.end();
      if (reader.isLost) yield* place();
      return 'later';
    } catch (error) {
      // The connection broke: what the API server says of the container decides how to go on.
      if (!(error instanceof Error)) throw error;
      return 'again';
    } finally {
      watch.dispose();
      abort.abort();
      this.#hasRead ||= this.#counter.number > before;
      yield* reader.close();
    }
  }

  /** A stream that was ended because our last line did not come has nothing more to say about where it is. */
  async *#searched(
    events: AsyncGenerator<LogEvent, void>,
    reader: PodLogReader,
    watch: PodLogWatch,
    place: () => AsyncGenerator<LogEvent, void>,
  ): AsyncGenerator<LogEvent, void> {
    try {
      yield* events;
    } catch (error) {
      if (!watch.hasGivenUp || !reader.isSearching) throw error;
      yield* place();
    }
  }

  async *#pump(
    body: NodeJS.ReadableStream,
    reader: PodLogReader,
    watch: PodLogWatch,
    place: () => AsyncGenerator<LogEvent, void>,
  ): AsyncGenerator<LogEvent, void> {
    const { clock, signal } = this.#parts;
    let readAt = 0;
    for await (const chunk of body) {
      watch.heard();
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      yield* reader.push(bytes);
      if (reader.isLost) yield* place();
      // Kubelets flush every line: on a busy stream a moment's wait makes one large piece of dozens of small ones.
      const isBusy = bytes.length < SMALL_PIECE && performance.now() - readAt < BUSY_MS;
      if (isBusy) await clock.sleep(1, signal);
      readAt = performance.now();
    }
  }

  /** The answer does not hold our last line: another process has written it, or the node has begun a new file. */
  async *#place(reader: PodLogReader, instance: Instance): AsyncGenerator<LogEvent, void> {
    const { clock, signal } = this.#parts;
    const until = clock.now() + STATUS_LAG_MS;
    while (!signal.aborted) {
      const state = await this.#state();
      if (!state.ok && state.failure.code !== 'not-found') throw new Error(state.failure.message);
      // With the pod gone there is nobody left to ask; what came is given.
      if (!state.ok || state.value.uid !== this.#uid) {
        yield* reader.release(instance.position);
        return;
      }
      const { instance: id } = state.value;
      if (id !== undefined && id !== instance.id) {
        const moved = yield* this.#moveTo(state.value, id);
        if (!moved.ok) throw new Error(moved.failure.message);
        yield* reader.release(moved.value.position);
        return;
      }
      if (clock.now() >= until) break;
      await clock.sleep(STATUS_LOOK_MS, signal);
    }
    yield* this.#rotated(reader, instance);
  }

  async *#rotated(reader: PodLogReader, instance: Instance): AsyncGenerator<LogEvent, void> {
    yield this.#marker(t('the node has begun a new log file: lines may be missing here (log rotation)'));
    yield* reader.release(instance.position);
  }

  #request(instance: Instance, follow: boolean, previous: boolean) {
    const { target } = this.#parts;
    const { position } = instance;
    const since = position.since ?? (this.#floor === '' ? undefined : `${this.#floor.slice(0, 19)}Z`);
    const tail = position.isStart && this.#counter.number === 0 ? target.tail : undefined;
    return { container: this.#container, follow, previous, since, tail };
  }

  #watch(instance: Instance, reader: PodLogReader, follow: boolean, abort: AbortController): PodLogWatch {
    const { transport, signal, probeMs } = this.#parts;
    return new PodLogWatch(
      { transport, container: this.#container, instance, reader, probeMs, isFollowing: follow, signal },
      () => abort.abort(),
    );
  }

  *#goneFor(failure: Failure): Generator<LogEvent, void> {
    if (failure.code === 'cancelled') return;
    if (failure.code === 'not-found' && this.#uid !== '') {
      yield this.#marker(t('the pod was deleted'));
      yield { kind: 'ended', exitCode: this.#exitCode, at: new Date(this.#parts.clock.now()) };
      return;
    }
    yield { kind: 'failed', failure };
  }

  #restarted(count: number, exitCode: number | undefined): LogEvent {
    const text =
      exitCode === undefined
        ? t('container restarted (#{0})', count)
        : t('container restarted (#{0}), it had ended with exit code {1}', count, exitCode);
    return this.#withBefore(text, count);
  }

  /** Before the first line: what came earlier is another log. */
  #hadRestarted({ restarts, before }: PodState): LogEvent {
    const text = t(
      'the container had been restarted before (#{0}); its last process had ended with exit code {1}',
      restarts,
      before?.exitCode ?? t('unknown'),
    );
    return this.#withBefore(text, restarts);
  }

  #withBefore(text: string, restart: number): LogEvent {
    return {
      kind: 'marker',
      text,
      at: new Date(this.#parts.clock.now()),
      before: logBeforeRestartId(this.#container, restart),
    };
  }

  #marker(text: string): LogEvent {
    return { kind: 'marker', text, at: new Date(this.#parts.clock.now()) };
  }
}

function gone(pod: string): Failure {
  return { code: 'not-found', message: t('There is no pod {0}', pod) };
}

function broken(): Failure {
  return { code: 'unreachable', message: t('the connection broke') };
}

/** No retry can help: the pod is gone, or the user may not read it. */
function isFinal({ code }: Failure): boolean {
  return ['not-found', 'unsupported', 'forbidden', 'unauthorized', 'cancelled'].includes(code);
}
