import { type AnsiStyle, ansiSpans, stripAnsi } from '../../domain/logs/ansi.ts';
import { jsonLine, prettyJson } from '../../domain/logs/jsonLine.ts';
import { levelOf } from '../../domain/logs/level.ts';
import type { Matcher } from '../../domain/logs/logQuery.ts';
import { type SourceReference, sourceReference, type TracebackGroup } from '../../domain/logs/traceback.ts';
import { t } from '../../domain/base/text.ts';
import { element } from '../shared/dom.ts';
import type { PageEntry } from './logModel.ts';

/** How rows are to look now. */
export interface RowLook {
  readonly matcher: Matcher | undefined;
  /** Number of the match that was jumped to. */
  readonly current: number | undefined;
  /** Who wrote a line of a merged log, and what. */
  readonly sourceOf: (text: string) => { readonly source: string; readonly text: string } | undefined;
  readonly classOf: (source: string) => string;
  readonly timeOf: (stamp: string) => string;
  readonly groupOf: (number: number) => TracebackGroup | undefined;
  readonly isCollapsed: (start: number) => boolean;
  readonly isExpanded: (number: number) => boolean;
  readonly lastLineOf: (group: TracebackGroup) => string;
}

export interface RowActions {
  toggleGroup(start: number): void;
  toggleJson(number: number): void;
  openSource(reference: SourceReference): void;
}

/** Lines longer than this are drawn without colours and marks: nobody reads them, and they would cost the whole frame. */
const PLAIN_ABOVE = 20_000;

export function logRow(whole: PageEntry, look: RowLook, actions: RowActions): HTMLElement {
  if (whole.kind === 'm') return markerRow(whole, look);
  const of = look.sourceOf(whole.text);
  const entry = of ? { ...whole, text: of.text } : whole;
  const group = look.groupOf(entry.number);
  const level = levelOf(entry.text) ?? (group ? 'error' : undefined);
  const row = element('div', {
    className: ['row', level === undefined ? '' : `level-${level}`, group ? 'grouped' : ''].filter(Boolean).join(' '),
    role: 'listitem',
  });
  if (entry.number === look.current) row.classList.add('current');
  appendTime(row, entry, look);
  if (of) row.append(sourceName(of.source, look));
  const folded = group ? undefined : jsonLine(stripAnsi(entry.text));
  if (group?.start === entry.number) row.append(groupButton(group, look, actions));
  else if (folded) row.append(jsonButton(entry, look, actions));
  const body = element('span', { className: 'text' });
  if (folded) fillJson(body, entry, folded, look);
  else fillText(body, entry, look, actions);
  const note = noteOf(entry, group, look);
  if (note !== undefined) body.append(element('span', { className: 'note', text: note }));
  row.append(body);
  return row;
}

function sourceName(source: string, look: RowLook): HTMLElement {
  const name = element('span', { className: `source-name ${look.classOf(source)}` });
  appendMarked(name, source, look.matcher);
  name.append(' | ');
  return name;
}

/** What is not shown of the line, or of the traceback that it heads. */
function noteOf(entry: PageEntry, group: TracebackGroup | undefined, look: RowLook): string | undefined {
  if (group?.start === entry.number && look.isCollapsed(group.start)) {
    return t('… {0} lines: {1}', group.end - group.start, stripAnsi(look.lastLineOf(group)));
  }
  return entry.kind === 'O' || entry.kind === 'E' ? t('… cut; the saved log has the whole line') : undefined;
}

function markerRow(entry: PageEntry, look: RowLook): HTMLElement {
  const row = element('div', { className: 'row marker', role: 'listitem' });
  appendTime(row, entry, look);
  row.append(element('span', { className: 'text', text: entry.text }));
  return row;
}

function appendTime(row: HTMLElement, entry: PageEntry, look: RowLook): void {
  const text = look.timeOf(entry.time);
  if (text !== '') row.append(element('span', { className: 'time', text, title: entry.time }));
}

function groupButton(group: TracebackGroup, look: RowLook, actions: RowActions): HTMLElement {
  const isOpen = !look.isCollapsed(group.start);
  const label = isOpen ? t('Fold traceback') : t('Unfold traceback');
  return twisty(isOpen, label, () => actions.toggleGroup(group.start));
}

function jsonButton(entry: PageEntry, look: RowLook, actions: RowActions): HTMLElement {
  const isOpen = look.isExpanded(entry.number);
  return twisty(isOpen, isOpen ? t('Fold fields') : t('Unfold fields'), () => actions.toggleJson(entry.number));
}

