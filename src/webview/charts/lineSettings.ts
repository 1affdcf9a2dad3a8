import { t } from '../../domain/base/text.ts';
import type { ChartAxis } from '../../domain/experiments/chartLine.ts';
import type { LinePlotsView } from '../../domain/experiments/plotsView.ts';
import { element } from '../shared/dom.ts';

/** The controls that all plots of lines share: axis, smoothing, logarithm, zoom together. */
export class LineSettings {
  readonly element: HTMLElement;
  #view: LinePlotsView;
  readonly #byGroup: HTMLElement;
  readonly #changed: (view: LinePlotsView) => void;

  constructor(view: LinePlotsView, changed: (view: LinePlotsView) => void) {
    this.#view = view;
    this.#changed = changed;
    this.#byGroup = this.#check('isByGroup', t('Mean of groups'));
    this.element = element('div', {
      className: 'plot-settings',
      role: 'group',
      label: t('How lines are shown'),
      children: [
        this.#axis(),
        this.#smoothing(),
        this.#check('isLog', t('Log scale')),
        this.#check('isTogether', t('Zoom together')),
        this.#byGroup,
      ],
    });
    this.setGrouped(false);
  }

  setGrouped(isGrouped: boolean): void {
    this.#byGroup.hidden = !isGrouped;
  }

  get view(): LinePlotsView {
    return this.#view;
  }

  #set(part: Partial<LinePlotsView>): void {
    this.#view = { ...this.#view, ...part };
    this.#changed(this.#view);
  }

  #axis(): HTMLElement {
    const choices: readonly (readonly [ChartAxis, string])[] = [
      ['step', t('Step')],
      ['relative', t('Time since start')],
      ['time', t('Time of day')],
    ];
    const select = element('select', {
      children: choices.map(([value, text]) => element('option', { text, attributes: { value } })),
    });
    select.value = this.#view.axis;
    select.addEventListener('change', () => {
      const axis = choices.find(([value]) => value === select.value)?.[0];
      if (axis) this.#set({ axis });
    });
    return element('label', { children: [t('Axis'), select] });
  }

  #smoothing(): HTMLElement {
    const input = element('input', { attributes: { type: 'range', min: '0', max: '0.99', step: '0.01' } });
    input.value = String(this.#view.smoothing);
    const value = element('output', { text: input.value });
    input.addEventListener('input', () => {
      value.textContent = input.value;
    });
    // At the end of the movement: each weight is a pass over all values.
    input.addEventListener('change', () => this.#set({ smoothing: Number(input.value) }));
    return element('label', { children: [t('Smoothing'), input, value] });
  }

  #check(name: 'isLog' | 'isTogether' | 'isByGroup', text: string): HTMLElement {
    const input = element('input', { attributes: { type: 'checkbox' } });
    input.checked = this.#view[name];
    input.addEventListener('change', () => this.#set({ [name]: input.checked }));
    return element('label', { children: [input, text] });
  }
}
