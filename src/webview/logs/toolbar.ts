import { t } from '../../domain/base/text.ts';
import type { LogLevel } from '../../domain/logs/level.ts';
import { ALL_LEVELS } from '../../domain/logs/logQuery.ts';
import { element, icon, setText } from '../shared/dom.ts';
import { ICONS } from './icons.ts';
import type { TimeMode, ViewOptions } from './viewOptions.ts';

export interface ToolbarActions {
  readonly change: (options: Partial<ViewOptions>) => void;
  readonly next: (isForward: boolean) => void;
  readonly firstError: () => void;
  readonly copy: () => void;
  readonly saveAs: () => void;
  readonly openAsDocument: () => void;
  readonly clear: () => void;
  readonly togglePlain: () => void;
  /** Escape in a field: back to the lines. */
  readonly leave: () => void;
}

/** Typing is taken in after this pause, in milliseconds. */
const PAUSE_MS = 120;

/** Search, filter and the buttons. Reads and writes the options and knows nothing of lines. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #actions: ToolbarActions;
  readonly #find: HTMLInputElement;
  readonly #include: HTMLInputElement;
  readonly #exclude: HTMLInputElement;
  readonly #count = element('output', { className: 'count', label: t('Matches') });
  readonly #error = element('div', { className: 'field-error', role: 'alert' });
  readonly #toggles = new Map<string, HTMLButtonElement>();
  readonly #levels = new Map<LogLevel, HTMLButtonElement>();
  readonly #times: HTMLSelectElement;

  constructor(actions: ToolbarActions) {
    this.#actions = actions;
    this.#find = this.#input(t('Find'), (find) => actions.change({ find }));
    this.#include = this.#input(t('Filter: show lines with'), (include) => actions.change({ include }));
    this.#exclude = this.#input(t('Filter: hide lines with'), (exclude) => actions.change({ exclude }));
    this.#find.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      actions.next(!event.shiftKey);
    });
    this.#times = this.#timeSelect();
    this.element = element('div', {
      className: 'toolbar',
      role: 'toolbar',
      label: t('Log tools'),
      children: [
        this.#findGroup(),
        this.#filterGroup(),
        element('div', { className: 'group view', children: [this.#levelGroup(), this.#actionGroup()] }),
        this.#error,
      ],
    });
  }

  show(options: ViewOptions): void {
    for (const [input, text] of [
      [this.#find, options.find],
      [this.#include, options.include],
      [this.#exclude, options.exclude],
    ] as const) {
      if (document.activeElement !== input && input.value !== text) input.value = text;
    }
    this.#press('findCase', options.isFindCaseSensitive);
    this.#press('findRegex', options.isFindRegex);
    this.#press('filterRegex', options.isFilterRegex);
    this.#press('follow', options.isFollowing);
    this.#press('wrap', options.isWrapped);
    for (const [level, button] of this.#levels)
      button.setAttribute('aria-pressed', String(options.levels.includes(level)));
    this.#times.value = options.times;
  }

  showPlain(isPlain: boolean): void {
    this.#press('plain', isPlain);
  }

  showCount(text: string): void {
    setText(this.#count, text);
  }

  showError(text: string): void {
    setText(this.#error, text);
    this.#find.setAttribute('aria-invalid', String(text !== ''));
  }

  focusFind(): void {
    this.#find.focus();
    this.#find.select();
  }

  #findGroup(): HTMLElement {
    return element('div', {
      className: 'group find',
      role: 'group',
      label: t('Find'),
      children: [
        this.#find,
        this.#toggle('findCase', t('Match case'), 'Aa', (isFindCaseSensitive) =>
          this.#actions.change({ isFindCaseSensitive }),
        ),
        this.#toggle('findRegex', t('Regular expression'), '.*', (isFindRegex) =>
          this.#actions.change({ isFindRegex }),
        ),
        this.#button(t('Previous match'), ICONS.up, () => this.#actions.next(false)),
        this.#button(t('Next match'), ICONS.down, () => this.#actions.next(true)),
        this.#count,
      ],
    });
  }

  #filterGroup(): HTMLElement {
    return element('div', {
      className: 'group filter',
      role: 'group',
      label: t('Filter'),
      children: [
        this.#include,
        this.#exclude,
        this.#toggle('filterRegex', t('Filter with regular expressions'), '.*', (isFilterRegex) =>
          this.#actions.change({ isFilterRegex }),
        ),
      ],
    });
  }

  #levelGroup(): HTMLElement {
    const names: Readonly<Record<LogLevel, string>> = {
      error: t('Errors'),
      warning: t('Warnings'),
      info: t('Info'),
      debug: t('Debug'),
    };
    const levels = ALL_LEVELS.map((level) => {
      const button = element('button', {
        className: `level-toggle ${level}`,
        text: names[level],
        title: t('Show lines of this level'),
        attributes: { type: 'button', 'aria-pressed': 'true' },
        setup: (made) => made.addEventListener('click', () => this.#toggleLevel(level)),
      });
      this.#levels.set(level, button);
      return button;
    });
    return element('div', { className: 'group levels', role: 'group', label: t('Levels'), children: levels });
  }

  #actionGroup(): HTMLElement {
    const { change, firstError, copy, saveAs, openAsDocument, clear, togglePlain } = this.#actions;
    return element('div', {
      className: 'group actions',
      role: 'group',
      label: t('View'),
      children: [
        this.#toggle('follow', t('Follow the end'), ICONS.follow, (isFollowing) => change({ isFollowing })),
        this.#toggle('wrap', t('Wrap long lines'), ICONS.wrap, (isWrapped) => change({ isWrapped })),
        this.#times,
        this.#button(t('Go to the first error'), ICONS.error, firstError),
        this.#button(t('Copy the lines that are shown'), ICONS.copy, copy),
        this.#button(t('Save log as'), ICONS.save, saveAs),
        this.#button(t('Open as document'), ICONS.document, openAsDocument),
        this.#toggle('plain', t('Plain text'), ICONS.plain, togglePlain),
        this.#button(t('Clear'), ICONS.clear, clear),
      ],
    });
  }

  #toggleLevel(level: LogLevel): void {
    const shown = ALL_LEVELS.filter((each) => this.#levels.get(each)?.getAttribute('aria-pressed') === 'true');
    const levels = shown.includes(level)
      ? shown.filter((each) => each !== level)
      : ALL_LEVELS.filter((each) => shown.includes(each) || each === level);
    this.#actions.change({ levels });
  }

  #timeSelect(): HTMLSelectElement {
    const modes: readonly (readonly [TimeMode, string])[] = [
      ['off', t('No times')],
      ['absolute', t('Time of day')],
      ['relative', t('Time since start')],
    ];
    const select = element('select', {
      label: t('Times'),
      title: t('Times'),
      children: modes.map(([value, text]) => element('option', { text, attributes: { value } })),
    });
    select.addEventListener('change', () => {
      const mode = modes.find(([value]) => value === select.value)?.[0];
      if (mode !== undefined) this.#actions.change({ times: mode });
    });
    return select;
  }

  #input(label: string, change: (text: string) => void): HTMLInputElement {
    const input = element('input', {
      label,
      attributes: { type: 'text', placeholder: label, spellcheck: 'false', autocomplete: 'off' },
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => change(input.value), PAUSE_MS);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#actions.leave();
    });
    return input;
  }

  #toggle(id: string, label: string, look: string, change: (isOn: boolean) => void): HTMLButtonElement {
    const button = this.#button(label, look, () => change(button.getAttribute('aria-pressed') !== 'true'));
    button.setAttribute('aria-pressed', 'false');
    this.#toggles.set(id, button);
    return button;
  }

  #press(id: string, isOn: boolean): void {
    this.#toggles.get(id)?.setAttribute('aria-pressed', String(isOn));
  }

  #button(label: string, look: string, act: () => void): HTMLButtonElement {
    return element('button', {
      className: 'tool',
      label,
      title: label,
      attributes: { type: 'button' },
      children: [look.length > 3 ? icon(look) : look],
      setup: (button) => button.addEventListener('click', act),
    });
  }
}
