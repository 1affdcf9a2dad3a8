import type { Clock } from '../base/clock.ts';
import { definedOf } from '../base/defined.ts';
import { Emitter } from '../base/event.ts';
import { assertNever, type Failure, type Result } from '../base/failure.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { t } from '../base/text.ts';
import type { Watched } from '../base/watched.ts';
import { ProgressMeter } from '../metrics/progressMeter.ts';
import type { Progress } from '../metrics/progress.ts';
import { findFirstError } from './firstError.ts';
import type { KeptLog, LogAbout } from './keptLog.ts';
import { LogBuffer } from './logBuffer.ts';
import type { LogLine } from './logLine.ts';
import { type LogSources, withSource } from './logSources.ts';
import type { LogEntry, LogEvent, LogSource, LogSpool, LogSpoolOpener, LogTarget } from './ports.ts';

/** How the follow of a log is. */
export type LogState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'following' }
  | { readonly kind: 'ended'; readonly exitCode: number | undefined; readonly at: Date }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface LogSessionParts {
  readonly source: () => Promise<Result<LogSource>>;
  readonly spools: LogSpoolOpener;
  readonly target: LogTarget;
  readonly clock: Clock;
  /** Whose log it is; given when its text is to be kept after everybody has let go of it. */
  readonly about?: LogAbout;
}

/** One followed log: its last entries in memory, all of it on disk, its live metrics and its first error. Shared by everybody who looks at it. */
export class LogSession implements Disposable {
  readonly buffer = new LogBuffer();
  readonly #parts: LogSessionParts;
  readonly #abort = new AbortController();
  readonly #appended = new Emitter<void>();
  readonly #changed = new Emitter<void>();
  readonly #meter: ProgressMeter;
  readonly #pending = new Map<LogLine['stream'], string>();
  #spool: LogSpool | undefined;
  #spoolFailure: Failure | undefined;
  #state: LogState = { kind: 'connecting' };
  #firstError: number | undefined;
  #sources: LogSources | undefined;
  readonly #before = new Map<string, string>();
  #clearedTo = 0;
  #isRunning = false;
  /** Stamp of the newest line; a follow that starts again goes on behind it. */
  #newest = '';
  #skipsTo = '';

  #about: LogAbout | undefined;

  constructor(parts: LogSessionParts) {
    this.#parts = parts;
    this.#about = parts.about;
    this.#meter = new ProgressMeter(parts.clock);
  }

  /** Entries came, or the unfinished line changed. */
  readonly onDidAppend = this.#appended.event;
  /** State, first error or the spool changed. */
  readonly onDidChange = this.#changed.event;

  get state(): LogState {
    return this.#state;
  }

  /** Number of the first entry that is an error; counts from 0. */
  get firstError(): number | undefined {
    return this.#firstError;
  }