function twisty(isOpen: boolean, label: string, toggle: () => void): HTMLElement {
  return element('button', {
    className: isOpen ? 'twisty open' : 'twisty',
    label,
    title: label,
    attributes: { type: 'button', 'aria-expanded': String(isOpen) },
    setup: (button) => button.addEventListener('click', toggle),
  });
}

function fillJson(
  body: HTMLElement,
  entry: PageEntry,
  line: NonNullable<ReturnType<typeof jsonLine>>,
  look: RowLook,
): void {
  if (look.isExpanded(entry.number)) {
    const pretty = prettyJson(stripAnsi(entry.text));
    for (const [index, text] of pretty.entries()) {
      if (index > 0) body.append('\n');
      appendMarked(body, text, look.matcher);
    }
    body.classList.add('json');
    return;
  }
  if (line.level !== undefined) body.append(element('span', { className: 'json-level', text: line.level }), ' ');
  appendMarked(body, line.message, look.matcher);
  for (const [name, value] of line.fields) {
    const field = element('span', { className: 'field' });
    field.append(element('span', { className: 'field-name', text: `${name}=` }));
    appendMarked(field, value.length > 200 ? `${value.slice(0, 200)}…` : value, look.matcher);
    body.append(line.message === '' && body.childNodes.length === 0 ? '' : ' ', field);
  }
}

function appendMarked(target: HTMLElement, text: string, matcher: Matcher | undefined): void {
  let from = 0;
  for (const [start, end] of matcher?.ranges(text) ?? []) {
    target.append(text.slice(from, start), element('mark', { text: text.slice(start, end) }));
    from = end;
  }
  target.append(text.slice(from));
}

/** Cuts the line wherever its look changes: colour, match or link. */
function fillText(body: HTMLElement, entry: PageEntry, look: RowLook, actions: RowActions): void {
  if (entry.text.length > PLAIN_ABOVE) {
    body.append(stripAnsi(entry.text));
    return;
  }
  const plain = stripAnsi(entry.text);
  const ranges = look.matcher?.ranges(plain) ?? [];
  const link = plain.includes('File "') ? sourceReference(plain) : undefined;
  if (ranges.length === 0 && !link && plain === entry.text) {
    body.append(plain);
    return;
  }
  let linkElement: HTMLElement | undefined;
  let offset = 0;
  for (const span of ansiSpans(entry.text)) {
    for (const piece of piecesOf(offset, span.text, ranges, link)) {
      const made = styled(piece.text, span.style, piece.isMatch);
      if (!piece.isLink || !link) {
        body.append(made);
        continue;
      }
      linkElement ??= body.appendChild(sourceButton(link, actions));
      linkElement.append(made);
    }
    offset += span.text.length;
  }
}

interface Piece {
  readonly text: string;
  readonly isMatch: boolean;
  readonly isLink: boolean;
}

function piecesOf(
  offset: number,
  text: string,
  ranges: readonly (readonly [number, number])[],
  link: SourceReference | undefined,
): Piece[] {
  const borders = new Set([0, text.length]);
  for (const [start, end] of [...ranges, ...(link ? [[link.start, link.end] as const] : [])]) {
    for (const at of [start - offset, end - offset]) if (at > 0 && at < text.length) borders.add(at);
  }
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index] ?? 0;
    const at = offset + from;
    return {
      text: text.slice(from, to),
      isMatch: ranges.some(([start, end]) => at >= start && at < end),
      isLink: link !== undefined && at >= link.start && at < link.end,
    };
  });
}

function styled(text: string, style: AnsiStyle, isMatch: boolean): Node {
  const classes = classesOf(style);
  if (!isMatch && classes.length === 0) return document.createTextNode(text);
  return element(isMatch ? 'mark' : 'span', { className: classes.join(' '), text });
}

function classesOf(style: AnsiStyle): string[] {
  const [fore, back] =
    style.isInverse === true ? [style.background, style.foreground] : [style.foreground, style.background];
  const classes: string[] = [];
  if (fore !== undefined) classes.push(`fg-${fore}`);
  if (back !== undefined) classes.push(`bg-${back}`);
  if (style.isInverse === true && fore === undefined && back === undefined) classes.push('inverse');
  if (style.isBold === true) classes.push('bold');
  if (style.isDim === true) classes.push('dim');
  if (style.isItalic === true) classes.push('italic');
  if (style.isUnderlined === true) classes.push('underlined');
  if (style.isStruck === true) classes.push('struck');
  return classes;
}

function sourceButton(reference: SourceReference, actions: RowActions): HTMLElement {
  return element('button', {
    className: 'source',
    title: t('Open {0} at line {1}', reference.path, reference.line),
    attributes: { type: 'button' },
    setup: (button) => button.addEventListener('click', () => actions.openSource(reference)),
  });
}
