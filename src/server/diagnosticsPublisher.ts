import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { Clock } from '../domain/base/clock.ts';

/** How long typing must rest until a file is checked. */
const REST_MS = 80;

interface Checker {
  /** Checks the newest version; undefined when the document is closed. */
  check(uri: string): (Pick<PublishDiagnosticsParams, 'diagnostics'> & { readonly version: number }) | undefined;
  publish(params: PublishDiagnosticsParams): void | Promise<void>;
}

/**
 * One check at a time for each document, of the newest version and after the typing rests. Checking does not yield, so what is published is
 * never older than the document; what was asked for in between is asked for by the change that followed.
 */
export class DiagnosticsPublisher {
  readonly #clock: Clock;
  readonly #checker: Checker;
  readonly #waiting = new Map<string, AbortController>();

  constructor(clock: Clock, checker: Checker) {
    this.#clock = clock;
    this.#checker = checker;
  }

  changed(uri: string): void {
    this.#waiting.get(uri)?.abort();
    const waiting = new AbortController();
    this.#waiting.set(uri, waiting);
    void this.#checkLater(uri, waiting.signal);
  }

  /** Takes the diagnostics of a document away. */
  closed(uri: string): void {
    this.#waiting.get(uri)?.abort();
    this.#waiting.delete(uri);
    void this.#checker.publish({ uri, diagnostics: [] });
  }

  async #checkLater(uri: string, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(REST_MS, signal);
    if (signal.aborted) return;
    this.#waiting.delete(uri);
    const checked = this.#checker.check(uri);
    if (checked) await this.#checker.publish({ uri, ...checked });
  }
}
