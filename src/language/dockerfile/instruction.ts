import type { Span } from '../../domain/deploy/specNode.ts';
import { SPACE } from '../yaml/characters.ts';
import { readShell, type ShellScript } from '../shell/shellScript.ts';
import { type DockerVariable, dockerVariables } from './dockerVariable.ts';
import { blankWords, type DockerWord, quotedEnd, quotedWords, skipBlanks, unquoted, wordOf } from './dockerWord.ts';
import type { Heredoc } from './heredoc.ts';
import { type JsonForm, jsonForm } from './jsonForm.ts';
import { JOIN, JOIN_CODE } from './logicalLine.ts';
import type { Stage } from './stage.ts';

/** `--mount=type=cache,target=/x` in front of the arguments. */
export interface DockerFlag extends Span {
  /** Without dashes. */
  readonly name: string;
  /** Without quotes; undefined without `=`. */
  readonly value: string | undefined;
  readonly valueSpan: Span;
}

/** `name=value` of ENV, LABEL and ARG. */
export interface DockerPair {
  readonly name: DockerWord;
  /** As it is written; undefined for `ARG name`. */
  readonly value: DockerWord | undefined;
  /** Written as `ENV name value`. */
  readonly isLegacy: boolean;
}

/** A comment line, from its `#`. */
export interface DockerComment extends Span {
  readonly text: string;
}

/** What the reader of the file knows of an instruction. */
export interface InstructionSource {
  readonly body: string;
  readonly start: number;
  readonly escape: string;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly DockerComment[];
  readonly emptyLines: readonly Span[];
  /** The whole file. */
  readonly text: string;
}

const WITH_QUOTES = new Set(['ENV', 'LABEL', 'ARG']);
const WITH_JSON = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'ADD', 'COPY', 'VOLUME', 'HEALTHCHECK']);

/** One instruction with its continuation lines. Offsets count from the start of the file. */
export class Instruction implements Span {
  readonly source: InstructionSource;
  readonly start: number;
  readonly end: number;
  /** Upper case. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  readonly flags: readonly DockerFlag[];
  /** The stage that it stands in; none before the first FROM. */
  stage: Stage | undefined;
  /** The ONBUILD that it stands in. */
  readonly outer: Instruction | undefined;
  /** Where the arguments begin in the body. */
  readonly #args: number;
  #words: readonly DockerWord[] | undefined;
  #json: JsonForm | undefined;
  #script: ShellScript | undefined | null = null;
  #pairs: readonly DockerPair[] | undefined;
  #trigger: Instruction | undefined | null = null;

  constructor(source: InstructionSource, from = 0, outer?: Instruction) {
    const { body, start } = source;
    this.source = source;
    this.outer = outer;
    this.start = start + from;
    this.end = start + body.length;
    let at = from;
    // The builder joins lines before it looks for words, so a keyword may go on at the very start of the next line.
    let last = at;
    for (; at < body.length && body.charCodeAt(at) > SPACE; at++) if (body.charCodeAt(at) !== JOIN_CODE) last = at + 1;
    this.keyword = body.slice(from, last).replaceAll(JOIN, '').toUpperCase();
    this.keywordSpan = { start: this.start, end: start + last };
    const flags: DockerFlag[] = [];
    this.#args = this.#readFlags(skipBlanks(body, at), flags);
    this.flags = flags;
  }

