import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../domain/base/clock.ts';
import { definedOf } from '../../domain/base/defined.ts';
import { type Failure, ok, type Result } from '../../domain/base/failure.ts';
import { t } from '../../domain/base/text.ts';
import { ConnectionLoss } from '../../domain/logs/connectionLoss.ts';
import type { LogEvent, LogSource, LogTarget } from '../../domain/logs/ports.ts';
import { inspectLogContainer, isAlive, type LogContainer } from './logContainer.ts';
import { LogReader } from './logReader.ts';
import { LogRestarts, watchDeaths } from './logRestarts.ts';
import { LogReplay } from './logReplay.ts';
import type { Transport } from './transport.ts';

export interface LogSourceOptions {
  /** Silence after which the stream is tried, in milliseconds: rotation ends streams without a word (quality.md C4). */
  readonly probeMs?: number;
  /** A lost connection is mentioned when it lasts longer than this. */
  readonly mentionMs?: number;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** `docker restart` stops and starts: the end of a container is believed after this time. */
const RESTART_GRACE_MS = 800;
/** An engine that stops ends its containers, still answers for a while, and starts those with a restart policy only when it is back. */
const ENGINE_GRACE_MS = 5_000;

/** An engine whose clock is ahead of ours would answer only when ours has caught up; its events come with the live ones then. */
const HISTORY_LIMIT_MS = 500;

const SMALL_PIECE = 16_384;
const BUSY_MS = 2;

/** How one stream ended. */
type StreamEnd = 'closed' | 'silent' | 'lost';

/** Follows the log of containers at one engine. */
export class DockerLogSource implements LogSource {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #probeMs: number;
  readonly #mentionMs: number;

  constructor(transport: Transport, clock: Clock, { probeMs = 10_000, mentionMs = 2_000 }: LogSourceOptions = {}) {
    this.#transport = transport;
    this.#clock = clock;
    this.#probeMs = probeMs;
    this.#mentionMs = mentionMs;
  }

  follow(target: LogTarget, signal: AbortSignal): AsyncIterable<LogEvent> {
    return new Follow({
      transport: this.#transport,
      clock: this.#clock,
      target,
      signal,
      probeMs: this.#probeMs,
      mentionMs: this.#mentionMs,
    }).events();
  }
}

interface FollowParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly target: LogTarget;
  readonly signal: AbortSignal;
  readonly probeMs: number;
  readonly mentionMs: number;
}

/** One follow: asks how the container is, reads until the stream ends, and decides what that end means. */
class Follow {
  readonly #parts: FollowParts;
  readonly #replay: LogReplay;
  readonly #restarts = new LogRestarts();
  readonly #reader: LogReader;
  readonly #loss: ConnectionLoss;
  /** The container was seen once: later it can only have been removed. */
  #wasThere = false;
  #wasAlive = false;

  constructor(parts: FollowParts) {
    this.#parts = parts;
    this.#loss = new ConnectionLoss(parts.clock, parts.mentionMs);
    this.#replay = new LogReplay(parts.target.tail !== undefined);
    this.#reader = new LogReader(this.#replay, this.#restarts);
  }

