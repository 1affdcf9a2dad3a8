import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { FileLanguage } from '../lint/fileLanguage.ts';
import type { LintedFile } from '../lint/lintLanguage.ts';
import type { TextLinter } from '../lint/textLinter.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { textHelpOf } from './help/textHelpOf.ts';
import { completionItems, hoverOf } from './help/textHelp.ts';
import { findingActions } from './findingActions.ts';
import { findingDiagnostic } from './findingDiagnostic.ts';
import { documentLinks } from './links/documentLinks.ts';
import { rangeOf } from './rangeOf.ts';
import { dockerfileStructure } from './structure/dockerfileStructure.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** A file of a language that is checked as a whole: a Dockerfile, a Compose file, a workflow. */
export function editedText(
  {
    uri,
    positions,
    language,
    ...file
  }: LintedFile & { readonly uri: string; readonly language: FileLanguage; readonly positions: TextPositions },
  {
    linter,
    left = new Set(),
  }: {
    /** Undefined: it is not judged. */
    readonly linter: TextLinter | undefined;
    /** Classes of problems and of help that other extensions have. */
    readonly left?: ReadonlySet<string>;
  },
): EditedFile {
  const range = (span: Span): Range => rangeOf(span, positions);
  const findings = linter?.lint(file).findings ?? [];
  const { text, near } = file;
  const help = textHelpOf({ language, text }, left);
  return {
    ...NO_NAMES,
    diagnostics: (): readonly Diagnostic[] => findings.map((finding) => findingDiagnostic(finding, { uri, range })),
    codeActions: (at: Range): readonly CodeAction[] => {
      const from = positions.offsetAt(at.start);
      const to = positions.offsetAt(at.end);
      const touched = findings.filter(({ start, end }) => start <= to && from <= end);
      return findingActions(touched, { uri, range });
    },
    completion: (position) => completionItems(help.offers(positions.offsetAt(position)), range),
    hover: (position) => hoverOf(help.explanation(positions.offsetAt(position)), range),
    symbols: () => [],
    links: () => (near ? documentLinks({ uri, text, language, near }, positions) : []),
    structure: language === 'dockerfile' ? dockerfileStructure(text) : yamlTextStructure(text),
  };
}
