import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import type { RunCommand } from '../dockerfile/runCommand.ts';
import type { Stage } from '../dockerfile/stage.ts';
import type { Rule } from './rule.ts';

/** A check of Dockerfiles. What it is called with is in `on`. */
export type DockerRule =
  | ({ readonly on: 'file' } & Rule<Dockerfile>)
  | ({ readonly on: 'stage' } & Rule<Stage>)
  | ({
      readonly on: 'instruction';
      /** Upper case; without them, every instruction. Those behind ONBUILD are instructions too. */
      readonly keywords?: readonly string[];
    } & Rule<Instruction>)
  | ({
      readonly on: 'command';
      /** Names as `RunCommand.program` gives them; without them, every command that RUN starts. */
      readonly programs?: readonly string[];
    } & Rule<RunCommand>);
