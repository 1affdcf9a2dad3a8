import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { dockerfileWith } from '../../lint/examples.ts';
import { lineBefore, replaced } from '../../lint/fixes/dockerEdits.ts';
import type { Fix } from '../../lint/finding.ts';
import type { DockerRule } from '../../lint/dockerRule.ts';
import { BUILDER_ARGS, UNDECLARED_ARGS } from './builderArgs.ts';

/** Why a variable is not set at an instruction; undefined when it is, or when the base image may set it. */
export function whyUnset(
  instruction: Instruction,
  name: string,
):
  | {
      readonly message: string;
      readonly fixes: (span: { readonly start: number; readonly end: number }) => readonly Fix[];
    }
  | undefined {
  const { stage } = instruction;
  if (!stage || UNDECLARED_ARGS.has(name)) return undefined;
  const known = stage.variablesBefore(instruction);
  if (known.has(name)) return undefined;
  const declare = (): readonly Fix[] => [
    {
      title: t('Declare “{0}” in this stage', name),
      edits: [lineBefore(instruction.outer ?? instruction, `ARG ${name}`)],
      isSafe: false,
    },
  ];
  if (stage.file.globals.has(name))
    return {
      message: t(
        '“{0}” is declared before FROM, which counts for FROM alone: it is empty here without “ARG {0}” in this stage.',
        name,
      ),
      fixes: declare,
    };
  if (BUILDER_ARGS.has(name))
    return { message: t('“{0}” is empty here without “ARG {0}” in this stage.', name), fixes: declare };
  const near = /^[A-Z_a-z]\w{3,}$/.test(name) ? nearestName(name, known.keys()) : undefined;
  if (near === undefined || near.toLowerCase() === name.toLowerCase()) {
    // The empty image sets nothing but PATH.
    const isCertain = stage.root.base === 'scratch' && name !== 'PATH';
    return isCertain ? { message: t('“{0}” is not set before.', name), fixes: () => [] } : undefined;
  }
  return {
    message: t('“{0}” is not set before; did you mean “{1}”?', name, near),
    fixes: (span) => [{ title: t('Write “{0}”', near), edits: [replaced(span, near)], isSafe: false }],
  };
}

/** Variables that the builder replaces. */
export const variableRules: readonly DockerRule[] = [
  {
    id: 'docker-undefined-variable',
    on: 'instruction',
    kinds: 'all',
    severity: 'warning',
    aliases: ['buildkit/UndefinedVar'],
    fix: 'choice',
    check(instruction, report) {
      if (instruction.keyword === 'FROM') return;
      for (const variable of instruction.variables) {
        if (/^:?[-+?]/.test(variable.modifier)) continue;
        const why = whyUnset(instruction, variable.name);
        if (why) report.at(variable, why.message, { fixes: () => why.fixes(variable.nameSpan) });
      }
    },
    page: () => ({
      what: 'A variable is used that nothing has set before: misspelt, or an ARG of another stage.',
      why: 'It becomes nothing without a word: paths lose a part, and files land in the root folder. An ARG before FROM must be repeated in each stage that uses it.',
      source: 'Docker documentation, ARG, Scope; BuildKit, check UndefinedVar.',
      bad: dockerfileWith('ENV MODEL_DIR=/models\nWORKDIR $MODL_DIR'),
      good: dockerfileWith('ENV MODEL_DIR=/models\nWORKDIR $MODEL_DIR'),
    }),
  },
];
