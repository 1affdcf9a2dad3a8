import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver-types';
import type { Span } from '../../domain/deploy/specNode.ts';
import type { FileLanguage } from '../lint/fileLanguage.ts';
import type { Finding } from '../lint/finding.ts';
import type { LintedFile } from '../lint/lintLanguage.ts';
import type { TextLinter } from '../lint/textLinter.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { completionItems, hoverOf, type TextHelp } from './help/textHelp.ts';
import { type HelpTools, textHelpOf } from './help/textHelpOf.ts';
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
    help: helpTools,
  }: {
    /** Undefined: it is not judged. */
    readonly linter: TextLinter | undefined;
    readonly help: HelpTools;
  },
): EditedFile {
  const range = (span: Span): Range => rangeOf(span, positions);
  // Whoever types waits for what is offered, and not for what is wrong.
  let findings: readonly Finding[] | undefined;
  const getFindings = () => (findings ??= linter?.lint(file).findings ?? []);
  const { text, near } = file;
  let help: TextHelp | undefined;
  const getHelp = (): TextHelp => (help ??= textHelpOf({ language, text }, helpTools));
  return {
    ...NO_NAMES,
    diagnostics: (): readonly Diagnostic[] =>
      getFindings().map((finding) => findingDiagnostic(finding, { uri, range })),
    codeActions: (at: Range): readonly CodeAction[] => {
      const from = positions.offsetAt(at.start);
      const to = positions.offsetAt(at.end);
      const touched = getFindings().filter(({ start, end }) => start <= to && from <= end);
      return findingActions(touched, { uri, range });
    },
    completion: (position) => completionItems(getHelp().offers(positions.offsetAt(position)), range),
    hover: (position) => hoverOf(getHelp().explanation(positions.offsetAt(position)), range),
    symbols: () => [],
    links: () => (near ? documentLinks({ uri, text, language, near }, positions) : []),
    structure: language === 'dockerfile' ? dockerfileStructure(text) : yamlTextStructure(text),
  };
}
