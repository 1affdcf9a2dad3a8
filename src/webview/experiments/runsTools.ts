import { t } from '../../domain/base/text.ts';
import type { ColumnFacts, TableLayout } from '../../domain/experiments/tableLayout.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../protocol/experimentsPage.ts';
import { element } from '../shared/dom.ts';
import { FilterBox, type FilterBoxParts } from './filterBox.ts';
import { GroupBar } from './groupBar.ts';
import { PivotBar } from './pivotBar.ts';

export interface RunsToolsParts extends Pick<FilterBoxParts, 'complete' | 'leave'> {
  readonly change: (change: Partial<TableLayout>) => void;
  readonly toggleColumns: () => void;
  readonly togglePlots: () => void;
  readonly exportAs: (format: ExportFormat) => void;
}

/** Filter, groups, and what else is done with the whole table. */
export class RunsTools {
  readonly element: HTMLElement;
  readonly filter: FilterBox;
  readonly #groups: GroupBar;
  readonly #pivot: PivotBar;
  readonly #differences = toggleButton(t('Differences only'), t('Show only columns in which the runs differ'));
  readonly #plots = toggleButton(t('Plots'), t('Show plots of the selected runs'));
  readonly #columns = toggleButton(t('Columns'), t('Choose columns'));

  constructor({ complete, leave, change, toggleColumns, togglePlots, exportAs }: RunsToolsParts) {
    this.filter = new FilterBox({ complete, leave, change: (filter) => change({ filter }) });
    this.#groups = new GroupBar((groupBy) => change({ groupBy }));
    this.#pivot = new PivotBar((pivot) => change({ pivot }));
    this.#differences.addEventListener('click', () =>
      change({ isDifferencesOnly: this.#differences.getAttribute('aria-pressed') !== 'true' }),
    );
    this.#columns.addEventListener('click', toggleColumns);
    this.#plots.addEventListener('click', togglePlots);
    this.element = element('div', {
      className: 'tools',
      role: 'toolbar',
      label: t('Table'),
      children: [
        this.filter.element,
        element('div', {
          className: 'tool-row',
          children: [
            this.#groups.element,
            this.#pivot.element,
            this.#differences,
            this.#columns,
            this.#plots,
            exportChoice(exportAs),
          ],
        }),
      ],
    });
  }

  show(
    columns: readonly ColumnFacts[],
    layout: TableLayout,
    { isChoosing, isPlotting }: { readonly isChoosing: boolean; readonly isPlotting: boolean },
  ): void {
    this.filter.show(layout.filter);
    this.#groups.show(columns, layout);
    this.#pivot.show(columns, layout);
    this.#differences.setAttribute('aria-pressed', String(layout.isDifferencesOnly));
    this.#columns.setAttribute('aria-pressed', String(isChoosing));
    this.#plots.setAttribute('aria-pressed', String(isPlotting));
  }

  focusColumns(): void {
    this.#columns.focus();
  }
}

function toggleButton(text: string, title: string): HTMLButtonElement {
  return element('button', { className: 'tool', text, title, attributes: { type: 'button', 'aria-pressed': 'false' } });
}

function exportChoice(exportAs: (format: ExportFormat) => void): HTMLElement {
  const names: Readonly<Record<ExportFormat, string>> = { csv: 'CSV', markdown: 'Markdown', parquet: 'Parquet' };
  const choice = element('select', {
    label: t('Export the table'),
    children: [
      element('option', { text: t('Export …'), attributes: { value: '' } }),
      ...EXPORT_FORMATS.map((format) => element('option', { text: names[format], attributes: { value: format } })),
    ],
  });
  choice.addEventListener('change', () => {
    const format = EXPORT_FORMATS.find((each) => each === choice.value);
    choice.value = '';
    if (format) exportAs(format);
  });
  return choice;
}
