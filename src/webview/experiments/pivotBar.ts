import { t } from '../../domain/base/text.ts';
import { type ColumnFacts, type Pivot, PIVOT_CELLS, type TableLayout } from '../../domain/experiments/tableLayout.ts';
import { element } from '../shared/dom.ts';
import { groupable, keyOf, titleOf } from './groupBar.ts';

/** Metrics to choose from: more are found by the one that was chosen, or not wanted in cells. */
const MOST_METRICS = 500;

/** The column whose values become columns, the metric in the cells, and what of it. */
export class PivotBar {
  readonly element: HTMLElement;
  readonly #change: (pivot: Pivot | undefined) => void;
  readonly #by = element('select', { label: t('Pivot by') });
  readonly #metric = element('select', { label: t('Metric in the cells') });
  readonly #cell: HTMLSelectElement;
  #shown = '';

  constructor(change: (pivot: Pivot | undefined) => void) {
    this.#change = change;
    const names: Readonly<Record<Pivot['cell'], string>> = { mean: t('Mean'), best: t('Best'), count: t('Count') };
    this.#cell = element('select', {
      label: t('Value in the cells'),
      children: PIVOT_CELLS.map((cell) => element('option', { text: names[cell], attributes: { value: cell } })),
    });
    const all = [this.#by, this.#metric, this.#cell];
    for (const select of all) select.addEventListener('change', () => this.#choose());
    this.element = element('div', { className: 'group-bar', role: 'group', label: t('Pivot'), children: all });
  }

  show(columns: readonly ColumnFacts[], { groupBy, pivot }: TableLayout): void {
    const keys = groupable(columns)
      .map(keyOf)
      .filter((key) => !groupBy.includes(key));
    const metrics = columns.filter(({ group }) => group === 'metrics').map(keyOf);
    const text = JSON.stringify([keys, metrics, pivot]);
    if (text === this.#shown) return;
    this.#shown = text;
    const none = element('option', { text: pivot ? t('No pivot') : t('Pivot …'), attributes: { value: '' } });
    this.#by.replaceChildren(none, ...keys.map((key) => optionOf(key, t('Pivot by {0}', titleOf(key)))));
    this.#metric.replaceChildren(...metrics.slice(0, MOST_METRICS).map((key) => optionOf(key, titleOf(key))));
    this.#by.value = pivot?.by ?? '';
    this.#metric.value = pivot?.metric ?? metrics[0] ?? '';
    this.#cell.value = pivot?.cell ?? 'mean';
    this.#metric.hidden = !pivot;
    this.#cell.hidden = !pivot;
    this.#by.disabled = metrics.length === 0;
  }

  #choose(): void {
    const [by, metric] = [this.#by.value, this.#metric.value];
    const cell = PIVOT_CELLS.find((each) => each === this.#cell.value) ?? 'mean';
    this.#change(by === '' || metric === '' ? undefined : { by, metric, cell });
  }
}

const optionOf = (value: string, text: string) => element('option', { text, attributes: { value } });
