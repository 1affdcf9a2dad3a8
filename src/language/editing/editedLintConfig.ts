import type { Diagnostic, Position, Range } from 'vscode-languageserver-types';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import { codeActions } from '../features/codeActions.ts';
import { completion } from '../features/completion.ts';
import { diagnosticOf } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { hover } from '../features/hover.ts';
import { lspRange } from '../features/lspRange.ts';
import { createSpecDocument } from '../document/specDocument.ts';
import { idleChoices } from '../lint/config/idleChoices.ts';
import { lintConfigShape } from '../lint/config/lintConfigShape.ts';
import { lintConfigProblems } from '../lint/config/readLintConfig.ts';
import { allRules } from '../rules/allRules.ts';
import { ruleChoices } from '../rules/ruleChoices.ts';
import { type EditedFile, NO_NAMES } from './editedFile.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** “Hint” and “unnecessary” of the protocol. */
const HINT = 4;
const UNNECESSARY = 1;

/** A `.trainyard/lint.yaml`. */
export function editedLintConfig(uri: string, text: string, near?: NearFiles): EditedFile {
  const document = createSpecDocument(text);
  const problems = lintConfigProblems(document, new Set(allRules().keys()));
  const idle = idleChoices(document.root, near).map(
    ({ span, message }): Diagnostic => ({
      range: lspRange(document, span),
      severity: HINT,
      code: 'without-effect',
      source: 'Trainyard',
      message,
      tags: [UNNECESSARY],
    }),
  );
  const shape = () => lintConfigShape(ruleChoices());
  return {
    ...NO_NAMES,
    diagnostics: () => [...problems.map((problem) => diagnosticOf(problem, document)), ...idle],
    codeActions: (range: Range) => codeActions(document, { uri, range }, problems),
    completion: (position: Position) => completion(document, position, { shape: shape() }),
    hover: (position: Position) => hover(document, position, shape()),
    symbols: () => documentSymbols(document),
    structure: yamlTextStructure(text),
  };
}
