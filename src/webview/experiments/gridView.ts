import { t } from '../../domain/base/text.ts';
import type { SortKey } from '../../domain/experiments/sortRows.ts';
import type { LaidOutColumn } from '../../domain/experiments/tableLayout.ts';
import { element } from '../shared/dom.ts';
import { ColumnSpan } from './columnSpan.ts';
import { drawHeader, HEADER_LINE } from './gridHeader.ts';
import { cellId, GridRow, type VisibleColumns } from './gridRow.ts';
import type { CachedLine, LineCache } from './lineCache.ts';
import { onNextFrame } from '../shared/onNextFrame.ts';

export interface GridParts {
  readonly cache: LineCache;
  readonly isSelected: (runId: string) => boolean;
  readonly paintDot: (dot: HTMLElement, runId: string) => void;
}

interface Drawn {
  readonly row: GridRow;
  readonly look: string;
  readonly line: CachedLine | undefined;
}

/** Lines drawn and asked for beyond the edges. */
const MARGIN = 10;

/** The table on the page: of its lines and columns those are elements that can be seen. The active cell is a place, so focus survives whatever is drawn. */
export class GridView {
  readonly element: HTMLElement;
  readonly #parts: GridParts;
  readonly #head = element('div', { className: 'grid-head', role: 'rowgroup' });
  readonly #body = element('div', { className: 'grid-body', role: 'rowgroup' });
  readonly #drawn = new Map<number, Drawn>();
  #span = new ColumnSpan([]);
  #sort: readonly SortKey[] = [];
  #lines = 0;
  #rowHeight = 24;
  #look = 0;
  #headLook = '';
  panelId = '';
  canChange = false;
  /** The cell that the keyboard is at; the header is line -1, the dots are column 0. */
  active = { line: HEADER_LINE, column: 1 };
  readonly schedule = onNextFrame(() => this.#render());

  constructor(parts: GridParts) {
    this.#parts = parts;
    this.element = element('div', {
      className: 'grid',
      role: 'grid',
      label: t('Runs'),
      attributes: { tabindex: '0', 'aria-multiselectable': 'true' },
      children: [this.#head, this.#body],
    });
    this.element.addEventListener('scroll', () => this.schedule(), { passive: true });
    this.element.addEventListener('focus', () => this.schedule());
    this.element.addEventListener('blur', () => this.schedule());
    new ResizeObserver(() => this.redraw()).observe(this.element);
  }

  get span(): ColumnSpan {
    return this.#span;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Lines that fit. */
  get page(): number {
    return Math.max(1, Math.floor((this.element.clientHeight - this.#head.offsetHeight) / this.#rowHeight));
  }

  setColumns(columns: readonly LaidOutColumn[], sort: readonly SortKey[]): void {
    this.#span = new ColumnSpan(columns);
    this.#sort = sort;
    this.element.setAttribute('aria-colcount', String(columns.length + 1));
    this.active = { ...this.active, column: Math.min(this.active.column, Math.max(1, columns.length)) };
    this.redraw();
  }

  setLines(lines: number): void {
    this.#lines = lines;
    this.element.setAttribute('aria-rowcount', String(lines + 2));
    this.active = { ...this.active, line: Math.min(this.active.line, lines - 1) };
    this.schedule();
  }

  /** Everything is drawn anew with the next frame. */
  redraw(): void {
    this.#look += 1;
    this.schedule();
  }

  /** Makes a cell the active one and brings it into sight. */
  moveTo(line: number, column: number): void {
    this.active = {
      line: Math.max(HEADER_LINE, Math.min(line, this.#lines - 1)),
      column: Math.max(0, Math.min(column, this.#span.columns.length)),
    };
    this.#reveal();
    this.schedule();
  }

  #reveal(): void {
    const { line, column } = this.active;
    const grid = this.element;
    const head = this.#head.offsetHeight;
    const [top, view] = [line * this.#rowHeight, grid.clientHeight - head];
    this.#resize();
    if (line >= 0 && top < grid.scrollTop) grid.scrollTop = top;
    else if (line >= 0 && top + this.#rowHeight > grid.scrollTop + view) grid.scrollTop = top + this.#rowHeight - view;
    const left = column > 0 ? this.#span.scrollTo(column - 1, grid.scrollLeft, grid.clientWidth) : undefined;
    if (left !== undefined) grid.scrollLeft = left;
  }

  #resize(): void {
    this.#body.style.height = `${this.#lines * this.#rowHeight}px`;
    this.#body.style.width = `${this.#span.width}px`;
    this.#head.style.width = `${this.#span.width}px`;
  }

  #render(): void {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row-height')) || 24;
    this.#resize();
    const isSticky = this.#span.isSticky(clientWidth);
    const seen: VisibleColumns = { span: this.#span, isSticky, ...this.#span.visible(scrollLeft, clientWidth) };
    const start = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - MARGIN);
    const end = Math.min(this.#lines, Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + MARGIN);
    const columns = [
      ...this.#span.columns.slice(0, this.#span.pinned),
      ...this.#span.columns.slice(seen.start, seen.end),
    ];
    this.#parts.cache.want(
      start,
      end,
      columns.map(({ index }) => index),
    );
    this.#renderHead(seen);
    this.#renderRows(start, end, seen);
    this.#markActive();
  }

  #renderHead(seen: VisibleColumns): void {
    const active = this.active.line === HEADER_LINE ? this.active.column : -1;
    const look = [this.#look, seen.start, seen.end, seen.isSticky, active].join();
    if (look === this.#headLook) return;
    this.#headLook = look;
    this.#head.replaceChildren(...drawHeader({ sort: this.#sort, active, panelId: this.panelId }, seen));
  }

  #renderRows(start: number, end: number, seen: VisibleColumns): void {
    for (const [index, { row }] of this.#drawn) {
      if (index >= start && index < end) continue;
      row.element.remove();
      this.#drawn.delete(index);
    }
    for (let index = start; index < end; index++) this.#renderRow(index, seen);
  }

  #renderRow(index: number, seen: VisibleColumns): void {
    const line = this.#parts.cache.line(index);
    const isSelected = line !== undefined && line.runId !== '' && this.#parts.isSelected(line.runId);
    const active = this.active.line === index ? this.active.column : -1;
    const look = [this.#look, seen.isSticky, isSelected, active].join();
    const before = this.#drawn.get(index);
    if (before?.look === look && before.line === line) return before.row.show(seen);
    const row = new GridRow(
      { index, line, isSelected, active, panelId: this.panelId, canChange: this.canChange },
      seen,
      this.#parts.paintDot,
    );
    row.element.style.transform = `translateY(${index * this.#rowHeight}px)`;
    row.element.style.width = `${this.#span.width}px`;
    if (before) before.row.element.replaceWith(row.element);
    else this.#body.append(row.element);
    this.#drawn.set(index, { row, look, line });
  }

  /** A screen reader reads the active cell; one that is not drawn cannot be read. */
  #markActive(): void {
    const id = cellId(this.active.line, this.active.column);
    if (document.getElementById(id)) this.element.setAttribute('aria-activedescendant', id);
    else this.element.removeAttribute('aria-activedescendant');
  }
}
