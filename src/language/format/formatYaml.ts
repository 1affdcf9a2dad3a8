import type { Span } from '../../domain/deploy/specNode.ts';
import type { TextEdit } from '../lint/finding.ts';
import { findPlaceholders } from '../yaml/findPlaceholders.ts';
import { hasTemplates, maskTemplates } from '../yaml/maskTemplates.ts';
import { scanDocument } from '../yaml/scanDocument.ts';
import { splitDocuments } from '../yaml/splitDocuments.ts';
import { YamlTree } from '../yaml/yamlTree.ts';
import { applyEdits } from './applyEdits.ts';
import { documentLayout } from './documentLayout.ts';
import { finalLineBreak } from './finalLineBreak.ts';
import type { FormatLine } from './formatLine.ts';
import { isSameReading, type ReadDocument } from './isSameReading.ts';
import { lineEdits } from './lineEdits.ts';
import { newIndents } from './newIndents.ts';
import { areListsFlush, type LineSpan, placeLevels } from './placeLevels.ts';
import { countsColumns } from './countsColumns.ts';

export interface FormatChoices {
  /** Columns of one level. */
  readonly step: number;
  /** Lines that it touches are formatted; without it, all. */
  readonly range?: Span;
}

/** No cluster takes a document that is longer, and nobody waits for it. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** Wider than anybody writes; from there on the editor's setting is for something else. */
const WIDEST_STEP = 8;

/**
 * The changes that make a YAML file look as it should: indentation, one blank behind colons and dashes, no blanks at line ends, at most one blank line,
 * a line break at the end. Blanks are all that is changed, nothing is printed anew, and a document is left as it is when it has a problem, or when it
 * would not be read as before. Edits are in the order of the text.
 */
export function formatYaml(text: string, { step, range }: FormatChoices): readonly TextEdit[] {
  if (text.length > LONGEST_TEXT) return [];
  const masked = maskTemplates(text);
  const spans = splitDocuments(masked);
  const documents = spans.map(({ start, end, problem }) =>
    problem ? undefined : readDocument(text.slice(start, end), masked.slice(start, end)),
  );
  const isFlush = areListsFlush(documents.flatMap((document) => document?.layout ?? []));
  const edits: TextEdit[] = [];
  spans.forEach(({ start, end, problem }, index) => {
    const separator = { start: spans[index - 1]?.end ?? 0, end: start };
    if (!problem) edits.push(...separatorEdits(text, separator, range));
    const document = documents[index];
    if (!document) return;
    const lines = range && linesIn(document.layout.lines, { start: range.start - start, end: range.end - start });
    if (range && !lines) return;
    const own = documentEdits(document, {
      step: Math.min(Math.max(step, 1), WIDEST_STEP),
      isFlush,
      isFixed: countsColumns(document.text),
      range: lines || undefined,
      isFirst: start === 0,
      isLast: end === text.length,
    });
    for (const edit of own) edits.push({ ...edit, start: edit.start + start, end: edit.end + start });
  });
  return edits;
}

function readDocument(text: string, masked: string): ReadDocument | undefined {
  const scanned = scanDocument(masked);
  if (scanned.isOpaque || scanned.problems.length > 0) return undefined;
  const tree = new YamlTree(masked, scanned);
  const layout = documentLayout(text, tree, hasTemplates(text) ? tallPlaceholders(text) : []);
  return layout && { text, tree, layout };
}

/** Start and end of those with several lines. */
function tallPlaceholders(text: string): readonly number[] {
  return findPlaceholders(text).flatMap(({ start, end }) =>
    text.slice(start, end).includes('\n') ? [start, end] : [],
  );
}

interface DocumentFormat {
  readonly step: number;
  readonly isFlush: boolean;
  readonly isFixed: boolean;
  readonly range: LineSpan | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function documentEdits(document: ReadDocument, format: DocumentFormat): readonly TextEdit[] {
  const { text, layout } = document;
  placeLevels(layout, format);
  const indents = newIndents(layout, format);
  const edits = [
    ...lineEdits({ text, layout, indents, ...format }),
    ...(format.isLast ? finalLineBreak(document, format.range) : []),
  ];
  if (edits.length === 0) return [];
  const after = applyEdits(text, edits);
  const read = readDocument(after, maskTemplates(after));
  return read && isSameReading(document, read) ? edits : [];
}

/** Blanks behind `---`. */
function separatorEdits(text: string, { start, end }: Span, range: Span | undefined): readonly TextEdit[] {
  if (range && (range.end < start || range.start >= end)) return [];
  const line = text.slice(start, end);
  const blanks = /[ \t]+(?=\r?\n?$)/.exec(line);
  if (!blanks) return [];
  const from = start + blanks.index;
  return [{ start: from, end: from + blanks[0].length, newText: '' }];
}

function linesIn(lines: readonly FormatLine[], { start, end }: Span): LineSpan | undefined {
  const first = lines.findIndex((line) => line.end >= start);
  const last = lines.findLastIndex((line) => line.start <= end);
  return first < 0 || last < first ? undefined : { first, last };
}
