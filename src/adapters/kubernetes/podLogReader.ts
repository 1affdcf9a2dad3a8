import { plainLine } from '../../domain/base/plainText.ts';
import { t } from '../../domain/base/text.ts';
import { LineSplitter } from '../../domain/logs/lineSplitter.ts';
import type { LogLine } from '../../domain/logs/logLine.ts';
import type { LogEvent } from '../../domain/logs/ports.ts';
import type { PodLogPosition } from './podLogPosition.ts';
import { PodLogStamps, podStampLength } from './podLogStamp.ts';

type NewLine = { -readonly [K in keyof LogLine]: LogLine[K] };
type Piece = NewLine | { readonly rest: string };

const NEWLINE = 10;
/** What kubelets write into a log answer when they cannot read the log. */
const OF_KUBELET = /^(?:unable to |failed to |rpc error|error |Error)/;

/** What all answers of one follow have in common. */
export interface PodLogCounter {
  /** Number of the last line. */
  number: number;
  /** The last words of the node itself, which are not repeated. */
  said: string;
}

/** Turns the bytes of one answer into numbered lines, from a position on. */
export class PodLogReader {
  readonly #counter: PodLogCounter;
  readonly #floor: string;
  #position: PodLogPosition;
  #stamps: PodLogStamps | undefined;
  #splitter = new LineSplitter();
  #head: Uint8Array = new Uint8Array();
  #pending = '';
  #isFirst = true;
  /** While the last line of before is looked for: what may stand behind it. */
  #held: Piece[] | undefined;
  readonly #border: { readonly from: string; readonly to: string };
  #equalsLeft = 0;
  #isWithin = false;
  #isLost = false;
  #skipRest = 0;

  /** @param floor lines with an older stamp are left out */
  constructor(counter: PodLogCounter, position: PodLogPosition, floor = '') {
    this.#counter = counter;
    this.#position = position;
    this.#floor = floor;
    this.#border = position.isStart ? { from: '', to: '' } : position.border;
    this.#equalsLeft = position.equals;
    if (!position.isStart) this.#held = [];
  }

  /** The line that was the last one is not in this answer: the file was rotated, or this is another process. `release` then hands on what came. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Lines came, and none of them is the last one of before yet. */
  get isSearching(): boolean {
    return this.#held !== undefined && this.#held.length > 0;
  }

  *push(chunk: Uint8Array): Generator<LogEvent, void> {
    const bytes = this.#stamps ? chunk : yield* this.#begin(chunk);
    if (!bytes) return;
    yield* this.#take(this.#splitter.push(bytes));
    const pending = this.#held ? '' : this.#splitter.pending.slice(this.#stamps?.length ?? 0);
    if (pending === this.#pending) return;
    this.#pending = pending;
    yield { kind: 'pending', stream: 'stdout', text: pending };
  }

  /** The answer broke off: an unfinished line is not a line yet, the next answer has it whole. */
  *close(): Generator<LogEvent, void> {
    if (this.#pending !== '') yield { kind: 'pending', stream: 'stdout', text: '' };
    this.#pending = '';
  }

  /** The log is complete: an unfinished line is its last one. */
  *end(): Generator<LogEvent, void> {
    if (this.#stamps) yield* this.#take(this.#splitter.end());
    else if (this.#head.length > 0) yield* this.#foreign(Buffer.from(this.#head).toString());
    // An answer from before the last line that does not hold it: the file that held it is gone, with what may have followed it.
    if (this.#held) this.#isLost = true;
    yield* this.close();
  }

  /** Gives up the search: all that came is new, and belongs to `position`. */
  *release(position: PodLogPosition): Generator<LogEvent, void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#isLost = false;
    this.#position = position;
    yield* this.#emit(held);
  }

  /** The first bytes tell how long stamps are. Undefined: that is too little. */
  *#begin(chunk: Uint8Array): Generator<LogEvent, Uint8Array | undefined> {
    let bytes: Uint8Array = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
    this.#head = new Uint8Array();
    for (;;) {
      const length = podStampLength(bytes);
      if (length) {
        this.#stamps = new PodLogStamps(length);
        this.#splitter = new LineSplitter(length);
        return bytes;
      }
      const end = length === undefined ? -1 : bytes.indexOf(NEWLINE);
      if (end < 0) {
        this.#head = Uint8Array.from(bytes);
        return undefined;
      }
      yield* this.#foreign(Buffer.from(bytes.subarray(0, end)).toString());
      bytes = bytes.subarray(end + 1);
    }
  }

  *#take(pieces: ReturnType<LineSplitter['push']>): Generator<LogEvent, void> {
    let fresh: Piece[] = [];
    for (const piece of pieces) {
      if (piece.kind === 'rest') {
        if (!this.#held) fresh.push({ rest: piece.text });
        else if (this.#held.length > 0) this.#held.push({ rest: piece.text });
        continue;
      }
      const time = this.#stamps?.of(piece.text);
      if (time === undefined) {
        yield* this.#emit(fresh);
        fresh = [];
        yield* this.#foreign(piece.text);
        continue;
      }
      this.#isFirst = false;
      if (time < this.#floor) continue;
      const line: NewLine = { number: 0, time, stream: 'stdout', text: piece.text.slice(this.#stamps?.length) };
      if (piece.isCut) line.isCut = true;
      if (this.#held) this.#search(this.#held, line, time);
      else fresh.push(line);
    }
    yield* this.#emit(fresh);
  }

  #search(held: Piece[], line: NewLine, time: string): void {
    if (this.#isLost) {
      held.push(line);
      return;
    }
    if (this.#position.isAt(time, line.text)) {
      this.#equalsLeft -= 1;
      held.length = 0;
      if (this.#equalsLeft > 0) return;
      this.#held = undefined;
      this.#skipRest = this.#position.rest;
      return;
    }
    if (time < this.#border.from) this.#isWithin = true;
    else if (!this.#isWithin || time >= this.#position.time) held.push(line);
    // Behind the border nothing can stand before the last line any more.
    if (time > this.#border.to) this.#isLost = true;
  }

  *#emit(pieces: readonly Piece[]): Generator<LogEvent, void> {
    let lines: LogLine[] = [];
    for (const piece of pieces) {
      if ('rest' in piece) {
        if (lines.length > 0) yield { kind: 'lines', lines };
        lines = [];
        yield* this.#emitRest(piece.rest);
        continue;
      }
      this.#skipRest = 0;
      this.#counter.number += 1;
      piece.number = this.#counter.number;
      this.#position.passed(piece.time ?? '', piece.text);
      lines.push(piece);
    }
    if (lines.length > 0) yield { kind: 'lines', lines };
  }

  /** Of a line that is being repeated only what was not given before. */
  *#emitRest(rest: string): Generator<LogEvent, void> {
    const text = rest.slice(this.#skipRest);
    this.#skipRest = Math.max(0, this.#skipRest - rest.length);
    if (text === '') return;
    this.#position.passedRest(text.length);
    yield { kind: 'rest', number: this.#counter.number, text };
  }

  /** A line without a stamp is the node's own, or the end of a line that began before this answer. */
  *#foreign(text: string): Generator<LogEvent, void> {
    const isRemainder = this.#isFirst && !this.#position.isStart && !OF_KUBELET.test(text);
    this.#isFirst = false;
    if (isRemainder || text.trim() === '' || text === this.#counter.said) return;
    this.#counter.said = text;
    yield { kind: 'marker', text: t('The node says: {0}', plainLine(text)), at: new Date() };
  }
}
