import type { Clock } from '../base/clock.ts';
import { definedOf } from '../base/defined.ts';
import type { Event } from '../base/event.ts';
import { assertNever } from '../base/failure.ts';
import { t } from '../base/text.ts';
import { firstFailure, isStopped, type MemberEnd } from './firstFailure.ts';
import type { LogLine } from './logLine.ts';
import { MergeQueue, type MergeItem } from './mergeQueue.ts';
import type { LogEvent, LogSource, LogTarget } from './ports.ts';

/** One of several logs: a pod of a run. */
export interface LogMember {
  /** Each is followed once. */
  readonly id: string;
  /** In front of its lines: `rank 3`. */
  readonly label: string;
  readonly source: LogSource;
  readonly resource: string;
  /** Beside the program itself: a proxy, or what prepared its start. Nobody waits for it to write something. */
  readonly isAside?: boolean;
}

/** Which logs belong together. A replaced pod joins later. */
export interface LogMembers {
  readonly current: readonly LogMember[];
  /** Nobody will join any more: the run is over. */
  readonly isComplete: boolean;
  readonly onDidChange: Event<unknown>;
}

export interface MergeOptions {
  /** How long a line waits for older ones of others, in milliseconds. */
  readonly patienceMs?: number;
  /** A member that writes nothing for so long while others do is named, in milliseconds. */
  readonly silentMs?: number;
  /** Logs that are followed at once, each with a connection of its own. */
  readonly mostOpen?: number;
}

/** Lines that one member may be ahead of the others. */
const MOST_WAITING = 20_000;
const LARGEST_BATCH = 2_000;

/** Several logs as one, in the order of their stamps. Every line names its member; markers tell who failed first and who has fallen silent. */
export class MergedLogs implements LogSource {
  readonly #members: LogMembers;
  readonly #clock: Clock;
  readonly #options: Required<MergeOptions>;

  constructor(
    members: LogMembers,
    clock: Clock,
    { patienceMs = 400, silentMs = 5 * 60_000, mostOpen = 64 }: MergeOptions = {},
  ) {
    this.#members = members;
    this.#clock = clock;
    this.#options = { patienceMs, silentMs, mostOpen };
  }

  /** `target.resource` is of no meaning here; the end of each log and the time from which on are as asked for. */
  follow(target: LogTarget, signal: AbortSignal): AsyncIterable<LogEvent> {
    const parts = { members: this.#members, clock: this.#clock, options: this.#options };
    return new Merge({ ...parts, target, signal }).events();
  }
}

interface Part {
  readonly member: LogMember;
  readonly queue: MergeQueue;
  isOpen: boolean;
  lastLine: string;
  spokeMs: number;
  isSilent: boolean;
}

interface MergeParts {
  readonly members: LogMembers;
  readonly clock: Clock;
  readonly options: Required<MergeOptions>;
  readonly target: LogTarget;
  readonly signal: AbortSignal;
}

class Merge {
  readonly #members: LogMembers;
  readonly #clock: Clock;
  readonly #options: Required<MergeOptions>;
  readonly #target: LogTarget;
  readonly #signal: AbortSignal;
  readonly #parts = new Map<string, Part>();
  readonly #ends: MemberEnd[] = [];
  readonly #stop = new AbortController();
  #number = 0;
  #lastPart: Part | undefined;
  #wake: () => void = () => undefined;
  #isFailureSaid = false;
  #failedFirst: string | undefined;
  #saidSources = '';
  /** Members joined or ended, or one is silent: worth a look, which is not taken at every line. */
  #isSourceNew = false;
  #waiting = 0;
  #saidWaiting = 0;

  constructor({ members, clock, options, target, signal }: MergeParts) {
    this.#members = members;
    this.#clock = clock;
    this.#options = options;
    this.#target = target;
    this.#signal = signal;
  }