  async *events(): AsyncGenerator<LogEvent, void> {
    const { signal, clock } = this.#parts;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const turn = yield* this.#turn();
      if (signal.aborted || turn === 'done') return;
      if (turn !== 'again') {
        if (isFinal(turn)) {
          yield* this.#goneFor(turn);
          return;
        }
        yield* this.#loss.lost(turn);
      }
      // A stream that gave lines was good: the next one may be opened at once.
      const wasGood = turn === 'again' && this.#reader.hasRead;
      retryMs = wasGood ? FIRST_RETRY_MS : Math.min(retryMs * 2, turn === 'again' ? 1_000 : LONGEST_RETRY_MS);
      await clock.sleep(wasGood ? 0 : retryMs, signal);
    }
  }

  /** One stream from its opening to its end. */
  async *#turn(): AsyncGenerator<LogEvent, 'again' | 'done' | Failure> {
    const container = await this.#inspect();
    if (!container.ok) return container.failure;
    this.#wasThere = true;
    this.#wasAlive ||= isAlive(container.value);
    const end = yield* this.#read(container.value);
    if (!end.ok) return end.failure;
    if (this.#parts.signal.aborted || end.value !== 'closed') return 'again';
    const ended = await this.#endOf(container.value);
    if (!ended || this.#parts.signal.aborted) return 'again';
    if (!(yield* this.#rest())) return 'again';
    yield { kind: 'ended', exitCode: ended.exitCode, at: new Date(this.#parts.clock.now()) };
    return 'done';
  }

  #inspect(): Promise<Result<LogContainer>> {
    return inspectLogContainer(this.#parts.transport, this.#parts.target.resource, this.#parts.signal);
  }

  /** Opens the stream and reads it to its end. */
  async *#read(container: LogContainer): AsyncGenerator<LogEvent, Result<StreamEnd>> {
    const { signal, clock } = this.#parts;
    // What ended before must be known before its lines are read.
    const limit = AbortSignal.any([signal, AbortSignal.timeout(HISTORY_LIMIT_MS)]);
    await this.#watchDeaths(container.id, limit, this.#parts.clock.now() / 1000);
    this.#restarts.started(container.startedAt);
    const opened = await this.#open(container, true, signal);
    if (!opened.ok) return opened;
    yield* this.#loss.found();
    this.#reader.open(container.hasTerminal);
    const body = opened.value;
    const watch = this.#watchSilence(body);
    const deaths = new AbortController();
    void this.#watchDeaths(container.id, deaths.signal);
    try {
      let readAt = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        watch.heard();
        yield* this.#reader.push(chunk);
        // Engines flush every line: on a busy stream a moment's wait makes one large piece of dozens of small ones.
        const isBusy = chunk.length < SMALL_PIECE && performance.now() - readAt < BUSY_MS;
        if (isBusy) await clock.sleep(1, signal);
        readAt = performance.now();
      }
      return ok('closed');
    } catch (error) {
      // The connection broke: what the engine says of the container decides how to go on.
      if (!(error instanceof Error)) throw error;
      return ok(watch.isSilent() ? 'silent' : 'lost');
    } finally {
      watch.stop();
      deaths.abort();
      body.destroy();
      yield* this.#reader.close();
    }
  }

  async #watchDeaths(id: string, signal: AbortSignal, until?: number): Promise<void> {
    const query = { transport: this.#parts.transport, id, since: this.#restarts.since, ...definedOf({ until }) };
    await watchDeaths(query, (death) => this.#restarts.died(death), signal);
  }

  async #open(container: LogContainer, follow: boolean, signal: AbortSignal): Promise<Result<IncomingMessage>> {
    const { target, transport } = this.#parts;
    const since = this.#replay.since() ?? (target.since ? (target.since.getTime() / 1000).toFixed(3) : undefined);
    const tail = this.#replay.newest === '' && target.tail !== undefined ? target.tail : undefined;
    const answer = await transport.request({
      method: 'GET',
      path: `/containers/${encodeURIComponent(target.resource)}/logs`,
      query: { follow, stdout: true, stderr: true, timestamps: true, since, tail },
      signal,
      // A container that has printed nothing yet gets no answer from some engines before its first line.
      firstByteMs: isAlive(container) ? 'none' : transport.limits.firstByteMs,
    });
    return answer.ok ? ok(answer.value.body) : answer;
  }

  /** The engine's last line is compared with ours whenever nothing has come for a while; a stream that lags behind is ended. */
  #watchSilence(body: IncomingMessage): { heard(): void; isSilent(): boolean; stop(): void } {
    const { probeMs } = this.#parts;
    let heardAt = Date.now();
    let isSilent = false;
    let isProbing = false;
    const probe = async () => {
      isProbing = true;
      const newest = await this.#newestOfEngine();
      isProbing = false;
      const isBehind = newest === undefined || newest > this.#replay.newest;
      if (Date.now() - heardAt < probeMs || !isBehind) return;
      isSilent = true;
      body.destroy(new Error('the stream fell silent'));
    };
    const timer = setInterval(() => {
      if (!isProbing && Date.now() - heardAt >= probeMs) void probe();
    }, probeMs / 4);
    return {
      heard: () => {
        heardAt = Date.now();
      },
      isSilent: () => isSilent,
      stop: () => clearInterval(timer),
    };
  }

  /** Stamp of the last line that the engine has, '' when it has none; undefined when it does not answer. */
  async #newestOfEngine(): Promise<string | undefined> {
    const last = await this.#lastOfEngine();
    return last ? (/(\d{4}-\d\d-\d\dT\S+) /.exec(last.toString('latin1'))?.[1] ?? '') : undefined;
  }

  /** The last line that the engine has, in its framing; undefined when it does not answer. */
  async #lastOfEngine(): Promise<Buffer | undefined> {
    const { target, transport, signal } = this.#parts;
    const answer = await transport.request({
      method: 'GET',
      path: `/containers/${encodeURIComponent(target.resource)}/logs`,
      query: { stdout: true, stderr: true, timestamps: true, tail: 1 },
      signal,
      firstByteMs: Math.min(transport.limits.cheapMs, this.#parts.probeMs / 2),
    });
    if (!answer.ok) return undefined;
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of answer.value.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return undefined;
    }
    return Buffer.concat(chunks);
  }

  /** Set when the container has really ended. Undefined: it runs, or is about to. */
  async #endOf(before: LogContainer): Promise<LogContainer | undefined> {
    const { clock, signal } = this.#parts;
    const now = await this.#inspect();
    if (!now.ok || isAlive(now.value) || now.value.status === 'created') return undefined;
    const mayStartAgain = this.#wasAlive && now.value.startsAgain;
    if (before.status !== 'running' && !mayStartAgain) return now.value;
    const graceMs = mayStartAgain ? ENGINE_GRACE_MS : RESTART_GRACE_MS;
    for (let waitedMs = RESTART_GRACE_MS; ; waitedMs += RESTART_GRACE_MS) {
      await clock.sleep(RESTART_GRACE_MS, signal);
      const later = await this.#inspect();
      if (!later.ok || isAlive(later.value)) return undefined;
      if (waitedMs >= graceMs || signal.aborted) return later.value;
    }
  }

  /** A follow can end just before the last lines; they are read once more without it. False when the connection broke meanwhile. */
  async *#rest(): AsyncGenerator<LogEvent, boolean> {
    // From the end an engine reads one line at once; for all since a time it goes through its whole log.
    const last = await this.#lastOfEngine();
    if (last && this.#reader.isComplete(last)) return true;
    const container = await this.#inspect();
    // A container that was removed as it ended has nothing more to tell.
    if (!container.ok) return container.failure.code === 'not-found';
    const opened = await this.#open(container.value, false, this.#parts.signal);
    if (!opened.ok) return opened.failure.code === 'not-found';
    this.#reader.open(container.value.hasTerminal);
    try {
      for await (const chunk of opened.value as AsyncIterable<Uint8Array>) yield* this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      yield* this.#reader.close();
      return false;
    }
    yield* this.#reader.end();
    return true;
  }

  *#goneFor(failure: Failure): Generator<LogEvent, void> {
    if (failure.code === 'cancelled') return;
    const at = new Date(this.#parts.clock.now());
    if (failure.code === 'not-found' && this.#wasThere) {
      yield this.#marker(t('container was removed'));
      yield { kind: 'ended', exitCode: undefined, at };
      return;
    }
    yield { kind: 'failed', failure };
  }

  #marker(text: string): LogEvent {
    return { kind: 'marker', text, at: new Date(this.#parts.clock.now()) };
  }
}

/** No retry can help: the container is gone, or its log driver keeps nothing that can be read. */
function isFinal({ code, message }: Failure): boolean {
  if (code === 'rejected') return /does not support reading/i.test(message);
  return ['not-found', 'unsupported', 'invalid', 'forbidden', 'unauthorized', 'cancelled'].includes(code);
}
