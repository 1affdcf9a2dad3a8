import { t } from '../../domain/base/text.ts';
import type { StepLog } from '../../domain/images/buildProgress.ts';
import { element, setText } from '../shared/dom.ts';

/** Pixels; the style sheet sets the same line height. */
const LINE_HEIGHT = 18;
/** Lines drawn above and below what is seen, so that a quick scroll shows no gap. */
const MARGIN = 20;

/** The log of one step: 10,000 lines are one tall element of which only the visible part exists. Follows the end until it is scrolled away. */
export class StepLogView {
  readonly root = element('div', { className: 'log', role: 'log', attributes: { tabindex: '0', 'aria-live': 'off' } });
  readonly #dropped = element('p', { className: 'dropped' });
  readonly #space = element('div', { className: 'space' });
  readonly #lines = element('pre');
  #log: StepLog = { lines: [], droppedLines: 0 };
  /** Lines that were there at the last update; the log itself grows in place. */
  #seen = 0;
  #painted = '';
  #isFollowing = true;

  constructor() {
    this.#space.append(this.#lines);
    this.root.append(this.#dropped, this.#space);
    this.root.hidden = true;
    this.root.addEventListener('scroll', () => {
      const { scrollTop, scrollHeight, clientHeight } = this.root;
      this.#isFollowing = scrollTop + clientHeight >= scrollHeight - LINE_HEIGHT;
      this.paint();
    });
  }

  update(log: StepLog, name: string): void {
    const seen = log.lines.length + log.droppedLines;
    const isMore = seen !== this.#seen;
    this.#log = log;
    this.#seen = seen;
    this.root.hidden = log.lines.length === 0;
    this.root.setAttribute('aria-label', t('Log of {0}', name));
    this.#dropped.hidden = log.droppedLines === 0;
    if (log.droppedLines > 0) setText(this.#dropped, t('{0} earlier lines are not kept', log.droppedLines));
    if (isMore) this.paint();
  }

  /** Draws the lines in view; does nothing while the step is closed. */
  paint(): void {
    const { clientHeight } = this.root;
    if (clientHeight === 0 && this.root.offsetParent === null) return;
    const { lines } = this.#log;
    this.#space.style.height = `${lines.length * LINE_HEIGHT}px`;
    if (this.#isFollowing) this.root.scrollTop = this.root.scrollHeight;
    const first = Math.max(0, Math.floor(this.root.scrollTop / LINE_HEIGHT) - MARGIN);
    const last = Math.min(lines.length, first + Math.ceil(this.root.clientHeight / LINE_HEIGHT) + 2 * MARGIN);
    const text = lines.slice(first, last).join('\n');
    if (this.#painted === `${first} ${text}`) return;
    this.#painted = `${first} ${text}`;
    this.#lines.style.transform = `translateY(${first * LINE_HEIGHT}px)`;
    this.#lines.textContent = text;
  }
}
