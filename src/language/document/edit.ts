import type { MapNode, PathStep, Span, SpecNode } from '../../domain/deploy/specNode.ts';
import type { SpecDocument } from './specDocument.ts';

/** A change of the text that leaves comments and indentation of everything else alone. */
export interface SpecEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Gives the field that stands at `keySpan` another name; a quoted name keeps its quotes. */
export function renameKey({ text }: SpecDocument, keySpan: Span, name: string): SpecEdit {
  return replaceScalar(text, keySpan, name);
}

/** Puts another scalar into the place of one. */
export function replaceValue({ text }: SpecDocument, span: Span, value: string): SpecEdit {
  return replaceScalar(text, span, value);
}

function replaceScalar(text: string, span: Span, value: string): SpecEdit {
  const quote = /^["']/.exec(text.slice(span.start, span.start + 1))?.[0] ?? '';
  return { span, newText: `${quote}${value}${quote}` };
}

/** Takes a field out, with its value: in block style its lines, in flow style its text and one comma. Undefined when it is not there. */
export function removeField(document: SpecDocument, path: readonly PathStep[], keySpan: Span): SpecEdit | undefined {
  const parent = document.root && mapAt(document.root, path.slice(0, -1));
  const index = parent?.entries.findIndex((entry) => entry.keySpan.start === keySpan.start) ?? -1;
  const entry = parent?.entries[index];
  if (!parent || !entry) return undefined;
  const { text } = document;
  const isFlow = text[parent.span.start] === '{';
  if (isFlow) return removeFlow(parent, index);
  const end = endOfBlock(text, entry.keySpan, entry.value.span);
  const lineStart = text.lastIndexOf('\n', entry.keySpan.start - 1) + 1;
  const before = text.slice(lineStart, entry.keySpan.start);
  // The first field of a list item shares its line with the dash, which the next field inherits.
  const next = parent.entries[index + 1];
  if (before.trim() !== '') {
    return next
      ? { span: { start: entry.keySpan.start, end: next.keySpan.start }, newText: '' }
      : { span: { start: entry.keySpan.start, end: trimEnd(text, end) }, newText: '{}' };
  }
  if (parent.entries.length === 1 && parent !== document.root)
    return { span: { start: entry.keySpan.start, end: trimEnd(text, end) }, newText: '{}' };
  return { span: { start: lineStart, end }, newText: '' };
}

function removeFlow(parent: MapNode, index: number): SpecEdit | undefined {
  const entry = parent.entries[index];
  if (!entry) return undefined;
  const next = parent.entries[index + 1];
  if (next) return { span: { start: entry.keySpan.start, end: next.keySpan.start }, newText: '' };
  const previous = parent.entries[index - 1];
  const end = Math.max(entry.keySpan.end, entry.value.span.end);
  if (!previous) return { span: { start: entry.keySpan.start, end }, newText: '' };
  const start = Math.max(previous.keySpan.end, previous.value.span.end);
  return { span: { start, end }, newText: '' };
}

/** The end of the last line of a field; a comment behind the value goes with it, comments of what follows do not. */
function endOfBlock(text: string, keySpan: Span, valueSpan: Span): number {
  const last = Math.max(keySpan.end, trimEnd(text, valueSpan.end));
  const lineEnd = text.indexOf('\n', last);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function trimEnd(text: string, end: number): number {
  let last = end;
  while (last > 0 && /\s/.test(text[last - 1] ?? '')) last--;
  return last;
}

function mapAt(root: SpecNode, path: readonly PathStep[]): MapNode | undefined {
  let node: SpecNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else if (node?.kind === 'map') node = node.entries.findLast((entry) => entry.key === step)?.value;
    else return undefined;
  }
  return node?.kind === 'map' ? node : undefined;
}
