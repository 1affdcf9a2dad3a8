import { JOIN } from '../dockerfile/logicalLine.ts';
import { AMPERSAND, GREATER, LF, PIPE } from '../yaml/characters.ts';
import { ShellBlocks } from './shellBlocks.ts';
import { ShellLexer } from './shellLexer.ts';
import type { Redirect, ShellCommand, ShellProblem, ShellWord } from './shellWord.ts';

const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const SEMICOLON = 59;
const LESS = 60;
const OPERATORS = ['&&', '||', ';;&', ';;', ';&', '|&', '&', '|', ';'] as const;
const REDIRECTS = ['&>>', '&>', '<<<', '<<-', '<<', '<&', '<>', '>>', '>&', '>|', '<', '>'] as const;
const FUNCTION = /^\(\s*\)/;
const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
/** Substitutions in substitutions that are read; nobody writes ten. */
const MOST_NESTED = 50;

interface Output {
  readonly offset: number;
  readonly problems: ShellProblem[];
  readonly commands: ShellCommand[];
  readonly expanding: ShellWord[];
}

/** A command while it is read. */
type Draft = { -readonly [Key in keyof ShellCommand]: ShellCommand[Key] };

/** Reads a list of commands. Keywords open and close blocks; what a shell would refuse is a problem. */
export class ShellParser {
  readonly #lexer: ShellLexer;
  readonly #output: Output;
  readonly #outer: readonly string[];
  readonly #blocks: ShellBlocks;
  #last: Draft | undefined;
  #before = '';
  /** Heredocs whose lines follow the next line end. */
  #heredocs: { readonly name: string; readonly chomps: boolean }[] = [];

  constructor(text: string, output: Output, from = 0, outer: readonly string[] = []) {
    this.#lexer = new ShellLexer(text, { offset: output.offset, from, end: text.length, problems: output.problems });
    this.#output = output;
    this.#outer = outer;
    this.#blocks = new ShellBlocks(this.#lexer);
  }

  /** Reads up to the end of the text. */
  parse(): void {
    while (this.#next()) if (this.#lexer.code() === CLOSE_PAREN) this.#closeParen();
    this.#blocks.finish();
  }

  /** Reads up to behind the `)` that closes a substitution. */
  parseNested(start: number): number {
    while (this.#next()) {
      if (this.#lexer.code() !== CLOSE_PAREN) continue;
      if (this.#blocks.top === '(' || this.#blocks.top === 'case') this.#closeParen();
      else {
        this.#blocks.finish();
        return this.#lexer.at + 1;
      }
    }
    this.#lexer.problem('bracket', ')', { start: start - 2, end: start });
    return this.#lexer.at;
  }

  /** Reads one thing; false at the end, and stops before `)`. */
  #next(): boolean {
    const lexer = this.#lexer;
    lexer.skipBlanks();
    const code = lexer.code();
    if (code !== code) return false;
    if (code === CLOSE_PAREN) return true;
    if (code === LF) this.#newLine();
    else if (this.#blocks.isPattern) this.#pattern();
    else if (code === OPEN_PAREN) this.#openParen();
    else if (code === SEMICOLON || code === PIPE || (code === AMPERSAND && lexer.code(1) !== GREATER)) this.#operator();
    else this.#command();
    return true;
  }

  #newLine(): void {
    this.#lexer.at++;
    this.#skipHeredocs();
    this.#separate('\n');
  }

  #skipHeredocs(): void {
    const { text } = this.#lexer;
    for (const { name, chomps } of this.#heredocs) {
      while (this.#lexer.at < this.#lexer.end) {
        const line = text.indexOf('\n', this.#lexer.at);
        const content = text.slice(this.#lexer.at, line < 0 ? text.length : line).replace(/\r$/, '');
        this.#lexer.at = line < 0 ? text.length : line + 1;
        if ((chomps ? content.replace(/^\t+/, '') : content) === name) break;
      }
    }
    this.#heredocs = [];
  }

  #operator(): void {
    const { text, at } = this.#lexer;
    const operator = OPERATORS.find((one) => text.startsWith(one, at)) ?? ';';
    this.#lexer.at += operator.length;
    if (operator.startsWith(';;') || operator === ';&') this.#blocks.startPattern();
    this.#separate(operator);
  }

  #separate(operator: string): void {
    if (this.#last && (this.#last.after === '' || operator !== '\n')) this.#last.after = operator;
    this.#last = undefined;
    this.#before = operator;
  }

  /** One pattern of `case`: past its `)`; or `esac`. */
  #pattern(): void {
    const lexer = this.#lexer;
    if (lexer.code() === OPEN_PAREN || lexer.code() === PIPE) {
      lexer.at++;
      return;
    }
    if (!lexer.isWord) {
      lexer.at++;
      return;
    }
    const word = this.#word();
    if (word.raw === 'esac') this.#blocks.close('esac', word);
  }

  #openParen(): void {
    const { text, at } = this.#lexer;
    if (text.startsWith('((', at)) {
      const close = text.indexOf('))', at);
      if (close >= 0) {
        this.#lexer.at = close + 2;
        this.#before = ')';
        return;
      }
    }
    this.#lexer.at++;
    this.#blocks.open('(', { start: at, end: at + 1 });
    this.#before = '(';
  }

