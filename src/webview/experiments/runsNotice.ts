import { t } from '../../domain/base/text.ts';
import type { RunsStatus, RunsView } from '../../protocol/experimentsPage.ts';
import { element, setText } from '../shared/dom.ts';

/** What there is to say of the table as a whole: why it is empty, old, or not whole; and how many runs there are. */
export class RunsNotice {
  readonly element: HTMLElement;
  readonly empty = element('div', { className: 'empty', attributes: { hidden: '' } });
  readonly counts = element('span', { className: 'counts' });
  readonly state = element('span', { className: 'state' });
  readonly #text = element('span');
  readonly #retry = element('button', { className: 'link', text: t('Try again'), attributes: { type: 'button' } });

  constructor(retry: () => void) {
    this.#retry.addEventListener('click', retry);
    this.element = element('div', {
      className: 'notice',
      role: 'status',
      attributes: { hidden: '' },
      children: [this.#text, ' ', this.#retry],
    });
  }

  show(status: RunsStatus | undefined, view: RunsView | undefined, selected: number): void {
    const { state, text = '', nextStep } = status ?? { state: 'loading' as const };
    const isTrouble = state === 'failed' || state === 'stale' || state === 'partial';
    this.element.hidden = !isTrouble;
    this.element.dataset['state'] = state;
    setText(this.#text, isTrouble ? [text, nextStep].filter(Boolean).join(' ') : '');
    this.#retry.hidden = state === 'partial';
    setText(this.state, state === 'loading' ? text || t('Reading runs') : '');
    this.#showEmpty(status, view);
    setText(this.counts, view ? countsText(view, selected) : '');
  }

  #showEmpty(status: RunsStatus | undefined, view: RunsView | undefined): void {
    const isEmpty = view !== undefined && view.lines === 0 && status !== undefined && status.state !== 'failed';
    this.empty.hidden = !isEmpty;
    if (!isEmpty) return;
    const text = view.total > 0 ? t('No run passes the filter.') : status.text;
    setText(this.empty, text);
  }
}

function countsText({ matched, total, groups }: RunsView, selected: number): string {
  const parts = [
    matched === total
      ? t('{0} runs', total.toLocaleString())
      : t('{0} of {1} runs', matched.toLocaleString(), total.toLocaleString()),
  ];
  if (groups > 0) parts.push(t('{0} groups', groups.toLocaleString()));
  if (selected > 0) parts.push(t('{0} selected', selected.toLocaleString()));
  return parts.join(' · ');
}
