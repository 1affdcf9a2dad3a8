import type { Position, Range } from 'vscode-languageserver-types';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import type { Span } from '../../domain/deploy/specNode.ts';
import { createSpecDocument } from '../document/specDocument.ts';
import { completion } from '../features/completion.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { specLenses } from '../features/specLenses.ts';
import { hover } from '../features/hover.ts';
import { lspRange, overlaps } from '../features/lspRange.ts';
import type { Finding } from '../lint/finding.ts';
import type { TextLinter } from '../lint/textLinter.ts';
import { LiveValues } from '../live/liveValues.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { findingActions } from './findingActions.ts';
import { findingDiagnostic } from './findingDiagnostic.ts';
import { documentLinks } from './links/documentLinks.ts';
import { specTokens } from './tokens/specTokens.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

interface SpecTools {
  readonly live?: LiveValues;
  /** Absent: it is not judged. */
  readonly linter?: TextLinter;
  /** Where it is on the disk. */
  readonly path?: string;
  /** What is around it, for links. */
  readonly place?: { readonly near: NearFiles; readonly positions: TextPositions };
}

/** A `trainyard.yaml`; `path` where it is on the disk, when it is there. */
export function editedSpec(
  uri: string,
  text: string,
  { live = new LiveValues(), linter, path, place }: SpecTools = {},
): EditedFile {
  const document = createSpecDocument(text);
  const range = (span: Span): Range => lspRange(document, span);
  let findings: readonly Finding[] | undefined;
  // By its language, whatever the file is called.
  const getFindings = () => (findings ??= linter?.lint({ path: 'trainyard.yaml', text }).findings ?? []);
  return {
    ...NO_NAMES,
    diagnostics: () => getFindings().map((finding) => findingDiagnostic(finding, { uri, range })),
    codeActions: (at: Range) =>
      findingActions(
        getFindings().filter((finding) => overlaps(range(finding), at)),
        { uri, range },
      ),
    completion: (position: Position) => completion(document, position, { live }),
    hover: (position: Position) => hover(document, position),
    lenses: () => specLenses(document, path),
    symbols: () => documentSymbols(document),
    links: () => (place ? documentLinks({ uri, text, language: 'spec', near: place.near }, place.positions) : []),
    tokens: () => specTokens(document.root),
    structure: yamlTextStructure(text),
  };
}
