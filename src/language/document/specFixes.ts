import { t } from '../../domain/base/text.ts';
import { clip } from '../../domain/deploy/shapeText.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import { removeField, renameKey, replaceValue, type SpecEdit } from './edit.ts';
import type { SpecDocument } from './specDocument.ts';

export interface SpecFix {
  readonly title: string;
  readonly edit: SpecEdit;
  /** It cannot change what the user meant. */
  readonly isSafe?: true;
}

/** What would repair a problem, the likeliest first. */
export function fixesOf(problem: SpecProblem, document: SpecDocument): readonly SpecFix[] {
  const { id, nearest, span } = problem;
  const fixes: SpecFix[] = [];
  if (id === 'unknown-field') {
    if (nearest !== undefined)
      fixes.push({ title: t('Rename to “{0}”', nearest), edit: renameKey(document, span, nearest) });
    fixes.push(...removal(problem, document));
  } else if (id === 'misplaced-field' || id === 'duplicate-field' || id === 'conflicting-fields') {
    fixes.push(...removal(problem, document));
  } else if ((id === 'wrong-value' || id === 'unknown-name') && nearest !== undefined) {
    fixes.push({ title: t('Change to “{0}”', nearest), edit: replaceValue(document, span, nearest) });
  } else if (id === 'missing-field' && problem.path.length === 0 && problem.expected === 'version') {
    fixes.push({
      title: t('Add “version: 1”'),
      edit: { span: { start: span.start, end: span.start }, newText: 'version: 1\n' },
      isSafe: true,
    });
  }
  return fixes;
}

function removal(problem: SpecProblem, document: SpecDocument): SpecFix[] {
  const edit = removeField(document, problem.path, problem.span);
  const name = problem.path.at(-1);
  return edit ? [{ title: t('Remove “{0}”', clip(String(name))), edit }] : [];
}
