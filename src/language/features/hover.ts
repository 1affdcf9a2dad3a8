import type { Hover, Position } from 'vscode-languageserver-types';
import type { RecordShape } from '../../domain/deploy/shape.ts';
import { specShape } from '../../domain/deploy/specShape.ts';
import type { FoundNode, SpecDocument } from '../document/specDocument.ts';
import { nodeAt } from '../document/specDocument.ts';
import { fieldMarkdown } from './fieldMarkdown.ts';
import { lspRange } from './lspRange.ts';
import { shapeAt } from './shapeAt.ts';

/** What the field or the value under the pointer means. */
export function hover(document: SpecDocument, position: Position, shape: RecordShape = specShape()): Hover | undefined {
  if (!document.root) return undefined;
  const found = nodeAt(document.root, document.lines.offsetAt(position));
  return valueHover(document, found, shape) ?? fieldHover(document, found, shape);
}

function valueHover(document: SpecDocument, { path, node, isOnKey }: FoundNode, shape: RecordShape): Hover | undefined {
  if (isOnKey || node.kind === 'map' || node.kind === 'list' || node.kind === 'null') return undefined;
  for (const spelling of shapeAt(shape, path)?.shapes ?? []) {
    const choice = spelling.kind === 'choice' && spelling.values.find((one) => one.value === node.text);
    if (choice) return markdown(`**${choice.value}** — ${choice.doc}`, document, node.span);
  }
  return undefined;
}

function fieldHover(
  document: SpecDocument,
  { path, node, keySpan, isOnKey }: FoundNode,
  shape: RecordShape,
): Hover | undefined {
  const name = path.at(-1);
  const field = shapeAt(shape, path)?.field;
  if (!field || typeof name !== 'string') return undefined;
  // Inside of a block value the hover would hang over everything that is nested in it.
  if (!isOnKey && (node.kind === 'map' || node.kind === 'list')) return undefined;
  return markdown(fieldMarkdown(name, field), document, isOnKey && keySpan ? keySpan : node.span);
}

function markdown(
  value: string,
  document: SpecDocument,
  span: { readonly start: number; readonly end: number },
): Hover {
  return { contents: { kind: 'markdown', value }, range: lspRange(document, span) };
}
