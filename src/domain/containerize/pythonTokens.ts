/** A token of Python. Comments are gone; what brackets or backslashes join is one logical line. */
export type PythonToken =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  /** `value` is absent where it is only known at run time (f-strings) or is bytes. */
  | { readonly kind: 'string'; readonly value?: string }
  | { readonly kind: 'operator'; readonly text: string };

/** One logical line. `line` counts from 1, `indent` in columns. */
export interface PythonLine {
  readonly line: number;
  readonly indent: number;
  readonly tokens: readonly PythonToken[];
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?/y;
const STRING_START = /([rRbBuUfFtT]{0,3})("""|'''|"|')/y;
const OPERATOR = /->|:=|\*\*|\/\/|[=!<>+\-*/%&|^@]=|<<|>>|./suy;
const BLANK = /[ \t\f\r]+|\\\r?\n|#[^\n]*/y;

/** Longest expression in braces that is looked through, so that a file of one line cannot make the scan quadratic. */
const MAX_FIELD = 1000;

/**
 * Splits Python source into logical lines without running it. Never fails: what is not Python becomes operators, and a string that is not
 * closed ends with its line (with three quotes: with the file).
 */
export function pythonLines(source: string): readonly PythonLine[] {
  return new Scanner(source.replace(/^\uFEFF/, '')).lines();
}

class Scanner {
  readonly #source: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #depth = 0;
  #tokens: PythonToken[] = [];
  #startLine = 1;
  #startIndent = 0;
  readonly #lines: PythonLine[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  lines(): readonly PythonLine[] {
    while (this.#at < this.#source.length) {
      if (this.#take(BLANK) !== undefined) continue;
      if (this.#source[this.#at] === '\n') this.#newline();
      else this.#token();
    }
    this.#endLine();
    return this.#lines;
  }

  #newline(): void {
    this.#at += 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    if (this.#depth === 0) this.#endLine();
  }

  #endLine(): void {
    if (this.#tokens.length > 0) {
      this.#lines.push({ line: this.#startLine, indent: this.#startIndent, tokens: this.#tokens });
    }
    this.#tokens = [];
  }

  #token(): void {
    if (this.#tokens.length === 0) {
      this.#startLine = this.#line;
      this.#startIndent = this.#at - this.#lineStart;
    }
    const start = this.#match(STRING_START);
    if (start) this.#string(start[1] ?? '', start[2] ?? '"');
    else this.#word();
  }

  #word(): void {
    const name = this.#take(NAME);
    const number = name === undefined ? this.#take(NUMBER) : undefined;
    if (name !== undefined) this.#tokens.push({ kind: 'name', text: name });
    else if (number) this.#tokens.push({ kind: 'number', text: number });
    else this.#operator(this.#take(OPERATOR) ?? '');
  }

  #operator(text: string): void {
    if ('([{'.includes(text)) this.#depth += 1;
    else if (')]}'.includes(text)) this.#depth = Math.max(0, this.#depth - 1);
    this.#tokens.push({ kind: 'operator', text });
    // A semicolon ends a statement as a newline does.
    if (text === ';' && this.#depth === 0) this.#endLine();
  }

  /** The scanner stands behind the opening quotes. */
  #string(prefix: string, quotes: string): void {
    const kinds = prefix.toLowerCase();
    const begin = this.#at;
    const end = this.#stringEnd(quotes, kinds.includes('f') || kinds.includes('t'));
    const body = this.#source.slice(begin, end);
    this.#line += countNewlines(body);
    this.#at = this.#source.startsWith(quotes, end) ? end + quotes.length : end;
    const isStatic = !/[fbt]/.test(kinds);
    this.#tokens.push(
      isStatic ? { kind: 'string', value: kinds.includes('r') ? body : unescaped(body) } : { kind: 'string' },
    );
  }

  #stringEnd(quotes: string, hasFields: boolean): number {
    let fields = 0;
    for (let at = this.#at; at < this.#source.length; at += 1) {
      const char = this.#source[at];
      if (char === '\\') at += 1;
      else if (char === '\n' && quotes.length === 1 && fields === 0) return at;
      else if (hasFields && char === '{') fields += 1;
      else if (hasFields && char === '}') fields = Math.max(0, fields - 1);
      else if (this.#source.startsWith(quotes, at) && (fields === 0 || !this.#closesField(quotes, at))) return at;
    }
    return this.#source.length;
  }

  /** In an f-string the same quotes may stand inside braces (Python 3.12): then a brace and quotes follow in the same line. */
  #closesField(quotes: string, at: number): boolean {
    const [rest = ''] = this.#source.slice(at + quotes.length, at + MAX_FIELD).split('\n', 1);
    return rest.indexOf('}') >= 0 && rest.indexOf(quotes) >= 0;
  }

  #take(pattern: RegExp): string | undefined {
    const found = this.#match(pattern)?.[0];
    if (found !== undefined) this.#line += countNewlines(found);
    return found;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (!found || found[0] === '') return undefined;
    this.#at += found[0].length;
    return found;
  }
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['\n', ''],
]);

function unescaped(body: string): string {
  return body.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([\s\S]))/g,
    (whole, byte?: string, unit?: string, char?: string) => {
      const code = byte ?? unit;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (char === undefined) return whole;
      return ESCAPES.get(char) ?? (/[\\'"]/.test(char) ? char : whole);
    },
  );
}
