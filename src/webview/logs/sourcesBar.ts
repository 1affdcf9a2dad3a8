import { t } from '../../domain/base/text.ts';
import type { LogSources } from '../../domain/logs/logSources.ts';
import { element } from '../shared/dom.ts';
import type { ViewOptions } from './viewOptions.ts';

/** As many looks as the eye tells apart; the name is always beside it. */
const COLORS = 5;

/** The look of a source, by its place among all. */
export function sourceClass(index: number): string {
  return `source-${index % COLORS}`;
}

/** One button a rank or pod of a merged log: folds its lines away, or shows them alone. */
export class SourcesBar {
  readonly element = element('div', {
    className: 'sources',
    role: 'group',
    label: t('Ranks and pods'),
    attributes: { hidden: '' },
  });
  readonly #change: (options: Partial<ViewOptions>) => void;
  #sources: LogSources = { labels: [], silent: [] };
  #options: Pick<ViewOptions, 'hidden' | 'only'> = { hidden: [], only: '' };
  #drawn = '';

  constructor(change: (options: Partial<ViewOptions>) => void) {
    this.#change = change;
  }

  show(sources: LogSources | undefined, { hidden, only }: Pick<ViewOptions, 'hidden' | 'only'>): void {
    this.#sources = sources ?? { labels: [], silent: [] };
    this.#options = { hidden, only };
    const wanted = JSON.stringify([this.#sources, hidden, only]);
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#draw();
  }

  #draw(): void {
    const { labels } = this.#sources;
    this.element.hidden = labels.length < 2;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['source'] : undefined;
    this.element.replaceChildren(...this.#whole(), ...labels.map((label, index) => this.#chip(label, index)));
    // The button that was pressed is another one now.
    if (focused === undefined) return;
    for (const child of this.element.children) {
      if (child instanceof HTMLElement && child.dataset['source'] === focused) child.focus();
    }
  }

  /** All, and the first alone: in a distributed training rank 0 is the one that reports. */
  #whole(): readonly HTMLElement[] {
    const [first = ''] = this.#sources.labels;
    const { hidden, only } = this.#options;
    const isAll = only === '' && hidden.length === 0;
    return [
      this.#button(t('All'), isAll, t('Show the lines of all'), () => this.#change({ hidden: [], only: '' })),
      this.#button(t('Only {0}', first), only === first, t('Show the lines of {0} alone', first), () =>
        this.#change({ hidden: [], only: only === first ? '' : first }),
      ),
    ];
  }

  #chip(label: string, index: number): HTMLElement {
    const { hidden, only } = this.#options;
    const isShown = only === '' ? !hidden.includes(label) : only === label;
    const note = this.#noteOf(label);
    const title = [isShown ? t('Fold the lines of {0} away', label) : t('Show the lines of {0}', label), note];
    const chip = this.#button(label, isShown, title.filter(Boolean).join('. '), () => this.#toggle(label));
    chip.classList.add('chip', sourceClass(index));
    if (note !== '') chip.append(element('span', { className: 'chip-note', text: ` ${note}` }));
    return chip;
  }

  #noteOf(label: string): string {
    const { silent, failedFirst } = this.#sources;
    if (failedFirst === label) return t('failed first');
    return silent.includes(label) ? t('silent') : '';
  }

  #toggle(label: string): void {
    const { hidden, only } = this.#options;
    if (only !== '') this.#change({ only: only === label ? '' : label, hidden: [] });
    else if (hidden.includes(label)) this.#change({ hidden: hidden.filter((each) => each !== label) });
    else this.#change({ hidden: [...hidden, label] });
  }

  #button(text: string, isPressed: boolean, title: string, act: () => void): HTMLElement {
    return element('button', {
      className: 'source-toggle',
      text,
      title,
      attributes: { type: 'button', 'aria-pressed': String(isPressed), 'data-source': text },
      setup: (button) => button.addEventListener('click', act),
    });
  }
}
