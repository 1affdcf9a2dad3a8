import type { DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { MapEntry } from '../../domain/deploy/specNode.ts';
import { textOf } from '../../domain/deploy/nodeValues.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { lspRange } from './lspRange.ts';

const MOST_SYMBOLS = 2000;
/** Kinds of the language server protocol: Namespace, Class, Field. */
const KINDS: readonly SymbolKind[] = [3, 5, 8];

/** The outline: sections, workloads and targets, and their fields. */
export function documentSymbols(document: SpecDocument): DocumentSymbol[] {
  let count = 0;
  const symbolsOf = (entries: readonly MapEntry[], depth: number): DocumentSymbol[] =>
    entries.flatMap((entry) => {
      if (entry.key === '' || ++count > MOST_SYMBOLS) return [];
      const { value } = entry;
      const end = Math.max(entry.keySpan.end, value.span.start >= entry.keySpan.end ? value.span.end : 0);
      const isOpen = value.kind === 'map' && depth + 1 < KINDS.length;
      return [
        {
          name: entry.key,
          detail: (textOf(value) ?? '').slice(0, 80),
          kind: KINDS[depth] ?? 8,
          range: lspRange(document, { start: entry.keySpan.start, end }),
          selectionRange: lspRange(document, entry.keySpan),
          children: isOpen ? symbolsOf(value.entries, depth + 1) : [],
        },
      ];
    });
  return document.root?.kind === 'map' ? symbolsOf(document.root.entries, 0) : [];
}
