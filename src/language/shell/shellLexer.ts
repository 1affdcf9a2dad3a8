import type { Span } from '../../domain/deploy/specNode.ts';
import { JOIN, JOIN_CODE } from '../dockerfile/logicalLine.ts';
import {
  AMPERSAND,
  BACKSLASH,
  BACKTICK,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  LF,
  OPEN_MAP,
  PIPE,
  SINGLE_QUOTE,
  SPACE,
} from '../yaml/characters.ts';
import type { Expansion, ShellProblem, ShellWord } from './shellWord.ts';

const DOLLAR = 36;
const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const SEMICOLON = 59;
const LESS = 60;

/** Takes a text apart into words. The parser that reads what stands in `$(…)` is handed in. */
export class ShellLexer {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  readonly problems: ShellProblem[];
  at: number;

  constructor(
    text: string,
    options: {
      readonly offset: number;
      readonly from: number;
      readonly end: number;
      readonly problems: ShellProblem[];
    },
  ) {
    this.text = text;
    this.offset = options.offset;
    this.at = options.from;
    this.end = options.end;
    this.problems = options.problems;
  }

  /** NaN behind the end. */
  code(ahead = 0): number {
    const at = this.at + ahead;
    return at < this.end ? this.text.charCodeAt(at) : Number.NaN;
  }

  /** Past blanks, joins and comments; not past line ends. */
  skipBlanks(): void {
    for (;;) {
      const code = this.code();
      if (code === JOIN_CODE || (code <= SPACE && code !== LF)) this.at++;
      else if (code === HASH) this.skipComment();
      else return;
    }
  }

  skipComment(): void {
    const line = this.text.indexOf('\n', this.at);
    this.at = line < 0 || line > this.end ? this.end : line;
  }

  problem(code: ShellProblem['code'], what: string, { start, end }: Span): void {
    this.problems.push({ code, what, start: this.offset + start, end: this.offset + end });
  }

  /** Whether a word can begin here. */
  get isWord(): boolean {
    const code = this.code();
    return code > SPACE && !isMeta(code);
  }

  /** Reads a word; `nested` reads `$(…)` from behind its parenthesis up to behind the closing one. */
  word(nested: () => void): ShellWord {
    const start = this.at;
    while (isPlain(this.code())) this.at++;
    const code = this.code();
    if (!(code > SPACE) || isMeta(code)) {
      const raw = this.text.slice(start, this.at);
      return {
        text: raw,
        raw,
        start: this.offset + start,
        end: this.offset + this.at,
        expansions: NONE,
        isQuoted: false,
      };
    }
    this.at = start;
    return this.#parts(nested);
  }

