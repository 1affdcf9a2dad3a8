import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/event.ts';
import type { Snapshot, Watched } from '../base/watched.ts';
import type { LogLine } from '../logs/logLine.ts';
import { foldProgress, type ProgressFold } from './foldProgress.ts';
import { metricLine } from './metricLine.ts';
import type { Progress } from './progress.ts';

/** At most this often listeners are told. */
const TELL_MS = 200;
/** Part of the time that may be spent on looking for metrics, and what may be spent at once when a long log is read. */
const SHARE = 0.05;
const BURST_MS = 200;
/** Looked at in any case, so that the values stay live at any speed. */
const LAST_LINES = 4;

/** Live progress of one log. Reads every line while there is time for it, and the last ones of each batch when the log is too fast. */
export class ProgressMeter implements Watched<Progress> {
  readonly #clock: Clock;
  readonly #changed = new Emitter<Snapshot<Progress>>();
  readonly #stop = new AbortController();
  readonly onDidChange = this.#changed.event;
  #fold: ProgressFold | undefined;
  #budgetMs = BURST_MS;
  #paidAt: number;
  #toldAt = 0;
  #isTelling = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#paidAt = clock.now();
  }

  get current(): Snapshot<Progress> {
    return this.#fold ? { state: 'ready', value: this.#fold.progress } : { state: 'loading' };
  }

  read(lines: readonly LogLine[]): void {
    const begun = this.#clock.now();
    this.#budgetMs = Math.min(BURST_MS, this.#budgetMs + (begun - this.#paidAt) * SHARE);
    this.#paidAt = begun;
    const before = this.#fold;
    const from = this.#budgetMs > 0 ? 0 : Math.max(0, lines.length - LAST_LINES);
    for (let index = from; index < lines.length; index++) {
      const line = lines[index];
      if (line) this.#take(line.text, line.time);
    }
    this.#budgetMs -= this.#clock.now() - begun;
    if (this.#fold !== before) this.#tell();
  }

  /** A line that is being written: a progress bar. */
  readText(text: string): void {
    const before = this.#fold;
    this.#take(text, undefined);
    if (this.#fold !== before) this.#tell();
  }

  /** Nothing to ask again: the values come with the log. */
  refresh(): void {
    this.#changed.fire(this.current);
  }

  dispose(): void {
    this.#stop.abort();
    this.#changed.dispose();
  }

  #take(text: string, time: string | undefined): void {
    const found = metricLine(text);
    if (!found) return;
    const at = new Date(time === undefined || time === '' ? this.#clock.now() : time);
    this.#fold = foldProgress(this.#fold, found, at);
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    const wait = Math.max(0, this.#toldAt + TELL_MS - this.#clock.now());
    void this.#clock.sleep(wait, this.#stop.signal).then(() => {
      this.#isTelling = false;
      this.#toldAt = this.#clock.now();
      if (!this.#stop.signal.aborted) this.#changed.fire(this.current);
    });
  }
}
