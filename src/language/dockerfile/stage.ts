import { type ImageRef, parseImageRef } from '../../domain/images/imageRef.ts';
import type { ShellDialect } from '../shell/shellScript.ts';
import type { Dockerfile } from './dockerfile.ts';
import { expandVariables } from './dockerVariable.ts';
import type { DockerWord } from './dockerWord.ts';
import type { Instruction } from './instruction.ts';

const WINDOWS = /windows|nanoserver/i;
const BASH = /^(?:bash|zsh|ksh|mksh)$/;
const POSIX = /^(?:sh|dash|ash)$/;

/** One FROM with what follows it. */
export class Stage {
  readonly file: Dockerfile;
  readonly index: number;
  readonly from: Instruction;
  /** Behind FROM, without it. */
  readonly instructions: Instruction[] = [];
  #base: string | undefined | null = null;
  #parent: Stage | undefined | null = null;
  #image: ImageRef | undefined | null = null;
  #variables: ReadonlyMap<string, string | undefined> | undefined;
  #shells: readonly Instruction[] | undefined;

  constructor(file: Dockerfile, index: number, from: Instruction) {
    this.file = file;
    this.index = index;
    this.from = from;
  }

  /** Behind AS. */
  get nameWord(): DockerWord | undefined {
    const [, as, name] = this.from.words;
    return as?.text.toLowerCase() === 'as' ? name : undefined;
  }

  /** Lower case, as the builder compares names. */
  get name(): string | undefined {
    return this.nameWord?.text.toLowerCase();
  }

  get baseWord(): DockerWord | undefined {
    return this.from.words[0];
  }

  /** What it starts from, with the defaults of arguments filled in; undefined when that is not known. */
  get base(): string | undefined {
    if (this.#base === null) {
      const { escape, globals } = this.file;
      const text = this.baseWord?.text;
      this.#base = text === undefined ? undefined : expandVariables(text, escape, (name) => globals.get(name));
    }
    return this.#base;
  }

  /** The earlier stage that it goes on from. */
  get parent(): Stage | undefined {
    if (this.#parent === null) {
      const name = this.base?.toLowerCase();
      const { stages } = this.file;
      this.#parent =
        name === undefined ? undefined : stages.findLast((stage) => stage.index < this.index && stage.name === name);
    }
    return this.#parent;
  }

  /** The first stage of the chain: its base is an image. */
  get root(): Stage {
    return this.parent?.root ?? this;
  }

  /** The image that it starts from; undefined for an earlier stage, `scratch` and what is not known. */
  get image(): ImageRef | undefined {
    if (this.#image === null) {
      const base = this.base;
      this.#image = base === undefined || base === 'scratch' || this.parent ? undefined : parseImageRef(base);
    }
    return this.#image;
  }

  /** The stage that is built without `--target`. */
  get isLast(): boolean {
    return this.index === this.file.stages.length - 1;
  }

  /** This stage, and those that it goes on from. */
  get chain(): readonly Stage[] {
    const { parent } = this;
    return parent ? [this, ...parent.chain] : [this];
  }

  /** The last instruction of a kind that the image has, in this stage or in those before. */
  lastOf(keyword: string): Instruction | undefined {
    for (const stage of this.chain) {
      const found = stage.instructions.findLast((one) => one.keyword === keyword);
      if (found) return found;
    }
    return undefined;
  }

  /** Whether an instruction of the chain holds such a pair of ENV. */
  envValue(name: string): string | undefined {
    for (const stage of this.chain) {
      for (const one of stage.instructions.toReversed()) {
        if (one.keyword !== 'ENV') continue;
        const pair = one.pairs.findLast((candidate) => candidate.name.text === name);
        if (pair) return one.plain(pair.value?.text ?? '');
      }
    }
    return undefined;
  }

  /** Names that ENV and ARG have set before an instruction, with values where they are known. Those of the base image are not among them. */
  variablesBefore(instruction: Instruction): ReadonlyMap<string, string | undefined> {
    const variables = new Map(this.parent?.variables);
    for (const one of this.instructions) {
      if (one.start >= instruction.start) break;
      this.#define(one, variables);
    }
    return variables;
  }

  /** ENV of the whole stage; ARG ends with its stage. */
  get variables(): ReadonlyMap<string, string | undefined> {
    if (!this.#variables) {
      const variables = new Map(this.parent?.variables);
      for (const one of this.instructions) if (one.keyword === 'ENV') this.#define(one, variables);
      this.#variables = variables;
    }
    return this.#variables;
  }

  #define(one: Instruction, variables: Map<string, string | undefined>): void {
    if (one.keyword !== 'ENV' && one.keyword !== 'ARG') return;
    const valueOf = (name: string): string | undefined => variables.get(name);
    for (const { name, value } of one.pairs) {
      const text = value && one.plain(value.text);
      const known =
        text === undefined ? this.file.globals.get(name.text) : expandVariables(text, this.file.escape, valueOf);
      variables.set(name.text, known);
    }
  }

  /** The shell that reads an instruction of this stage. */
  shellAt(instruction: Instruction): ShellDialect | 'other' {
    const words = this.shellWordsAt(instruction);
    if (words.length > 0) return dialectOf(words);
    return this.file.isWindows || WINDOWS.test(this.root.base ?? '') ? 'other' : 'sh';
  }

  /** What SHELL has set for an instruction; empty when none has. */
  shellWordsAt(instruction: Instruction): readonly string[] {
    this.#shells ??= this.instructions.filter(({ keyword }) => keyword === 'SHELL');
    const own = this.#shells.findLast(({ start }) => start < instruction.start);
    return own ? own.words.map(({ text }) => text) : (this.parent?.shellWordsAt(instruction) ?? []);
  }
}

function dialectOf(words: readonly string[]): ShellDialect | 'other' {
  // `/usr/bin/env bash`, `conda run -n x /bin/bash -c`: the shell is the last program named.
  for (const word of words.toReversed()) {
    const name = word.slice(word.lastIndexOf('/') + 1);
    if (BASH.test(name)) return 'bash';
    if (POSIX.test(name)) return 'sh';
  }
  return 'other';
}