  async *events(): AsyncGenerator<LogEvent, void> {
    const onAbort = () => this.#end();
    this.#signal.addEventListener('abort', onAbort);
    const changes = this.#members.onDidChange(() => this.#join());
    try {
      this.#join();
      while (!this.#signal.aborted) {
        yield* this.#due();
        yield* this.#remarks();
        yield* this.#changedSources();
        if (this.#isOver) {
          const codes = this.#ends.map(({ exitCode }) => exitCode);
          const exitCode = firstFailure(this.#ends)?.exitCode ?? (codes.every((code) => code === 0) ? 0 : undefined);
          yield { kind: 'ended', exitCode, at: new Date(this.#clock.now()) };
          return;
        }
        if (!this.#next()) await this.#change();
      }
    } finally {
      changes.dispose();
      this.#signal.removeEventListener('abort', onAbort);
      this.#end();
    }
  }

  get #isOver(): boolean {
    return (
      this.#members.isComplete &&
      this.#waiting === 0 &&
      [...this.#parts.values()].every(({ isOpen, queue }) => !isOpen && !queue.head)
    );
  }

  #end(): void {
    this.#stop.abort();
    for (const { queue } of this.#parts.values()) queue.release();
    this.#wake();
  }

  #join(): void {
    this.#waiting = 0;
    let open = [...this.#parts.values()].filter(({ isOpen }) => isOpen).length;
    for (const member of this.#members.current) {
      if (this.#parts.has(member.id)) continue;
      if (open >= this.#options.mostOpen) {
        this.#waiting += 1;
        continue;
      }
      open += 1;
      const part: Part = {
        member,
        queue: new MergeQueue(MOST_WAITING),
        isOpen: true,
        lastLine: '',
        spokeMs: this.#clock.now(),
        isSilent: false,
      };
      this.#parts.set(member.id, part);
      this.#isSourceNew = true;
      void this.#pump(part).finally(() => {
        part.isOpen = false;
        this.#isSourceNew = true;
        if (this.#waiting > 0 && !this.#stop.signal.aborted) this.#join();
        else this.#wake();
      });
    }
    this.#wake();
  }

  async #pump(part: Part): Promise<void> {
    const { source, resource } = part.member;
    const { signal } = this.#stop;
    for await (const event of source.follow({ ...this.#target, resource }, signal)) {
      if (signal.aborted) return;
      this.#take(part, event);
      this.#wake();
      await part.queue.room();
    }
  }

  #take(part: Part, event: LogEvent): void {
    const arrivedMs = this.#clock.now();
    const { queue, member } = part;
    switch (event.kind) {
      case 'lines':
        for (const line of event.lines) {
          const time = line.time ?? part.lastLine;
          // A log stays in its own order, also where its clock goes back.
          part.lastLine = time > part.lastLine ? time : part.lastLine;
          queue.push({ kind: 'line', time: part.lastLine, line, arrivedMs });
        }
        part.spokeMs = arrivedMs;
        return;
      case 'rest':
        queue.push({ kind: 'rest', time: part.lastLine, text: event.text, arrivedMs });
        return;
      case 'marker':
        queue.push({ ...event, time: part.lastLine, arrivedMs });
        return;
      case 'sources':
        // A merged log of merged logs would need names of names.
        return;
      case 'pending':
        // The unfinished lines of many would take each other's place.
        return;
      case 'ended':
        // One beside the program is stopped when that ends, which is no failure of anything.
        if (member.isAside === true && isStopped(event.exitCode)) return;
        this.#ends.push({ label: member.label, exitCode: event.exitCode, at: event.at, lastLine: part.lastLine });
        return;
      case 'failed':
        queue.push({ kind: 'marker', time: part.lastLine, text: event.failure.message, arrivedMs });
        return;
      default:
        assertNever(event);
    }
  }

  /** The part whose line is next; undefined: none, or an older one may still come. */
  #next(): Part | undefined {
    let next: Part | undefined;
    let isWaiting = false;
    for (const part of this.#parts.values()) {
      const { head } = part.queue;
      if (!head) isWaiting ||= part.isOpen;
      else if (!next?.queue.head || head.time < next.queue.head.time) next = part;
    }
    const arrivedMs = next?.queue.head?.arrivedMs ?? 0;
    return isWaiting && this.#clock.now() - arrivedMs < this.#options.patienceMs ? undefined : next;
  }

  *#due(): Generator<LogEvent, void> {
    let lines: LogLine[] = [];
    for (let part = this.#next(); part; part = this.#next()) {
      const item = part.queue.head;
      if (!item) break;
      part.queue.shift();
      if (item.kind === 'line') lines.push(this.#numbered(part, item.line));
      else {
        if (lines.length > 0) yield { kind: 'lines', lines };
        lines = [];
        yield this.#other(part, item);
      }
      if (lines.length >= LARGEST_BATCH) {
        yield { kind: 'lines', lines };
        lines = [];
      }
      if (this.#signal.aborted) return;
    }
    if (lines.length > 0) yield { kind: 'lines', lines };
  }

  #numbered(part: Part, line: LogLine): LogLine {
    this.#number += 1;
    this.#lastPart = part;
    // Alone it needs no name: most runs have one pod.
    if (this.#parts.size < 2) return { ...line, number: this.#number };
    return { ...line, number: this.#number, source: part.member.label };
  }

  #other(part: Part, item: Exclude<MergeItem, { kind: 'line' }>): LogEvent {
    const { label } = part.member;
    if (item.kind === 'marker') {
      return {
        kind: 'marker',
        text: `${label}: ${item.text}`,
        at: new Date(item.time === '' ? item.arrivedMs : item.time),
        ...definedOf({ before: item.before }),
      };
    }
    if (this.#lastPart === part) return { kind: 'rest', number: this.#number, text: item.text };
    // Another line came between: what was cut off becomes one of its own.
    const line: LogLine = { number: 0, time: item.time, stream: 'stdout', text: `…${item.text}` };
    return { kind: 'lines', lines: [this.#numbered(part, line)] };
  }

  /** What only the whole shows: who failed first, who has fallen silent while others write. */
  *#remarks(): Generator<LogEvent, void> {
    const now = this.#clock.now();
    const at = new Date(now);
    const failed = firstFailure(this.#ends);
    const isSettled = failed && now - failed.at.getTime() >= this.#options.patienceMs;
    if (failed && !this.#isFailureSaid && (isSettled || this.#isOver) && this.#parts.size > 1) {
      this.#isFailureSaid = true;
      this.#failedFirst = failed.label;
      this.#isSourceNew = true;
      yield {
        kind: 'marker',
        text: t('{0} failed first, with exit code {1}', failed.label, failed.exitCode ?? ''),
        at,
      };
    }
    if (this.#waiting > this.#saidWaiting) {
      const text = t(
        '{0} logs are followed at once; {1} more wait for the end of one',
        this.#options.mostOpen,
        this.#waiting,
      );
      yield { kind: 'marker', text, at };
    }
    this.#saidWaiting = this.#waiting;
    const live = [...this.#parts.values()].filter(({ isOpen, member }) => isOpen && member.isAside !== true);
    for (const part of live) {
      const isQuiet = now - part.spokeMs >= this.#options.silentMs;
      if (isQuiet === part.isSilent) continue;
      const othersSpeak = live.some((other) => other !== part && now - other.spokeMs < this.#options.silentMs / 2);
      if (isQuiet && !othersSpeak) continue;
      part.isSilent = isQuiet;
      this.#isSourceNew = true;
      const minutes = Math.round(this.#options.silentMs / 60_000);
      const text = isQuiet
        ? t('{0} has written nothing for {1} min, while others have', part.member.label, minutes)
        : t('{0} writes again', part.member.label);
      yield { kind: 'marker', text, at };
    }
  }

  /** Who is read, when that is more than one, and whenever it differs from what was said. */
  *#changedSources(): Generator<LogEvent, void> {
    if (this.#parts.size < 2 || !this.#isSourceNew) return;
    this.#isSourceNew = false;
    const current = this.#members.current.flatMap(({ id, label }) => (this.#parts.has(id) ? [label] : []));
    const all = Array.from(this.#parts.values(), ({ member }) => member.label);
    const sources = {
      // Those that are gone come last: their lines are still there.
      labels: [...new Set([...current, ...all])],
      silent: [...this.#parts.values()].flatMap(({ isSilent, isOpen, member }) =>
        isSilent && isOpen ? [member.label] : [],
      ),
      ...definedOf({ failedFirst: this.#failedFirst }),
    };
    const said = JSON.stringify(sources);
    if (said === this.#saidSources) return;
    this.#saidSources = said;
    yield { kind: 'sources', sources };
  }

  /** Until something comes, or the oldest line has waited long enough. */
  async #change(): Promise<void> {
    const stop = new AbortController();
    const changed = new Promise<void>((resolve) => (this.#wake = resolve));
    const heads = [...this.#parts.values()].flatMap(({ queue }) => queue.head ?? []);
    const wait = heads.length > 0 ? this.#options.patienceMs : Math.min(this.#options.silentMs, 10_000);
    await Promise.race([changed, this.#clock.sleep(wait, AbortSignal.any([stop.signal, this.#signal]))]);
    stop.abort();
  }
}
