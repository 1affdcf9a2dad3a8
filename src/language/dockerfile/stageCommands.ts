import type { RunCommand } from './runCommand.ts';
import { runCommands } from './runCommands.ts';
import type { Stage } from './stage.ts';

const known = new WeakMap<Stage, readonly RunCommand[]>();

/** The commands that the RUN of a stage start, without those of the stages that it goes on from. */
export function stageCommands(stage: Stage): readonly RunCommand[] {
  let commands = known.get(stage);
  if (!commands) {
    commands = stage.instructions.filter(({ keyword }) => keyword === 'RUN').flatMap(runCommands);
    known.set(stage, commands);
  }
  return commands;
}
