import { t } from '../../domain/base/text.ts';
import type { FilterCompletions } from '../../protocol/experimentsPage.ts';
import { element, setText } from '../shared/dom.ts';

export interface FilterBoxParts {
  readonly complete: (text: string, caret: number) => Promise<FilterCompletions>;
  readonly change: (text: string) => void;
  /** Escape with nothing open. */
  readonly leave: () => void;
}

/** A pause in typing after which the table follows, in milliseconds. */
const PAUSE_MS = 250;

/** The field for the filter, with a list of what may stand at the caret. */
export class FilterBox {
  readonly element: HTMLElement;
  readonly #parts: FilterBoxParts;
  readonly #input = element('input', {
    label: t('Filter'),
    role: 'combobox',
    attributes: {
      type: 'text',
      spellcheck: 'false',
      autocomplete: 'off',
      placeholder: t('Filter, such as metrics.val_loss < 0.3 and params.model = "vit"'),
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': 'filter-list',
      'aria-describedby': 'filter-note',
    },
  });
  readonly #list = element('div', {
    className: 'completions',
    role: 'listbox',
    label: t('What may stand here'),
    attributes: { id: 'filter-list', hidden: '' },
  });
  readonly #note = element('div', { className: 'filter-note', role: 'status', attributes: { id: 'filter-note' } });
  #found: FilterCompletions = { start: 0, end: 0, items: [] };
  #chosen = -1;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: FilterBoxParts) {
    this.#parts = parts;
    this.element = element('div', {
      className: 'filter-box',
      children: [element('div', { className: 'filter-field', children: [this.#input, this.#list] }), this.#note],
    });
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#input.addEventListener('blur', () => this.#close());
    this.#list.addEventListener('mousedown', (event) => this.#pick(event));
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  /** What is typed at this moment is not taken away. */
  show(text: string): void {
    if (document.activeElement !== this.#input && this.#input.value !== text) this.#input.value = text;
  }

  showNote(note: string, isWrong: boolean): void {
    setText(this.#note, note);
    this.#note.classList.toggle('wrong', isWrong);
    if (isWrong) this.#input.setAttribute('aria-invalid', 'true');
    else this.#input.removeAttribute('aria-invalid');
  }

  #typed(): void {
    this.#chosen = -1;
    this.#changeSoon();
    void this.#ask();
  }

  #changeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#parts.change(this.#input.value), PAUSE_MS);
  }

  /** An answer that comes after the next question is of no use. */
  async #ask(): Promise<void> {
    const number = ++this.#asked;
    const found = await this.#parts.complete(this.#input.value, this.#input.selectionStart ?? this.#input.value.length);
    if (number !== this.#asked || document.activeElement !== this.#input) return;
    // Somebody who is quicker than the answer has chosen from the list before: the choice stays while it is offered.
    const chosen = this.#found.items[this.#chosen]?.text;
    this.#found = found;
    this.#drawList();
    this.#chosen = found.items.findIndex(({ text }) => text === chosen);
    if (this.#chosen >= 0) this.#choose(this.#chosen);
  }

  #drawList(): void {
    const { items } = this.#found;
    this.#list.hidden = items.length === 0;
    this.#input.setAttribute('aria-expanded', String(items.length > 0));
    this.#input.removeAttribute('aria-activedescendant');
    this.#list.replaceChildren(
      ...items.map(({ text, detail }, index) =>
        element('div', {
          className: 'completion',
          role: 'option',
          attributes: { id: `filter-option-${index}`, 'aria-selected': 'false', 'data-index': String(index) },
          children: [
            element('span', { className: 'completion-text', text }),
            element('span', { className: 'completion-detail', text: detail }),
          ],
        }),
      ),
    );
  }

  #key(event: KeyboardEvent): void {
    const isOpen = !this.#list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) this.#choose(this.#chosen + (event.key === 'ArrowDown' ? 1 : -1));
      else void this.#ask();
    } else if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      void this.#ask();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && this.#chosen >= 0) {
      event.preventDefault();
      this.#insert(this.#chosen);
    } else if (event.key === 'Enter') {
      this.#close();
      clearTimeout(this.#timer);
      this.#parts.change(this.#input.value);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (isOpen) this.#close();
      else this.#parts.leave();
    }
  }

  #choose(index: number): void {
    const count = this.#found.items.length;
    this.#chosen = (index + count) % count;
    for (const [at, option] of [...this.#list.children].entries()) {
      option.setAttribute('aria-selected', String(at === this.#chosen));
      if (at === this.#chosen) option.scrollIntoView({ block: 'nearest' });
    }
    this.#input.setAttribute('aria-activedescendant', `filter-option-${this.#chosen}`);
  }

  #pick(event: MouseEvent): void {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    if (option) this.#insert(Number(option.getAttribute('data-index')));
  }

  #insert(index: number): void {
    const chosen = this.#found.items[index];
    if (!chosen) return;
    const { start, end } = this.#found;
    const { value } = this.#input;
    const rest = value.slice(end).trimStart();
    const before = `${value.slice(0, start)}${chosen.text} `;
    this.#input.value = before + rest;
    this.#input.setSelectionRange(before.length, before.length);
    this.#typed();
  }

  #close(): void {
    this.#asked += 1;
    this.#list.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }
}