  #closeParen(): void {
    const { at } = this.#lexer;
    this.#lexer.at++;
    if (this.#blocks.isPattern) this.#blocks.endPattern();
    else this.#blocks.close(')', { start: this.#lexer.offset + at, end: this.#lexer.offset + at + 1 });
    this.#last = undefined;
    this.#before = ')';
  }

  #word(): ShellWord {
    const word = this.#lexer.word(this.#nested);
    if (word.expansions.length > 0) this.#output.expanding.push(word);
    return word;
  }

  /** Reads what stands in `$(…)`. */
  readonly #nested = (): void => {
    const { text, at } = this.#lexer;
    if (this.#outer.length >= MOST_NESTED) {
      this.#lexer.at = this.#lexer.end;
      return;
    }
    this.#lexer.at = new ShellParser(text, this.#output, at, [...this.#blocksNow(), '$(']).parseNested(at);
  };

  #blocksNow(): readonly string[] {
    return this.#blocks.isEmpty ? this.#outer : [...this.#outer, ...this.#blocks.names];
  }

  /** A keyword, or a command with its words and redirections. */
  #command(): void {
    const start = this.#lexer.offset + this.#lexer.at;
    const before = this.#before;
    const words: ShellWord[] = [];
    const assignments: ShellWord[] = [];
    const redirects: Redirect[] = [];
    for (let isOpen = true; isOpen; this.#lexer.skipBlanks()) {
      const redirect = this.#redirect();
      if (redirect) redirects.push(redirect);
      else if (!this.#lexer.isWord) break;
      else {
        const word = this.#word();
        if (words.length + assignments.length === 0 && !word.isQuoted && this.#keyword(word)) return;
        isOpen = this.#take(word, words, assignments);
      }
    }
    const ends = [...words.slice(-1), ...assignments.slice(-1), ...redirects.slice(-1)].map(({ end }) => end);
    if (ends.length === 0) {
      this.#lexer.at++;
      return;
    }
    if (this.#isFunction(words)) return;
    const end = Math.max(...ends);
    const command: Draft = { words, assignments, redirects, before, after: '', blocks: this.#blocksNow(), start, end };
    this.#output.commands.push(command);
    this.#last = command;
    this.#before = '';
  }

  /** Adds a word to a command; false behind the last one that it may have. */
  #take(word: ShellWord, words: ShellWord[], assignments: ShellWord[]): boolean {
    if (words.length === 0 && ASSIGNMENT.test(word.raw)) {
      assignments.push(this.#arrayValue(word));
      return true;
    }
    words.push(word);
    if (words.length === 1 && word.raw === '[[') this.#test(words);
    return !(words.length === 2 && words[0]?.raw === 'function');
  }

  /** Takes a keyword; true when there is one, and the next command begins behind it. */
  #keyword(word: ShellWord): boolean {
    const taken = this.#blocks.keyword(word);
    if (taken === 'no') return false;
    if (taken === 'words') {
      this.#loopHead(word);
      return true;
    }
    this.#last = undefined;
    this.#before = word.raw;
    return true;
  }

  /** `for x in a b` and `case x in`: a command of their own, so that rules see their words. */
  #loopHead(keyword: ShellWord): void {
    const words: ShellWord[] = [keyword];
    for (;;) {
      this.#lexer.skipBlanks();
      if (this.#lexer.code() === OPEN_PAREN) this.#openParen();
      if (!this.#lexer.isWord) break;
      const word = this.#word();
      words.push(word);
      if (keyword.raw === 'case' && words.length > 2 && word.raw === 'in') break;
    }
    const end = words.at(-1)?.end ?? keyword.end;
    const blocks = this.#blocksNow();
    this.#output.commands.push({
      words,
      assignments: [],
      redirects: [],
      before: this.#before,
      after: ';',
      blocks,
      start: keyword.start,
      end,
    });
    if (keyword.raw === 'case') this.#blocks.startPattern();
    this.#last = undefined;
    this.#before = '';
  }

  /** `name() {`: the name is no command. */
  #isFunction(words: readonly ShellWord[]): boolean {
    const { text, at } = this.#lexer;
    if (words.length === 2 && words[0]?.raw === 'function' && this.#lexer.code() !== OPEN_PAREN) {
      this.#before = '';
      return true;
    }
    if (words.length > 2 || !FUNCTION.test(text.slice(at, at + 4).replaceAll(JOIN, ' '))) return false;
    this.#lexer.at = text.indexOf(')', at) + 1;
    this.#before = '';
    return true;
  }

  /** `x=(a b)` of bash is one word. */
  #arrayValue(word: ShellWord): ShellWord {
    if (this.#lexer.code() !== OPEN_PAREN || this.#lexer.text.charAt(this.#lexer.at - 1) !== '=') return word;
    const start = this.#lexer.at++;
    for (;;) {
      this.#lexer.skipBlanks();
      if (this.#lexer.isWord) this.#word();
      else if (this.#lexer.code() === LF) this.#lexer.at++;
      else break;
    }
    if (this.#lexer.code() === CLOSE_PAREN) this.#lexer.at++;
    else this.#lexer.problem('bracket', ')', { start, end: start + 1 });
    return { ...word, raw: `${word.raw}(`, end: this.#lexer.offset + this.#lexer.at };
  }

  /** `[[ … ]]`: operators in it are words. */
  #test(words: ShellWord[]): void {
    for (;;) {
      this.#lexer.skipBlanks();
      const code = this.#lexer.code();
      if (code !== code) return;
      if (!this.#lexer.isWord) {
        this.#lexer.at++;
        continue;
      }
      const word = this.#word();
      words.push(word);
      if (word.raw === ']]') return;
    }
  }

  /** `2>&1`, `> file`; undefined when none begins here. */
  #redirect(): Redirect | undefined {
    const lexer = this.#lexer;
    const start = lexer.at;
    const at = afterDigits(lexer.text, start);
    if (!isRedirect(lexer.text, at) || at >= lexer.end) return undefined;
    const operator = REDIRECTS.find((one) => lexer.text.startsWith(one, at)) ?? '>';
    lexer.at = at + operator.length;
    if (lexer.code() === OPEN_PAREN && operator.length === 1) return this.#process(operator, start);
    lexer.skipBlanks();
    const target = lexer.isWord ? this.#word() : undefined;
    if (target && (operator === '<<' || operator === '<<-'))
      this.#heredocs.push({ name: target.text, chomps: operator === '<<-' });
    return {
      operator,
      descriptor: lexer.text.slice(start, at),
      target,
      start: lexer.offset + start,
      end: target?.end ?? lexer.offset + at + operator.length,
    };
  }

  /** `<(…)` of bash: its commands are read as well. */
  #process(operator: string, start: number): Redirect {
    const lexer = this.#lexer;
    const from = lexer.at + 1;
    const outer = [...this.#blocksNow(), '$('];
    lexer.at = new ShellParser(lexer.text, this.#output, from, outer).parseNested(from);
    const span = { start: lexer.offset + start, end: lexer.offset + lexer.at };
    return { operator: `${operator}(`, descriptor: '', target: undefined, ...span };
  }
}

function afterDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

function isRedirect(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === LESS || code === GREATER || (code === AMPERSAND && text.charCodeAt(at + 1) === GREATER);
}
