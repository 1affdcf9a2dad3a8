import { t } from '../domain/base/text.ts';
import type { Terminal } from './terminal.ts';

/** Trees below this size are done before anybody wonders. */
const WORTH_SHOWING = 2000;
const CLEAR_LINE = '\r\u001B[K';

/** How far a large tree is checked: one line of a terminal, which goes away by itself. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #isShown: boolean;
  #done = 0;

  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#total = total;
    this.#isShown = terminal.isErrorTerminal && total >= WORTH_SHOWING;
  }

  add(files: number): void {
    this.#done += files;
    if (this.#isShown) this.#terminal.error(`${CLEAR_LINE}${t('{0} of {1} files …', this.#done, this.#total)}`);
  }

  /** Before anything else is written. */
  clear(): void {
    if (this.#isShown) this.#terminal.error(CLEAR_LINE);
  }
}
