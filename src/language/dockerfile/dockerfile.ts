import type { Span } from '../../domain/deploy/specNode.ts';
import { BYTE_ORDER_MARK, HASH, LF } from '../yaml/characters.ts';
import { type Directive, readDirectives } from './directives.ts';
import { expandVariables } from './dockerVariable.ts';
import { readHeredocs } from './heredoc.ts';
import { type DockerComment, Instruction } from './instruction.ts';
import { endOfLine, firstOfLine, logicalLine, nextLine } from './logicalLine.ts';
import { Stage } from './stage.ts';

const BACKTICK = '`';
/** Frontends that read the language of Docker. */
const OWN_SYNTAX = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/;

/** A Dockerfile or Containerfile, read as BuildKit reads it. Never fails: what is not known is an instruction like any other. */
export class Dockerfile {
  readonly text: string;
  readonly directives: readonly Directive[];
  /** The character that continues a line: a backslash, or a backtick. */
  readonly escape: string;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Every comment line that is no directive. */
  readonly comments: readonly DockerComment[];
  #globals: ReadonlyMap<string, string | undefined> | undefined;

  constructor(text: string) {
    this.text = text;
    const start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    this.directives = readDirectives(text, start);
    this.escape = this.directives.find(({ name }) => name === 'escape')?.value === BACKTICK ? BACKTICK : '\\';
    const comments: DockerComment[] = [];
    this.instructions = readInstructions({ text, escape: this.escape, comments }, this.directives.at(-1)?.end ?? start);
    this.comments = comments;
    const stages: Stage[] = [];
    for (const instruction of this.instructions) {
      const isFrom = instruction.keyword === 'FROM';
      if (isFrom) stages.push(new Stage(this, stages.length, instruction));
      const stage = stages.at(-1);
      if (!stage) continue;
      instruction.stage = stage;
      if (!isFrom) stage.instructions.push(instruction);
    }
    this.stages = stages;
  }

  /** Another frontend reads this file, so nothing is known of its language. */
  get isForeign(): boolean {
    const syntax = this.directives.find(({ name }) => name === 'syntax');
    return syntax !== undefined && !OWN_SYNTAX.test(syntax.value);
  }

  /** Where the backtick is the escape character, the shell is one of Windows. */
  get isWindows(): boolean {
    return this.escape === BACKTICK;
  }

  get lastStage(): Stage | undefined {
    return this.stages.at(-1);
  }

  /** Arguments before the first FROM, with their defaults. */
  get globals(): ReadonlyMap<string, string | undefined> {
    if (!this.#globals) {
      const globals = new Map<string, string | undefined>();
      for (const one of this.instructions) {
        if (one.keyword === 'FROM') break;
        if (one.keyword !== 'ARG') continue;
        for (const { name, value } of one.pairs) {
          const known = value && expandVariables(one.plain(value.text), this.escape, (wanted) => globals.get(wanted));
          globals.set(name.text, known);
        }
      }
      this.#globals = globals;
    }
    return this.#globals;
  }

  /** The line end that it is written with. */
  get newLine(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  /** What to underline when the file lacks something: its first instruction, else its beginning. */
  get head(): Span {
    return this.instructions[0]?.keywordSpan ?? { start: 0, end: endOfLine(this.text, 0) };
  }
}

interface Reading {
  readonly text: string;
  readonly escape: string;
  readonly comments: DockerComment[];
}

function readInstructions(reading: Reading, from: number): readonly Instruction[] {
  const { text, escape, comments } = reading;
  const instructions: Instruction[] = [];
  let own: DockerComment[] = [];
  for (let at = from; at < text.length; ) {
    const start = firstOfLine(text, at);
    const code = text.charCodeAt(start);
    if (code === LF || start >= text.length) {
      own = [];
      at = nextLine(text, start);
    } else if (code === HASH) {
      const end = endOfLine(text, start);
      const comment = { start, end, text: text.slice(start + 1, end).trim() };
      comments.push(comment);
      // An empty one ends what is said of the next instruction.
      if (comment.text === '') own = [];
      else own.push(comment);
      at = nextLine(text, end);
    } else {
      const line = logicalLine(text, start, escape.charCodeAt(0));
      const { heredocs, next } = mayHoldHeredoc(line.body)
        ? readHeredocs(text, line)
        : { heredocs: [], next: line.next };
      instructions.push(
        new Instruction({ body: line.body, start, escape, heredocs, comments: own, emptyLines: line.emptyLines, text }),
      );
      own = [];
      at = next;
    }
  }
  return instructions;
}

const HEREDOC = /^(?:onbuild\s+)?(?:run|copy|add)\b/i;

function mayHoldHeredoc(body: string): boolean {
  return body.includes('<<') && HEREDOC.test(body);
}