  #parts(nested: () => void): ShellWord {
    const start = this.at;
    const expansions: Expansion[] = [];
    let text = '';
    let isQuoted = false;
    for (;;) {
      const code = this.code();
      if (!(code > SPACE) || isMeta(code)) break;
      if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE || code === BACKSLASH) isQuoted = true;
      text += this.#part(code, expansions, nested);
    }
    let end = this.at;
    while (end > start && this.text.charCodeAt(end - 1) === JOIN_CODE) end--;
    const raw = this.text.slice(start, end);
    return {
      text: plain(text),
      raw: plain(raw),
      start: this.offset + start,
      end: this.offset + end,
      expansions,
      isQuoted,
    };
  }

  /** One part of a word: what it is without quotes. */
  #part(code: number, expansions: Expansion[], nested: () => void): string {
    const from = this.at;
    if (code === SINGLE_QUOTE) return this.#single();
    if (code === DOUBLE_QUOTE) return this.#double(expansions, nested);
    if (code === BACKSLASH) {
      this.at = Math.min(this.at + 2, this.end);
      return this.text.slice(from + 1, this.at);
    }
    if (code === DOLLAR && this.code(1) === SINGLE_QUOTE) return this.#escapedQuote();
    if (code === DOLLAR || code === BACKTICK) this.#expansion(expansions, false, nested);
    else this.at++;
    return code === JOIN_CODE ? '' : this.text.slice(from, this.at);
  }

  #single(): string {
    const start = this.at;
    let close = this.text.indexOf("'", start + 1);
    if (close < 0 || close >= this.end) {
      this.problem('quote', "'", { start, end: start + 1 });
      close = this.end;
    }
    this.at = Math.min(close + 1, this.end);
    return this.text.slice(start + 1, close);
  }

  /** `$'…'` of bash, in which a backslash escapes. */
  #escapedQuote(): string {
    const start = this.at;
    this.at += 2;
    while (this.at < this.end && this.code() !== SINGLE_QUOTE) this.at += this.code() === BACKSLASH ? 2 : 1;
    if (this.at >= this.end) this.problem('quote', "'", { start, end: start + 2 });
    const text = this.text.slice(start + 2, this.at);
    this.at = Math.min(this.at + 1, this.end);
    return text;
  }

  #double(expansions: Expansion[], nested: () => void): string {
    const start = this.at++;
    let text = '';
    for (;;) {
      const code = this.code();
      const from = this.at;
      if (code !== code) {
        this.problem('quote', '"', { start, end: start + 1 });
        return text;
      }
      if (code === DOUBLE_QUOTE) {
        this.at++;
        return text;
      }
      if (code === BACKSLASH) this.at = Math.min(this.at + 2, this.end);
      else if (code === DOLLAR || code === BACKTICK) this.#expansion(expansions, true, nested);
      else this.at++;
      text += this.text.slice(
        code === BACKSLASH && /["\\$`]/.test(this.text.charAt(from + 1)) ? from + 1 : from,
        this.at,
      );
    }
  }

  #expansion(expansions: Expansion[], isQuoted: boolean, nested: () => void): void {
    const start = this.at;
    const add = (kind: Expansion['kind'], name = '', modifier = ''): void => {
      expansions.push({ kind, name, modifier, isQuoted, start: this.offset + start, end: this.offset + this.at });
    };
    const next = this.code(1);
    if (this.code() === BACKTICK) {
      this.#backtick();
      return add('backtick');
    }
    if (next === OPEN_PAREN && this.code(2) === OPEN_PAREN && this.#arithmetic()) return add('arithmetic');
    if (next === OPEN_PAREN) {
      this.at += 2;
      nested();
      return add('command');
    }
    if (next === OPEN_MAP) {
      const [name, modifier] = this.#braces();
      return add('variable', name, modifier);
    }
    this.at++;
    NAME.lastIndex = this.at;
    const name = NAME.exec(this.text)?.[0] ?? '';
    this.at = Math.min(this.at + name.length, this.end);
    if (name !== '') add('variable', name);
  }

  #backtick(): void {
    const start = this.at++;
    while (this.at < this.end && this.code() !== BACKTICK) this.at += this.code() === BACKSLASH ? 2 : 1;
    if (this.at >= this.end) this.problem('quote', '`', { start, end: start + 1 });
    this.at = Math.min(this.at + 1, this.end);
  }

  /** Past `$((…))`; false when it is `$( (…) )`. */
  #arithmetic(): boolean {
    let depth = 0;
    for (let at = this.at + 1; at < this.end; at++) {
      const code = this.text.charCodeAt(at);
      if (code === OPEN_PAREN) depth++;
      else if (code === CLOSE_PAREN && --depth === 0) {
        if (this.text.charCodeAt(at - 1) !== CLOSE_PAREN) return false;
        this.at = at + 1;
        return true;
      }
    }
    return false;
  }

  /** Past `${…}`; name and what follows it. */
  #braces(): readonly [string, string] {
    const start = this.at;
    const isLength = this.code(2) === HASH;
    NAME.lastIndex = start + (isLength ? 3 : 2);
    const name = NAME.exec(this.text)?.[0] ?? '';
    let depth = 0;
    for (let at = start + 1; at < this.end; at++) {
      const code = this.text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === OPEN_MAP) depth++;
      else if (code === 125 && --depth === 0) {
        this.at = at + 1;
        return [isLength ? '#' : name, this.text.slice(NAME.lastIndex === 0 ? start + 2 : start + 2 + name.length, at)];
      }
    }
    this.problem('bracket', '}', { start, end: start + 2 });
    this.at = this.end;
    return [name, ''];
  }
}

const NONE: readonly Expansion[] = [];
const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;

function plain(text: string): string {
  return text.includes(JOIN) ? text.replaceAll(JOIN, '') : text;
}

/** What ends a word: `& ; | < > ( )`. */
function isMeta(code: number): boolean {
  return (
    code === AMPERSAND ||
    code === SEMICOLON ||
    code === PIPE ||
    code === LESS ||
    code === GREATER ||
    code === OPEN_PAREN ||
    code === CLOSE_PAREN
  );
}

function isPlain(code: number): boolean {
  return (
    code > SPACE &&
    !isMeta(code) &&
    code !== BACKSLASH &&
    code !== SINGLE_QUOTE &&
    code !== DOUBLE_QUOTE &&
    code !== DOLLAR &&
    code !== BACKTICK &&
    code !== JOIN_CODE
  );
}
