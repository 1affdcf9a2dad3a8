import { cellText } from '../../domain/experiments/cellText.ts';
import type { LaidOutColumn } from '../../domain/experiments/tableLayout.ts';
import { t } from '../../domain/base/text.ts';
import { element } from '../shared/dom.ts';
import type { ColumnSpan } from './columnSpan.ts';
import type { CachedLine } from './lineCache.ts';

/** What a row is drawn from; when all of it is as it was, the row stays. */
export interface RowLook {
  readonly index: number;
  readonly line: CachedLine | undefined;
  readonly isSelected: boolean;
  /** The column of the active cell in this row, -1 for none. */
  readonly active: number;
  readonly panelId: string;
  /** The tracker can be written to. */
  readonly canChange: boolean;
}

export interface VisibleColumns {
  readonly span: ColumnSpan;
  readonly start: number;
  readonly end: number;
  readonly isSticky: boolean;
}

/** The marks of the columns before the pinned ones: the dot. */
export const DOT_COLUMN = 0;

export const cellId = (line: number, column: number) => `cell-${line}-${column}`;

/** One line of the table with the cells that can be seen. Scrolling sideways adds cells at one end and takes them away at the other. */
export class GridRow {
  readonly element: HTMLElement;
  readonly #look: RowLook;
  readonly #gap = element('div', { className: 'gap', role: 'presentation' });
  #cells: HTMLElement[] = [];
  #start = 0;
  /** Cells whose values are not here yet. */
  readonly #coming = new Map<HTMLElement, LaidOutColumn>();

