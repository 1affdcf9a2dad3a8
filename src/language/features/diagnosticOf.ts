import type { Diagnostic } from 'vscode-languageserver-types';
import { pathText } from '../../domain/deploy/specNode.ts';
import type { SpecProblem } from '../../domain/deploy/specProblem.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { lspRange } from './lspRange.ts';

/** Severities of the language server protocol. */
const ERROR = 1;
const WARNING = 2;

/** A problem as editors show it; the code is its id. */
export function diagnosticOf(problem: SpecProblem, document: SpecDocument): Diagnostic {
  const place = pathText(problem.path.slice(0, -1));
  return {
    range: lspRange(document, problem.span),
    severity: problem.id === 'duplicate-field' ? WARNING : ERROR,
    code: problem.id,
    source: 'Trainyard',
    message: place === '' || problem.id === 'syntax' ? problem.message : `${place}: ${problem.message}`,
  };
}
