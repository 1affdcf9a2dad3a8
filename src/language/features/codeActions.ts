import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-types';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { fixesOf, type SpecFix } from '../document/specFixes.ts';
import { diagnosticOf } from './diagnosticOf.ts';
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
  all: readonly SpecProblem[],
): CodeAction[] {
  const problems = all.filter((problem) => overlaps(lspRange(document, problem.span), range));
  return problems.flatMap((problem) => {
    const diagnostic = diagnosticOf(problem, document);
    const fixes = fixesOf(problem, document);
    return fixes.map((fix, index) =>
      actionOf(fix, { uri, document, diagnostic, isPreferred: index === 0 && fixes.length > 0 }),
    );
  });
}

function actionOf(
  { title, edit }: SpecFix,
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
