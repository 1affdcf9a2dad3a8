import { t } from '../../domain/base/text.ts';
import { element, setText } from '../shared/dom.ts';

/** The numbers of a plot. */
export interface PlotTable {
  readonly columns: readonly string[];
  readonly rowCount: number;
  cell(row: number, column: number): string | number;
}

/** Rows that a screen shows: a table of 100,000 rows is paged and not scrolled, because each row would be elements. */
const PAGE_ROWS = 50;

/** A plot as a table for eyes, screen readers and the clipboard. */
export class PlotTableView {
  readonly element = element('div', { className: 'plot-table' });
  readonly #caption: string;
  #table: PlotTable = { columns: [], rowCount: 0, cell: () => '' };
  #first = 0;
  readonly #count = element('span', { className: 'plot-table-count' });
  readonly #back = button(t('Previous rows'), () => this.#turn(-PAGE_ROWS));
  readonly #forth = button(t('Next rows'), () => this.#turn(PAGE_ROWS));
  readonly #body = element('div', { className: 'plot-table-scroll', role: 'region', attributes: { tabindex: '0' } });

  constructor(caption: string) {
    this.#caption = caption;
    this.#body.setAttribute('aria-label', caption);
    this.element.append(
      this.#body,
      element('div', { className: 'plot-table-pages', children: [this.#back, this.#count, this.#forth] }),
    );
  }

  show(table: PlotTable): void {
    this.#table = table;
    this.#first = Math.min(this.#first, Math.floor(Math.max(0, table.rowCount - 1) / PAGE_ROWS) * PAGE_ROWS);
    this.#draw();
  }

  #turn(rows: number): void {
    this.#first = Math.max(0, Math.min(this.#table.rowCount - 1, this.#first + rows));
    this.#draw();
  }

  #draw(): void {
    const { columns, rowCount } = this.#table;
    const end = Math.min(rowCount, this.#first + PAGE_ROWS);
    const rows = Array.from({ length: end - this.#first }, (_, at) => this.#row(this.#first + at));
    this.#body.replaceChildren(
      element('table', {
        children: [
          element('caption', { className: 'visually-hidden', text: this.#caption }),
          element('thead', {
            children: [
              element('tr', {
                children: columns.map((text) => element('th', { text, attributes: { scope: 'col' } })),
              }),
            ],
          }),
          element('tbody', { children: rows }),
        ],
      }),
    );
    setText(this.#count, rowCount === 0 ? t('No values') : t('Rows {0} to {1} of {2}', this.#first + 1, end, rowCount));
    this.#back.disabled = this.#first === 0;
    this.#forth.disabled = end >= rowCount;
  }

  #row(row: number): HTMLTableRowElement {
    const cells = this.#table.columns.map((_, column) => {
      const value = this.#table.cell(row, column);
      const isNumber = typeof value === 'number';
      return element('td', { text: isNumber ? numberText(value) : value, className: isNumber ? 'number' : '' });
    });
    return element('tr', { children: cells });
  }
}

/** Ten digits: more are noise of the machine, fewer would hide what the plot shows. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))) : String(value);
}

export function button(text: string, press: () => void): HTMLButtonElement {
  return element('button', {
    text,
    attributes: { type: 'button' },
    setup: (made) => made.addEventListener('click', press),
  });
}
