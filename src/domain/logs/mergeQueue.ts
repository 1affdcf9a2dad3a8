import type { LogLine } from './logLine.ts';

/** A line with what was cut off behind it, or a marker. */
export type MergeItem =
  | { readonly kind: 'line'; readonly time: string; readonly line: LogLine; readonly arrivedMs: number }
  | { readonly kind: 'rest'; readonly time: string; readonly text: string; readonly arrivedMs: number }
  | {
      readonly kind: 'marker';
      readonly time: string;
      readonly text: string;
      readonly arrivedMs: number;
      readonly before?: string;
    };

/** Lines of one log that wait for their turn. When many do, their reader waits. */
export class MergeQueue {
  readonly #limit: number;
  #items: MergeItem[] = [];
  #at = 0;
  #space: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get head(): MergeItem | undefined {
    return this.#items[this.#at];
  }

  push(item: MergeItem): void {
    this.#items.push(item);
  }

  shift(): void {
    this.#at += 1;
    if (this.#at < 1_024 && this.#at < this.#items.length) return;
    this.#items = this.#items.slice(this.#at);
    this.#at = 0;
    if (this.#items.length < this.#limit / 2) this.release();
  }

  /** Resolves when there is room again. */
  async room(): Promise<void> {
    if (this.#items.length - this.#at < this.#limit) return;
    await new Promise<void>((resolve) => (this.#space = resolve));
  }

  /** Lets the reader go on, for example to notice that it is not wanted any more. */
  release(): void {
    this.#space?.();
    this.#space = undefined;
  }
}
