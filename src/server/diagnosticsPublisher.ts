import type { PublishDiagnosticsParams } from 'vscode-languageserver';

/** Edits that arrive without a pause are not waited for longer than this many turns of the event loop. */
const MOST_TURNS = 100;

/** The reader of the protocol takes one message a turn and comes after us in the first one. */
const QUIET_TURNS = 2;

interface Checker {
  /** Checks the newest version; undefined when the document is closed. */
  check(uri: string): (Pick<PublishDiagnosticsParams, 'diagnostics'> & { readonly version: number }) | undefined;
  publish(params: PublishDiagnosticsParams): void | Promise<void>;
  /** One turn of the event loop, in which one more message is read if there is one. */
  turn(): Promise<void>;
}

/**
 * Checks without a wait that a person could feel: as soon as the messages that have arrived are read, once for all edits among them. Checking does not
 * yield, so what is published is never older than the document. Nothing is sent when nothing changed.
 */
export class DiagnosticsPublisher {
  readonly #checker: Checker;
  /** Changes of each document that is to be checked. */
  readonly #waiting = new Map<string, number>();
  readonly #published = new Map<string, string>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  changed(uri: string): void {
    const changes = this.#waiting.get(uri) ?? 0;
    this.#waiting.set(uri, changes + 1);
    if (changes === 0) void this.#checkSoon(uri);
  }

  /** Takes the diagnostics of a document away. */
  closed(uri: string): void {
    this.#waiting.delete(uri);
    this.#published.delete(uri);
    void this.#checker.publish({ uri, diagnostics: [] });
  }

  async #checkSoon(uri: string): Promise<void> {
    let seen = 0;
    let quiet = 0;
    for (let turn = 0; turn < MOST_TURNS && quiet < QUIET_TURNS; turn++) {
      const changes = this.#waiting.get(uri) ?? 0;
      quiet = changes === seen ? quiet + 1 : 0;
      seen = changes;
      await this.#checker.turn();
    }
    if (!this.#waiting.delete(uri)) return;
    const checked = this.#checker.check(uri);
    if (!checked) return;
    const text = JSON.stringify(checked.diagnostics);
    if (this.#published.get(uri) === text) return;
    this.#published.set(uri, text);
    await this.#checker.publish({ uri, ...checked });
  }
}
