import type { ShellCommand, ShellProblem, ShellWord } from './shellWord.ts';
import { ShellParser } from './shellParser.ts';

/** What commands are read for. `sh`: POSIX; `bash`: bash, and what knows as much. */
export type ShellDialect = 'sh' | 'bash';

/** Commands of a shell text, those in `$(…)` too. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Words in which the shell replaces something, of commands, redirections and loops. */
  readonly expanding: readonly ShellWord[];
  readonly problems: readonly ShellProblem[];
}

/** Reads shell text. Line ends are ends of commands; `offset` is where the text starts in its file. */
export function readShell(text: string, offset = 0): ShellScript {
  const problems: ShellProblem[] = [];
  const commands: ShellCommand[] = [];
  const expanding: ShellWord[] = [];
  new ShellParser(text, { offset, problems, commands, expanding }).parse();
  return { commands, problems, expanding };
}
