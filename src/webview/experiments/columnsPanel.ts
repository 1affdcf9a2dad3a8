import { t } from '../../domain/base/text.ts';
import { columnTitle } from '../../domain/experiments/cellText.ts';
import { type ColumnFacts, setHidden, setPinned, type TableLayout } from '../../domain/experiments/tableLayout.ts';
import { element } from '../shared/dom.ts';
import { groupTitle } from './gridHeader.ts';

export interface ColumnsPanelParts {
  readonly change: (layout: TableLayout) => void;
  readonly close: () => void;
}

/** As many as fit on a few screens; the search finds the others. */
const MOST_SHOWN = 300;

/** Which columns are shown and pinned. */
export class ColumnsPanel {
  readonly element: HTMLElement;
  readonly #parts: ColumnsPanelParts;
  readonly #search = element('input', {
    label: t('Search columns'),
    attributes: { type: 'text', placeholder: t('Search columns'), spellcheck: 'false' },
  });
  readonly #list = element('div', { className: 'column-list' });
  #columns: readonly ColumnFacts[] = [];
  #layout: TableLayout | undefined;

  constructor(parts: ColumnsPanelParts) {
    this.#parts = parts;
    const close = element('button', { className: 'tool', text: t('Close'), attributes: { type: 'button' } });
    close.addEventListener('click', () => parts.close());
    this.element = element('section', {
      className: 'columns-panel',
      label: t('Columns'),
      attributes: { hidden: '' },
      children: [element('div', { className: 'columns-head', children: [this.#search, close] }), this.#list],
    });
    this.#search.addEventListener('input', () => this.#draw());
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') parts.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(isOpen: boolean): void {
    this.element.hidden = !isOpen;
    if (!isOpen) return;
    this.#draw();
    this.#search.focus();
  }

  show(columns: readonly ColumnFacts[], layout: TableLayout): void {
    const isSame = columns === this.#columns && layout === this.#layout;
    this.#columns = columns;
    this.#layout = layout;
    if (this.isOpen && !isSame) this.#draw();
  }

  #draw(): void {
    const layout = this.#layout;
    if (!layout) return;
    const wanted = this.#search.value.trim().toLowerCase();
    const found = this.#columns.filter(({ group, name }) =>
      `${group}.${name} ${columnTitle(group, name)}`.toLowerCase().includes(wanted),
    );
    const focused = document.activeElement?.id;
    const groups = (['pivot', 'attributes', 'metrics', 'params', 'tags'] as const).flatMap((group) => {
      const own = found.filter((column) => column.group === group).slice(0, MOST_SHOWN);
      return own.length === 0 ? [] : [this.#group(groupTitle(group), own, layout)];
    });
    const none = element('p', { text: t('No column has such a name.') });
    this.#list.replaceChildren(...(groups.length === 0 ? [none] : groups));
    if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
  }

  #group(title: string, columns: readonly ColumnFacts[], layout: TableLayout): HTMLElement {
    return element('fieldset', {
      children: [element('legend', { text: title }), ...columns.map((column) => this.#column(column, layout))],
    });
  }

  #column(column: ColumnFacts, layout: TableLayout): HTMLElement {
    const key = `${column.group}.${column.name}`;
    const isShown = !layout.hidden.includes(key) && (!column.isExtra || layout.shown.includes(key));
    const isPinned = layout.pinned.includes(key);
    const title = columnTitle(column.group, column.name);
    const box = element('input', { attributes: { type: 'checkbox', id: `show-${column.index}` } });
    box.checked = isShown;
    box.addEventListener('change', () => this.#parts.change(setHidden(layout, key, !box.checked)));
    const pin = element('button', {
      className: 'tool pin',
      text: t('Pin'),
      label: t('Pin {0}', title),
      attributes: { type: 'button', id: `pin-${column.index}`, 'aria-pressed': String(isPinned) },
    });
    pin.addEventListener('click', () => this.#parts.change(setPinned(layout, key, !isPinned)));
    const label = element('label', { text: title, title, attributes: { for: box.id } });
    return element('div', { className: 'column-choice', children: [box, label, pin] });
  }
}
