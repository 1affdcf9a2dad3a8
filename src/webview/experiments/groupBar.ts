import { t } from '../../domain/base/text.ts';
import { columnTitle } from '../../domain/experiments/cellText.ts';
import type { ColumnFacts, TableLayout } from '../../domain/experiments/tableLayout.ts';
import { element } from '../shared/dom.ts';

/** Columns by which runs are grouped, and a choice to add one. */
export class GroupBar {
  readonly element = element('div', { className: 'group-bar', role: 'group', label: t('Groups') });
  readonly #change: (groupBy: readonly string[]) => void;
  readonly #choice = element('select', { label: t('Group by') });
  readonly #chips = element('span', { className: 'chips' });
  #shown = '';
  #groupBy: readonly string[] = [];

  constructor(change: (groupBy: readonly string[]) => void) {
    this.#change = change;
    this.#choice.addEventListener('change', () => {
      if (this.#choice.value !== '') this.#change([...this.#groupBy, this.#choice.value]);
    });
    this.element.append(this.#choice, this.#chips);
  }

  show(columns: readonly ColumnFacts[], { groupBy }: TableLayout): void {
    const keys = groupable(columns)
      .map(keyOf)
      .filter((key) => !groupBy.includes(key));
    const text = JSON.stringify([keys, groupBy]);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#groupBy = groupBy;
    const options = keys.map((key) => element('option', { text: titleOf(key), attributes: { value: key } }));
    this.#choice.replaceChildren(element('option', { text: t('Group by …'), attributes: { value: '' } }), ...options);
    this.#chips.replaceChildren(...groupBy.map((key) => this.#chip(key, groupBy)));
  }

  #chip(key: string, groupBy: readonly string[]): HTMLElement {
    const chip = element('button', {
      className: 'group-chip',
      text: `${titleOf(key)} ×`,
      label: t('Group no longer by {0}', titleOf(key)),
      attributes: { type: 'button' },
    });
    chip.addEventListener('click', () => {
      this.#change(groupBy.filter((each) => each !== key));
      this.#choice.focus();
    });
    return chip;
  }
}

/** Columns whose values make groups. */
export function groupable(columns: readonly ColumnFacts[]): readonly ColumnFacts[] {
  return columns.filter(
    ({ group, name, kind, isExtra }) =>
      group !== 'metrics' &&
      group !== 'pivot' &&
      !isExtra &&
      name !== 'run_name' &&
      kind !== 'time' &&
      kind !== 'duration',
  );
}

export const keyOf = ({ group, name }: ColumnFacts) => `${group}.${name}`;

export function titleOf(key: string): string {
  const dot = key.indexOf('.');
  return columnTitle(key.slice(0, dot), key.slice(dot + 1));
}
