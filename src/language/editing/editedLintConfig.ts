import type { CodeAction, Diagnostic, Position, Range, TextEdit } from 'vscode-languageserver-types';
import { t } from '../../domain/base/text.ts';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import { codeActions } from '../features/codeActions.ts';
import { completion } from '../features/completion.ts';
import { diagnosticOf } from '../features/diagnosticOf.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { hover } from '../features/hover.ts';
import { lspRange, overlaps } from '../features/lspRange.ts';
import { createSpecDocument } from '../document/specDocument.ts';
import { idleChoices } from '../lint/config/idleChoices.ts';
import { lintConfigShape } from '../lint/config/lintConfigShape.ts';
import { lintConfigProblems, otherNames } from '../lint/config/readLintConfig.ts';
import { ruleChoices } from '../rules/ruleChoices.ts';
import { type EditedFile, NO_NAMES } from './editedFile.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** “Hint” and “unnecessary” of the protocol. */
const HINT = 4;
const UNNECESSARY = 1;

/** A `.trainyard/lint.yaml`. */
export function editedLintConfig(uri: string, text: string, near?: NearFiles): EditedFile {
  const document = createSpecDocument(text);
  const problems = lintConfigProblems(document);
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
  const renamed = otherNames(document.root).map(({ span, message, only }) => ({
    diagnostic: {
      range: lspRange(document, span),
      severity: HINT,
      code: 'other-name',
      source: 'Trainyard',
      message,
    } satisfies Diagnostic,
    edits: only === undefined ? [] : [{ range: lspRange(document, span), newText: only }],
  }));
  const shape = () => lintConfigShape(ruleChoices());
  return {
    ...NO_NAMES,
    diagnostics: () => [
      ...problems.map((problem) => diagnosticOf(problem, document)),
      ...idle,
      ...renamed.map(({ diagnostic }) => diagnostic),
    ],
    codeActions: (range: Range) => [
      ...codeActions(document, { uri, range }, problems),
      ...renamed
        .filter(({ diagnostic, edits }) => edits.length > 0 && overlaps(diagnostic.range, range))
        .map(({ diagnostic, edits }) => renaming(uri, diagnostic, edits)),
    ],
    completion: (position: Position) => completion(document, position, { shape: shape() }),
    hover: (position: Position) => hover(document, position, shape()),
    symbols: () => documentSymbols(document),
    structure: yamlTextStructure(text),
  };
}

function renaming(uri: string, diagnostic: Diagnostic, edits: readonly TextEdit[]): CodeAction {
  const title = t('Rename to “{0}”', edits[0]?.newText ?? '');
  return {
    title,
    kind: 'quickfix',
    diagnostics: [diagnostic],
    isPreferred: true,
    edit: { changes: { [uri]: [...edits] } },
  };
}
