import type { Span } from '../../domain/deploy/specNode.ts';
import type { ShellCommand, ShellWord } from '../shell/shellWord.ts';
import { JOIN } from './logicalLine.ts';
import type { Instruction } from './instruction.ts';

/** Programs that only start another one, with those of their options that take a word. */
const STARTERS: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-p', '-C', '--user', '--group'],
  env: ['-u', '-C', '-S'],
  exec: ['-a'],
  time: ['-f', '-o'],
  nice: ['-n'],
  ionice: ['-c', '-n'],
  timeout: ['-s', '-k'],
  stdbuf: ['-i', '-o', '-e'],
  command: [],
  builtin: [],
  nohup: [],
  eatmydata: [],
  'apt-fast': [],
};
const NUMBERED = /^(pip|python|pypy|conda|apk)[\d.]+$/;
const ASSIGNMENT = /^\w+=/;

/** A simple command that RUN starts; words before its program (`sudo`, `env A=b`) are left out. */
export class RunCommand implements Span {
  readonly instruction: Instruction;
  readonly command: ShellCommand;
  /** Without folder; `pip` for `pip3` and `python -m pip`. Empty when it is a variable. */
  readonly program: string;
  readonly programWord: ShellWord | undefined;
  /** Behind the program. */
  readonly args: readonly ShellWord[];

  constructor(instruction: Instruction, command: ShellCommand) {
    this.instruction = instruction;
    this.command = command;
    const { words } = command;
    let at = programAt(words);
    let name = nameOf(words[at]);
    if (name === 'python' || name === 'uv') {
      const module = words.findIndex((word, index) => index > at && word.text === '-m');
      if (name === 'python' && module === at + 1 && words[module + 1]?.text === 'pip') {
        at = module + 1;
        name = 'pip';
      } else if (name === 'uv' && words[at + 1]?.text === 'pip') at++;
    }
    this.program = name;
    this.programWord = words[at];
    this.args = words.slice(at + 1);
  }

  get start(): number {
    return this.command.start;
  }

  get end(): number {
    return this.command.end;
  }

  /** The first argument that is no option: `install`. */
  get subcommand(): ShellWord | undefined {
    return this.args.find(({ text }) => !text.startsWith('-') && !text.startsWith('+'));
  }

  /** Whether it has one of these options: `-y` also in `-qy`, `--yes` also as `--yes=true`. */
  has(...options: readonly string[]): boolean {
    return this.option(...options) !== undefined;
  }

  /** The first of these options that it has. */
  option(...options: readonly string[]): ShellWord | undefined {
    return this.args.find(({ text }) => text.startsWith('-') && options.some((option) => isOption(text, option)));
  }

  /** What an option stands in front of, or has behind `=`; `at` is the word that holds it. */
  valueOf(...options: readonly string[]): { readonly text: string; readonly at: ShellWord } | undefined {
    for (const [index, word] of this.args.entries()) {
      if (!word.text.startsWith('-')) continue;
      const option = options.find((one) => isOption(word.text, one));
      if (option === undefined) continue;
      if (word.text.startsWith(`${option}=`)) return { text: word.text.slice(option.length + 1), at: word };
      const next = this.args[index + 1];
      if (word.text === option && next) return { text: next.text, at: next };
    }
    return undefined;
  }

  /** Arguments behind the subcommand that are no options; `withValue` names options whose next word is theirs. */
  operands(withValue: ReadonlySet<string>): readonly ShellWord[] {
    const first = this.subcommand;
    const operands: ShellWord[] = [];
    for (let at = first ? this.args.indexOf(first) + 1 : 0; at < this.args.length; at++) {
      const word = this.args[at];
      if (!word) break;
      if (!word.text.startsWith('-')) operands.push(word);
      else if (withValue.has(word.text)) at++;
    }
    return operands;
  }

  /** Whether something of it is not known before it runs, so that options may hide in a variable: `pip install $OPTIONS x`. */
  get isDynamic(): boolean {
    return this.args.some(({ expansions, raw }) => expansions.length > 0 && raw.startsWith('$'));
  }

  /** The text between two places of the file, without what joins lines. */
  get text(): string {
    const { body, start } = this.instruction.source;
    return this.start >= start && this.end <= start + body.length
      ? body.slice(this.start - start, this.end - start).replaceAll(JOIN, ' ')
      : this.instruction.source.text.slice(this.start, this.end);
  }
}

function isOption(text: string, option: string): boolean {
  if (text === option) return true;
  if (option.startsWith('--')) return text.startsWith(`${option}=`);
  if (text.startsWith('--')) return false;
  return option.length === 2 ? text.includes(option.charAt(1), 1) : text.startsWith(`${option}=`);
}

function nameOf(word: ShellWord | undefined): string {
  if (!word || word.expansions.length > 0) return '';
  const name = word.text.slice(word.text.lastIndexOf('/') + 1);
  return NUMBERED.exec(name)?.[1] ?? name;
}

function programAt(words: readonly ShellWord[]): number {
  let at = 0;
  for (;;) {
    const withValue = STARTERS[nameOf(words[at])];
    if (!withValue || at + 1 >= words.length) return at;
    const isTimeout = nameOf(words[at]) === 'timeout';
    at++;
    for (let word = words[at]; word; word = words[at]) {
      if (ASSIGNMENT.test(word.text)) at++;
      else if (word.text.startsWith('-') && word.text !== '-') at += withValue.includes(word.text) ? 2 : 1;
      else break;
    }
    if (isTimeout) at++;
    if (at >= words.length) return words.length - 1;
  }
}