  constructor(look: RowLook, seen: VisibleColumns, paintDot: (dot: HTMLElement, runId: string) => void) {
    this.#look = look;
    const { index, line, isSelected } = look;
    this.element = element('div', {
      className: `row${line?.group ? ' group' : ''}${isSelected ? ' selected' : ''}`,
      role: 'row',
      // The two rows of the header come first.
      attributes: {
        'aria-rowindex': String(index + 3),
        'aria-selected': String(isSelected),
        'data-line': String(index),
      },
    });
    if (line && line.runId !== '') this.element.dataset['vscodeContext'] = menuContext(look);
    const pins = pinsOf(seen);
    pins.append(dotCell(look, line, paintDot));
    for (let column = 0; column < seen.span.pinned; column++) pins.append(this.#cell(seen, column));
    this.element.append(pins, this.#gap);
    this.#start = seen.start;
    this.show(seen);
  }

  /** The columns that can be seen now, of the same span; and values that have come since. */
  show(seen: VisibleColumns): void {
    const { span, start, end } = seen;
    if (end <= this.#start || start >= this.#start + this.#cells.length) this.#clear(start);
    while (this.#start < start) this.#drop(this.#cells.shift(), 1);
    while (this.#start > start) {
      this.#start -= 1;
      const made = this.#cell(seen, this.#start);
      this.#gap.after(made);
      this.#cells.unshift(made);
    }
    while (this.#start + this.#cells.length > end) this.#drop(this.#cells.pop(), 0);
    while (this.#start + this.#cells.length < end) {
      const made = this.#cell(seen, this.#start + this.#cells.length);
      this.element.append(made);
      this.#cells.push(made);
    }
    this.#gap.style.width = `${span.left(start) - span.pinnedWidth}px`;
    this.#fillComing();
  }

  #clear(start: number): void {
    for (const cell of this.#cells) this.#drop(cell, 0);
    this.#cells = [];
    this.#start = start;
  }

  #drop(cell: HTMLElement | undefined, shift: 0 | 1): void {
    if (!cell) return;
    cell.remove();
    this.#coming.delete(cell);
    this.#start += shift;
  }

  #cell(seen: VisibleColumns, column: number): HTMLElement {
    const made = cell(this.#look, seen, column);
    const facts = seen.span.columns[column];
    if (facts && made.classList.contains('coming')) this.#coming.set(made, facts);
    return made;
  }

  #fillComing(): void {
    const { line } = this.#look;
    for (const [made, facts] of this.#coming) {
      if (line?.cells.has(facts.index) !== true) continue;
      made.classList.remove('coming');
      fill(made, line, facts);
      this.#coming.delete(made);
    }
  }
}

/** What stays where it is while the others scroll, as one element: each that is sticky costs a layer. */
export function pinsOf({ isSticky }: VisibleColumns): HTMLElement {
  return element('div', { className: isSticky ? 'pins sticky' : 'pins', role: 'presentation' });
}

/** What VS Code's menus see of a row: `webviewSection` is in their `when`, and commands get the whole. */
function menuContext({ panelId, canChange }: RowLook): string {
  return JSON.stringify({
    webviewSection: canChange ? 'trainyardChangeableRun' : 'trainyardRun',
    trainyardPanel: panelId,
    preventDefaultContextMenuItems: true,
  });
}

function dotCell(
  { index, isSelected, active }: RowLook,
  line: CachedLine | undefined,
  paintDot: (dot: HTMLElement, runId: string) => void,
) {
  const dot = element('span', { className: 'dot', attributes: { 'aria-hidden': 'true' } });
  if (line && isSelected) paintDot(dot, line.runId);
  const made = element('div', {
    className: `cell dot-cell${active === DOT_COLUMN ? ' active' : ''}`,
    role: 'gridcell',
    attributes: { id: cellId(index, DOT_COLUMN), 'aria-colindex': '1', 'data-column': '0' },
    children: line?.group ? [groupTwisty(line.group.isOpen)] : [dot],
  });
  made.setAttribute('aria-label', dotLabel(line, isSelected));
  if (line?.group) made.setAttribute('aria-expanded', String(line.group.isOpen));
  return made;
}

function dotLabel(line: CachedLine | undefined, isSelected: boolean): string {
  if (line?.group) return t('Group of {0} runs', line.group.runs);
  const trouble = line?.trouble === undefined ? '' : `, ${line.trouble}`;
  return (isSelected ? t('selected') : t('not selected')) + trouble;
}

const groupTwisty = (isOpen: boolean) =>
  element('span', { className: `twisty${isOpen ? ' open' : ''}`, attributes: { 'aria-hidden': 'true' } });

function cell({ index, line, active }: RowLook, { span, isSticky }: VisibleColumns, column: number): HTMLElement {
  const facts = span.columns[column];
  if (!facts) return element('div');
  const isPinned = column < span.pinned;
  const made = element('div', {
    className: `cell ${facts.kind}${isPinned && isSticky ? ' pinned' : ''}${active === column + 1 ? ' active' : ''}`,
    role: 'gridcell',
    attributes: {
      id: cellId(index, column + 1),
      'aria-colindex': String(column + 2),
      'data-column': String(column + 1),
    },
  });
  made.style.width = `${facts.width}px`;
  fill(made, line, facts);
  return made;
}

function fill(made: HTMLElement, line: CachedLine | undefined, facts: LaidOutColumn): void {
  const value = line?.cells.get(facts.index);
  if (value === undefined) {
    made.classList.add('coming');
    return;
  }
  if (facts.group === 'attributes' && facts.name === 'run_name') return fillName(made, line, value);
  if (value === null) return;
  const text = line?.group ? groupText(facts, value) : cellText(facts.kind, value);
  made.textContent = text;
  made.title = text === value || line?.group ? text : `${text} (${value})`;
  if (facts.kind === 'state') made.classList.add(`state-${value.replaceAll(/\W/g, '')}`);
}

/** What a group is made by is shown like any value; all else comes as text. */
const groupText = (facts: LaidOutColumn, value: string) => (facts.kind === 'state' ? cellText('state', value) : value);

function fillName(made: HTMLElement, line: CachedLine | undefined, value: string | null): void {
  if (line?.group) {
    made.textContent = line.group.runs === 1 ? t('1 run') : t('{0} runs', line.group.runs);
    return;
  }
  const name = value ?? line?.runId.slice(0, 8) ?? '';
  if (value === null) made.classList.add('nameless');
  made.textContent = name;
  made.title = line?.trouble === undefined ? name : `${name}: ${line.trouble}`;
  if (line?.trouble !== undefined)
    made.prepend(element('span', { className: 'trouble', text: '!', label: line.trouble, role: 'img' }), ' ');
}
