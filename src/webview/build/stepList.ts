import { formatBytes, formatDuration } from '../../domain/base/format.ts';
import { t } from '../../domain/base/text.ts';
import {
  type BuildStep,
  type BuildStepState,
  isInternal,
  stepDurationMs,
  stepTitle,
} from '../../domain/images/buildProgress.ts';
import { element, icon, setText } from '../shared/dom.ts';
import { StepLogView } from './stepLogView.ts';

/** Shapes differ as well as colours, and the word stands beside them. */
const ICONS: Readonly<Record<BuildStepState, string>> = {
  waiting: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3l2 1.5',
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  cached: 'M9 2L4 9h4l-1 5l5-7H8z',
  done: 'M3 8.5l3.2 3.2L13 5',
  failed: 'M4 4l8 8M12 4l-8 8',
  cancelled: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.3 4.3l7.4 7.4',
};

interface Row {
  readonly item: HTMLLIElement;
  readonly toggle: HTMLButtonElement;
  readonly mark: HTMLSpanElement;
  readonly title: HTMLSpanElement;
  readonly state: HTMLSpanElement;
  readonly details: HTMLDivElement;
  readonly transfers: HTMLParagraphElement;
  readonly error: HTMLParagraphElement;
  readonly log: StepLogView;
  shown: BuildStepState | undefined;
  /** Opened or closed by hand; until then the state decides. */
  isDecided: boolean;
}

/** The steps as a list of disclosure buttons: Up, Down, Home and End go through them, Enter opens the log. */
export class StepList {
  readonly root = element('ol', { className: 'steps', label: t('Steps') });
  readonly #rows = new Map<string, Row>();

  constructor() {
    this.root.addEventListener('keydown', (event) => this.#move(event));
  }

  clear(): void {
    this.#rows.clear();
    this.root.replaceChildren();
  }

  paint(steps: readonly BuildStep[], now: Date): void {
    for (const step of steps) {
      const row = this.#rows.get(step.id) ?? this.#add(step.id);
      paintRow(row, step, now);
    }
  }

  #add(id: string): Row {
    const row = makeRow();
    this.#rows.set(id, row);
    this.root.append(row.item);
    return row;
  }

  #move(event: KeyboardEvent): void {
    const toggles = Array.from(this.#rows.values(), ({ toggle }) => toggle);
    const at = toggles.findIndex((toggle) => toggle === document.activeElement);
    if (at < 0) return;
    const next = new Map([
      ['ArrowDown', at + 1],
      ['ArrowUp', at - 1],
      ['Home', 0],
      ['End', toggles.length - 1],
    ]).get(event.key);
    const target = next === undefined ? undefined : toggles[next];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }
}

function makeRow(): Row {
  const mark = element('span', { className: 'mark' });
  const title = element('span', { className: 'title' });
  const state = element('span', { className: 'words' });
  const transfers = element('p', { className: 'transfers' });
  const error = element('p', { className: 'failureText' });
  const log = new StepLogView();
  const details = element('div', { className: 'details', children: [transfers, error, log.root] });
  details.hidden = true;
  const toggle = element('button', {
    className: 'step',
    attributes: { 'aria-expanded': 'false' },
    children: [mark, title, state],
  });
  const row: Row = {
    item: element('li', { children: [toggle, details] }),
    toggle,
    mark,
    title,
    state,
    details,
    transfers,
    error,
    log,
    shown: undefined,
    isDecided: false,
  };
  toggle.addEventListener('click', () => {
    row.isDecided = true;
    open(row, details.hidden === true);
  });
  return row;
}

function open(row: Row, isOpen: boolean): void {
  if (row.details.hidden !== isOpen) return;
  row.details.hidden = !isOpen;
  row.toggle.setAttribute('aria-expanded', String(isOpen));
  if (isOpen) row.log.paint();
}

function paintRow(row: Row, step: BuildStep, now: Date): void {
  const { stage, index, count, text } = stepTitle(step.name);
  const number = index === undefined ? '' : `${stage === undefined ? '' : `${stage} `}${index}/${count ?? index}  `;
  setText(row.title, number + text);
  row.title.title = step.name;
  row.item.classList.toggle('internal', isInternal(step.name));
  if (row.shown !== step.state) {
    row.shown = step.state;
    row.mark.className = `mark ${step.state}`;
    row.mark.replaceChildren(icon(ICONS[step.state]));
    // What runs and what failed is of interest; the rest stays closed.
    if (!row.isDecided) open(row, (step.state === 'running' && !isInternal(step.name)) || step.state === 'failed');
  }
  const duration = stepDurationMs(step, now);
  const isTimed = duration !== undefined && step.state !== 'cached' && step.state !== 'waiting';
  setText(row.state, isTimed ? `${wordOf(step.state)} · ${formatDuration(duration)}` : wordOf(step.state));
  const transfers = Array.from(step.transfers, ([label, { doneBytes, totalBytes }]) =>
    totalBytes === undefined
      ? `${label}: ${formatBytes(doneBytes)}`
      : t('{0}: {1} of {2}', label, formatBytes(doneBytes), formatBytes(totalBytes)),
  );
  setText(row.transfers, transfers.slice(-3).join('\n'));
  row.transfers.hidden = transfers.length === 0;
  setText(row.error, step.error ?? '');
  row.error.hidden = step.error === undefined;
  row.log.update(step.log, step.name);
}

function wordOf(state: BuildStepState): string {
  switch (state) {
    case 'waiting':
      return t('waiting');
    case 'running':
      return t('running');
    case 'cached':
      return t('from cache');
    case 'done':
      return t('done');
    case 'failed':
      return t('failed');
    case 'cancelled':
    default:
      return t('cancelled');
  }
}
