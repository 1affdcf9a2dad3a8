import type { Span } from '../../../domain/deploy/specNode.ts';
import { t } from '../../../domain/base/text.ts';
import { nearestName } from '../../../domain/deploy/nearestName.ts';
import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import { nextLine } from '../../dockerfile/logicalLine.ts';
import { replaced } from '../../lint/fixes/dockerEdits.ts';
import type { DockerCheck } from '../../lint/dockerLinter.ts';
import type { FindingSink } from '../../lint/findingSink.ts';
import { checkArguments } from './checkArguments.ts';
import { checkFlags } from './checkFlags.ts';
import { ARITIES } from './instructionShapes.ts';
import { syntaxRules } from './syntaxRules.ts';

/** What the builder refuses, or reads in another way than it looks. */
export const dockerSyntax: DockerCheck = {
  rules: syntaxRules,
  check(file, sink) {
    checkDirectives(file, sink);
    checkOrder(file, sink);
    for (const instruction of file.instructions) {
      checkInstruction(instruction, sink);
      if (instruction.trigger) checkInstruction(instruction.trigger, sink);
    }
  },
};

function checkDirectives(file: Dockerfile, sink: FindingSink): void {
  const seen = new Set<string>();
  for (const directive of file.directives) {
    const { name, nameSpan, value, valueSpan } = directive;
    const written = file.text.slice(nameSpan.start, nameSpan.end);
    if (written !== name)
      sink.add('docker-syntax-directive-casing', nameSpan, {
        message: t('Directives are written in small letters: “{0}”.', name),
        fixes: () => [{ title: t('Write “{0}”', name), edits: [replaced(nameSpan, name)], isSafe: true }],
      });
    if (seen.has(name))
      sink.add('docker-syntax-duplicated-escape', directive, {
        message: t('The directive “{0}” stands twice.', name),
        fixes: () => {
          const line: Span = { start: directive.start, end: nextLine(file.text, directive.end) };
          return [{ title: t('Remove this line'), edits: [replaced(line, '')], isSafe: false }];
        },
      });
    seen.add(name);
    if (name === 'escape' && value !== '\\' && value !== '`')
      sink.add('docker-syntax-invalid-escape', valueSpan, {
        message: t('The escape character is a backslash or a backtick, not “{0}”.', value),
        fixes: () =>
          ['\\', '`'].map((wanted) => ({
            title: t('Write “{0}”', wanted),
            edits: [replaced(valueSpan, wanted)],
            isSafe: false,
          })),
      });
  }
}

function checkOrder(file: Dockerfile, sink: FindingSink): void {
  const { instructions, stages } = file;
  if (instructions.length === 0) return;
  if (stages.length === 0)
    sink.add('docker-syntax-no-source-image', file.head, {
      message: t('The file has no FROM, so there is nothing to build.'),
    });
  for (const { stage, keyword, keywordSpan } of instructions) {
    if (stage) break;
    if (keyword !== 'ARG' && keyword in ARITIES && stages.length > 0)
      sink.add('docker-order', keywordSpan, { message: t('Only ARG may stand before the first FROM.') });
  }
}

function checkInstruction(instruction: Instruction, sink: FindingSink): void {
  const { keyword, keywordSpan, heredocs, outer } = instruction;
  if (!(keyword in ARITIES)) {
    const near = nearestName(keyword, Object.keys(ARITIES));
    sink.add('docker-syntax-unknown-instruction', keywordSpan, {
      message:
        near === undefined
          ? t('There is no instruction “{0}”.', instruction.written)
          : t('There is no instruction “{0}”; did you mean “{1}”?', instruction.written, near),
      fixes: () =>
        near === undefined
          ? []
          : [{ title: t('Write “{0}”', near), edits: [replaced(keywordSpan, near)], isSafe: false }],
    });
    return;
  }
  checkFlags(instruction, sink);
  checkArguments(instruction, sink);
  if (outer) return;
  for (const { isClosed, name, opener } of heredocs) {
    if (!isClosed)
      sink.add('docker-sh-heredoc-end', opener, {
        message: t('The line “{0}” that ends this heredoc is missing.', name),
      });
  }
}
