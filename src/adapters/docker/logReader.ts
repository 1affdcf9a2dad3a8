import { LineSplitter, type SplitPiece } from '../../domain/logs/lineSplitter.ts';
import type { LogLine } from '../../domain/logs/logLine.ts';
import type { LogEvent } from '../../domain/logs/ports.ts';
import { t } from '../../domain/base/text.ts';
import { FramedLog, HEADER_BYTES, type LogFraming, stampLength, TerminalLog } from './logFrames.ts';
import type { LogRestarts } from './logRestarts.ts';
import type { LogReplay } from './logReplay.ts';

type StreamName = LogLine['stream'];

interface OpenStream {
  readonly splitter: LineSplitter;
  /** The last line was a repeated one: more of it is not wanted either. */
  isDropping: boolean;
  pending: string;
}

/** A line before it has its number. */
type NewLine = { -readonly [K in keyof LogLine]: LogLine[K] };

/** Turns the bytes of one answer after the other into numbered lines, none twice. */
export class LogReader {
  readonly #replay: LogReplay;
  readonly #restarts: LogRestarts;
  #framing: LogFraming | undefined;
  #hasTerminal = false;
  #head: Uint8Array = new Uint8Array();
  #streams = new Map<StreamName, OpenStream>();
  #stampLength = 0;
  #number = 0;
  #hasRead = false;
  /** The newest line of the present answer as the engine has it, given now or before. */
  #last: LogLine | undefined;
  /** No stream of the last answer broke off within a line. */
  #isWhole = false;

  constructor(replay: LogReplay, restarts: LogRestarts) {
    this.#replay = replay;
    this.#restarts = restarts;
  }

  /** Whether the present stream gave anything. */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** A new answer begins. */
  open(hasTerminal: boolean): void {
    this.#framing = undefined;
    this.#hasTerminal = hasTerminal;
    this.#head = new Uint8Array();
    this.#streams = new Map();
    this.#stampLength = 0;
    this.#hasRead = false;
    this.#last = undefined;
    this.#isWhole = false;
    this.#replay.reopen();
  }

  /**
   * Whether the answer that is closed now was the whole log, judged by its last line as the engine gives it alone: engines write lines in one
   * order, so who has the last one has all. False also when that cannot be told.
   */
  isComplete(lastLine: Uint8Array): boolean {
    const last = this.#last;
    if (!last || !this.#isWhole || this.#stampLength === 0) return false;
    const header = this.#hasTerminal ? 0 : HEADER_BYTES;
    const isSameStream = this.#hasTerminal || (lastLine[0] === 2) === (last.stream === 'stderr');
    const text = Buffer.from(lastLine.subarray(header)).toString();
    return isSameStream && (text === `${last.time} ${last.text}\n` || text === `${last.time} ${last.text}\r\n`);
  }

  *push(chunk: Uint8Array): Generator<LogEvent, void> {
    this.#hasRead = true;
    const framing = this.#framing ?? this.#begin(chunk);
    if (!framing) return;
    const bytes = this.#head.length > 0 ? this.#head : chunk;
    this.#head = new Uint8Array();
    yield* this.#take(framing, bytes);
  }

  /** What came first tells how long stamps are; undefined while that is too little. */
  #begin(chunk: Uint8Array): LogFraming | undefined {
    this.#head = Buffer.concat([this.#head, chunk]);
    const length = stampLength(this.#head, this.#hasTerminal ? 0 : HEADER_BYTES);
    if (length === undefined) return undefined;
    this.#stampLength = length;
    this.#framing = this.#hasTerminal ? new TerminalLog(length) : new FramedLog(length);
    return this.#framing;
  }

  *#take(framing: LogFraming, chunk: Uint8Array): Generator<LogEvent, void> {
    for (const { stream, bytes } of framing.push(chunk)) {
      const open = this.#streamOf(stream);
      yield* this.#events(stream, open, open.splitter.push(bytes));
      yield* this.#pending(stream, open);
    }
  }

  /** The stream broke off: an unfinished line is not a line yet, the next answer has it whole. */
  *close(): Generator<LogEvent, void> {
    this.#isWhole = [...this.#streams.values()].every(({ splitter }) => !splitter.isOpen);
    for (const [stream, open] of this.#streams) {
      if (open.pending !== '') yield { kind: 'pending', stream, text: '' };
    }
    this.#streams = new Map();
  }

  /** The log is complete: an unfinished line is its last one. */
  *end(): Generator<LogEvent, void> {
    if (!this.#framing && this.#head.length > 0) {
      yield* this.#take(this.#hasTerminal ? new TerminalLog(0) : new FramedLog(0), this.#head);
    }
    for (const [stream, open] of this.#streams) {
      yield* this.#events(stream, open, open.splitter.end());
      if (open.pending !== '') yield { kind: 'pending', stream, text: '' };
    }
    this.#streams = new Map();
  }

  #streamOf(stream: StreamName): OpenStream {
    const known = this.#streams.get(stream);
    if (known) return known;
    const made = { splitter: new LineSplitter(this.#stampLength), isDropping: false, pending: '' };
    this.#streams.set(stream, made);
    return made;
  }

  *#events(stream: StreamName, open: OpenStream, pieces: readonly SplitPiece[]): Generator<LogEvent, void> {
    let lines: LogLine[] = [];
    for (const piece of pieces) {
      if (piece.kind === 'rest') {
        yield* this.#flush(lines);
        lines = [];
        if (!open.isDropping) yield { kind: 'rest', number: this.#number, text: piece.text };
        continue;
      }
      const line = this.#lineOf(stream, piece.text, piece.isCut);
      // A step back in time may be a repetition of lines of this very batch.
      if ((line.time ?? '') <= (lines.at(-1)?.time ?? '')) {
        yield* this.#flush(lines);
        lines = [];
      }
      this.#last = line;
      open.isDropping = this.#replay.isRepeated(line);
      if (open.isDropping) continue;
      for (const text of this.#restarts.take(line.time ?? '')) {
        yield* this.#flush(lines);
        lines = [];
        if (this.#number > 0) yield { kind: 'marker', text, at: new Date(line.time ?? 0) };
      }
      this.#number += 1;
      line.number = this.#number;
      lines.push(line);
    }
    yield* this.#flush(lines);
  }

  *#flush(lines: readonly LogLine[]): Generator<LogEvent, void> {
    if (lines.length === 0) return;
    if (this.#replay.takeGap()) {
      const text = t('the engine has thrown away lines before they could be read (log rotation)');
      yield { kind: 'marker', text, at: new Date(lines[0]?.time ?? 0) };
    }
    this.#replay.remember(lines);
    yield { kind: 'lines', lines };
  }

  #lineOf(stream: StreamName, text: string, isCut: boolean): NewLine {
    const length = this.#stampLength;
    const body = length === 0 ? text : text.slice(length);
    // One shape for all lines: at 200,000 a second the engine of JavaScript cares.
    const line: NewLine = { number: 0, time: text.slice(0, Math.max(0, length - 1)), stream, text: body };
    if (isCut) line.isCut = true;
    return line;
  }

  *#pending(stream: StreamName, open: OpenStream): Generator<LogEvent, void> {
    const text = open.splitter.pending.slice(this.#stampLength);
    if (text === open.pending) return;
    open.pending = text;
    yield { kind: 'pending', stream, text };
  }
}
