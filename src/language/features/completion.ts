import type { CompletionItem, CompletionItemKind, Position } from 'vscode-languageserver-types';
import { t } from '../../domain/base/text.ts';
import { childrenOf, textAt } from '../../domain/deploy/nodeValues.ts';
import type { Field, RecordShape, Shape } from '../../domain/deploy/shape.ts';
import { fieldOf, type SpecNode } from '../../domain/deploy/specNode.ts';
import { specShape } from '../../domain/deploy/specShape.ts';
import { type Cursor, cursorAt } from '../document/cursor.ts';
import type { SpecDocument } from '../document/specDocument.ts';
import { LiveValues } from '../live/liveValues.ts';
import { fieldMarkdown } from './fieldMarkdown.ts';
import { liveItems } from './liveItems.ts';
import { lspRange } from './lspRange.ts';
import { shapeAt } from './shapeAt.ts';

/** Kinds of the language server protocol. */
const FIELD: CompletionItemKind = 10;
const VALUE: CompletionItemKind = 12;
const CHOICE: CompletionItemKind = 20;
const REFERENCE: CompletionItemKind = 18;
const SNIPPET: CompletionItemKind = 15;
const SNIPPET_FORMAT = 2;

/** What can stand at a position: names of fields that are not there yet, values of a field, names of targets. */
export function completion(
  document: SpecDocument,
  position: Position,
  { shape = specShape(), live = new LiveValues() }: { readonly shape?: RecordShape; readonly live?: LiveValues } = {},
): CompletionItem[] {
  const cursor = cursorAt(document.text, document.lines.offsetAt(position));
  if (!cursor) return [];
  const found = shapeAt(shape, cursor.path);
  if (!found) return [];
  const node = nodeOfPath(cursor);
  const items: CompletionItem[] = [];
  if (cursor.place === 'value') items.push(...namesOf(cursor, live));
  for (const spelling of found.shapes) {
    if (cursor.place === 'key' && spelling.kind === 'record') items.push(...fieldItems(spelling, node, cursor));
    else if (cursor.place === 'value') items.push(...valueItems(spelling, found.field));
  }
  if (
    cursor.place === 'key' &&
    cursor.path.length === 0 &&
    shape.fields.has('workloads') &&
    !fieldOf(cursor.root, 'workloads')
  )
    items.push(newFile());
  const range = lspRange(document, cursor.word);
  return items.map(({ insertText, ...item }) => ({ ...item, textEdit: { range, newText: insertText ?? item.label } }));
}

function nodeOfPath({ root, path }: Cursor): SpecNode | undefined {
  let node: SpecNode | undefined = root;
  for (const step of path)
    node = typeof step === 'number' ? (node?.kind === 'list' ? node.items[step] : undefined) : fieldOf(node, step);
  return node;
}

function fieldItems(shape: RecordShape, node: SpecNode | undefined, cursor: Cursor): CompletionItem[] {
  const items: CompletionItem[] = [];
  const present = new Set(childrenOf(node).map(([name]) => name));
  const variant = shape.variantField && (textAt(node, shape.variantField.name) ?? shape.variantField.default);
  const closed = new Set((shape.exactlyOne ?? []).filter((group) => group.some((name) => present.has(name))).flat());
  for (const [name, field] of shape.fields) {
    if (present.has(name) || closed.has(name)) continue;
    if (field.variant !== undefined && field.variant !== variant) continue;
    items.push({
      label: name,
      kind: FIELD,
      // The order of the description, required ones first.
      sortText: `${field.isRequired ? 0 : 1}${String(items.length).padStart(3, '0')}`,
      documentation: { kind: 'markdown', value: fieldMarkdown(name, field) },
      insertText: cursor.hasColon ? name : `${name}:${afterColon(field.shape, cursor)}`,
      ...(opensChoice(field.shape) ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
    });
  }
  return items;
}

/** A space before a value in one line; for a block, the next line at its indentation. */
function afterColon(shape: Shape, { isInFlow, indentation }: Cursor): string {
  const first = shape.kind === 'either' ? shape.of[0] : shape;
  if (isInFlow || !first) return ' ';
  const line = `\n${' '.repeat(indentation + 2)}`;
  if (first.kind === 'record' || first.kind === 'map') return line;
  return first.kind === 'list' ? `${line}- ` : ' ';
}

function opensChoice(shape: Shape): boolean {
  return shape.kind === 'choice' || shape.kind === 'boolean' || shape.kind === 'record';
}

function valueItems(shape: Shape, field: Field | undefined): CompletionItem[] {
  if (shape.kind === 'choice') {
    return shape.values.map(({ value, doc }, index) => ({
      label: value,
      kind: CHOICE,
      sortText: `0${String(index).padStart(3, '0')}`,
      documentation: { kind: 'markdown', value: doc },
    }));
  }
  if (shape.kind === 'boolean') return ['true', 'false'].map((label) => ({ label, kind: CHOICE }));
  const isOneLine = shape.kind === 'text' || shape.kind === 'quantity' || shape.kind === 'integer';
  if (!isOneLine || field?.example === undefined || /^[[{]/.test(field.example)) return [];
  return [{ label: field.example, kind: VALUE, detail: t('example') }];
}

/** Names that the file or a connected cluster has. */
function namesOf({ root, path }: Cursor, live: LiveValues): CompletionItem[] {
  const names: CompletionItem[] = liveItems(root, path, live).map((item) => ({ ...item, kind: REFERENCE }));
  return path.length === 3 && path[2] === 'target' ? [...names, ...targetItems(root)] : names;
}

function targetItems(root: SpecNode): CompletionItem[] {
  return childrenOf(fieldOf(root, 'targets')).map(([label]) => ({ label, kind: CHOICE, sortText: `0${label}` }));
}

function newFile(): CompletionItem {
  const lines = [
    'version: 1',
    'workloads:',
    '  ${1:train}:',
    '    build: .',
    '    command: [python, ${2:train.py}]',
    '    parameters:',
    '      ${3:epochs}: ${4:10}',
    '    resources: { cpu: ${5:2}, memory: ${6:4Gi} }',
    '    outputs: [{ path: ${7:/app/outputs}, to: outputs }]',
    '',
  ];
  return {
    label: t('training workload'),
    kind: SNIPPET,
    insertTextFormat: SNIPPET_FORMAT,
    sortText: '00',
    filterText: 'version workloads train',
    documentation: t('A whole file with one training run.'),
    insertText: lines.join('\n'),
  };
}
