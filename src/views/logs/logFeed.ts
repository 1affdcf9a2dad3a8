import type { Disposable } from '../../domain/base/lifecycle.ts';
import type { LogSession } from '../../domain/logs/logSession.ts';
import type { LogsHost, LogsPage } from '../../protocol/logsPanel.ts';
import { RpcError, type RpcPeer } from '../../protocol/rpc.ts';
import { logBatch } from './logBatch.ts';

/** Entries and characters of one message: a few milliseconds of work for the page. */
const BATCH_ENTRIES = 10_000;
const BATCH_CHARACTERS = 1_500_000;
/** A page that is further behind than this goes to the end of the log at once. */
const MOST_BEHIND = 30_000;
/** What a page gets first; the rest of the log comes when somebody looks for it. */
export const FIRST_ENTRIES = 10_000;
/** A batch is sent at most this often: about one a frame. */
const PACE_MS = 30;

/** Brings what is new in a log to its page: one batch in flight, none to a page that nobody sees, entries that are skipped counted. */
export class LogFeed implements Disposable {
  readonly #session: LogSession;
  readonly #peer: RpcPeer<LogsHost, LogsPage>;
  readonly #listener: Disposable;
  #next = 0;
  #skipped = 0;
  #pending = '';
  #isSending = false;
  #isVisible = true;
  #isReady = false;
  #isHeld = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: LogSession, peer: RpcPeer<LogsHost, LogsPage>) {
    this.#session = session;
    this.#peer = peer;
    this.#listener = session.onDidAppend(() => this.#schedule());
  }

  /** A page without content is there: it gets the last entries. */
  begin(): void {
    const { buffer } = this.#session;
    this.#next = Math.max(buffer.start, buffer.end - FIRST_ENTRIES);
    this.#isReady = true;
    this.#isHeld = false;
    this.#pending = '';
    this.#schedule();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    // A hidden page is thrown away by VS Code: it says that it is ready when it is there again.
    if (!isVisible) this.#isReady = false;
    else this.#schedule();
  }

  /** The user is at the end again. */
  release(): void {
    this.#isHeld = false;
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isSending || !this.#isReady || !this.#isVisible || this.#isHeld) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send();
    }, PACE_MS);
  }

  async #send(): Promise<void> {
    const { buffer, pending } = this.#session;
    if (!this.#isReady || !this.#isVisible || (this.#next >= buffer.end && pending === this.#pending)) return;
    this.#isSending = true;
    const batch = this.#take();
    this.#pending = pending;
    try {
      const taken = await this.#peer.request('news', { batch, pending, skipped: this.#skipped, total: buffer.end });
      this.#isHeld = taken.isFull;
    } catch (error) {
      // The page was closed or replaced; a new one says that it is ready and gets everything it needs.
      if (!(error instanceof RpcError)) throw error;
      this.#isReady = false;
    } finally {
      this.#isSending = false;
    }
    if (this.#next < buffer.end || this.#session.pending !== this.#pending) this.#schedule();
  }

  #take() {
    const { buffer } = this.#session;
    const earliest = Math.max(this.#next, buffer.start);
    const from = buffer.end - earliest > MOST_BEHIND ? buffer.end - BATCH_ENTRIES : earliest;
    this.#skipped += Math.max(0, from - this.#next);
    const entries = buffer.slice(from, from + BATCH_ENTRIES);
    let characters = 0;
    const fits = entries.findIndex((entry) => (characters += entry.text.length) > BATCH_CHARACTERS);
    const sent = fits < 0 ? entries : entries.slice(0, Math.max(1, fits));
    this.#next = from + sent.length;
    return logBatch(from, sent);
  }
}
