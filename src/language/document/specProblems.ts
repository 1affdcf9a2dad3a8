import { t } from '../../domain/base/text.ts';
import type { RecordShape } from '../../domain/deploy/shape.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import { MOST_PROBLEMS } from '../../domain/deploy/specProblem.ts';
import { readSpecNode } from '../../domain/deploy/specReader.ts';
import { specShape } from '../../domain/deploy/specShape.ts';
import type { SpecDocument } from './specDocument.ts';

/**
 * Everything that is wrong in a file, syntax first. While the syntax is wrong the tree is a guess, so what is missing in it is not held
 * against the user; unknown names and wrong values that are there are.
 */
export function problemsOf(document: SpecDocument, shape: RecordShape = specShape()): readonly SpecProblem[] {
  const { root, syntaxProblems } = document;
  if (!root) return syntaxProblems.length > 0 ? syntaxProblems : emptyFile(document);
  const { problems } = readSpecNode(root, shape);
  const kept =
    syntaxProblems.length === 0
      ? problems
      : problems.filter((problem) => problem.id !== 'missing-field' && problem.id !== 'wrong-type');
  return [...syntaxProblems, ...kept].slice(0, MOST_PROBLEMS);
}

function emptyFile({ text }: SpecDocument): readonly SpecProblem[] {
  const message = t('The file is empty. Expected “version: 1” and “workloads”.');
  return [{ id: 'missing-field', path: [], span: { start: 0, end: Math.min(text.length, 1) }, message }];
}
