import { EventEmitter, type Pseudoterminal, type TerminalDimensions, ThemeIcon, window } from 'vscode';
import { t } from '../../domain/base/text.ts';
import type { ShellSession } from '../../domain/engines/ports.ts';

/** Shows a shell session in a terminal. It says why it ended and stays open for reading. */
export function showTerminal(session: ShellSession, name: string, endText = shellEnded): void {
  const pty = new ContainerTerminal(session, endText);
  window.createTerminal({ name, pty, iconPath: new ThemeIcon('vm-outline') }).show();
}

const shellEnded = (exitCode: number): string => t('The shell ended with exit code {0}.', exitCode);

/** The terminal's end of a shell session. What the shell writes before the terminal is there is kept for it. */
class ContainerTerminal implements Pseudoterminal {
  readonly #session: ShellSession;
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number | void>();
  readonly #decoder = new TextDecoder();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  #early: string[] | undefined = [];

  constructor(session: ShellSession, endText: (exitCode: number) => string) {
    this.#session = session;
    session.onData((data) => this.#write(this.#decoder.decode(data, { stream: true })));
    session.onExit((exitCode) => {
      const reason = exitCode === undefined ? t('The connection to the engine ended.') : endText(exitCode);
      this.#write(`\r\n${reason}\r\n`);
    });
  }

  open(size: TerminalDimensions | undefined): void {
    if (size) this.setDimensions(size);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const text of early) this.#written.fire(text);
  }

  close(): void {
    this.#session.dispose();
    this.#written.dispose();
    this.#closed.dispose();
  }

  handleInput(data: string): void {
    this.#session.write(data);
  }

  setDimensions({ columns, rows }: TerminalDimensions): void {
    this.#session.resize(columns, rows);
  }

  #write(text: string): void {
    if (this.#early) this.#early.push(text);
    else this.#written.fire(text);
  }
}
