import { t } from '../../../../domain/base/text.ts';
import type { Dockerfile } from '../../../dockerfile/dockerfile.ts';
import type { Instruction } from '../../../dockerfile/instruction.ts';
import { BUILDER_ARGS } from '../../../rules/docker/builderArgs.ts';
import { inCode } from '../textHelp.ts';
import { builderArgTexts } from './dockerWords.ts';

/** Variables that an instruction may name, with their values where they are known. In a stage, the last that were set come first. */
export function variablesAt(file: Dockerfile, instruction: Instruction): ReadonlyMap<string, string | undefined> {
  const { stage, keyword } = instruction;
  if (stage && keyword !== 'FROM')
    return new Map(Array.from(stage.variablesBefore(instruction.outer ?? instruction)).toReversed());
  const known = new Map<string, string | undefined>(file.globals);
  // They are there for FROM without a declaration.
  if (stage) for (const name of BUILDER_ARGS) if (!known.has(name)) known.set(name, undefined);
  return known;
}

/** The value of a variable in words. */
export function valueText(name: string, value: string | undefined): string {
  const builder = BUILDER_ARGS.has(name) ? builderArgTexts()[name] : undefined;
  if (builder !== undefined) return builder;
  return value === undefined ? t('Without a default: `--build-arg` sets it.') : inCode(value);
}
