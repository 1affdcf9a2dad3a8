import { t } from '../../domain/base/text.ts';
import { element } from '../shared/dom.ts';
import type { LogModel, PageEntry } from './logModel.ts';
import { onNextFrame } from '../shared/onNextFrame.ts';

export interface LogListParts {
  readonly model: LogModel;
  readonly draw: (entry: PageEntry) => HTMLElement;
  /** The user has come near the first entry. */
  readonly onNearTop: () => void;
  readonly onFollowChange: (isFollowing: boolean) => void;
}

/** Browsers end elements at about 33 million pixels; above this height scrolling is scaled. */
const TALLEST = 15_000_000;
/** Rows drawn beyond the edges. */
const MARGIN = 8;
const NEAR_TOP_ROWS = 200;

interface Drawn {
  readonly element: HTMLElement;
  readonly version: number;
}

/** The virtual list: only rows that can be seen, and those that hold the selection, are elements. */
export class LogList {
  readonly scroller: HTMLElement;
  readonly #parts: LogListParts;
  readonly #sizer = element('div', { className: 'sizer' });
  readonly #rows = element('div', { className: 'rows', role: 'list', label: t('Log lines') });
  readonly #probe = element('div', {
    className: 'row probe',
    text: 'M'.repeat(20),
    attributes: { 'aria-hidden': 'true' },
  });
  readonly #drawn = new Map<number, Drawn>();
  #pendingRow: HTMLElement | undefined;
  #pending = '';
  #version = 0;
  #rowHeight = 18;
  #cellWidth = 8;
  #isFollowing = true;
  #expectedTop = -1;
  readonly schedule = onNextFrame(() => this.#render());

  constructor(parts: LogListParts) {
    this.#parts = parts;
    this.scroller = element('div', {
      className: 'scroller',
      role: 'region',
      label: t('Log'),
      attributes: { tabindex: '0' },
      children: [this.#probe, this.#sizer, this.#rows],
    });
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.scroller.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => {
      this.#measureFont();
      this.schedule();
    }).observe(this.scroller);
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Characters that fit beside each other, for wrapping. */
  get columns(): number {
    return Math.max(20, Math.floor((this.scroller.clientWidth - this.#cellWidth * 4) / this.#cellWidth));
  }

  get topEntry(): number {
    return this.#parts.model.atRow(Math.floor(this.#virtualTop() / this.#rowHeight))?.number ?? this.#parts.model.start;
  }

  follow(isFollowing: boolean): void {
    if (this.#isFollowing !== isFollowing) {
      this.#isFollowing = isFollowing;
      this.#parts.onFollowChange(isFollowing);
    }
    this.schedule();
  }

  setPending(text: string): void {
    this.#pending = text;
    this.schedule();
  }

  /** All rows are to be drawn anew. */
  invalidate(): void {
    this.#version += 1;
    this.schedule();
  }

  /** Rows before what is on screen came or went: the same lines stay where they are. */
  shift(rows: number): void {
    if (this.#isFollowing || rows === 0) return;
    this.#resize();
    this.#setTop(this.#virtualTop() + rows * this.#rowHeight);
  }

  /** Brings an entry into the upper third. */
  reveal(number: number): void {
    this.follow(false);
    this.#resize();
    const top = this.#parts.model.rowOf(number) * this.#rowHeight - this.scroller.clientHeight / 3;
    this.#setTop(Math.max(0, top));
    this.schedule();
  }

  #totalHeight(): number {
    const rows = this.#parts.model.rows + (this.#pending === '' ? 0 : 1);
    return rows * this.#rowHeight;
  }

  #scale(): number {
    const total = this.#totalHeight();
    const view = this.scroller.clientHeight;
    return total <= TALLEST || total <= view ? 1 : (total - view) / (TALLEST - view);
  }

  #virtualTop(): number {
    return this.scroller.scrollTop * this.#scale();
  }

  #setTop(virtualTop: number): void {
    const top = virtualTop / this.#scale();
    if (Math.abs(this.scroller.scrollTop - top) < 0.5) return;
    this.scroller.scrollTop = top;
    this.#expectedTop = this.scroller.scrollTop;
  }

  #resize(): void {
    this.#sizer.style.height = `${Math.min(TALLEST, this.#totalHeight())}px`;
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    const isOurs = Math.abs(scrollTop - this.#expectedTop) < 1;
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - this.#rowHeight * 1.5;
    // Only the user goes up; whatever brings the end into view again resumes.
    if (!isOurs) this.follow(isAtEnd);
    this.#expectedTop = -1;
    if (scrollTop * this.#scale() < NEAR_TOP_ROWS * this.#rowHeight && !this.#isFollowing) this.#parts.onNearTop();
    this.schedule();
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'End') this.follow(true);
    else if (event.key === 'Home') {
      this.follow(false);
      this.#setTop(0);
      this.#parts.onNearTop();
    } else return;
    event.preventDefault();
  }

  #measureFont(): void {
    const box = this.#probe.getBoundingClientRect();
    if (box.height > 0) this.#rowHeight = box.height;
    if (box.width > 0) this.#cellWidth = box.width / 20;
  }

  #render(): void {
    const { model } = this.#parts;
    this.#resize();
    if (this.#isFollowing) this.#setTop(Math.max(0, this.#totalHeight() - this.scroller.clientHeight));
    const top = this.#virtualTop();
    const firstRow = Math.max(0, Math.floor(top / this.#rowHeight) - MARGIN);
    const lastRow = Math.ceil((top + this.scroller.clientHeight) / this.#rowHeight) + MARGIN;
    const shift = this.scroller.scrollTop - top;
    const kept = this.#selectedEntries();
    const seen = new Set<number>();
    let at = model.atRow(firstRow);
    let row = at?.row ?? 0;
    let number = at?.number ?? model.end;
    while (row < lastRow && number < model.end) {
      const height = model.heightOf(number);
      if (height > 0) {
        this.#place(number, row, height, shift);
        seen.add(number);
        row += model.heightOf(number);
      }
      number += 1;
    }
    at = undefined;
    for (const [entry, { element: drawn }] of this.#drawn) {
      if (seen.has(entry)) continue;
      if (kept.has(entry) && model.heightOf(entry) > 0) this.#position(drawn, model.rowOf(entry), shift);
      else {
        drawn.remove();
        this.#drawn.delete(entry);
      }
    }
    this.#drawPending(shift, row >= model.rows);
  }

  #place(number: number, row: number, height: number, shift: number): void {
    const known = this.#drawn.get(number);
    if (known?.version === this.#version) {
      this.#position(known.element, row, shift);
      return;
    }
    const entry = this.#parts.model.entry(number);
    if (!entry) return;
    const drawn = this.#parts.draw(entry);
    drawn.dataset['entry'] = String(number);
    const hadFocus = known?.element.contains(document.activeElement) ?? false;
    if (known) known.element.replaceWith(drawn);
    else this.#insert(drawn, number);
    this.#drawn.set(number, { element: drawn, version: this.#version });
    this.#position(drawn, row, shift);
    if (hadFocus) drawn.querySelector<HTMLElement>('button')?.focus();
    this.#correct(drawn, number, height);
  }

  /** In the order of the log, because selecting and reading aloud go by the order in the document. */
  #insert(drawn: HTMLElement, number: number): void {
    let next: Element | null = this.#rows.lastElementChild;
    let before: Element | null = null;
    while (next instanceof HTMLElement && Number(next.dataset['entry'] ?? Number.POSITIVE_INFINITY) > number) {
      before = next;
      next = next.previousElementSibling;
    }
    this.#rows.insertBefore(drawn, before);
  }

  #position(drawn: HTMLElement, row: number, shift: number): void {
    const y = `translateY(${row * this.#rowHeight + shift}px)`;
    if (drawn.style.transform !== y) drawn.style.transform = y;
  }

  /** Wide characters and tabulators can need more rows than were counted. */
  #correct(drawn: HTMLElement, number: number, height: number): void {
    const needed = Math.max(1, Math.round(drawn.offsetHeight / this.#rowHeight));
    if (needed === height) return;
    this.#parts.model.setHeight(number, needed);
    this.schedule();
  }

  #drawPending(shift: number, isEndSeen: boolean): void {
    if (this.#pending === '' || !isEndSeen) {
      this.#pendingRow?.remove();
      this.#pendingRow = undefined;
      return;
    }
    const drawn = this.#parts.draw({ number: this.#parts.model.end, text: this.#pending, time: '', kind: 'o' });
    drawn.classList.add('pending');
    if (this.#pendingRow) this.#pendingRow.replaceWith(drawn);
    else this.#rows.append(drawn);
    this.#pendingRow = drawn;
    this.#position(drawn, this.#parts.model.rows, shift);
  }

  /** Entries in which the selection begins and ends: they stay, so that it survives scrolling. */
  #selectedEntries(): ReadonlySet<number> {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return new Set();
    return new Set(
      [entryOf(selection.anchorNode), entryOf(selection.focusNode)].filter((entry) => entry !== undefined),
    );
  }
}

/** The entry whose row a node is in. */
export function entryOf(node: Node | null): number | undefined {
  const start = node instanceof Element ? node : node?.parentElement;
  const row = start?.closest<HTMLElement>('[data-entry]');
  return row ? Number(row.dataset['entry']) : undefined;
}
