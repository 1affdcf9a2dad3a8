import type { Position, Range } from 'vscode-languageserver-types';
import { createSpecDocument } from '../document/specDocument.ts';
import { codeActions } from '../features/codeActions.ts';
import { completion } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbols.ts';
import { specLenses } from '../features/specLenses.ts';
import { hover } from '../features/hover.ts';
import { LiveValues } from '../live/liveValues.ts';
import { type EditedFile, NO_NAMES } from './editedFile.ts';
import { specTokens } from './tokens/specTokens.ts';
import { yamlTextStructure } from './structure/yamlStructure.ts';

/** A `trainyard.yaml`; `path` where it is on the disk, when it is there. */
export function editedSpec(
  uri: string,
  text: string,
  { live = new LiveValues(), path }: { readonly live?: LiveValues; readonly path?: string } = {},
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
    tokens: () => specTokens(document.root),
    structure: yamlTextStructure(text),
  };
}
