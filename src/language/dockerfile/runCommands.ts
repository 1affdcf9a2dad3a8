import type { ShellCommand, ShellWord } from '../shell/shellWord.ts';
import type { DockerWord } from './dockerWord.ts';
import type { Instruction } from './instruction.ts';
import { RunCommand } from './runCommand.ts';

const known = new WeakMap<Instruction, readonly RunCommand[]>();

/** The commands that a RUN starts: those that its shell reads, or the one of the JSON form. */
export function runCommands(instruction: Instruction): readonly RunCommand[] {
  let commands = known.get(instruction);
  if (!commands) {
    const { script, json } = instruction;
    const simple = json ? [ofJson(json)] : (script?.commands.filter(({ words }) => words.length > 0) ?? []);
    commands = simple.map((command) => new RunCommand(instruction, command));
    known.set(instruction, commands);
  }
  return commands;
}

function ofJson(json: readonly DockerWord[]): ShellCommand {
  const words = json.map(
    ({ text, start, end }): ShellWord => ({ text, raw: text, start, end, expansions: [], isQuoted: true }),
  );
  return {
    words,
    assignments: [],
    redirects: [],
    before: '',
    after: '',
    blocks: [],
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
  };
}
