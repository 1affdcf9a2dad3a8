import type { Position, Range } from 'vscode-languageserver-types';
import type { NearFiles } from '../../domain/base/nearFiles.ts';
import { createSpecDocument } from '../document/specDocument.ts';
import { codeActions } from '../features/codeActions.ts';
import { completion } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { specLenses } from '../features/specLenses.ts';
import { hover } from '../features/hover.ts';
import { LiveValues } from '../live/liveValues.ts';
import { type EditedFile, NO_NAMES, type TextPositions } from './editedFile.ts';
import { documentLinks } from './links/documentLinks.ts';
import { specTokens } from './tokens/specTokens.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

interface SpecTools {
  readonly live?: LiveValues;
  /** Where it is on the disk. */
  readonly path?: string;
  /** What is around it, for links. */
  readonly place?: { readonly near: NearFiles; readonly positions: TextPositions };
}

/** A `trainyard.yaml`; `path` where it is on the disk, when it is there. */
export function editedSpec(
  uri: string,
  text: string,
  { live = new LiveValues(), path, place }: SpecTools = {},
): EditedFile {
  const document = createSpecDocument(text);
  return {
    ...NO_NAMES,
    diagnostics: () => diagnostics(document),
    codeActions: (range: Range) => codeActions(document, { uri, range }),
    completion: (position: Position) => completion(document, position, { live }),
    hover: (position: Position) => hover(document, position),
    lenses: () => specLenses(document, path),
    symbols: () => documentSymbols(document),
    links: () => (place ? documentLinks({ uri, text, language: 'spec', near: place.near }, place.positions) : []),
    tokens: () => specTokens(document.root),
    structure: yamlTextStructure(text),
  };
}