  /** Logs of processes that ended before a restart, the newest of each container. */
  get beforeRestarts(): readonly string[] {
    return [...this.#before.values()];
  }

  /** Who is read, where several logs are read as one. */
  get sources(): LogSources | undefined {
    return this.#sources;
  }

  /** The line that has no end yet, of the stream that wrote last; '' when there is none. */
  get pending(): string {
    return [...this.#pending.values()].findLast((text) => text !== '') ?? '';
  }

  get progress(): Watched<Progress> {
    return this.#meter;
  }

  /** Everything that was read, on disk; undefined when it could not be kept. */
  get spool(): LogSpool | undefined {
    return this.#spoolFailure ? undefined : this.#spool;
  }

  /** First entry that can still be had, from memory or disk. */
  get start(): number {
    return Math.max(this.#clearedTo, Math.min(this.buffer.start, this.spool?.start ?? this.buffer.start));
  }

  /** More about whose log it is: of which run. */
  describe(more: Omit<LogAbout, 'engineId' | 'resource'>): void {
    if (!this.#about) return;
    this.#about = { ...this.#about, ...more };
    this.#spool?.describe(this.#about);
  }

  /** What would be kept of it now. */
  get kept(): KeptLog | undefined {
    const [about, last] = [this.#about, this.#newest];
    return about && last !== '' ? { id: about.resource, about, first: last, last, bytes: 0, isOpen: true } : undefined;
  }

  /** Starts following; again after the end, for a container that was started anew. */
  follow(): void {
    if (this.#isRunning || this.#abort.signal.aborted) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
    });
  }

  /** Entries from `start` on, at most `count`, from memory or from disk. */
  async read(start: number, count: number): Promise<readonly LogEntry[]> {
    const from = Math.max(start, this.start);
    if (from >= this.buffer.start || !this.spool) return this.buffer.slice(from, start + count);
    const read = await this.spool.read(from, count);
    return read.ok ? read.value : this.buffer.slice(from, start + count);
  }

  /** The last lines as text, for finding out why a run failed. */
  lastLines(count: number): readonly string[] {
    const entries = this.buffer.slice(this.buffer.end - count, this.buffer.end);
    return entries.filter(({ stream }) => stream !== 'marker').map(({ text }) => text);
  }

  /** Hides what was read so far. The saved log keeps it. */
  clear(): void {
    this.buffer.clear();
    this.#clearedTo = this.buffer.end;
    this.#firstError = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#abort.abort();
    this.#meter.dispose();
    this.#spool?.dispose();
    this.#appended.dispose();
    this.#changed.dispose();
  }

  async #run(): Promise<void> {
    const { source, target } = this.#parts;
    const { signal } = this.#abort;
    this.#setState({ kind: 'connecting' });
    await this.#openSpool();
    const opened = await source();
    if (signal.aborted) return;
    if (!opened.ok) return this.#setState({ kind: 'failed', failure: opened.failure });
    this.#skipsTo = this.#newest;
    const again = this.#newest === '' ? target : { ...target, since: new Date(this.#newest) };
    for await (const event of opened.value.follow(again, signal)) {
      if (signal.aborted) return;
      await this.#take(event);
    }
  }

  async #openSpool(): Promise<void> {
    if (this.#spool) return;
    const opened = await this.#parts.spools.open();
    if (!opened.ok) this.#spoolFailure = opened.failure;
    else if (this.#abort.signal.aborted) opened.value.dispose();
    else {
      this.#spool = opened.value;
      if (this.#about) this.#spool.describe(this.#about);
    }
  }

  async #take(event: LogEvent): Promise<void> {
    switch (event.kind) {
      case 'lines':
        if (this.#state.kind !== 'following') this.#setState({ kind: 'following' });
        return await this.#takeLines(event.lines);
      case 'marker':
        if (event.before !== undefined) this.#keepBefore(event.before);
        return await this.#append([{ stream: 'marker', text: event.text, time: event.at.toISOString() }]);
      case 'pending':
        this.#pending.delete(event.stream);
        this.#pending.set(event.stream, event.text);
        this.#meter.readText(event.text);
        this.#appended.fire();
        return;
      case 'sources':
        this.#sources = event.sources;
        this.describe({ sources: event.sources.labels });
        this.#changed.fire();
        return;
      case 'rest':
        return await this.#keep((spool) => spool.appendRest(event.text));
      case 'ended':
        this.#pending.clear();
        this.describe({ hasEnded: true, ...definedOf({ exitCode: event.exitCode }) });
        return this.#setState({ kind: 'ended', exitCode: event.exitCode, at: event.at });
      case 'failed':
        return this.#setState({ kind: 'failed', failure: event.failure });
      default:
        return assertNever(event);
    }
  }

  #keepBefore(resource: string): void {
    // A container's newest restart takes the place of the one before, which its node does not keep any more.
    this.#before.set(resource.slice(0, resource.lastIndexOf('/')), resource);
    this.#changed.fire();
  }

  async #takeLines(lines: readonly LogLine[]): Promise<void> {
    const skipsTo = this.#skipsTo;
    const fresh = skipsTo === '' ? lines : lines.filter(({ time = '' }) => time > skipsTo);
    if (fresh.length === lines.length) this.#skipsTo = '';
    this.#newest = fresh.at(-1)?.time ?? this.#newest;
    this.#meter.read(fresh);
    await this.#append(this.#named(fresh), fresh);
  }

  /** Where several logs are read as one, every line says whose it is. */
  #named(lines: readonly LogLine[]): readonly LogLine[] {
    if (lines.every(({ source }) => source === undefined)) return lines;
    return lines.map((line) =>
      line.source === undefined ? line : { ...line, text: withSource(line.source, line.text) },
    );
  }

  /** @param plain the same entries as the programs wrote them: an error is looked for in these */
  async #append(entries: readonly LogEntry[], plain = entries): Promise<void> {
    const from = this.buffer.end;
    this.buffer.append(entries);
    if (this.#firstError === undefined) this.#findError(plain, from);
    await this.#keep((spool) => spool.append(entries));
    this.#appended.fire();
  }

  #findError(entries: readonly LogEntry[], from: number): void {
    this.#firstError = findFirstError(entries, from);
    if (this.#firstError !== undefined) this.#changed.fire();
  }

  async #keep(write: (spool: LogSpool) => Promise<Result<void>>): Promise<void> {
    if (!this.#spool || this.#spoolFailure) return;
    const written = await write(this.#spool);
    if (written.ok || this.#abort.signal.aborted) return;
    this.#spoolFailure = written.failure;
    this.buffer.append([
      { stream: 'marker', text: written.failure.message, time: new Date(this.#parts.clock.now()).toISOString() },
    ]);
    this.#changed.fire();
  }

  #setState(state: LogState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

/** One sentence about the state, for a status line and for screen readers. */
export function describeLogState(state: LogState): string {
  switch (state.kind) {
    case 'connecting':
      return t('Connecting');
    case 'following':
      return t('Following');
    case 'ended':
      return state.exitCode === undefined ? t('Ended') : t('Ended with exit code {0}', state.exitCode);
    case 'failed':
      return state.failure.message;
    default:
      return assertNever(state);
  }
}