  #readFlags(from: number, flags: DockerFlag[]): number {
    const { body, start, escape } = this.source;
    let at = from;
    while (body.startsWith('--', at)) {
      const end = quotedEnd(body, at, escape.charCodeAt(0));
      const { text } = wordOf(body, start, at, end);
      if (text !== '--') {
        const equals = text.indexOf('=');
        const valueStart = equals < 0 ? end : at + body.slice(at, end).indexOf('=') + 1;
        flags.push({
          name: text.slice(2, equals < 0 ? undefined : equals),
          value: equals < 0 ? undefined : unquoted(text.slice(equals + 1), escape),
          valueSpan: { start: start + valueStart, end: start + end },
          start: start + at,
          end: start + end,
        });
      }
      at = skipBlanks(body, end);
      if (text === '--') break;
    }
    return at;
  }

  /** Its keyword as it is written, in one piece. */
  get written(): string {
    const { body, start } = this.source;
    return body.slice(this.keywordSpan.start - start, this.keywordSpan.end - start).replaceAll(JOIN, '');
  }

  flag(name: string): DockerFlag | undefined {
    return this.flags.find((flag) => flag.name === name);
  }

  /** Arguments behind the flags: texts of the JSON form, else words as the builder takes them apart. */
  get words(): readonly DockerWord[] {
    if (!this.#words) {
      const { body, start, escape } = this.source;
      const { json } = this;
      if (json) this.#words = json;
      else if (WITH_QUOTES.has(this.keyword)) this.#words = quotedWords(body, start, this.#args, escape.charCodeAt(0));
      else this.#words = blankWords(body, start, this.#args);
    }
    return this.#words;
  }

  /** Whether anything stands behind the flags. */
  get hasArguments(): boolean {
    return this.#args < this.source.body.length;
  }

  /** Everything behind the flags as one word; its text is empty without any. */
  get rest(): DockerWord {
    const { body, start } = this.source;
    let end = body.length;
    while (end > this.#args && (body.charCodeAt(end - 1) <= SPACE || body.charCodeAt(end - 1) === JOIN_CODE)) end--;
    return wordOf(body, start, Math.min(this.#args, end), end);
  }

  /** The texts of the JSON form, where it is written so. */
  get json(): readonly DockerWord[] | undefined {
    const form = this.jsonForm;
    return typeof form === 'string' ? undefined : form.words;
  }

  get jsonForm(): JsonForm {
    if (!this.#json) {
      const { body, start } = this.source;
      const at = this.keyword === 'HEALTHCHECK' ? this.#behindFirstWord() : this.#args;
      this.#json = WITH_JSON.has(this.keyword) ? jsonForm(body, start, at) : 'none';
    }
    return this.#json;
  }

  #behindFirstWord(): number {
    const { body } = this.source;
    return skipBlanks(body, quotedEnd(body, this.#args, -1));
  }

  get heredocs(): readonly Heredoc[] {
    return this.source.heredocs;
  }

  /** The instruction behind ONBUILD. */
  get trigger(): Instruction | undefined {
    if (this.#trigger === null) {
      const isThere = this.keyword === 'ONBUILD' && this.#args < this.source.body.length;
      this.#trigger = isThere ? new Instruction(this.source, this.#args, this) : undefined;
      if (this.#trigger) this.#trigger.stage = this.stage;
    }
    return this.#trigger;
  }

  /** `name=value` of ENV, LABEL and ARG. */
  get pairs(): readonly DockerPair[] {
    this.#pairs ??= this.#readPairs();
    return this.#pairs;
  }

  #readPairs(): readonly DockerPair[] {
    const { body, start } = this.source;
    const [first] = this.words;
    if (!first || !WITH_QUOTES.has(this.keyword)) return [];
    if (this.keyword !== 'ARG' && !first.text.includes('=')) {
      const value = skipBlanks(body, first.end - start);
      const { end } = this.rest;
      return [
        {
          name: first,
          value: value < end - start ? wordOf(body, start, value, end - start) : undefined,
          isLegacy: true,
        },
      ];
    }
    return this.words.map((word) => {
      const equals = body.slice(word.start - start, word.end - start).indexOf('=');
      if (equals < 0) return { name: word, value: undefined, isLegacy: false };
      const split = word.start - start + equals;
      return {
        name: wordOf(body, start, word.start - start, split),
        value: wordOf(body, start, split + 1, word.end - start),
        isLegacy: false,
      };
    });
  }

  /** The value of a pair as the builder has it, before variables are replaced. */
  plain(text: string): string {
    return unquoted(text, this.source.escape);
  }

  /** Variables that the builder replaces: of everything but what a shell reads. */
  get variables(): readonly DockerVariable[] {
    if (!this.source.body.includes('$') || this.#isForShell) return this.#flagVariables();
    const { body, start, escape } = this.source;
    const variables = dockerVariables(body.slice(this.#args), start + this.#args, escape);
    return this.flags.length === 0 ? variables : [...this.#flagVariables(), ...variables];
  }

  #flagVariables(): readonly DockerVariable[] {
    const { body, start, escape } = this.source;
    return this.flags.flatMap((flag) =>
      dockerVariables(body.slice(flag.start - start, flag.end - start), flag.start, escape),
    );
  }

  get #isForShell(): boolean {
    return ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'SHELL', 'MAINTAINER'].includes(this.keyword);
  }

  /** What a shell reads: of RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD. Undefined in the JSON form, and when the shell is not one that is known. */
  get script(): ShellScript | undefined {
    if (this.#script === null) this.#script = this.#readScript();
    return this.#script;
  }

  #readScript(): ShellScript | undefined {
    if (!['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(this.keyword) || this.json) return undefined;
    if (this.stage?.shellAt(this) === 'other') return undefined;
    const { body, start } = this.source;
    const at = this.keyword === 'HEALTHCHECK' ? this.#behindFirstWord() : this.#args;
    if (at >= body.length) return undefined;
    const [heredoc, second] = this.heredocs;
    const isScript = heredoc && !second && heredoc.opener.start === start + at && heredoc.opener.end >= this.rest.end;
    if (!isScript) return readShell(body.slice(at), start + at);
    const content = this.source.text.slice(heredoc.content.start, heredoc.content.end);
    // Another program than a shell reads it.
    if (content.startsWith('#!') && !/^#!.*\b(?:sh|bash|dash|ash)\b/.test(content)) return undefined;
    return readShell(content, heredoc.content.start);
  }
}
