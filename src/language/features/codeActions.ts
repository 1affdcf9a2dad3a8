import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-types';
import { t } from '../../domain/base/text.ts';
import type { RecordShape } from '../../domain/deploy/shape.ts';
import { clip } from '../../domain/deploy/shapeText.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import type { SpecEdit } from '../document/edit.ts';
import { removeField, renameKey, replaceValue } from '../document/edit.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { problemsOf } from '../document/specProblems.ts';
import { diagnosticOf } from './diagnostics.ts';
import { lspRange, overlaps } from './lspRange.ts';

const QUICK_FIX = 'quickfix';

export interface CodeActionRequest {
  readonly uri: string;
  readonly range: Range;
}

/** The quick fixes of the problems under a range. */
export function codeActions(
  document: SpecDocument,
  { uri, range }: CodeActionRequest,
  shape?: RecordShape,
): CodeAction[] {
  const problems = problemsOf(document, shape).filter((problem) => overlaps(lspRange(document, problem.span), range));
  return problems.flatMap((problem) => {
    const diagnostic = diagnosticOf(problem, document);
    const fixes = fixesOf(problem, document);
    return fixes.map((fix, index) =>
      actionOf(fix, { uri, document, diagnostic, isPreferred: index === 0 && fixes.length > 0 }),
    );
  });
}

interface Fix {
  readonly title: string;
  readonly edit: SpecEdit;
}

function actionOf(
  { title, edit }: Fix,
  where: {
    readonly uri: string;
    readonly document: SpecDocument;
    readonly diagnostic: Diagnostic;
    readonly isPreferred: boolean;
  },
): CodeAction {
  const range = lspRange(where.document, edit.span);
  return {
    title,
    kind: QUICK_FIX,
    isPreferred: where.isPreferred,
    diagnostics: [where.diagnostic],
    edit: { changes: { [where.uri]: [{ range, newText: edit.newText }] } },
  };
}

function fixesOf(problem: SpecProblem, document: SpecDocument): Fix[] {
  const { id, nearest, span } = problem;
  const fixes: Fix[] = [];
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
    });
  }
  return fixes;
}

function removal(problem: SpecProblem, document: SpecDocument): Fix[] {
  const edit = removeField(document, problem.path, problem.span);
  const name = problem.path.at(-1);
  return edit ? [{ title: t('Remove “{0}”', clip(String(name))), edit }] : [];
}
