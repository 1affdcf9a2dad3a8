import type { Span } from '../../domain/deploy/specNode.ts';
import type { ShellLexer } from './shellLexer.ts';
import type { ShellWord } from './shellWord.ts';

interface Block extends Span {
  /** The word that a shell waits for next. */
  name: string;
}

/** What closes a block that a word has opened. */
const CLOSERS: Readonly<Record<string, string>> = {
  if: 'fi',
  do: 'done',
  case: 'esac',
  '{': '}',
  '(': ')',
  loop: 'do',
};

/** `if`, loops, `case`, braces and parentheses that are open. Spans count from the start of the file, but for `open`. */
export class ShellBlocks {
  readonly #lexer: ShellLexer;
  readonly #open: Block[] = [];
  /** The top is a `case` whose next pattern is awaited. */
  isPattern = false;

  constructor(lexer: ShellLexer) {
    this.#lexer = lexer;
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  get names(): readonly string[] {
    return this.#open.map(({ name }) => name);
  }

  get top(): string | undefined {
    return this.#open.at(-1)?.name;
  }

  /** `span` counts from the start of the shell text. */
  open(name: string, { start, end }: Span): void {
    this.#open.push({ name, start: start + this.#lexer.offset, end: end + this.#lexer.offset });
  }

  startPattern(): void {
    this.isPattern = this.top === 'case';
  }

  endPattern(): void {
    this.isPattern = false;
  }

  /** `no`: an ordinary word; `words`: words of its own follow, not a command. */
  keyword(word: ShellWord): 'no' | 'command' | 'words' {
    switch (word.raw) {
      case 'if':
      case '{':
        this.#push(word.raw, word);
        return 'command';
      case 'while':
      case 'until':
        this.#push('loop', word);
        return 'command';
      case 'for':
      case 'select':
        this.#push('loop', word);
        return 'words';
      case 'case':
        this.#push('case', word);
        return 'words';
      default:
        return this.#inner(word);
    }
  }

  #inner(word: ShellWord): 'no' | 'command' {
    switch (word.raw) {
      case '!':
        return 'command';
      case 'then':
      case 'elif':
      case 'else':
        if (this.top !== 'if') this.#unexpected(word);
        return 'command';
      case 'do':
        if (this.top === 'loop') this.#rename('do');
        else this.#unexpected(word);
        return 'command';
      case 'fi':
      case 'done':
      case 'esac':
      case '}':
        this.close(word.raw, word);
        return 'command';
      default:
        return 'no';
    }
  }

  #push(name: string, { start, end }: Span): void {
    this.#open.push({ name, start, end });
  }

  #rename(name: string): void {
    const top = this.#open.at(-1);
    if (top) top.name = name;
  }

  close(closer: string, span: Span): void {
    if (closer === 'esac') this.isPattern = false;
    if (this.top !== undefined && CLOSERS[this.top] === closer) this.#open.pop();
    else this.#unexpected({ raw: closer, ...span });
  }

  #unexpected({ raw, start, end }: Span & { readonly raw: string }): void {
    this.#lexer.problem('unexpected', raw, { start: start - this.#lexer.offset, end: end - this.#lexer.offset });
  }

  /** At the end of the text: what is still open. */
  finish(): void {
    const open = this.#open.at(-1);
    if (!open) return;
    const span = { start: open.start - this.#lexer.offset, end: open.end - this.#lexer.offset };
    this.#lexer.problem('block', CLOSERS[open.name] ?? open.name, span);
  }
}
